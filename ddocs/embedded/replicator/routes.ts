import { type Answer, json } from '../http/answer.ts';
import { notFound } from '../http/error.ts';
import type { Job } from '../replication/jobs.ts';
import { parseReplication } from '../replication/request.ts';
import { type Running, replicate } from '../replication/run.ts';
import type { Call } from '../server/call.ts';
import { NODE } from '../server/welcome.ts';
import { REPLICATOR } from './replicator.ts';

/** `POST /_replicate`: replicates and answers when that is done; a continuous one is only started. */
export async function replicateNow(call: Call): Promise<Answer> {
  const body = await call.object();
  const { replicator } = call.server;
  if (body.cancel === true) return cancel(call, body);
  if (body.continuous === true) return json({ ok: true, _local_id: replicator.start(body).request.id }, 202);
  const request = parseReplication(body, replicator.self());
  const start_time = new Date().toUTCString();
  const running = replicate(request);
  const { last_seq, ...counts } = await untilLeft(call, running);
  const run = { session_id: request.id, start_time, end_time: new Date().toUTCString(), recorded_seq: last_seq };
  return json({
    ok: true,
    ...(counts.docs_read === 0 ? { no_changes: true } : {}),
    session_id: request.id,
    source_last_seq: last_seq,
    replication_id_version: 4,
    history: [{ ...run, end_last_seq: last_seq, ...counts }],
  });
}

/** A caller who leaves has no use for the replication any more, and a server that stops does not wait for it. */
async function untilLeft({ response, server }: Call, running: Running) {
  const stop = () => running.cancel();
  server.feeds.add(stop);
  response.once('close', stop);
  try {
    return await running.done;
  } finally {
    server.feeds.delete(stop);
    response.off('close', stop);
  }
}

function cancel({ server: { replicator } }: Call, body: Record<string, unknown>): Answer {
  const named = body.replication_id ?? body.id ?? body._local_id;
  const id = typeof named === 'string' ? named : parseReplication({ ...body, continuous: true }, replicator.self()).id;
  if (!replicator.cancel(id)) throw notFound();
  return json({ ok: true, _local_id: id });
}

/** `GET /_scheduler/jobs` and `/_scheduler/docs`, whole or one of them. */
export function scheduler(call: Call): Answer {
  const [, what, ...rest] = call.path;
  const all = call.server.replicator.jobs();
  if (what === 'jobs') {
    const jobs = all.filter(({ state }) => state === 'running' || state === 'crashing' || state === 'initializing');
    if (!rest.length) return page(call, 'jobs', jobs.map(shownJob));
    return json(shownJob(jobs.find(({ request }) => request.id === rest[0]) ?? absent()));
  }
  if (what !== 'docs') throw notFound();
  const documented = all.filter(({ docId }) => docId !== null);
  if (!rest.length || (rest.length === 1 && rest[0] === REPLICATOR))
    return page(call, 'docs', documented.map(shownDoc));
  const [database, ...id] = rest;
  return json(shownDoc(documented.find(({ docId }) => database === REPLICATOR && docId === id.join('/')) ?? absent()));
}

function absent(): never {
  throw notFound();
}

function page({ query }: Call, name: string, all: readonly object[]): Answer {
  const skip = query.count('skip') ?? 0;
  return json({ total_rows: all.length, offset: skip, [name]: all.slice(skip, skip + (query.count('limit') ?? 25)) });
}

const shownJob = ({ request, docId, started, history, progress }: Job): object => ({
  database: docId === null ? null : REPLICATOR,
  id: request.id,
  pid: null,
  source: request.source.shown,
  target: request.target.shown,
  user: null,
  doc_id: docId,
  info: progress(),
  history,
  node: NODE,
  start_time: started,
});

const shownDoc = ({ request, docId, started, state, errors, changed, history, progress }: Job): object => ({
  database: REPLICATOR,
  doc_id: docId,
  id: request.id,
  node: NODE,
  source: request.source.shown,
  target: request.target.shown,
  state,
  info: state === 'crashing' ? { error: history[0]?.reason ?? null } : progress(),
  error_count: errors,
  last_updated: changed,
  start_time: started,
});
