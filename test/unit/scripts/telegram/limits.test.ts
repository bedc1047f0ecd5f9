import { expect } from 'chai';
import { fakeClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import { budget, telegramsLimits } from '../../../../scripts/telegram/bot-api/limits.ts';
import type { Refusal } from '../../../../scripts/telegram/bot-api/refusal.ts';

const start = Date.UTC(2026, 10, 2, 8);

/** How long to wait in seconds, 0 for a call that is let through. */
const wait = (call: () => void): number => {
  try {
    call();
    return 0;
  } catch (error) {
    return (error as Refusal).parameters?.retry_after ?? -1;
  }
};

describe('the budgets of the loopback Bot API', () => {
  const world = () => {
    const clock = fakeClock(start);
    return { clock, ...budget(clock, telegramsLimits) };
  };

  it('let three calls into a chat pass at once, and then one a second', () => {
    const { clock, spend } = world();
    const waits = [1, 2, 3, 4].map(() => wait(() => spend(7)));
    expect(waits).to.deep.equal([0, 0, 0, 1]);
    clock.pass(1000);
    expect([wait(() => spend(7)), wait(() => spend(7))]).to.deep.equal([0, 1]);
  });

  it('let twenty calls into a group pass in a minute', () => {
    const { clock, spend } = world();
    const waits = Array.from({ length: 21 }, () => {
      clock.pass(1000);
      return wait(() => spend(-7));
    });
    expect(waits).to.deep.equal([...Array(20).fill(0), 40]);
    clock.pass(40_000);
    expect(wait(() => spend(-7))).to.equal(0);
  });

  it('let thirty calls pass in a second over all chats', () => {
    const { clock, spend } = world();
    const waits = Array.from({ length: 31 }, (_, chat) => wait(() => spend(chat + 1)));
    expect(waits.filter(seconds => seconds === 0)).to.have.length(30);
    expect(waits[30]).to.equal(1);
    clock.pass(1000);
    expect(wait(() => spend(100))).to.equal(0);
  });

  it('make the rest longer for a bot that does not keep it', () => {
    const { clock, spend, rest } = world();
    rest(7, 100);
    expect(wait(() => spend(7))).to.equal(150);
    expect(wait(() => spend(7))).to.equal(225);
    clock.pass(225_000);
    expect(wait(() => spend(7))).to.equal(0);
  });
});
