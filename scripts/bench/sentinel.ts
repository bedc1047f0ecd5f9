import { couchStore } from '@rounds/ddocs/couch-store.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { checkpointId } from '@rounds/ddocs/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import type { Log } from '@rounds/sentinel/log.ts';
import { type Sentinel, startSentinel } from '@rounds/sentinel/start.ts';
import { type World, world } from '../../test/world.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';

const silent = () => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: (facts, message) => console.error(message, facts) };
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

const place = (_id: string, type: string, above: readonly string[]): Doc => ({
  _id,
  type,
  name: _id,
  reported_date: 1,
  ...(above.length > 0 ? { parent: lineage(above) } : {}),
});
const lineage = ([_id, ...rest]: readonly string[]): object => ({ _id, ...(rest.length > 0 ? { parent: lineage(rest) } : {}) });

/** A place with so many contacts below it: households of six. @param registrations how many of the people have scheduled messages */
const tree = (root: string, contacts: number, registrations: number): Doc[] => {
  const docs = [place(root, contacts === 0 ? 'person' : 'health_center', ['district'])];
  for (let n = 0, house = ''; n < contacts; n++) {
    if (n % 6 === 0) house = `${root}-h${n}`;
    docs.push(n % 6 === 0 ? place(house, 'clinic', [root, 'district']) : place(`${root}-p${n}`, 'person', [house, root, 'district']));
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
    await wait(4);
  }
};

const drained = async (main: Store, side: Store): Promise<void> => {
  for (;;) {
    const value = (await side.getLocal<{ value?: string }>(checkpointId))?.value;
    if (value && (await main.changes({ since: value, limit: 1 })).changes.length === 0) return;
    await wait(4);
  }
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
  await main.query('medic/contacts_by_depth', { key: ['nobody'], limit: 1 });
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

/** What a mute takes until the reporter is answered, all contacts and messages having changed, and what was left to do after that. */
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
  const shapes = [
    { name: '1 contact', contacts: 0, registrations: 0 },
    { name: '101 contacts', contacts: 100, registrations: 80 },
    { name: '601 contacts and 500 registrations', contacts: 600, registrations: 500, compare: { peer: 1.19, atLeast: 4 } },
    { name: '5,001 contacts', contacts: 5000, registrations: 0, most: database === 'CouchDB' ? 2 : 1 },
  ];
  await put(main, [place('district', 'district_hospital', [])]);
  for (const [at, { contacts, registrations, most = runs }] of shapes.entries())
    for (let run = 0; run < Math.min(runs, most); run++) await put(main, tree(`s${at}r${run}`, contacts, registrations));
  for (let run = 0; run < runs; run++) await put(main, tree(`many${run}`, 300, 250));
  start();
  await drained(main, side);
  for (const [at, { name, compare, most = runs }] of shapes.entries()) {
    const [until, rest]: [number[], number[]] = [[], []];
    for (let run = 0; run < Math.min(runs, most); run++) {
      say(`${name}, run ${run + 1}`);
      const report = mute(`s${at}r${run}`);
      until.push(
        await timed(async () => {
          await main.write([report]);
          await answered(main, [report._id]);
        }),
      );
      rest.push(await timed(() => drained(main, side)));
    }
    found.push({ work: `mute ${name}`, values: until, unit: 's', ...(compare ? { compare } : {}) });
    found.push({ work: '    feed drained after that', values: rest, unit: 's' });
  }
  const [last, rest]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run++) {
    say(`50 households at once, run ${run + 1}`);
    const reports = Array.from({ length: 50 }, (_, at) => mute(`many${run}-h${at * 6}`));
    last.push(
      await timed(async () => {
        await main.write(reports);
        await answered(
          main,
          reports.map(({ _id }) => _id),
        );
      }),
    );
    rest.push(await timed(() => drained(main, side)));
  }
  await close();
  const whole = last.map((seconds, run) => seconds + rest[run]!);
  found.push({ work: '50 households muted at once, feed drained', values: whole, unit: 's', compare: { peer: 22.3, atLeast: 10 } });
  return found;
};
