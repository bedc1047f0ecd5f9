import type { Settings } from '@rounds/config/settings/settings.ts';
import type { SectionOff } from '@rounds/config/settings/usable.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import {
  failedRange,
  type JobsState,
  jobsStateId,
  outboundRange,
  type SentinelState,
  stateId,
} from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Chats } from '../chats/chats.ts';
import { type ChatsHealth, chatsHealth } from '../chats/health.ts';
import type { Couch } from '../couch/couch.ts';
import { whyNothingGoesOut } from '../messages/services.ts';
import { chtFailurePrefix, failingSince, failurePrefix } from '../replicate/failures.ts';
import { warnFrom } from '../replicate/replication-limit.ts';
import { countBetween, mostCounted, orUnknown } from './counts.ts';
import { roundsVersion } from './health.ts';
import { type JobReport, jobsIn } from './job-reports.ts';
import { type MessageCounts, messageCounts } from './message-counts.ts';

/** How long an answer is kept, in ms. */
const kept = 15_000;
const day = 24 * 3600 * 1000;

/** The parts that monitoring takes. */
export interface MonitoringParts {
  couch: Couch;
  databases: Databases;
  main: Store;
  sentinel: Store;
  logs: Store;
  usersMeta: Store;
  settings: { current: () => Settings; off: () => readonly SectionOff[] };
  chats: Pick<Chats, 'raw'>;
  /** Milliseconds since 1970. */
  now: () => number;
  audiences: { misread(): string[] };
}

interface DatabaseInfo {
  doc_count: number;
  doc_del_count: number;
  update_seq: unknown;
  sizes?: { file: number; active: number };
}

/** How a database is doing. */
export interface DatabaseReport {
  name: string;
  update_sequence: number;
  doc_count: number;
  doc_del_count: number;
  fragmentation: number;
}

/** How the programme is doing, in the shape of CHT's `/api/v2/monitoring`; a number is -1 where it cannot be had. */
export interface Monitoring {
  version: { app: string; node: string; couchdb: string };
  couchdb: Record<string, DatabaseReport>;
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
  messaging: { outgoing: { total: MessageCounts; seven_days: MessageCounts }; stopped: string | null };
  outbound_push: { backlog: number };
  /** The timed jobs by name. Rounds' own. */
  jobs: Record<string, JobReport>;
  feedback: { count: number };
  conflict: { count: number };
  replication_limit: { count: number };
  /** Users with a replication that did not come to its end, in the days asked for. */
  replication_failures: { count: number };
  connected_users: { count: number };
  /** How chats do; null where that cannot be told. Why a bot hears nothing is for who is known. Rounds' own. */
  chats: ChatsHealth | null;
  /**
   * Documents of which something cannot be read, as far as this process met them: the first of their ids. Rounds' own.
   */
  documents: { misread: number; first: string[] };
}

const aboutDatabase = async (couch: Couch, name: string): Promise<DatabaseReport> => {
  try {
    const info = await couch.json<DatabaseInfo>(`/${encodeURIComponent(name)}`);
    const { file, active } = info.sizes ?? { file: 0, active: 0 };
    return {
      name,
      update_sequence: Number.parseInt(String(info.update_seq), 10),
      doc_count: info.doc_count,
      doc_del_count: info.doc_del_count,
      fragmentation: active > 0 ? file / active : 0,
    };
  } catch {
    return { name, update_sequence: -1, doc_count: -1, doc_del_count: -1, fragmentation: -1 };
  }
};

const aboutDatabases = async ({ couch, databases }: MonitoringParts): Promise<Monitoring['couchdb']> => ({
  medic: await aboutDatabase(couch, databases.main),
  sentinel: await aboutDatabase(couch, databases.sentinel),
  usersmeta: await aboutDatabase(couch, databases.usersMeta),
  logs: await aboutDatabase(couch, databases.logs),
  users: await aboutDatabase(couch, '_users'),
});

const aboutSentinel = async ({ sentinel, main, settings }: MonitoringParts): Promise<Monitoring['sentinel']> => {
  const state = await sentinel.get<SentinelState>(stateId);
  const off = settings.off().map(({ section, transitions, faults }) => ({ section, transitions, faults }));
  return {
    backlog: await orUnknown(backlog(sentinel, main)),
    leader: state?.leader ?? null,
    following: state?.following ?? false,
    parked: await orUnknown(countBetween(sentinel, failedRange.from, failedRange.to)),
    faults: state?.off ?? off,
  };
};

/** How chats do; null where it cannot be told now. */
const aboutChats = async ({ chats, ...parts }: MonitoringParts): Promise<ChatsHealth | null> => {
  try {
    return await chatsHealth({ ...parts, raw: chats.raw });
  } catch {
    return null;
  }
};

/** How many documents of the log database have ids with this beginning, and a number of at least so much. */
const countLogged = async (logs: Store, prefix: string, field: string, least: number): Promise<number> => {
  const docs = await logs.range({ from: prefix, to: `${prefix}\ufff0`, limit: mostCounted });
  return docs.filter(doc => Number(doc[field]) >= least).length;
};

/** Users with a replication that did not come to its end since a moment. */
const failing = async (logs: Store, since: number): Promise<number> => {
  const under = (prefix: string) => logs.range({ from: prefix, to: `${prefix}\ufff0`, limit: mostCounted });
  return failingSince([...(await under(failurePrefix)), ...(await under(chtFailurePrefix))], since);
};

/** Asks the databases how they are. @param days in which users count as connected, and their failures */
const ask = async (parts: MonitoringParts, days: number): Promise<Monitoring> => {
  const { couch, main, sentinel, logs, usersMeta, settings } = parts;
  const now = parts.now();
  const week = now - 7 * day;
  const heavy = await countLogged(logs, 'replication-count-', 'count', warnFrom);
  const connected = await countLogged(logs, 'connected-user-', 'timestamp', now - days * day);
  const jobs = jobsIn(await sentinel.get<JobsState>(jobsStateId));
  const server = await couch.json<{ version?: string }>('/');
  return {
    version: { app: roundsVersion, node: process.version, couchdb: server.version ?? 'unknown' },
    couchdb: await aboutDatabases(parts),
    date: { current: now, uptime: process.uptime() },
    sentinel: await aboutSentinel(parts),
    messaging: {
      outgoing: { total: await messageCounts(main, now, 0), seven_days: await messageCounts(main, now, week) },
      stopped: whyNothingGoesOut(settings.current()) ?? null,
    },
    outbound_push: { backlog: await orUnknown(countBetween(sentinel, outboundRange.from, outboundRange.to)) },
    jobs,
    feedback: { count: await orUnknown(countBetween(usersMeta, 'feedback-', 'feedback-\ufff0')) },
    conflict: { count: await orUnknown(main.count('medic-conflicts/conflicts')) },
    replication_limit: { count: heavy },
    replication_failures: { count: await orUnknown(failing(logs, now - days * day)) },
    connected_users: { count: connected },
    chats: await aboutChats(parts),
    documents: { misread: parts.audiences.misread().length, first: parts.audiences.misread().slice(0, 20) },
  };
};

/** Changes that the sentinel has not settled yet, as its checkpoint tells. */
const backlog = async (sentinel: Store, main: Store): Promise<number> => {
  const checkpoint = await sentinel.getLocal<{ value?: string }>('transitions-seq');
  if (!checkpoint?.value) return -1;
  const { changes, pending } = await main.changes({ since: checkpoint.value, limit: 1 });
  return pending < 0 ? changes.length : changes.length + pending;
};

/** How many days back users are counted where nobody says: a week. */
const usualDays = 7;
const mostDays = 366;

/** Gives the newest monitoring. @param days in which users count as connected, and their failures */
export type Monitor = (days?: number) => Promise<Monitoring>;

/** Hands out the newest monitoring, asked for at most every 15 seconds. */
export const monitor = (parts: MonitoringParts): Monitor => {
  let newest: { at: number; days: number; answer: Promise<Monitoring> } | undefined;
  return async (days = usualDays) => {
    if (newest && newest.days === days && parts.now() - newest.at < kept) return newest.answer;
    const asked = { at: parts.now(), days, answer: ask(parts, days) };
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
  version: { ...answer.version, node: 'unknown', couchdb: 'unknown' },
  sentinel: {
    ...answer.sentinel,
    // Its name is that of a machine and a process.
    leader: answer.sentinel.leader === null ? null : 'somebody',
    faults: answer.sentinel.faults.length,
  },
  documents: { misread: answer.documents.misread },
  chats: answer.chats && { ...answer.chats, bots: answer.chats.bots.map(({ why: _, ...bot }) => bot) },
  jobs: Object.fromEntries(
    Object.entries(answer.jobs).map(([name, job]) => [name, { ...job, error: job.error !== null, note: null }]),
  ),
});

/**
 * Monitoring for programs. As in CHT nobody need log in; what tells of machines, and faults in words, are for those who
 * are known.
 */
export const monitoringRoutes = (
  app: FastifyInstance,
  read: Monitor,
  isKnown: (request: FastifyRequest) => boolean,
): void => {
  for (const path of ['/api/v1/monitoring', '/api/v2/monitoring'])
    app.get<{ Querystring: { connected_user_interval?: string } }>(path, async request => {
      const days = Number(request.query.connected_user_interval);
      const answer = await read(Number.isInteger(days) && days > 0 ? Math.min(days, mostDays) : usualDays);
      if (request.caller?.admin) return answer;
      return isKnown(request) ? { ...forAll(answer), version: answer.version } : forAll(answer);
    });
};
