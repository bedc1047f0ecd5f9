import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import type { CouchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Sealed, Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Update } from 'grammy/types';
import { allowedUpdates } from './telegram/allowed-updates.ts';

/** An update as it came, encrypted. */
interface RawUpdate extends Doc {
  type: 'raw-update';
  bot: string;
  came: Iso;
  sealed: Sealed;
  /** Why it could not be worked off; absent when it could, or was not looked at yet. */
  failed?: string;
}

/**
 * What came in, as it came: written before Telegram is told that we have it, so that no update is lost whenever a
 * process ends. A database for each day, which goes as a whole.
 */
export interface RawUpdates {
  /** Writes updates. Those that stand there already are left as they are. */
  keep(bot: string, updates: readonly Update[]): Promise<void>;
  /** Says that all that was written so far is worked off. */
  workedOff(bot: string, updates: readonly Update[]): Promise<void>;
  /** Says why one could not be worked off; it stays there to be seen. */
  park(bot: string, update: Update, why: string): Promise<void>;
  /** Updates that were written and not worked off, oldest first. */
  left(bot: string): Promise<Update[]>;
  /** How many could not be worked off. */
  parked(): Promise<number>;
  /** Ids of those that are about something, by database. @param isOf told each update as it came */
  matching(isOf: (bot: string, update: Update) => boolean): Promise<Map<string, string[]>>;
  /** Removes the databases of days that are over for longer than so many days. */
  remove(keepDays: number): Promise<void>;
}

export interface RawUpdatesParts {
  server: CouchServer;
  storeOf: (database: string) => Store;
  /** Name of the main database, with which all names begin. */
  main: string;
  vault: Vault;
  now: () => Ms;
}

const day: Ms = 24 * 3600 * 1000;

/** Of which kind an update is; one that was not asked for may be called anything, which an id must not. */
const kindOf = (update: Update): string => allowedUpdates.find(kind => kind in update) ?? 'other';

/**
 * The moment that an update tells of, in seconds; Telegram's numbers of updates may begin anew, with it they do not
 * meet.
 */
export const momentOf = (update: Update): number => {
  const told: unknown = toldMoment(update);
  return Number.isSafeInteger(told) ? (told as number) : 0;
};

const toldMoment = (update: Update): unknown =>
  (update.message ?? update.my_chat_member ?? update.chat_member ?? update.message_reaction)?.date ??
  update.edited_message?.edit_date ??
  update.callback_query?.message?.date;

const idOf = (bot: string, update: Update): string =>
  `${bot}:${String(update.update_id).padStart(12, '0')}:${kindOf(update)}:${momentOf(update)}`;

export const openRawUpdates = ({ server, storeOf, main, vault, now }: RawUpdatesParts): RawUpdates => {
  const prefix = `${main}-chats-`;
  const ready = new Set<string>();

  const open = async (at: Ms): Promise<Store> => {
    const name = prefix + new Date(at).toISOString().slice(0, 10);
    if (!ready.has(name)) {
      if (await server.createDatabase(name)) await server.setSecurity(name, adminsOnly);
      ready.add(name);
    }
    return storeOf(name);
  };

  const days = async (): Promise<string[]> =>
    (await server.databaseNames()).filter(name => name.startsWith(prefix)).sort();

  /** Each of these documents with something changed, in whichever day it stands. */
  const changeEach = async (ids: readonly string[], change: (doc: RawUpdate) => RawUpdate | Doc): Promise<void> => {
    for (const name of (await days()).reverse()) {
      const docs = await storeOf(name).getMany<RawUpdate>(ids);
      await storeOf(name).write(docs.filter(doc => doc !== null).map(change));
    }
  };

  return {
    keep: async (bot, updates) => {
      const came = new Date(now()).toISOString();
      const docs = await Promise.all(
        updates.map(async (update): Promise<RawUpdate> => {
          const id = idOf(bot, update);
          const sealed = await vault.seal(id, JSON.stringify(update));
          return { _id: `new:${id}`, type: 'raw-update', bot, came, sealed };
        }),
      );
      await (await open(now())).write(docs);
    },
    workedOff: async (bot, updates) => {
      // What is worked off is kept under another name, so that what is left is found without reading the rest.
      const ids = updates.map(update => `new:${idOf(bot, update)}`);
      for (const name of await days()) {
        const store = storeOf(name);
        const docs = (await store.getMany<RawUpdate>(ids)).filter(doc => doc !== null && doc.failed === undefined);
        const moved = docs.flatMap(doc => [
          { ...doc!, _id: doc!._id.replace(/^new:/, 'old:'), _rev: undefined },
          { _id: doc!._id, _rev: doc!._rev!, _deleted: true },
        ]);
        if (moved.length > 0) await store.write(moved.map(({ _rev, ...doc }) => (_rev ? { ...doc, _rev } : doc)));
      }
    },
    park: (bot, update, why) => changeEach([`new:${idOf(bot, update)}`], doc => ({ ...doc, failed: why })),
    left: async bot => {
      const found: Update[] = [];
      for (const name of await days()) {
        const docs = await storeOf(name).range<RawUpdate>({
          ...{ from: `new:${bot}:`, to: `new:${bot}:\ufff0`, limit: 100_000 },
        });
        for (const { _id, sealed, failed } of docs)
          if (failed === undefined)
            found.push(JSON.parse(await vault.unseal(_id.slice('new:'.length), sealed)) as Update);
      }
      return found;
    },
    parked: async () => {
      let count = 0;
      for (const name of await days()) {
        const docs = await storeOf(name).range<RawUpdate>({ from: 'new:', to: 'new:\ufff0', limit: 10_000 });
        count += docs.filter(({ failed }) => failed !== undefined).length;
      }
      return count;
    },
    matching: async isOf => {
      const found = new Map<string, string[]>();
      for (const name of await days())
        for (let from = ''; ; ) {
          const docs = await storeOf(name).range<RawUpdate>({ from, to: '\ufff0', limit: 1000, after: true });
          if (docs.length === 0) break;
          for (const { _id, bot, sealed } of docs) {
            const update = JSON.parse(await vault.unseal(_id.replace(/^(new|old):/, ''), sealed)) as Update;
            if (isOf(bot, update)) found.set(name, [...(found.get(name) ?? []), _id]);
          }
          from = docs.at(-1)!._id;
        }
      return found;
    },
    remove: async keepDays => {
      const oldest = prefix + new Date(now() - keepDays * day).toISOString().slice(0, 10);
      for (const name of await days()) if (name < oldest) await server.deleteDatabase(name);
    },
  };
};
