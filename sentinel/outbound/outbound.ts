import type { Push } from '@rounds/config/sections/outbound.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import { type OutboundFailure, type OutboundTask, outboundRange } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { openDraft } from '../engine/draft.ts';
import { newInfo } from '../engine/infos.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { messageOf } from '../process/log.ts';
import { pushedFor, timesPushed } from './mark.ts';
import { payloadOf } from './payload.ts';
import { credentialOf, failed, isDue, type Pushed, push } from './push.ts';

const page = 100;
/** Pushes at the same time. */
const atOnce = 5;

/** A document with a system that is to hear of it. */
interface Wanted {
  task: OutboundTask;
  name: string;
  to: Push;
  /** How often it has heard of the document already. */
  times: number;
}

interface Tried extends Wanted {
  result: Pushed;
}

/**
 * Pushes documents to other systems, as the transition `mark_for_outbound` wished. A push that did not go through stays
 * in the queue with the reason, and is tried again later each time, at most a day; when nobody answers, the other
 * documents for that system are spared.
 */
export const outbound: Job = {
  name: 'outbound',
  about: 'pushes documents to other systems',
  when: everyMinute,
  run: async (context, signal) => {
    if (context.programme().off.some(({ section }) => section === 'outbound'))
      return { done: 0, note: 'nothing is pushed while the section outbound is faulty' };
    let done = 0;
    let broken = 0;
    const away = new Set<string>();
    for (let from: string | undefined = outboundRange.from; from && !signal.aborted; ) {
      const tasks: OutboundTask[] = await context.side.range({
        ...outboundRange,
        from,
        limit: page,
        after: from !== outboundRange.from,
      });
      const tried = await tryAll(tasks, context, away, signal);
      done += tried.filter(({ result }) => result.ok).length;
      broken += tried.filter(({ result }) => !result.ok).length;
      context.progress(done);
      from = tasks.length === page ? tasks.at(-1)!._id : undefined;
    }
    return {
      done,
      ...(broken > 0 ? { note: `${broken} pushes did not go through, see the task:outbound: documents` } : {}),
    };
  },
};

/** Tries what is due of a page, and writes down what came of it. */
const tryAll = async (
  tasks: readonly OutboundTask[],
  context: JobContext,
  away: Set<string>,
  signal: AbortSignal,
): Promise<Tried[]> => {
  const { side, main, programme, now, byHand } = context;
  const { settings } = programme();
  const infos = await side.getMany<InfoDoc>(tasks.map(({ doc_id }) => infoId(doc_id)));
  const heard = new Map(tasks.map((task, at) => [task._id, pushedFor(infos[at] ?? null, task)]));
  const wanted = tasks.flatMap((task): Wanted[] =>
    task.queue.flatMap(name => {
      const to = settings.outbound[name];
      const failure = task.failures?.[name];
      if (!to || heard.get(task._id)!.has(name)) return [];
      return byHand || isDue(to, { created: task.created, failure, now: now(), zone: settings.default_timezone })
        ? [{ task, name, to, times: timesPushed(infos[tasks.indexOf(task)] ?? null, name) }]
        : [];
    }),
  );
  const docs = new Map(
    (await main.getMany(wanted.map(({ task }) => task.doc_id))).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])),
  );
  const living = wanted.filter(({ task }) => docs.has(task.doc_id));
  const whole = await context.look.hydrate([...docs.values()]);
  const tried: Tried[] = [];
  for (let at = 0; at < living.length && !signal.aborted; at += atOnce) {
    const some = living.slice(at, at + atOnce).filter(({ name }) => !away.has(name));
    const results = await Promise.all(some.map(one => tryOne(one, whole.get(one.task.doc_id)!, context, signal)));
    // A push that this sentinel's own end cut off is no failure.
    if (signal.aborted && results.some(result => !result.ok)) {
      tried.push(...some.map((one, index) => ({ ...one, result: results[index]! })).filter(({ result }) => result.ok));
      break;
    }
    results.forEach((result, index) => {
      tried.push({ ...some[index]!, result });
      if (!result.ok && result.away) away.add(some[index]!.name);
    });
  }
  const gone = new Set(wanted.filter(({ task }) => !docs.has(task.doc_id)).map(({ task }) => task._id));
  await writeDown(tasks, tried, { gone, heard, context });
  return tried;
};

const tryOne = async (
  { task, name, to, times }: Wanted,
  doc: Record<string, unknown>,
  context: JobContext,
  signal: AbortSignal,
): Promise<Pushed> => {
  const refuse = (reason: string): Pushed => ({ ok: false, reason, away: false });
  const sandbox = context.sandbox();
  if (!sandbox) return refuse('this process has no sandbox for expressions');
  const payload = payloadOf(to, doc, sandbox);
  if (!payload.ok) return refuse(payload.reason);
  const key = credentialOf(to.destination);
  let secret = '';
  try {
    const found = key === undefined ? '' : await context.vault.read(key);
    if (found === null) return refuse(`there is no credential ${key}; store it with PUT /api/v1/credentials/${key}`);
    secret = found;
  } catch (error) {
    return refuse(messageOf(error));
  }
  context.fence();
  return push(to, payload.body, {
    secret,
    cause: times > 0 ? [task.doc_id, name, String(times)] : [task.doc_id, name],
    signal,
    reach: context.reach,
  });
};

/**
 * First that a document was pushed, on its infodoc, then that it need not be any more: a crash in between pushes
 * nothing again.
 */
const writeDown = async (
  tasks: readonly OutboundTask[],
  tried: readonly Tried[],
  {
    gone,
    heard,
    context,
  }: { gone: ReadonlySet<string>; heard: ReadonlyMap<string, ReadonlySet<string>>; context: JobContext },
): Promise<void> => {
  const { side, now, fence, log, programme } = context;
  const timestamp = new Date(now()).toISOString();
  const infos = openDraft<InfoDoc>(side, { missing: id => newInfo(id.slice(0, -infoId('').length)), fence });
  const sent = tried.filter(({ result }) => result.ok);
  await infos.read(sent.map(({ task }) => infoId(task.doc_id)));
  for (const { task, name } of sent)
    infos.change(infoId(task.doc_id), info => withCompleted(info, task, name, timestamp));
  await infos.commit();

  const { outbound: known } = programme().settings;
  const queue = openDraft<OutboundTask>(side, { fence });
  queue.know(
    tasks.map(({ _id }) => _id),
    [...tasks],
  );
  for (const task of tasks) {
    const mine = tried.filter(one => one.task === task);
    const done = new Set(mine.filter(({ result }) => result.ok).map(({ name }) => name));
    for (const name of task.queue)
      if (!known[name]) log.info({ doc: task.doc_id, push: name }, 'A push that is no longer configured is dropped');
    const isOver = (name: string) =>
      gone.has(task._id) || !known[name] || heard.get(task._id)!.has(name) || done.has(name);
    const failures = Object.fromEntries(
      mine.flatMap(({ name, result }) =>
        result.ok ? [] : [[name, failed(task.failures?.[name], result.reason, now())] as const],
      ),
    );
    for (const [name, { reason, attempts }] of Object.entries(failures))
      log.warn({ doc: task.doc_id, push: name, reason, attempts }, 'A push did not go through');
    queue.change(task._id, newest => withoutOver(newest, isOver, failures));
  }
  await queue.commit();
};

/** An infodoc that says that a system has heard of its document, beside all that was pushed before. */
const withCompleted = (info: InfoDoc, task: OutboundTask, name: string, timestamp: string): InfoDoc =>
  pushedFor(info, task).has(name)
    ? info
    : {
        ...info,
        completed_tasks: [
          ...(Array.isArray(info.completed_tasks) ? info.completed_tasks : []),
          { type: 'outbound', name, timestamp },
        ],
      };

/**
 * A wish without the systems that have heard, or never will; deleted when none is left. The same object when nothing
 * changed.
 */
const withoutOver = (
  task: OutboundTask,
  isOver: (name: string) => boolean,
  more: Record<string, OutboundFailure>,
): OutboundTask => {
  const left = task.queue.filter(name => !isOver(name));
  if (left.length === 0) return { ...(task as Doc), _deleted: true } as OutboundTask;
  const failures = Object.fromEntries(
    Object.entries({ ...task.failures, ...more }).filter(([name]) => left.includes(name)),
  );
  if (left.length === task.queue.length && Object.keys(more).length === 0) return task;
  const { failures: _, ...rest } = task;
  return { ...rest, queue: left, ...(Object.keys(failures).length > 0 ? { failures } : {}) } as OutboundTask;
};
