import { randomUUID } from 'node:crypto';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import {
  type ErasureCount,
  type ErasureDoc,
  type ErasureReason,
  type ErasureReceipt,
  erasureCountId,
  erasureRange,
  erasureReasons,
  erasureSteps,
  receiptRange,
} from '@rounds/ddocs/erasure/erasure.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { openTurns } from '../messages/turn.ts';
import { cluster } from './cluster.ts';
import type { ErasureParts } from './parts.ts';
import { phonesOf } from './phones.ts';
import { namesIn } from './preview.ts';
import { compactDatabase, purgeDocs } from './purge.ts';
import { bare, stepsOf, touched } from './steps.ts';

/** What is wished of an erasure. */
export interface Wish {
  contact: string;
  reason: ErasureReason;
  asked_by: string;
  decided_by?: string;
}

/** Erases people who are to be erased: one process at a time, from where the one before ended. */
export interface ErasureWorker {
  /** Begins an erasure. What is being erased already is not begun again. */
  begin(wish: Wish): Promise<void>;
  /** Looks for what there is to do now, or once more where it is at it. */
  wake(): void;
  start(): void;
  /** Ends after the step that it is at. */
  stop(): Promise<void>;
}

/** How often it is looked for what somebody decided elsewhere, in ms. */
const every: Ms = 15_000;
/** How soon it is looked again whether the process that has the turn is still there, in ms. */
const soon: Ms = 2000;
const turnLasts: Ms = 15_000;

/** How many erasures may be under way, and receipts be kept to be read at once. */
export const mostErasures = 10_000;

const isReason = (text: unknown): text is ErasureReason => erasureReasons.some(reason => reason === text);

/** Id of the erasure of a contact: there is one at a time. */
const jobIdOf = (contact: string): string => `erasure:${contact}`;

const iso = (at: Ms): Iso => new Date(at).toISOString();

const begin = async (parts: ErasureParts, wish: Wish): Promise<void> => {
  const { main, sentinel, now } = parts;
  const person = await main.get<Contact>(wish.contact);
  const called = typeof person?.name === 'string' && person.name.trim() !== '' ? { called: person.name } : {};
  const job: ErasureDoc = {
    ...called,
    ...{ _id: jobIdOf(wish.contact), type: 'erasure', ...wish, asked: iso(now()), step: 'gather', ids: [], counts: {} },
    names: await namesIn(main, wish.contact),
    phones: await phonesOf(parts, wish.contact),
  };
  await sentinel.write([job]);
};

/** Begins what was decided on the page of reviews. The review goes with the person. */
const takeDecided = async (parts: ErasureParts): Promise<void> => {
  const rows = await parts.main.query<null, ReviewDoc>('medic-review/reviews', {
    ...{ startKey: ['decided', 'erasure'], endKey: ['decided', 'erasure', {}], limit: 1000, docs: true, prompt: true },
  });
  for (const { doc } of rows) {
    const contact = doc?.subject.contact;
    if (doc?.decision !== 'erase' || !contact || !doc.by) continue;
    const { reason, asked_by: asked } = doc.proposed;
    await begin(parts, {
      ...{ contact, reason: isReason(reason) ? reason : 'asked' },
      ...{ asked_by: typeof asked === 'string' ? asked : doc.by, decided_by: doc.by },
    });
  }
};

const receiptOf = async (parts: ErasureParts, job: ErasureDoc): Promise<ErasureReceipt> => {
  const { sentinel, server, now } = parts;
  const count = await sentinel.get<ErasureCount>(erasureCountId);
  const { contact: _, names: __, ids: ___, step: ____, called: _____, _id, ...told } = bare(job);
  return {
    ...{ ...told, _id: `erasure-receipt:${iso(now())}:${randomUUID()}`, type: 'erasure-receipt', state: 'compacting' },
    ...{ reason: job.reason, asked_by: job.asked_by, asked: job.asked, counts: job.counts, phones: job.phones },
    erased: iso(now()),
    compact: touched(job, sentinel.name),
    nodes: await cluster(server),
    number: count?.number ?? 0,
  };
};

/** Takes one erasure from the step it is at to its receipt. The step is written before the next begins. */
const carryOut = async (parts: ErasureParts, first: ErasureDoc, keep: () => Promise<void>): Promise<void> => {
  const { sentinel, server } = parts;
  let job = first;
  while (job.step !== 'receipt') {
    await keep();
    const { step } = job;
    const done = await stepsOf[step](parts, job);
    const next: ErasureDoc = { ...done, step: erasureSteps[erasureSteps.indexOf(step) + 1] ?? 'receipt' };
    const [written] = await sentinel.write([next]);
    if (!written?.ok) return;
    job = { ...next, _rev: written.rev };
  }
  const earlier = await sentinel.range<ErasureReceipt>({ ...receiptRange, limit: mostErasures });
  // A process that ended between the receipt and the removal of the job wrote it already.
  const isWritten = earlier.some(({ asked, counts }) => asked === job.asked && same(counts, job.counts));
  if (!isWritten) await sentinel.write([await receiptOf(parts, job)]);
  await purgeDocs(server, sentinel.name, [job._id]);
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Has the files written anew that erasures have touched. */
const compactAll = async ({ sentinel, server, now }: ErasureParts, keep: () => Promise<void>): Promise<void> => {
  const receipts = await sentinel.range<ErasureReceipt>({ ...receiptRange, limit: mostErasures });
  const open = receipts.filter(({ state }) => state === 'compacting');
  const databases = [...new Set(open.flatMap(({ compact }) => compact))].sort();
  // That of the sentinel last: it held the job until now.
  for (const database of [...databases.filter(name => name !== sentinel.name), sentinel.name]) {
    if (!databases.includes(database)) continue;
    await keep();
    await compactDatabase(server, database, now);
  }
  const done = open.map((receipt): Doc => ({ ...receipt, state: 'done', compact: [], done: iso(now()) }));
  if (done.length > 0) await sentinel.write(done);
};

export const openErasureWorker = (parts: ErasureParts): ErasureWorker => {
  const { sentinel, log, now } = parts;
  const turns = openTurns(sentinel, 'turn:erasure', randomUUID(), now, turnLasts);
  let stopping = false;
  let wanted = false;
  let running: Promise<void> | undefined;
  let clock: ReturnType<typeof setInterval> | undefined;

  const work = async (): Promise<void> => {
    await takeDecided(parts);
    const [jobs, receipts] = await Promise.all([
      sentinel.range<ErasureDoc>({ ...erasureRange, limit: mostErasures }),
      sentinel.range<ErasureReceipt>({ ...receiptRange, limit: mostErasures }),
    ]);
    if (jobs.length === 0 && receipts.every(({ state }) => state === 'done')) return;
    const turn = await turns.take();
    if (!turn) {
      setTimeout(wake, soon).unref();
      return;
    }
    const renew = setInterval(() => void turn.keep().catch(() => undefined), turnLasts / 6);
    const keep = async () => {
      await turn.keep();
      if (stopping) throw new Error('this process ends; another goes on');
    };
    try {
      for (const job of jobs) await carryOut(parts, job, keep);
      await compactAll(parts, keep);
    } finally {
      clearInterval(renew);
      await turn.end();
    }
  };
  const run = async (): Promise<void> => {
    while (wanted && !stopping) {
      wanted = false;
      try {
        await work();
      } catch (error) {
        if (!stopping) log.warn({ err: error }, 'an erasure was interrupted; it goes on from there');
      }
    }
    running = undefined;
  };
  const wake = (): void => {
    wanted = true;
    if (!stopping) running ??= run();
  };

  return {
    wake,
    begin: async wish => {
      await begin(parts, wish);
      wake();
    },
    start: () => {
      clock = setInterval(wake, every);
      clock.unref();
      wake();
    },
    stop: async () => {
      stopping = true;
      clearInterval(clock);
      await running;
    },
  };
};
