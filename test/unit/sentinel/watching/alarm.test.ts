import { parseSettings } from '@rounds/config/settings/parse.ts';
import { openAlarm } from '@rounds/sentinel/watching/alarm.ts';
import { type BotSeen, troublesIn } from '@rounds/sentinel/watching/troubles.ts';
import { expect } from 'chai';
import { openSmtp, type Smtp } from '../../../smtp.ts';
import { store } from '../../api/stores.ts';

const now = Date.UTC(2026, 2, 23, 22);
const bot = (more: Partial<BotSeen> = {}): BotSeen => ({
  bot: 'b',
  hears: true,
  at: new Date(now - 5000).toISOString(),
  ...more,
});

describe('What a person is alarmed about', () => {
  const table: [title: string, bot: BotSeen, led: boolean, keys: string[]][] = [
    ['a bot that hears', bot(), true, []],
    ['a bot that is a little behind', bot({ lag: 150_000 }), true, []],
    ['a bot that is far behind', bot({ lag: 150_001 }), true, ['late b']],
    ['a bot that hears nothing', bot({ hears: false, why: 'nobody answers' }), true, ['deaf b']],
    [
      'a bot that heard a moment ago',
      bot({ hears: false, why: 'x', heard: new Date(now - 9000).toISOString() }),
      true,
      [],
    ],
    [
      'a bot that has heard nothing for a while',
      bot({ hears: false, why: 'x', heard: new Date(now - 61_000).toISOString() }),
      true,
      ['deaf b'],
    ],
    ['a bot that was begun just now', bot({ hears: false }), true, []],
    ['a bot that somebody else asks', bot({ hears: false, refused: 409 }), true, ['taken b']],
    ['a bot that nobody looks after', bot({ at: new Date(now - 200_000).toISOString() }), true, ['silent b']],
    ['a sentinel that does not lead', bot(), false, ['no sentinel']],
  ];
  for (const [title, seen, led, keys] of table)
    it(`is ${keys.join() || 'nothing'} for ${title}`, () =>
      expect(troublesIn({ bots: [seen], led, now }).map(({ key }) => key)).to.deep.equal(keys));

  let smtp: Smtp;
  before(async () => {
    smtp = await openSmtp();
  });
  after(() => smtp.close());

  it('comes as one letter, from whichever process, and again when it comes again', async () => {
    const sentinel = store();
    const { settings } = parseSettings({
      telegram: { bots: ['b'] },
      mail: {
        host: '127.0.0.1',
        port: smtp.port,
        insecure: true,
        from: 'rounds@example.org',
        to: ['a@example.org', 'b@example.org'],
      },
    });
    const parts = {
      ...{ sentinel, settings: { current: () => settings }, now: () => now, vault: { read: async () => null } },
      log: { warn: () => undefined } as never,
    };
    const [one, other] = [openAlarm(parts), openAlarm(parts)];
    const renew = async () => {
      const stored = await sentinel.get('lease:sentinel');
      await sentinel.write([{ ...stored, _id: 'lease:sentinel', type: 'lease', renewed: String(Math.random()) }]);
    };
    const write = async (state: Partial<BotSeen>) => {
      const stored = await sentinel.get('chat-state:b');
      await sentinel.write([{ ...bot(state), _id: 'chat-state:b', ...(stored?._rev ? { _rev: stored._rev } : {}) }]);
    };
    const looked = async () => {
      await renew();
      return [await one.look(), await other.look()].flat().map(({ key }) => key);
    };
    await write({});
    expect(await looked()).to.deep.equal([]);
    await write({ hears: false, why: 'nobody answers' });
    expect(await looked()).to.deep.equal(['deaf b']);
    expect(await looked()).to.deep.equal([]);
    expect(smtp.received).to.have.lengthOf(1);
    expect(smtp.received[0]!.to).to.deep.equal(['a@example.org', 'b@example.org']);
    await write({});
    expect(await looked()).to.deep.equal([]);
    await write({ hears: false, why: 'nobody answers' });
    smtp.refuse(true);
    expect(await looked()).to.deep.equal([]);
    smtp.refuse(false);
    expect(await looked()).to.deep.equal(['deaf b']);
    // Nobody renews the lease.
    expect((await one.look()).map(({ key }) => key)).to.deep.equal(['no sentinel']);
    expect(smtp.received).to.have.lengthOf(3);
  });
});
