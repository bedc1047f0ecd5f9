import { expect } from 'chai';
import { realClock } from '../../../scripts/telegram/bot-api/clock.ts';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { openSmtp, type Smtp } from '../../smtp.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { runJob } from '../dialogues/run-job.ts';

/** Milliseconds since 1970 by which what people write is older than it arrives. */
let behind = 0;
const clock = { ...realClock, now: () => realClock.now() - behind };

describe('Letters about trouble', function () {
  this.timeout(300_000);
  let [smtp, rounds]: [Smtp, ChatWorld] = [] as never;
  before(async () => {
    smtp = await openSmtp();
    rounds = await chatWorld({
      limits: 'none',
      clock,
      env: { ALARM_MS: '4000', LEASE_MS: '2000' },
      settings: settings => ({
        ...settings,
        mail: {
          ...{ host: '127.0.0.1', port: smtp.port, insecure: true, daily: false, weekly: false },
          ...{ from: 'rounds@example.org', to: ['office@example.org'] },
        },
      }),
    });
  });
  after(async () => {
    await rounds?.close();
    await smtp?.close();
  });

  /** Waits for a letter that says so, and counts such letters. */
  const told = async (words: RegExp): Promise<number> => {
    const count = () => smtp.received.filter(({ data }) => words.test(data.replaceAll('=\n', ''))).length;
    await until(`a letter says ${words}; there are ${JSON.stringify(smtp.received)}`, () => count() > 0, 90_000);
    return count();
  };
  const state = () => rounds.store(rounds.databases.sentinel).get('chat-state:bot');

  it('does not come while all is well', async () => {
    const person = people.addPerson(rounds.telegram, 'Nia');
    people.start(rounds.telegram, rounds.bot, person);
    await until('the bot hears', async () => (await state())?.hears === true, 60_000);
    await new Promise(resolve => setTimeout(resolve, 9000));
    expect(smtp.received).to.deep.equal([]);
  });

  it('comes once when what people write is worked off more than 150 s late', async () => {
    behind = 200_000;
    rounds.write(people.addPerson(rounds.telegram, 'Late'), 'Is anybody there?');
    await told(/s behind: presses are lost/);
    behind = 0;
    rounds.write(people.addPerson(rounds.telegram, 'Soon'), 'And now?');
    await until('it is no more behind', async () => Number((await state())?.lag) < 150_000, 60_000);
    expect(await told(/s behind: presses are lost/)).to.equal(1);
  });

  it('comes when somebody else asks for the messages of the bot', async () => {
    let asks = true;
    const other = (async () => {
      while (asks) {
        await fetch(`${rounds.botApi.url}/bot${rounds.bot.token}/getUpdates?timeout=1`).catch(() => undefined);
        await new Promise(resolve => setTimeout(resolve, 200));
      }
    })();
    await told(/Somebody else asks for the messages of the bot/);
    asks = false;
    await other;
    await until('the bot hears again', async () => (await state())?.hears === true, 90_000);
  });

  it('comes when no sentinel leads', async () => {
    await rounds.sentinel.kill();
    await told(/No sentinel leads/);
    await rounds.sentinel.start();
  });

  it('comes when the bot hears nothing', async () => {
    await rounds.botApi.close();
    await told(/hears nothing/);
  });

  it('comes from the sentinel where no api is left that looks after the bot', async () => {
    await rounds.api.kill();
    const side = rounds.store(rounds.databases.sentinel);
    const last = await state();
    // More time than that passes before anybody says so: it is not waited for here.
    await side.write([{ ...last!, at: new Date(Date.now() - 240_000).toISOString() }]);
    await runJob(rounds, 'watching');
    await told(/no process looks after it/);
  });
});
