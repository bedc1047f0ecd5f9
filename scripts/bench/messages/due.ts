import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { runByHand } from '@rounds/sentinel/by-hand.ts';
import { thisHolder } from '@rounds/sentinel/process/holder.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { world } from '../../../test/world.ts';
import { daysAhead, district, pregnancy, seed } from './village.ts';

const people = 5000;
/** Scheduled messages of one registration. */
const each = 10;

const silent = (): void => undefined;
const log: Log = {
  debug: silent,
  info: silent,
  warn: silent,
  error: (facts, message) => console.error(message, facts),
};

function* registrations(scheduled: number): Generator<Doc> {
  for (let at = 0; at < scheduled / each; at += 1)
    yield pregnancy(`later-${at}`, at % people, daysAhead(1 + (at % 200), each));
}

function* dueNow(count: number, run: number): Generator<Doc> {
  for (let at = 0; at < count; at += 1)
    yield pregnancy(`due-${run}-${at}`, at % people, [Date.now() - 60_000, ...daysAhead(7, 1)]);
}

/** Brings a view up to date. A big one takes longer than a database waits for an answer: asked again it goes on. */
const indexed = async (main: Store): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await main.query('medic/messages_by_state', { key: ['nothing'], limit: 1 });
      await main.query('medic-client/reports_by_subject', { key: 'nothing', limit: 1 });
      return;
    } catch (error) {
      if (tries === 100) throw error;
      console.error(`the views are not ready yet: ${(error as Error).message}`);
    }
  }
};

const waiting = async (main: Store, state: string, limit: number): Promise<number> =>
  (await main.query('medic/messages_by_state', { startKey: [state], endKey: [state, {}], limit })).length;

/**
 * Releases of due messages per second, among many that are not due yet.
 * @param scheduled how many those are
 * @param due how many fall due at once, each of another report
 */
export const dueRates = async (
  { scheduled, due, runs }: { scheduled: number; due: number; runs: number },
  say: (text: string) => void,
): Promise<number[]> => {
  // At every hour of the day: the benchmark runs at any.
  const rounds = await world({
    api: false,
    sentinel: false,
    settings: settings => ({
      ...settings,
      ...{ schedule_morning_hours: 0, schedule_evening_hours: 23, schedule_evening_minutes: 59 },
      // Each run says the same to the same people.
      sms: { ...(settings.sms as object), duplicate_limit: 20 },
    }),
  });
  try {
    const { couchUrl, databases } = rounds;
    const main = rounds.store();
    const began = performance.now();
    say(`writing ${scheduled.toLocaleString('en')} scheduled messages`);
    await seed(main, district(people));
    await seed(main, registrations(scheduled));
    say(`building their views (written in ${Math.round((performance.now() - began) / 1000)} s)`);
    await indexed(main);
    const rates: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      await seed(main, dueNow(due, run));
      await indexed(main);
      say(`${due.toLocaleString('en')} due messages, run ${run + 1}`);
      const start = performance.now();
      const state = await runByHand(
        'due_tasks',
        { couchUrl, databases, log, ...thisHolder(), progress: silent },
        new AbortController().signal,
      );
      rates.push(due / ((performance.now() - start) / 1000));
      const released = await waiting(main, 'pending', due * (run + 1) + 1);
      if (state.error || released !== due * (run + 1))
        throw new Error(`${released} messages are released: ${JSON.stringify(state)}`);
    }
    return rates;
  } finally {
    await rounds.close();
  }
};
