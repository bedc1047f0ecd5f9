import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isInfo } from '@rounds/ddocs/documents/infodocs.ts';
import { checkpointId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { type Sentinel, startSentinel } from '@rounds/sentinel/start.ts';
import { type World, world } from '../../../test/world.ts';
import { changedSince, floorOf } from './floor.ts';

const silent = () => {};
const log: Log = {
  debug: silent,
  info: silent,
  warn: silent,
  error: (facts, message) => console.error(message, facts),
};
const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

/** A store that counts its requests. */
const counted = (store: Store, count: { requests: number }): Store =>
  new Proxy(store, {
    get: (target, key) => {
      const value = target[key as keyof Store] as unknown;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        count.requests++;
        return (value as (...args: unknown[]) => unknown).apply(target, args);
      };
    },
  });

/** A programme whose sentinel runs in this process, so that its requests can be counted. */
export interface Benched {
  main: Store;
  side: Store;
  /** Writes documents as an administrator, a thousand at a time. */
  put(docs: readonly Doc[]): Promise<void>;
  start(): void;
  /** Resolves when the sentinel has settled every change. */
  drained(): Promise<void>;
  /** Where both databases stand, for {@link floorSince}. */
  moment(): Promise<Moment>;
  /** The floor of all that was done since a moment, in seconds. */
  floorSince(moment: Moment): Promise<number>;
  close(): Promise<void>;
}

/** Where the main database and that of the sentinel stand. */
export interface Moment {
  main: string;
  side: string;
}

/** Opens one, without an api; its sentinel waits for `start`. @param count where requests are counted */
export const openBenched = async (count = { requests: 0 }): Promise<Benched> => {
  const rounds: World = await world({
    api: false,
    sentinel: false,
    settings: settings => ({ ...settings, registrations: [{ form: 'pregnancy', events: [] }] }),
  });
  const { couchUrl, databases } = rounds;
  const [main, side] = [couchStore(couchUrl, databases.main), couchStore(couchUrl, databases.sentinel)];
  const seqOf = async (name: string): Promise<string> =>
    String((await couchServer(couchUrl).request<{ update_seq: string | number }>(`/${name}`)).update_seq);
  let sentinel: Sentinel | undefined;
  return {
    main,
    side,
    put: async docs => {
      for (let at = 0; at < docs.length; at += 1000) await main.write(docs.slice(at, at + 1000));
    },
    start: () => {
      sentinel = startSentinel({
        couchUrl,
        databases,
        log,
        holder: `bench ${Math.random()}`,
        store: name => counted(couchStore(couchUrl, name), count),
      });
    },
    drained: async () => {
      for (;;) {
        const value = (await side.getLocal<{ value?: string }>(checkpointId))?.value;
        if (value && (await main.changes({ since: value, limit: 1 })).changes.length === 0) return;
        await wait(4);
      }
    },
    moment: async () => ({ main: await seqOf(databases.main), side: await seqOf(databases.sentinel) }),
    floorSince: async moment =>
      floorOf(couchUrl, {
        main: await changedSince(main, moment.main),
        // Its leases and the state of its jobs are written whether there is work or not.
        side: (await changedSince(side, moment.side)).filter(isInfo),
      }),
    close: async () => {
      await sentinel?.stop();
      await rounds.close();
    },
  };
};

/** Resolves when every report is answered: it has a message to its sender. */
export const answered = async (store: Store, ids: readonly string[]): Promise<void> => {
  for (;;) {
    const docs = await store.getMany(ids);
    if (docs.every(doc => Array.isArray(doc?.tasks) && doc.tasks.length > 0)) return;
    await wait(20);
  }
};

/** Views as they are when nothing was written for a while. */
export const warm = async (main: Store): Promise<void> => {
  for (const view of [
    'medic/contacts_by_depth',
    'medic-client/reports_by_subject',
    'medic-client/contacts_by_reference',
  ] as const)
    await main.query(view, { key: 'nothing', limit: 1 });
  await wait(300);
};

/** How long something takes, in seconds. */
export const timed = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
