import type { Settings } from '@rounds/config/settings.ts';
import type { Words } from '@rounds/config/words.ts';
import type { Doc, Ms } from '@rounds/ddocs/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/infodocs.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { newInfo } from '../rules/muting-history.ts';
import { type Draft, openDraft } from './draft.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';

/** What the engine is handed: it reaches for nothing else. */
export interface EngineOptions {
  /** Contacts and reports. */
  main: Store;
  /** Infodocs. */
  side: Store;
  /** The settings and words of this moment. */
  programme: () => { settings: Settings; words: Words };
  /** The clock. */
  now: () => Ms;
  /** Throws when this process may not write any more. */
  fence?: () => void;
  own?: OwnWrites;
  /** Told of what is worth a line. */
  log?: (message: string, facts?: Record<string, unknown>) => void;
}

/** What lies on the desk while one batch is settled. */
export interface Desk {
  main: Store;
  docs: Draft;
  /** By the id of the document, not of its infodoc. */
  infos: Infos;
  settings: Settings;
  words: Words;
  now: Ms;
  own: OwnWrites;
  /** Throws when this process may not write any more. Drafts ask it themselves. */
  fence: () => void;
  log: (message: string, facts?: Record<string, unknown>) => void;
}

/** A draft of infodocs, asked by the ids of their documents. */
export interface Infos {
  get(docId: string): InfoDoc | null | undefined;
  read(docIds: Iterable<string>): Promise<void>;
  note(docId: string, apply: (info: InfoDoc) => InfoDoc): void;
  commit(): Promise<void>;
}

const openInfos = (store: Store, fence: () => void): Infos => {
  const draft = openDraft<InfoDoc>(store, { missing: id => newInfo(id.slice(0, -infoId('').length)), fence });
  return {
    get: id => draft.get(infoId(id)),
    read: ids => draft.read([...ids].map(infoId)),
    note: (id, apply) => draft.change(infoId(id), apply),
    commit: async () => {
      await draft.commit();
    },
  };
};

/** A clear desk for a batch. */
export const openDesk = ({ main, side, programme, now, fence = () => {}, own = ownWrites(), log = () => {} }: EngineOptions): Desk => ({
  main,
  docs: openDraft<Doc>(main, { fence }),
  infos: openInfos(side, fence),
  ...programme(),
  now: now(),
  own,
  fence,
  log,
});
