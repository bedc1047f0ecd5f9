import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ChatsHealth } from '../chats/health.ts';
import type { JobReport } from './job-reports.ts';
import { knownHint } from './known.ts';
import type { Monitoring } from './monitoring.ts';

/** A number without labels: its name, what it says, and how monitoring tells it. */
type Single = readonly [name: string, help: string, read: (now: Monitoring) => number];

const singles: readonly Single[] = [
  ['sentinel_backlog', 'Changes that the sentinel has not settled yet', now => now.sentinel.backlog],
  ['sentinel_parked', 'Changes that could not be settled and were set aside', now => now.sentinel.parked],
  ['sentinel_following', '1 while a sentinel follows the changes', now => (now.sentinel.following ? 1 : 0)],
  ['settings_faulty_sections', 'Sections of the settings that are not in force', now => now.sentinel.faults.length],
  ['documents_misread', 'Documents of which something cannot be read', now => now.documents.misread],
  ['conflicts', 'Documents with conflicts', now => now.conflict.count],
  ['connected_users', 'Users seen in the last seven days', now => now.connected_users.count],
  ['replication_limit', 'Users whose device holds too many documents', now => now.replication_limit.count],
  [
    'replication_failures',
    'Users with a replication that broke off in seven days',
    now => now.replication_failures.count,
  ],
  ['chats_waiting', 'Messages that wait to be said in chats', now => now.chats?.waiting ?? -1],
  [
    'chats_not_known',
    'Messages of which nobody knows whether they were said, and that nobody has decided about',
    now => now.chats?.not_known ?? -1,
  ],
  ['chats_parked', 'Updates of chats that could not be worked off', now => now.chats?.parked ?? -1],
  ['outbound_backlog', 'Documents that other systems are still to hear of', now => now.outbound_push.backlog],
];

/** Numbers by label, likewise. */
type Labelled = readonly [name: string, help: string, label: string, read: (now: Monitoring) => Map<string, number>];

/** The same number of each entry of an object, under the names of the entries. */
const each = <T>(values: Record<string, T>, read: (value: T) => number): Map<string, number> =>
  new Map(Object.entries(values).map(([name, value]) => [name, read(value)]));

const labelled: readonly Labelled[] = [
  ['couchdb_docs', 'Documents by database', 'database', now => each(now.couchdb, ({ doc_count }) => doc_count)],
  [
    'couchdb_deleted_docs',
    'Deleted documents by database',
    'database',
    now => each(now.couchdb, ({ doc_del_count }) => doc_del_count),
  ],
  ['messages', 'Outgoing messages by group of states', 'group', now => each(now.messaging.outgoing.total, n => n)],
];

const ofBots: readonly (readonly [name: string, help: string, read: (bot: ChatsHealth['bots'][number]) => number])[] = [
  ['hearing', '1 while a bot hears', bot => (bot.hears ? 1 : 0)],
  ['conflict', '1 while somebody else asks for the updates of a bot', bot => (bot.refused === 409 ? 1 : 0)],
  ['pending_updates', 'Updates that Telegram keeps for a bot', bot => bot.pending ?? 0],
  ['lag_seconds', 'Time until the last update was worked off', bot => (bot.lag ?? 0) / 1000],
  ['lanes_resting', 'Chats to which a bot must not speak for a while', bot => bot.resting],
  ['outages', 'Times that a bot heard nothing for so long that presses were lost', bot => bot.outages],
];

/** How the bots do, by name. */
const byBot = (now: Monitoring): Record<string, ChatsHealth['bots'][number]> =>
  Object.fromEntries((now.chats?.bots ?? []).map(bot => [bot.bot, bot]));

const ofJobs: readonly (readonly [name: string, help: string, read: (job: JobReport) => number])[] = [
  ['last_run_timestamp_seconds', 'When a timed job last began', job => job.last_run / 1000],
  [
    'last_success_timestamp_seconds',
    'When a timed job last came to its end; 0 when it never did',
    job => (job.last_success ?? 0) / 1000,
  ],
  ['duration_seconds', 'How long the last run of a timed job took, or takes so far', job => job.duration / 1000],
  ['running', '1 while a timed job runs', job => (job.running ? 1 : 0)],
  ['done', 'How many things the last run of a timed job did', job => job.count],
  ['failed', '1 when the last run of a timed job broke off', job => (job.error === null ? 0 : 1)],
  ['runs', 'Runs of a timed job', job => job.runs],
  ['failures', 'Runs of a timed job that broke off', job => job.failures],
];

/** All numbers that monitoring tells. */
const numbers: readonly Labelled[] = [
  ...labelled,
  ...ofBots.map(([name, help, read]): Labelled => [`chat_${name}`, help, 'bot', now => each(byBot(now), read)]),
  ...ofJobs.map(([name, help, read]): Labelled => [`job_${name}`, help, 'job', now => each(now.jobs, read)]),
];

/** Notes how long each request takes. */
const timeRequests = (app: FastifyInstance, registry: Registry): void => {
  const requests = new Histogram({
    name: 'rounds_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
};

/** Gauges of what monitoring tells, and the function that sets them. */
const gaugesIn = (registry: Registry): ((now: Monitoring) => void) => {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `rounds_${name}`, help, labelNames, registers: [registry] });
  const plain = singles.map(([name, help, read]) => ({ gauge: gauge(name, help), read }));
  const byLabel = numbers.map(([name, help, label, read]) => ({ gauge: gauge(name, help, [label]), label, read }));
  return now => {
    for (const { gauge, read } of plain) gauge.set(read(now));
    for (const { gauge, label, read } of byLabel)
      for (const [value, number] of read(now)) gauge.set({ [label]: value }, number);
  };
};

/** The parts that the metrics take. */
export interface MetricsParts {
  feed: { waiting(): number };
}

/** Numbers for Prometheus at `/metrics`: the process, its requests, and what monitoring knows. */
export const metricsRoutes = (
  app: FastifyInstance,
  { feed }: MetricsParts,
  monitoring: () => Promise<Monitoring>,
  isKnown: (request: FastifyRequest) => boolean,
): void => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  timeRequests(app, registry);
  const single = (name: string, help: string) => new Gauge({ name: `rounds_${name}`, help, registers: [registry] });
  const waiting = single('feed_waiting', 'Devices that wait for a change');
  const up = single('couchdb_up', '1 when the database answers');
  const set = gaugesIn(registry);

  app.get('/metrics', async (request, reply) => {
    if (!isKnown(request))
      throw new AppError('access/forbidden', 'Metrics are for administrators and their network', knownHint);
    waiting.set(feed.waiting());
    try {
      set(await monitoring());
      up.set(1);
    } catch {
      up.set(0);
    }
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
