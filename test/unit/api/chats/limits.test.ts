import { openPace } from '@rounds/api/chats/pace.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { type FakeClock, fakeClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import { budget, telegramsLimits } from '../../../../scripts/telegram/bot-api/limits.ts';
import { Refusal } from '../../../../scripts/telegram/bot-api/refusal.ts';

/** A message that wants to go out. */
interface Wanted {
  /** Groups have numbers below zero. */
  chat: number;
  bulk: boolean;
}

/** Moments between two looks of the bot at what waits. */
const look = 50;

/** Lets what waits go out as fast as the pace allows, against the limits of Telegram. @returns when each went, in ms */
const run = (wanted: readonly Wanted[], clock: FakeClock, seconds: number) => {
  const pace = openPace(clock.now);
  const telegram = budget(clock, telegramsLimits);
  const waiting = [...wanted];
  const went: { at: number; of: Wanted }[] = [];
  let refused = 0;
  for (const end = clock.now() + seconds * 1000; clock.now() < end && waiting.length > 0; clock.pass(look)) {
    const seen = new Set<number>();
    for (const one of [...waiting]) {
      const { chat, bulk } = one;
      // In a chat one follows the other.
      if (seen.has(chat)) continue;
      seen.add(chat);
      if (!pace.begin(`chat ${chat}`, { bulk, calls: 1, isGroup: chat < 0 })) continue;
      try {
        telegram.spend(chat);
        went.push({ at: clock.now(), of: one });
        waiting.splice(waiting.indexOf(one), 1);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        refused += 1;
        pace.rest(`chat ${chat}`, clock.now() + (error.parameters?.retry_after ?? 1) * 1000);
      }
    }
  }
  return { went, refused, left: waiting.length };
};

describe('What Telegram lets through', () => {
  it('is never exceeded, whoever waits for what', () => {
    const message = fc.record({ chat: fc.integer({ min: -3, max: 30 }), bulk: fc.boolean() });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 300 }), wanted => {
        expect(run(wanted, fakeClock(1_000_000), 60).refused).to.equal(0);
      }),
      { numRuns: 40 },
    );
  });

  it('is used: 10,000 messages that nobody asked for are out in seven minutes, with none refused', () => {
    const wanted = Array.from({ length: 10_000 }, (_, chat) => ({ chat, bulk: true }));
    // Only the first ones of what waits are looked at, as the bot does.
    const clock = fakeClock(1_000_000);
    const pace = openPace(clock.now);
    const telegram = budget(clock, telegramsLimits);
    let next = 0;
    const begun = clock.now();
    for (; next < wanted.length; clock.pass(look))
      while (next < wanted.length && pace.begin(`chat ${next}`, { bulk: true, calls: 1 })) telegram.spend(next++);
    expect((clock.now() - begun) / 60_000).to.be.lessThan(7.1);
  });

  it('leaves room for who waits for an answer while 1,000 planned messages go out', () => {
    const planned = Array.from({ length: 1000 }, (_, chat) => ({ chat, bulk: true }));
    const answers = Array.from({ length: 4 }, (_, at) => ({ chat: 5000 + at, bulk: false }));
    const { went, refused } = run([...answers, ...planned], fakeClock(1_000_000), 60);
    const late = went.filter(({ of }) => !of.bulk).map(({ at }) => at - 1_000_000);
    expect([late.length, Math.max(...late), refused]).to.deep.equal([4, 0, 0]);
  });

  it('of a chat that rests is not asked for before its time, and no other chat waits for it', () => {
    const clock = fakeClock(1_000_000);
    const pace = openPace(clock.now);
    const telegram = budget(clock, telegramsLimits);
    telegram.rest(1, 135);
    expect(() => telegram.spend(1)).to.throw(Refusal);
    // The refused call made it half as long again: that is what the answer says.
    pace.rest('chat 1', clock.now() + 135 * 1.5 * 1000);
    for (let second = 0; second < 300; second++) {
      if (pace.begin('chat 1', { bulk: false, calls: 1 })) telegram.spend(1);
      expect(pace.begin(`chat ${second + 10}`, { bulk: false, calls: 1 })).to.equal(true);
      clock.pass(1000);
    }
  });
});
