import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { checkpointId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { type Sentinel, startSentinel } from '@rounds/sentinel/start.ts';
import { type World, world } from '../../test/world.ts';
import type { Benchmark, Measurement } from './figures/benchmark.ts';

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

let codes = 100_000;
/** A contact as programmes have them, with its short code. */
const place = (_id: string, type: string, above: readonly string[]): Doc => ({
  _id,
  type,
  name: _id,
  [type === 'person' ? 'patient_id' : 'place_id']: String(codes++),
  reported_date: 1,
  ...(above.length > 0 ? { parent: lineage(above) } : {}),
});
const lineage = ([_id, ...rest]: readonly string[]): object => ({
  _id,
  ...(rest.length > 0 ? { parent: lineage(rest) } : {}),
});

/**
 * A place with so many contacts below it: households of six.
 * @param registrations how many of the people have scheduled messages
 */
const tree = (root: string, contacts: number, registrations: number): Doc[] => {
  const docs = [place(root, contacts === 0 ? 'person' : 'health_center', ['district'])];
  for (let n = 0, house = ''; n < contacts; n++) {
    if (n % 6 === 0) house = `${root}-h${n}`;
    docs.push(
      n % 6 === 0
        ? place(house, 'clinic', [root, 'district'])
        : place(`${root}-p${n}`, 'person', [house, root, 'district']),
    );
  }
  const people = docs.filter(({ type }) => type === 'person').slice(0, registrations);
  return [...docs, ...people.map(({ _id }) => pregnancy(_id))];
};

const due = new Date(Date.now() + 30 * 86_400_000).toISOString();
const pregnancy = (patient_id: string): Doc => ({
  _id: `${patient_id}-pregnancy`,
  type: 'data_record',
  form: 'pregnancy',
  content_type: 'xml',
  reported_date: Date.now(),
  fields: { patient_id },
  scheduled_tasks: [1, 2, 3].map(group => ({ state: 'scheduled', due, group, type: 'bench', message_key: 'bench' })),
});
const mute = (place_id: string): Doc => ({
  _id: `${place_id}-mute`,
  type: 'data_record',
  form: 'mute',
  content_type: 'xml',
  from: '+254700000001',
  reported_date: Date.now(),
  fields: { place_id },
});

const put = async (store: Store, docs: readonly Doc[]): Promise<void> => {
  for (let at = 0; at < docs.length; at += 1000) await store.write(docs.slice(at, at + 1000));
};

const answered = async (store: Store, ids: readonly string[]): Promise<void> => {
  for (;;) {
    const docs = await store.getMany(ids);
    if (docs.every(doc => Array.isArray(doc?.tasks) && doc.tasks.length > 0)) return;
    await wait(20);
  }
};

const drained = async (main: Store, side: Store): Promise<void> => {
  for (;;) {
    const value = (await side.getLocal<{ value?: string }>(checkpointId))?.value;
    if (value && (await main.changes({ since: value, limit: 1 })).changes.length === 0) return;
    await wait(4);
  }
};

/** Views as they are when nothing was written for a while. */
const warm = async (main: Store): Promise<void> => {
  for (const view of [
    'medic/contacts_by_depth',
    'medic-client/reports_by_subject',
    'medic-client/contacts_by_reference',
  ] as const)
    await main.query(view, { key: 'nothing', limit: 1 });
  await wait(300);
};

const timed = async (work: () => Promise<void>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** A world without api, its sentinel in this process, so that requests can be counted. */
const open = async (count = { requests: 0 }) => {
  const rounds: World = await world({
    api: false,
    sentinel: false,
    settings: settings => ({ ...settings, registrations: [{ form: 'pregnancy', events: [] }] }),
  });
  const { couchUrl, databases } = rounds;
  const [main, side] = [couchStore(couchUrl, databases.main), couchStore(couchUrl, databases.sentinel)];
  let sentinel: Sentinel | undefined;
  const start = () => {
    sentinel = startSentinel({
      couchUrl,
      databases,
      log,
      holder: `bench ${Math.random()}`,
      store: name => counted(couchStore(couchUrl, name), count),
    });
  };
  const close = async () => {
    await sentinel?.stop();
    await rounds.close();
  };
  return { main, side, start, close };
};

const backlog = async (size: number): Promise<{ rate: number; requests: number }> => {
  const count = { requests: 0 };
  const { main, side, start, close } = await open(count);
  await put(main, [place('district', 'district_hospital', [])]);
  await put(main, tree('centre', Math.round(size * 0.6), Math.round(size * 0.4)));
  const seconds = await timed(async () => {
    start();
    await drained(main, side);
  });
  await close();
  return { rate: size / seconds, requests: count.requests / size };
};

/**
 * Catching up, and mutes of all sizes: how long until the reporter is answered, everything having changed, and until
 * nothing is left to do.
 */
export const benchmark: Benchmark = async ({ runs, say, database }) => {
  const found: Measurement[] = [];
  const size = 5000;
  const backlogs: { rate: number; requests: number }[] = [];
  for (let run = 0; run < runs; run++) {
    say(`backlog, run ${run + 1}`);
    backlogs.push(await backlog(size));
  }
  found.push(
    {
      work: `catch up ${size} first-seen changes`,
      values: backlogs.map(({ rate }) => rate),
      unit: 'changes/s',
      compare: { peer: 36, atLeast: 20 },
    },
    {
      work: 'the same: requests to the database',
      values: backlogs.map(({ requests }) => requests),
      unit: 'requests/change',
      compare: { peer: 5, atLeast: 50 },
    },
  );

  const { main, side, start, close } = await open();
  await put(main, [place('district', 'district_hospital', [])]);
  start();
  /** Mutes and waits: until all are answered, then until the feed is drained. */
  const measure = async (
    roots: readonly string[],
    seed: readonly Doc[],
  ): Promise<{ answeredIn: number; drainedIn: number }> => {
    await put(main, seed);
    await drained(main, side);
    await warm(main);
    const reports = roots.map(mute);
    const ids = reports.map(({ _id }) => _id);
    const answeredIn = await timed(async () => {
      await main.write(reports);
      await answered(main, ids);
    });
    return { answeredIn, drainedIn: answeredIn + (await timed(() => drained(main, side))) };
  };
  const shapes = [
    { name: '1 contact', contacts: 0, registrations: 0 },
    { name: '101 contacts', contacts: 100, registrations: 80 },
    {
      name: '601 contacts and 500 registrations',
      contacts: 600,
      registrations: 500,
      compare: { peer: 1.19, atLeast: 4 },
    },
    { name: '5,001 contacts', contacts: 5000, registrations: 0 },
  ];
  for (const { name, contacts, registrations, compare } of shapes) {
    const times: Awaited<ReturnType<typeof measure>>[] = [];
    for (let run = 0; run < (contacts > 1000 && database !== 'CouchDB' ? 1 : runs); run++) {
      say(`${name}, run ${run + 1}`);
      const root = `c${contacts}-${run}`;
      times.push(await measure([root], tree(root, contacts, registrations)));
    }
    const values = times.map(({ answeredIn }) => answeredIn);
    found.push({ work: `mute ${name}: all changed and answered`, values, unit: 's', ...(compare ? { compare } : {}) });
    found.push({ work: '    feed drained', values: times.map(({ drainedIn }) => drainedIn), unit: 's' });
  }
  const many: Awaited<ReturnType<typeof measure>>[] = [];
  for (let run = 0; run < runs; run++) {
    say(`50 households at once, run ${run + 1}`);
    const households = Array.from({ length: 50 }, (_, at) => `many${run}-h${at * 6}`);
    many.push(await measure(households, tree(`many${run}`, 300, 250)));
  }
  await close();
  found.push({
    work: '50 households muted at once: last one answered',
    values: many.map(({ answeredIn }) => answeredIn),
    unit: 's',
    compare: { peer: 15, atLeast: 10 },
  });
  found.push({
    work: '    feed drained',
    values: many.map(({ drainedIn }) => drainedIn),
    unit: 's',
    compare: { peer: 22.3, atLeast: 10 },
  });
  return found;
};
