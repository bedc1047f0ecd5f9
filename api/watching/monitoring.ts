import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import {
  failedRange,
  type JobState,
  type JobsState,
  jobsStateId,
  outboundRange,
  type SentinelState,
  stateId,
} from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';
import { whyNothingGoesOut } from '../messages/services.ts';
import type { Programme } from '../programme/programme.ts';
import { warnFrom } from '../replicate/ids.ts';
import { roundsVersion } from './health.ts';

/** Rows that are counted at most: monitoring must not become the load that it watches. */
const mostCounted = 100_000;
/** How long an answer is kept, in ms. */
const kept = 15_000;
const day = 24 * 3600 * 1000;

interface DatabaseInfo {
  doc_count: number;
  doc_del_count: number;
  update_seq: unknown;
  sizes?: { file: number; active: number };
}

/** CHT's groups of message states. */
export const stateGroups: Record<'due' | 'scheduled' | 'muted' | 'failed' | 'delivered', readonly TaskState[]> = {
  due: ['pending', 'forwarded-to-gateway', 'received-by-gateway', 'forwarded-by-gateway'],
  scheduled: ['scheduled'],
  muted: ['muted'],
  failed: ['failed', 'denied'],
  delivered: ['sent', 'delivered'],
};

type Counts = Record<keyof typeof stateGroups, number>;

/** A number, or -1 where it cannot be had, as CHT says it. */
const orUnknown = async (count: Promise<number>): Promise<number> => {
  try {
    return await count;
  } catch {
    return -1;
  }
};

const rows = (store: Store, startKey: Key, endKey: Key): Promise<number> =>
  store.count('medic/messages_by_state', { startKey, endKey });

/** Messages by group. @param after only those due since then, in ms; 0 for all */
const messages = async (main: Store, now: number, after: number): Promise<Counts> => {
  const counts: Partial<Counts> = {};
  for (const [group, states] of Object.entries(stateGroups) as [keyof Counts, readonly TaskState[]][]) {
    const each = states.map(state => orUnknown(rows(main, [state, after || null], [state, {}])));
    const numbers = await Promise.all(each);
    counts[group] = numbers.includes(-1) ? -1 : numbers.reduce((sum, count) => sum + count, 0);
  }
  const overdue = await orUnknown(rows(main, ['scheduled', after || 0], ['scheduled', now]));
  if (overdue > 0) {
    counts.due = counts.due! + overdue;
    counts.scheduled = counts.scheduled! - overdue;
  }
  return counts as Counts;
};

/** How the programme is doing, in the shape of CHT's `/api/v2/monitoring`; a number is -1 where it cannot be had. */
export interface Monitoring {
  version: { app: string; node: string; couchdb: string };
  couchdb: Record<
    string,
    { name: string; update_sequence: number; doc_count: number; doc_del_count: number; fragmentation: number }
  >;
  date: { current: number; uptime: number };
  /** `leader`, `parked`, `following` and `faults` are Rounds' own. */
  sentinel: {
    backlog: number;
    leader: string | null;
    following: boolean;
    parked: number;
    faults: SentinelState['off'];
  };
  /** `stopped` is Rounds' own: why no message goes out with these settings; null where they do. */
  messaging: { outgoing: { total: Counts; seven_days: Counts }; stopped: string | null };
  outbound_push: { backlog: number };
  /** The timed jobs by name. Rounds' own. */
  jobs: Record<string, JobReport>;
  feedback: { count: number };
  conflict: { count: number };
  replication_limit: { count: number };
  connected_users: { count: number };
}

/** How a timed job did; moments in ms. */
export interface JobReport {
  last_run: number;
  /** When it last came to its end; null when it never did. */
  last_success: number | null;
  /** Of the last run, or so far, in ms. */
  duration: number;
  running: boolean;
  /** What it did last: messages released, documents purged, pushes that went through. */
  count: number;
  /** Why the last run broke off; to administrators only, others see whether it did. */
  error: string | null;
  note: string | null;
  runs: number;
  failures: number;
}

const reportOf = ({ started, ended, succeeded, duration, done, error, note, runs, failures }: JobState): JobReport => ({
  last_run: Date.parse(started),
  last_success: succeeded ? Date.parse(succeeded) : null,
  duration,
  running: !ended,
  count: done,
  error: error ?? null,
  note: note ?? null,
  runs,
  failures,
});

const jobsIn = (state: JobsState | null): Monitoring['jobs'] =>
  Object.fromEntries(Object.entries(state?.jobs ?? {}).map(([name, job]) => [name, reportOf(job)]));

/** Asks the databases how they are. */
const ask = async (programme: Programme): Promise<Monitoring> => {
  const { couch, databases, main, sentinel, logs, settings } = programme;
  const now = programme.now();
  const about = async (name: string) => {
    try {
      const info = await couch.json<DatabaseInfo>(`/${encodeURIComponent(name)}`);
      const { file, active } = info.sizes ?? { file: 0, active: 0 };
      const sequence = Number.parseInt(String(info.update_seq), 10);
      return {
        name,
        update_sequence: sequence,
        doc_count: info.doc_count,
        doc_del_count: info.doc_del_count,
        fragmentation: active > 0 ? file / active : 0,
      };
    } catch {
      return { name, update_sequence: -1, doc_count: -1, doc_del_count: -1, fragmentation: -1 };
    }
  };
  const between = async (store: Store, from: string, to: string) =>
    (await store.range({ from, to, limit: mostCounted })).length;
  const week = now - 7 * day;
  const counts = (await logs.range({
    from: 'replication-count-',
    to: 'replication-count-\ufff0',
    limit: mostCounted,
  })) as {
    count?: unknown;
  }[];
  const seen = (await logs.range({ from: 'connected-user-', to: 'connected-user-\ufff0', limit: mostCounted })) as {
    timestamp?: unknown;
  }[];
  const state = await sentinel.get<SentinelState>(stateId);
  const jobs = jobsIn(await sentinel.get<JobsState>(jobsStateId));
  const server = await couch.json<{ version?: string }>('/');
  return {
    version: { app: roundsVersion, node: process.version, couchdb: server.version ?? 'unknown' },
    couchdb: {
      medic: await about(databases.main),
      sentinel: await about(databases.sentinel),
      usersmeta: await about(databases.usersMeta),
      logs: await about(databases.logs),
      users: await about('_users'),
    },
    date: { current: now, uptime: process.uptime() },
    sentinel: {
      backlog: await orUnknown(backlog(sentinel, main)),
      leader: state?.leader ?? null,
      following: state?.following ?? false,
      parked: await orUnknown(between(sentinel, failedRange.from, failedRange.to)),
      faults:
        state?.off ?? settings.off().map(({ section, transitions, faults }) => ({ section, transitions, faults })),
    },
    messaging: {
      outgoing: { total: await messages(main, now, 0), seven_days: await messages(main, now, week) },
      stopped: whyNothingGoesOut(settings.current()) ?? null,
    },
    outbound_push: { backlog: await orUnknown(between(sentinel, outboundRange.from, outboundRange.to)) },
    jobs,
    feedback: { count: await orUnknown(between(programme.usersMeta, 'feedback-', 'feedback-\ufff0')) },
    conflict: { count: await orUnknown(main.count('medic-conflicts/conflicts')) },
    replication_limit: { count: counts.filter(({ count }) => Number(count) >= warnFrom).length },
    connected_users: { count: seen.filter(({ timestamp }) => Number(timestamp) >= week).length },
  };
};

/** Changes that the sentinel has not settled yet, as its checkpoint tells. */
const backlog = async (sentinel: Store, main: Store): Promise<number> => {
  const checkpoint = await sentinel.getLocal<{ value?: string }>('transitions-seq');
  if (!checkpoint?.value) return -1;
  const { changes, pending } = await main.changes({ since: checkpoint.value, limit: 1 });
  return pending < 0 ? changes.length : changes.length + pending;
};

/** Hands out the newest monitoring, asked for at most every 15 seconds. */
export const monitor = (programme: Programme): (() => Promise<Monitoring>) => {
  let newest: { at: number; answer: Promise<Monitoring> } | undefined;
  return async () => {
    if (newest && programme.now() - newest.at < kept) return newest.answer;
    const asked = { at: programme.now(), answer: ask(programme) };
    newest = asked;
    try {
      return await asked.answer;
    } catch (error) {
      if (newest === asked) newest = undefined;
      throw error;
    }
  };
};

/** What everybody may see of the monitoring: no faults of the settings, no errors in words. */
const forAll = (answer: Monitoring) => ({
  ...answer,
  sentinel: { ...answer.sentinel, faults: answer.sentinel.faults.length },
  jobs: Object.fromEntries(
    Object.entries(answer.jobs).map(([name, job]) => [name, { ...job, error: job.error !== null, note: null }]),
  ),
});

/** Monitoring for programs. As in CHT nobody need log in; what is wrong, in words, is told to administrators only. */
export const monitoringRoutes = (app: FastifyInstance, read: () => Promise<Monitoring>): void => {
  for (const path of ['/api/v1/monitoring', '/api/v2/monitoring'])
    app.get(path, async request => {
      const answer = await read();
      return request.caller?.admin ? answer : forAll(answer);
    });
};
