import { dialogueTaker } from '@rounds/api/dialogues/taker.ts';
import { openInbox } from '@rounds/api/messages/inbox.ts';
import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { begunRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';
import { expect } from 'chai';
import { gardenDay } from '../../sentinel/dialogues/garden-day.ts';
import { dialogueOf, hour } from '../../sentinel/dialogues/going.ts';
import {
  contact,
  type SentinelInMemory,
  sentinelInMemory,
  wednesday,
} from '../../sentinel/engine/sentinel-in-memory.ts';

const garden = dialogueOf(gardenDay);
const addressOf = (nth: number): string => `chat:${String(nth).padStart(22, 'A')}`;

describe('After a time in which nobody heard', () => {
  let sentinel: SentinelInMemory;
  afterEach(() => sentinel.close());

  /** Somebody who is asked a question since a moment. */
  const asked = async (nth: number, at: number, who: object = {}, address = addressOf(nth)): Promise<void> => {
    const person = contact(`p${nth}`, 'person', [], { addresses: [{ address }], ...who });
    await sentinel.put(person);
    const planned = plannedRun({
      ...{ id: `run:${nth}`, dialogue: garden.id, version: 1, contact: person, address, language: 'en' },
      ...{ at, due: at, unasked: true },
    });
    await sentinel.put(begunRun(planned, garden, at, waysFor(sentinel.programme.settings, planned)));
  };
  const woke = async (): Promise<string[]> => {
    const { main, engine, clock } = sentinel;
    const now = () => clock.now;
    const inbox = openInbox({ main, engine, programme: () => sentinel.programme, now });
    const settings = { current: () => sentinel.programme.settings };
    const taker = dialogueTaker({ main, book: {} as ChatBook, inbox, now, settings });
    await taker.woke!({ bot: 'b', from: clock.now - hour, to: clock.now - 1000 });
    await sentinel.settle();
    await taker.woke!({ bot: 'b', from: clock.now - hour, to: clock.now - 1000 });
    const docs = await main.range<Doc>({ from: '', to: '\ufff0', limit: 1000 });
    return (docs as Report[])
      .filter(({ sent_by, reported_date: at = 0 }) => sent_by === `dialogue:${garden.id}` && at >= clock.now)
      .map(({ tasks }) => String(tasks?.[0]?.messages?.[0]?.message));
  };
  const open = async (settings: object = {}): Promise<void> => {
    sentinel = await sentinelInMemory({
      settings: { default_timezone: 'UTC', schedule_evening_hours: 0, dialogues: { pacing: false }, ...settings },
    });
    await publish(sentinel.main, garden, { by: 'test', at: wednesday });
  };
  const ago = (hours: number): number => wednesday - hours * hour;

  const table: [whom: string, shown: number, who: (settings?: object) => Promise<void>][] = [
    ['whose question stood there is shown it again, once', 1, () => asked(1, ago(3))],
    ['asked in the middle of it is shown it again', 1, () => asked(1, ago(0.5))],
    ['whom nobody heard of for two days is left alone', 0, () => asked(1, ago(50))],
    ['who paused is left alone', 0, () => asked(1, ago(3), { participation: { state: 'paused', since: 1, by: 'x' } })],
    ['who is muted is left alone', 0, () => asked(1, ago(3), { muted: '2026-01-01T00:00:00Z' })],
    ['who is asked by SMS lost nothing', 0, () => asked(1, ago(3), {}, '+34600000001')],
  ];
  for (const [whom, shown, who] of table)
    it(`somebody ${whom}`, async () => {
      await open();
      await who();
      const texts = await woke();
      expect(texts.filter(text => text.includes('water her plants'))).to.have.lengthOf(shown);
    });

  it('nobody is shown anything in the quiet hours', async () => {
    await open({ quiet_hours: { from: '09:00', to: '12:00' } });
    await asked(1, ago(3));
    expect(await woke()).to.deep.equal([]);
  });
});
