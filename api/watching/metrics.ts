import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Programme } from '../programme/programme.ts';
import type { Monitoring } from './monitoring.ts';

/** Numbers for Prometheus at `/metrics`: the process, its requests, and what monitoring knows. */
export const metricsRoutes = (app: FastifyInstance, { feed }: Programme, read: () => Promise<Monitoring>): void => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const requests = new Histogram({
    name: 'rounds_http_request_seconds',
    help: 'Time to answer, by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });

  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `rounds_${name}`, help, labelNames, registers });
  const waiting = gauge('feed_waiting', 'Devices that wait for a change');
  const backlog = gauge('sentinel_backlog', 'Changes that the sentinel has not settled yet');
  const parked = gauge('sentinel_parked', 'Changes that could not be settled and were set aside');
  const following = gauge('sentinel_following', '1 while a sentinel follows the changes');
  const faulty = gauge('settings_faulty_sections', 'Sections of the settings that are not in force');
  const docs = gauge('couchdb_docs', 'Documents by database', ['database']);
  const deleted = gauge('couchdb_deleted_docs', 'Deleted documents by database', ['database']);
  const sent = gauge('messages', 'Outgoing messages by group of states', ['group']);
  const conflicts = gauge('conflicts', 'Documents with conflicts');
  const users = gauge('connected_users', 'Users seen in the last seven days');
  const heavy = gauge('replication_limit', 'Users whose device holds too many documents');
  const outbound = gauge('outbound_backlog', 'Documents that other systems are still to hear of');
  const jobGauge = (name: string, help: string) => gauge(`job_${name}`, help, ['job']);
  const jobs = {
    lastRun: jobGauge('last_run_timestamp_seconds', 'When a timed job last began'),
    lastSuccess: jobGauge(
      'last_success_timestamp_seconds',
      'When a timed job last came to its end; 0 when it never did',
    ),
    duration: jobGauge('duration_seconds', 'How long the last run of a timed job took, or takes so far'),
    running: jobGauge('running', '1 while a timed job runs'),
    done: jobGauge('done', 'How many things the last run of a timed job did'),
    failed: jobGauge('failed', '1 when the last run of a timed job broke off'),
    runs: jobGauge('runs', 'Runs of a timed job'),
    failures: jobGauge('failures', 'Runs of a timed job that broke off'),
  };
  const up = gauge('couchdb_up', '1 when the database answers');

  const refresh = async (): Promise<void> => {
    waiting.set(feed.waiting());
    let now: Monitoring;
    try {
      now = await read();
    } catch {
      up.set(0);
      return;
    }
    up.set(1);
    backlog.set(now.sentinel.backlog);
    parked.set(now.sentinel.parked);
    following.set(now.sentinel.following ? 1 : 0);
    faulty.set(now.sentinel.faults.length);
    for (const [database, info] of Object.entries(now.couchdb)) {
      docs.set({ database }, info.doc_count);
      deleted.set({ database }, info.doc_del_count);
    }
    for (const [group, count] of Object.entries(now.messaging.outgoing.total)) sent.set({ group }, count);
    conflicts.set(now.conflict.count);
    outbound.set(now.outbound_push.backlog);
    for (const [job, { last_run, last_success, duration, running, count, error, runs, failures }] of Object.entries(
      now.jobs,
    )) {
      jobs.lastRun.set({ job }, last_run / 1000);
      jobs.lastSuccess.set({ job }, (last_success ?? 0) / 1000);
      jobs.duration.set({ job }, duration / 1000);
      jobs.running.set({ job }, running ? 1 : 0);
      jobs.done.set({ job }, count);
      jobs.failed.set({ job }, error === null ? 0 : 1);
      jobs.runs.set({ job }, runs);
      jobs.failures.set({ job }, failures);
    }
    users.set(now.connected_users.count);
    heavy.set(now.replication_limit.count);
  };

  app.get('/metrics', async (_request, reply) => {
    await refresh();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};
