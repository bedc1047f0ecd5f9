import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { newInfo } from '../muting/history.ts';
import { reserveCodes } from '../registration/codes.ts';
import { type Draft, openDraft, type Written } from './draft.ts';
import { type Lookups, openLookups } from './lookups.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';
import type { Queue, Sandbox } from './rule.ts';

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
export interface Desk {
  main: Store;
  docs: Draft;
  /** By the id of the document, not of its infodoc. */
  infos: Infos;
  /** Documents for timed jobs. */
  queue: QueueDraft;
  lookups: Lookups;
  codes: Codes;
  sandbox: () => Sandbox | undefined;
  settings: Settings;
  words: Words;
  now: Ms;
  own: OwnWrites;
  /**
   * Whether reports, as they stood, count as registrations: of many about one person each asks it of all the others.
   */
  counts: WeakMap<Report, boolean>;
  /** What was written to the main database so far, in its order. */
  written: Written[];
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

/** A draft of the documents that timed jobs work off. */
export interface QueueDraft {
  add(effect: Queue): void;
  commit(): Promise<void>;
}

/** Short codes reserved so far, by their cause. */
export interface Codes {
  get(cause: string): string | undefined;
  reserve(causes: Iterable<string>): Promise<void>;
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

const openQueue = (store: Store, fence: () => void): QueueDraft => {
  // A draft hands a document even where there is none: that one says nothing but its id.
  const draft = openDraft<Doc>(store, { missing: _id => ({ _id }), fence });
  const effects: Queue[] = [];
  return {
    add: effect => {
      effects.push(effect);
    },
    commit: async () => {
      const decided = effects.splice(0);
      await draft.read(decided.map(({ id }) => id));
      for (const { id, apply } of decided) draft.change(id, doc => apply(Object.keys(doc).length === 1 ? null : doc));
      await draft.commit();
    },
  };
};

const openCodes = (docs: Draft, stores: { main: Store; side: Store; fence: () => void }): Codes => {
  const codes = new Map<string, string>();
  const codeOf = (cause: string): string | undefined => {
    const contact = docs.get(cause) as Contact | null | undefined;
    const code = contact?.patient_id ?? contact?.place_id;
    return code === undefined ? undefined : String(code);
  };
  return {
    // A contact that has its code keeps it, so that a run that a crash broke off goes on with that one.
    get: cause => codeOf(cause) ?? codes.get(cause),
    reserve: async causes => {
      const reserved = await reserveCodes(
        [...causes].filter(cause => codeOf(cause) === undefined),
        stores,
      );
      for (const [cause, code] of reserved) codes.set(cause, code);
    },
  };
};

/** A clear desk for a batch. */
export const openDesk = ({ main, side, programme, now, ...options }: EngineOptions): Desk => {
  const { fence = () => {}, own = ownWrites(), log = () => {}, sandbox = () => undefined } = options;
  const docs = openDraft<Doc>(main, { fence });
  const written: Written[] = [];
  return {
    main,
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
    lookups: openLookups(main),
    codes: openCodes(docs, { main, side, fence }),
    sandbox,
    ...programme(),
    now: now(),
    own,
    counts: new WeakMap(),
    written,
    fence,
    log,
  };
};
