import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Benchmark, Measurement } from './figures/benchmark.ts';
import { answered, type Benched, openBenched, timed, warm } from './sentinel/benched.ts';
import { mute, place, tree } from './sentinel/households.ts';

/**
 * What CHT's sentinel reached beside ours: the same kind of machine (2 cores), the same CouchDB 3.5.0 and the same
 * documents, three turns each, medians.
 */
const cht = {
  /** First-seen changes a second. */
  catchingUp: 38,
  /** Requests to the database for each of them. */
  requests: 13.4,
  /** Seconds. */
  mute601: { answered: 3, drained: 13 },
  households50: { answered: 5.6, drained: 12.3 },
};

/** Changes of the backlog. */
const size = 5000;

interface Backlog {
  rate: number;
  requests: number;
  floor: number;
}

const backlog = async (): Promise<Backlog> => {
  const count = { requests: 0 };
  const rounds = await openBenched(count);
  await rounds.put([place('district', 'district_hospital', [])]);
  const before = await rounds.moment();
  await rounds.put(tree('centre', Math.round(size * 0.6), Math.round(size * 0.4)));
  const seconds = await timed(async () => {
    rounds.start();
    await rounds.drained();
  });
  const { requests } = count;
  const floor = size / (await rounds.floorSince(before));
  await rounds.close();
  return { rate: size / seconds, requests: requests / size, floor };
};

/** Seconds until all that was reported is changed and answered, until nothing is left to do, and the floor of both. */
interface Muting {
  answered: number;
  drained: number;
  floor: number;
}

/** Mutes these places, all at once, in households that are written and settled before. */
const muting = async (rounds: Benched, roots: readonly string[], households: readonly Doc[]): Promise<Muting> => {
  await rounds.put(households);
  await rounds.drained();
  await warm(rounds.main);
  const before = await rounds.moment();
  const reports = roots.map(mute);
  const answeredIn = await timed(async () => {
    await rounds.main.write(reports);
    await answered(
      rounds.main,
      reports.map(({ _id }) => _id),
    );
  });
  const drainedIn = answeredIn + (await timed(() => rounds.drained()));
  return { answered: answeredIn, drained: drainedIn, floor: await rounds.floorSince(before) };
};

const shapes: readonly { work: string; contacts: number; registrations: number; peer?: typeof cht.mute601 }[] = [
  { work: 'mute 1 contact', contacts: 0, registrations: 0 },
  { work: 'mute 101 contacts', contacts: 100, registrations: 80 },
  { work: 'mute 601 contacts and 500 registrations', contacts: 600, registrations: 500, peer: cht.mute601 },
  { work: 'mute 5,001 contacts', contacts: 5000, registrations: 0 },
];

const rowsOf = (work: string, turns: readonly Muting[], peer?: typeof cht.mute601): Measurement[] => {
  const floor = turns.map(turn => turn.floor);
  return [
    {
      work: `${work}: changed and answered`,
      values: turns.map(turn => turn.answered),
      unit: 's',
      floor,
      ...(peer ? { compare: { peer: peer.answered, atLeast: 4 } } : {}),
    },
    {
      work: `${work}: drained`,
      values: turns.map(turn => turn.drained),
      unit: 's',
      floor,
      ...(peer ? { compare: { peer: peer.drained, atLeast: 10 } } : {}),
    },
  ];
};

/**
 * Catching up, and mutes of all sizes: how long until the reporter is answered, everything having changed, and until
 * nothing is left to do.
 */
export const benchmark: Benchmark = async ({ runs, say, database }) => {
  const turns = Array.from({ length: runs }, (_, run) => run);
  const backlogs: Backlog[] = [];
  for (const run of turns) {
    say(`backlog, run ${run + 1}`);
    backlogs.push(await backlog());
  }
  const rounds = await openBenched();
  await rounds.put([place('district', 'district_hospital', [])]);
  rounds.start();
  const found: Measurement[] = [];
  for (const { work, contacts, registrations, peer } of shapes) {
    const mutings: Muting[] = [];
    for (const run of contacts > 1000 && database !== 'CouchDB' ? [0] : turns) {
      say(`${work}, run ${run + 1}`);
      const root = `c${contacts}-${run}`;
      mutings.push(await muting(rounds, [root], tree(root, contacts, registrations)));
    }
    found.push(...rowsOf(work, mutings, peer));
  }
  const many: Muting[] = [];
  for (const run of turns) {
    say(`50 households at once, run ${run + 1}`);
    const households = Array.from({ length: 50 }, (_, at) => `many${run}-h${at * 6}`);
    many.push(await muting(rounds, households, tree(`many${run}`, 300, 250)));
  }
  await rounds.close();
  return [
    {
      work: `catch up ${size} first-seen changes`,
      values: backlogs.map(({ rate }) => rate),
      unit: 'changes/s',
      floor: backlogs.map(({ floor }) => floor),
      compare: { peer: cht.catchingUp, atLeast: 20 },
    },
    {
      work: 'the same: requests to the database',
      values: backlogs.map(({ requests }) => requests),
      unit: 'requests/change',
      compare: { peer: cht.requests, atLeast: 50 },
    },
    ...found,
    ...rowsOf('50 households muted at once', many, cht.households50),
  ];
};
