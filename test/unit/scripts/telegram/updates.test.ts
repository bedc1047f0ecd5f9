import { expect } from 'chai';
import { fakeClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import type { Refusal } from '../../../../scripts/telegram/bot-api/refusal.ts';
import { updateQueue } from '../../../../scripts/telegram/bot-api/updates.ts';

const start = Date.UTC(2026, 10, 2, 8);

const world = () => {
  const clock = fakeClock(start);
  return { clock, queue: updateQueue(clock, 10) };
};

const ids = (updates: readonly { update_id: number }[]): number[] => updates.map(({ update_id }) => update_id);

describe('the updates of the loopback Bot API', () => {
  it('come again until an offset above their number confirms them', async () => {
    const { clock, queue } = world();
    for (const text of ['a', 'b', 'c']) queue.push('message', { text });
    expect(ids(await queue.ask({}))).to.deep.equal([10, 11, 12]);
    clock.pass(1000);
    expect(ids(await queue.ask({}))).to.deep.equal([10, 11, 12]);
    expect(ids(await queue.ask({ offset: 12 }))).to.deep.equal([12]);
    expect(ids(await queue.ask({ offset: 13 }))).to.deep.equal([]);
  });

  it('come one by one to a loop that asks for the same again at once', async () => {
    const { queue } = world();
    for (const text of ['a', 'b', 'c']) queue.push('message', { text });
    await queue.ask({ offset: 10 });
    expect(ids(await queue.ask({ offset: 10 }))).to.deep.equal([10]);
  });

  it('are dropped but for the newest by a negative offset', async () => {
    const { queue } = world();
    for (const text of ['a', 'b', 'c']) queue.push('message', { text });
    expect(ids(await queue.ask({ offset: -1 }))).to.deep.equal([12]);
  });

  it('answer a poll that waits as soon as something happens, and an idle one after its time', async () => {
    const { clock, queue } = world();
    const poll = queue.ask({ timeout: 30 });
    queue.push('message', { text: 'a' });
    expect(ids(await poll)).to.deep.equal([10]);
    const idle = queue.ask({ offset: 11, timeout: 90 });
    clock.pass(50_000);
    expect(await idle).to.deep.equal([]);
  });

  it('end the poll before with 409 when somebody else polls', async () => {
    const { queue } = world();
    const first = queue.ask({ timeout: 30 }).catch((error: Refusal) => error.code);
    void queue.ask({ timeout: 30 });
    expect(await first).to.equal(409);
  });

  for (const [kind, seconds] of [
    ['message', 24 * 3600],
    ['my_chat_member', 24 * 3600],
    ['callback_query', 150],
    ['inline_query', 30],
    ['chosen_inline_result', 600],
  ] as const)
    it(`wait ${seconds} s when they are of the kind ${kind}`, () => {
      const { clock, queue } = world();
      queue.push(kind, {});
      clock.pass((seconds - 1) * 1000);
      expect(queue.waiting()).to.have.length(1);
      clock.pass(1000);
      expect(queue.waiting()).to.have.length(0);
    });

  it('come of the kinds that were named last; members and reactions only when they are named', async () => {
    const { queue } = world();
    queue.push('chat_member', {});
    queue.push('message_reaction', {});
    expect(queue.waiting()).to.deep.equal([]);
    await queue.ask({ allowed_updates: ['message_reaction'] });
    await queue.ask({});
    queue.push('message_reaction', {});
    queue.push('message', {});
    expect(queue.waiting().map(update => Object.keys(update)[1])).to.deep.equal(['message_reaction']);
  });
});
