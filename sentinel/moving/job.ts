import {
  type ContactMove,
  contactMovedId,
  contactMoveKey,
  contactMoveRange,
} from '@rounds/ddocs/moving/contact-move.ts';
import { everyMinute, type Job, type JobContext } from '../jobs/job.ts';
import { movePage, movePageOf, planOf, treeOf } from './carry-out.ts';

/** Moves that are read at once. */
const most = 500;

type Context = Pick<JobContext, 'main' | 'side' | 'now' | 'fence'>;

/** Writes a move down. @returns it, null where somebody else changed it meanwhile */
const kept = async ({ side, fence }: Context, move: ContactMove): Promise<ContactMove | null> => {
  fence();
  const result = await side.writeAlone(move);
  return result.ok ? { ...move, _rev: result.rev } : null;
};

/** A move that is over stands as a record from then on; the record first, so that it is lost at no moment. */
const ended = async (context: Context, move: ContactMove, state: ContactMove['state'], why?: ContactMove['why']) => {
  const { side, fence, now } = context;
  const id = contactMovedId(contactMoveKey(move));
  const { _rev: rev, _id: open, ...rest } = move;
  const before = await side.get(id);
  const over = { ended: new Date(now()).toISOString(), state, ...(why ? { why } : {}) };
  const record = { ...rest, ...over, _id: id, ...(before?._rev ? { _rev: before._rev } : {}) } as ContactMove;
  if (!(await kept(context, record))) return;
  fence();
  await side.write([{ _id: open, ...(rev ? { _rev: rev } : {}), _deleted: true }]);
};

/** One that was carried out before is not carried out again: what asked for it may ask twice. */
const isOver = async ({ side }: Context, move: ContactMove): Promise<boolean> => {
  const record = await side.get<ContactMove>(contactMovedId(contactMoveKey(move)));
  return record !== null && !(record.state === 'done' && move.state === 'undoing');
};

const drop = async ({ side, fence }: Context, { _id, _rev }: ContactMove): Promise<void> => {
  fence();
  await side.write([{ _id, ...(_rev ? { _rev } : {}), _deleted: true }]);
};

/** Carries out a move to its end, from where it stands. @returns how many contacts were looked at */
const carryOut = async (context: Context, stored: ContactMove, signal: AbortSignal): Promise<number> => {
  if (await isOver(context, stored)) {
    await drop(context, stored);
    return 0;
  }
  const { main } = context;
  const plan = stored.plan ?? (await planOf(main, stored));
  if (typeof plan === 'string') {
    await ended(context, stored, 'refused', plan);
    return 0;
  }
  let move: ContactMove | null = stored.plan ? stored : await kept(context, { ...stored, plan });
  const moving = { contact: stored.contact, above: stored.state === 'undoing' ? plan.from : plan.above };
  let count = 0;
  const ids = await treeOf(main, stored.contact);
  while (move && move.seen < ids.length && !signal.aborted) {
    const page = ids.slice(move.seen, move.seen + movePage);
    const done = await movePageOf(context, moving, page);
    count += page.length;
    const { seen, contacts, reports } = move;
    const next = { seen: seen + page.length, contacts: contacts + done.contacts, reports: reports + done.reports };
    move = await kept(context, { ...move, ...next });
  }
  if (move && move.seen >= ids.length) await ended(context, move, stored.state === 'undoing' ? 'undone' : 'done');
  return count;
};

/** Carries out moves of contacts, and goes on with one that a crash cut off. */
export const contactMovesJob: Job = {
  name: 'contact_moves',
  about: 'moves contacts with all below them, and the reports that they made, to another place',
  when: everyMinute,
  run: async (context, signal) => {
    let done = 0;
    for (const move of await context.side.range<ContactMove>({ ...contactMoveRange, limit: most })) {
      if (signal.aborted) break;
      done += await carryOut(context, move, signal);
      context.progress(done);
    }
    return { done };
  },
};
