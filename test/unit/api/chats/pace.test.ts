import { openPace } from '@rounds/api/chats/pace.ts';
import { expect } from 'chai';

const world = () => {
  let at = 1_000_000;
  const pace = openPace(() => at, { overall: 30, bulk: 24, chat: 1, burst: 3, groupPerMinute: 20 });
  return {
    pace,
    pass: (ms: number) => {
      at += ms;
    },
    /** How many of so many calls may begin now. */
    begun: (count: number, chat: (n: number) => string, bulk = false) =>
      Array.from({ length: count }, (_, n) => pace.begin(chat(n), { bulk, calls: 1 })).filter(Boolean).length,
    now: () => at,
  };
};

describe('The pace of a bot', () => {
  it('lets a burst of three into a chat, and then one a second', () => {
    const { begun, pass } = world();
    expect(begun(5, () => 'a')).to.equal(3);
    pass(1000);
    expect(begun(5, () => 'a')).to.equal(1);
    pass(60_000);
    expect(begun(5, () => 'a')).to.equal(3);
  });

  it('lets thirty calls pass in a second over all chats, of which at most 24 are no answers', () => {
    const { begun, pass } = world();
    expect(begun(40, n => `bulk ${n}`, true)).to.equal(24);
    expect(begun(40, n => `answer ${n}`)).to.equal(6);
    pass(1000);
    expect(begun(40, n => `answer again ${n}`)).to.equal(30);
  });

  it('counts a text of several parts as so many calls, and lets the chat wait for it afterwards', () => {
    const { pace, pass } = world();
    expect(pace.begin('a', { bulk: false, calls: 5 })).to.equal(true);
    pass(2000);
    expect(pace.begin('a', { bulk: false, calls: 1 })).to.equal(false);
    pass(1000);
    expect(pace.begin('a', { bulk: false, calls: 1 })).to.equal(true);
  });

  it('calls into a group twenty times within any minute, and no oftener', () => {
    const { pace, pass } = world();
    const isLet = () => pace.begin('group', { bulk: false, calls: 1, isGroup: true });
    let taken = 0;
    for (let second = 0; second < 60; second++) {
      if (isLet()) taken += 1;
      pass(1000);
    }
    expect(taken).to.equal(20);
    pass(2000);
    expect(isLet()).to.equal(true);
  });

  it('lets a chat rest that said so, and no other', () => {
    const { pace, pass, now } = world();
    pace.rest('a', now() + 30_000);
    expect(pace.begin('a', { bulk: false, calls: 1 })).to.equal(false);
    expect(pace.begin('b', { bulk: false, calls: 1 })).to.equal(true);
    pass(30_000);
    expect(pace.begin('a', { bulk: false, calls: 1 })).to.equal(true);
  });

  it('lets the whole bot rest when two chats said so within seconds', () => {
    const { pace, pass, now } = world();
    pace.rest('a', now() + 10_000);
    pass(1000);
    pace.rest('b', now() + 30_000);
    expect(pace.begin('c', { bulk: false, calls: 1 })).to.equal(false);
    pass(30_000);
    expect(pace.begin('c', { bulk: false, calls: 1 })).to.equal(true);
  });

  it('goes on to rest in a process that begins anew', () => {
    const { pace, now } = world();
    pace.rest('a', now() + 10_000);
    const again = openPace(now, undefined, pace.rests());
    expect(again.begin('a', { bulk: false, calls: 1 })).to.equal(false);
  });
});
