import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Draft, openDraft, type Written } from './draft.ts';
import { type Infos, openInfos } from './infos.ts';
import { type Lookups, openLookups, type Stores } from './lookup.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';
import { openQueue, type QueueDraft } from './queue.ts';
import type { Sandbox } from './sandbox.ts';

/** What the engine is handed: it reaches for nothing else. */
export interface EngineOptions {
  /** Contacts and reports. */
  main: Store;
  /** Infodocs, short codes, and what timed jobs work off. */
  side: Store;
  /** The settings and words of this moment. */
  programme: () => { settings: Settings; words: Words };
  /** The clock. */
  now: () => Ms;
  /** Runs the expressions of the settings. Without one, a rule that has an expression fails, and with it the change. */
  sandbox?: () => Sandbox | undefined;
  /** Throws when this process may not write any more. */
  fence?: () => void;
  own?: OwnWrites;
  /** Told of what is worth a line. */
  log?: (message: string, facts?: Record<string, unknown>) => void;
}

/** What lies on the desk while one batch is settled. */
export interface Desk extends Stores {
  docs: Draft;
  /** By the id of the document, not of its infodoc. */
  infos: Infos;
  /** Documents for timed jobs. */
  queue: QueueDraft;
  lookups: Lookups;
  sandbox: () => Sandbox | undefined;
  settings: Settings;
  /** Text by locale and key. */
  words: Words;
  /** The moment at which this batch is settled. */
  now: Ms;
  own: OwnWrites;
  /** What was written to the main database so far, in its order. */
  written: Written[];
  log: (message: string, facts?: Record<string, unknown>) => void;
}

/** A clear desk for a batch. */
export const openDesk = ({ main, side, programme, now, ...options }: EngineOptions): Desk => {
  const { fence = () => {}, own = ownWrites(), log = () => {}, sandbox = () => undefined } = options;
  const misread = ({ _id }: Doc, paths: readonly string[]) =>
    log('Fields of a document have a type that nobody can read; they are passed over', { id: _id, paths });
  const docs = openDraft<Doc>(main, { fence, misread });
  const written: Written[] = [];
  const { settings, words } = programme();
  return {
    ...{ main, side, fence, own, log, sandbox, settings, words, written },
    now: now(),
    docs: {
      ...docs,
      commit: async only => {
        const some = await docs.commit(only);
        written.push(...some);
        for (const { id, rev } of some) own.wrote(id, rev);
        return some;
      },
    },
    infos: openInfos(side, fence),
    queue: openQueue(side, fence),
    lookups: openLookups({ main, side, fence }, settings),
  };
};
