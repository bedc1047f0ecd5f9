import { dialogueTaker } from '@rounds/api/dialogues/taker.ts';
import { openInbox } from '@rounds/api/messages/inbox.ts';
import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { dialoguesJob } from '@rounds/sentinel/dialogues/job.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { type DialogueRunDoc, isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { corpus, sequence } from '../../sentinel/dialogues/corpus.ts';
import { diceOf, hour, minute } from '../../sentinel/dialogues/simulate.ts';
import { contact, type SentinelInMemory, sentinelInMemory } from '../../sentinel/engine/sentinel-in-memory.ts';

/** What a crowd left behind, and how often it was cut off. */
export interface Crowd {
  sentinel: SentinelInMemory;
  docs: Doc[];
  crashes: number;
  restarts: number;
}

const zones = ['Europe/Madrid', 'Africa/Nairobi', 'America/Bogota', 'Asia/Tokyo'];
const addressOf = (nth: number): string => `chat:${String(nth).padStart(22, 'A')}`;

/** A database whose next writes fail once they are so many: what stands by then stays. */
const failing = (store: Store, left: { writes: number }): Store => {
  const spend = (): void => {
    left.writes -= 1;
    if (left.writes === 0) throw new Error('cut off');
  };
  return new Proxy(store, {
    get: (target, name) => {
      const own = Reflect.get(target, name) as unknown;
      if (typeof own !== 'function') return own;
      return (...given: unknown[]) => {
        if (name === 'write' || name === 'writeAlone') spend();
        return Reflect.apply(own, target, given);
      };
    },
  });
};

/**
 * Leads people through the corpus for so many days: over databases, by what the api does with presses and words, what the
 * sentinel does with changes, and its job with time. The clock goes from one thing that happens to the next. Now and then a
 * process is killed between two of its writes, and begins anew; what was pressed comes again then.
 */
export const crowd = async (count: number, days: number): Promise<Crowd> => {
  const people = Array.from({ length: count }, (_, nth) =>
    contact(`p${nth}`, 'person', ['study'], {
      ...{ addresses: [{ address: addressOf(nth) }], language: 'en', prefs: { tz: zones[nth % zones.length] } },
      study_id: `S${nth}`,
    }),
  );
  const sentinel = await sentinelInMemory({
    settings: {
      ...{ default_timezone: 'Europe/Madrid', quiet_hours: { from: '21:00', to: '07:00', tz: 'contact' } },
      ...{ schedule_morning_hours: 0, schedule_evening_hours: 0 },
      dialogues: { sequences: { default: sequence }, interval: 12, consent: true, jitter: 10 },
    },
    docs: [contact('study', 'district_hospital'), ...people],
  });
  const { main, clock } = sentinel;
  for (const id of sequence) await publish(main, corpus[id]!, { by: 'test', at: clock.now });
  const end = clock.now + days * 24 * hour;
  const dice = diceOf('crowd');
  const left = { writes: Number.POSITIVE_INFINITY };
  const now = (): number => clock.now;
  const settings = { current: () => sentinel.programme.settings };
  const openApi = () => {
    const { engine } = sentinel;
    const inbox = openInbox({ main, engine, programme: () => sentinel.programme, now });
    return dialogueTaker({ main: failing(main, left), book: {} as ChatBook, inbox, now, settings });
  };
  let api = openApi();
  const job = { main: failing(main, left), programme: () => sentinel.programme, now } as unknown as JobContext;
  const counts = { crashes: 0, restarts: 0 };

  // What each person sees: her run, and the newest keyboard.
  const runs = new Map<string, DialogueRunDoc>();
  const keyboards = new Map<string, string[]>();
  let seen = '0';
  const look = async (): Promise<void> => {
    for (let more = true; more; ) {
      const { changes, lastSeq } = await main.changes({ since: seen, limit: 500, docs: true });
      more = changes.length > 0;
      seen = lastSeq;
      for (const { doc } of changes) {
        if (isDialogueRun(doc) && doc.events.length > 0) runs.set(doc.address, doc);
        const [message] = (doc as Report | undefined)?.tasks?.[0]?.messages ?? [];
        const buttons = message?.chat?.buttons?.flat() ?? [];
        if (buttons.length > 0)
          keyboards.set(
            String(message!.to),
            buttons.map(({ data }) => data ?? ''),
          );
      }
    }
  };

  /** Has something done that may be cut off, until it is done. */
  const surely = async (act: () => Promise<unknown>): Promise<void> => {
    left.writes = dice() < 0.05 ? 1 + Math.floor(dice() * 2) : Number.POSITIVE_INFINITY;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'cut off') throw error;
      counts.crashes += 1;
      left.writes = Number.POSITIVE_INFINITY;
      sentinel.restart();
      api = openApi();
      await act();
    }
    left.writes = Number.POSITIVE_INFINITY;
  };

  let events = 0;
  const old: string[] = [];
  const from = (nth: number) => ({
    ...{ event: `e${events++}`, bot: 'b', address: addressOf(nth), contact: `p${nth}`, language: 'en', at: clock.now },
    ...{ message: 'm', reference: 'm' },
  });
  const acts = new Map<number, { at: number; turn: string }>();
  const turnOf = (run: DialogueRunDoc): string => `${run._id} ${run.turn}`;
  const answer = async (nth: number): Promise<void> => {
    const run = runs.get(addressOf(nth))!;
    const asks = corpus[run.what.dialogue]!.steps[run.derived!.standing!.step ?? '']?.asks;
    const who = from(nth);
    const chance = dice();
    if (chance < 0.05) await surely(() => api.message!({ ...who, text: 'what do you mean?' }));
    else if (chance < 0.1 && old.length > 0)
      await surely(() => api.press!({ ...who, data: old[events % old.length]! }));
    else if (asks === 'text') await surely(() => api.message!({ ...who, text: dice() < 0.5 ? 'Olot' : 'NO' }));
    else {
      const keys = keyboards.get(addressOf(nth)) ?? [];
      const data = keys[Math.floor(dice() ** 3 * keys.length)] ?? '';
      old.push(data);
      await surely(() => api.press!({ ...who, data }));
      if (dice() < 0.1) await surely(() => api.press!({ ...who, data }));
    }
  };
  /** Plans when each of whom something new is asked will answer. */
  const plan = (): void => {
    for (const nth of people.keys()) {
      const run = runs.get(addressOf(nth));
      const { asked, wakes } = run?.derived?.standing ?? {};
      if (run?.state !== 'open' || asked === undefined || wakes !== undefined) acts.delete(nth);
      else if (acts.get(nth)?.turn !== turnOf(run) || acts.get(nth)!.at < clock.now)
        acts.set(nth, {
          at: Math.max(asked, clock.now) + 1000 + Math.floor(dice() ** 4 * 8 * hour),
          turn: turnOf(run),
        });
    }
  };
  const nextDue = async (): Promise<number> => {
    const [row] = await main.query('medic-runs/runs', { startKey: ['due', null], endKey: ['due', {}], limit: 1 });
    const due = row ? Number((row.key as readonly unknown[])[1]) : end;
    // Whoever sleeps stays due, and is looked at again before long.
    return due > clock.now ? Math.ceil(due / minute) * minute : clock.now + 20 * minute;
  };

  for (const nth of people.keys()) await surely(() => api.command!({ ...from(nth), name: 'start', rest: '' }));
  for (let turn = 1; ; turn += 1) {
    await sentinel.settle();
    await look();
    plan();
    const [first] = [...acts].sort(([, a], [, b]) => a.at - b.at);
    const due = await nextDue();
    const next = Math.min(first?.[1].at ?? end, due);
    if (next >= end) break;
    clock.now = next;
    if (first && first[1].at === next) await answer(first[0]);
    else
      await surely(() =>
        dialoguesJob.run({ ...job, fence: () => undefined, progress: () => undefined }, new AbortController().signal),
      );
    if (turn % 50 === 0) {
      counts.restarts += 1;
      sentinel.restart();
      api = openApi();
    }
  }
  return { sentinel, docs: await main.range<Doc>({ from: '', to: '\ufff0', limit: 100_000 }), ...counts };
};
