import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { MessageClass, Report } from '@rounds/ddocs/documents/reports.ts';
import { said, saidId } from '@rounds/sentinel/messages/said.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

describe('What a participant says about herself', function () {
  this.timeout(120_000);
  let [rounds, zuhura]: [ChatWorld, User] = [] as never;

  before(async () => {
    rounds = await chatWorld({
      limits: 'none',
      settings: settings => ({
        ...settings,
        telegram: { bots: ['bot'], strangers: 'participant' },
        ...{ schedule_morning_hours: 0, schedule_evening_hours: 0 },
      }),
    });
    zuhura = people.addPerson(rounds.telegram, 'Zuhura', { language_code: 'sw' });
    people.start(rounds.telegram, rounds.bot, zuhura);
    await rounds.hears(zuhura, /roboti|bot/);
  });
  after(() => rounds.close());

  const person = async (): Promise<Contact> => {
    const all = await rounds.store().range<Contact>({ from: '', to: '\ufff0', limit: 1000 });
    return all.find(({ name }) => /^Mshiriki|^Participant/.test(String(name)))!;
  };
  const say = async (cause: string, kind: MessageClass): Promise<void> => {
    const { _id, addresses } = await person();
    const whom = { to: addresses![0]!.address, contact: { _id } };
    await rounds
      .store()
      .write([said({ ...whom, cause: [cause], text: cause, by: 'test', at: Date.now(), class: kind })]);
  };
  const stateOf = async (cause: string) => {
    const task = (await rounds.store().get<Report>(saidId([cause])))?.tasks?.[0];
    return task && task.state !== 'pending' ? [task.state, task.state_details?.reason] : undefined;
  };
  const becomes = (state: string | undefined) =>
    until(`she is ${state}`, async () => (await person()).participation?.state === state);

  it('is answered in the language of her client, from the first word on', async () => {
    expect((await person()).language).to.equal('sw');
    rounds.write(zuhura, 'msaada');
    await rounds.hears(zuhura, /Andika ripoti/);
  });

  it('silences what she did not ask for as long as she pauses, and nothing else', async () => {
    rounds.write(zuhura, '/pause');
    await rounds.hears(zuhura, /Hutapokea ujumbe/);
    await becomes('paused');
    await say('planned', 'unsolicited');
    await say('typed', 'typed');
    expect(await until('it is judged', () => stateOf('planned'))).to.deep.equal(['muted', 'paused']);
    await rounds.hears(zuhura, /^typed$/);
    expect(rounds.saidTo(zuhura)).not.to.include('planned');
  });

  it('ends with a word without a slash, in her language', async () => {
    rounds.write(zuhura, 'endelea');
    await becomes('active');
    await say('planned again', 'unsolicited');
    await rounds.hears(zuhura, /^planned again$/);
  });

  it('lets her leave at once; a colleague who writes then is told that it did not go', async () => {
    rounds.write(zuhura, 'STOP');
    await rounds.hears(zuhura, /Umeondoka/);
    await becomes('left');
    await say('come back', 'typed');
    expect(await until('it is judged', () => stateOf('come back'))).to.deep.equal(['denied', 'left']);
  });

  it('stands in entries of its own, each with the message that said it', async () => {
    const entries = (
      await rounds.store().range<Doc & { what: string; event: string }>({
        ...{ from: 'consent:', to: 'consent:\ufff0', limit: 100 },
      })
    ).map(({ what, event }) => ({ what, event }));
    expect(entries.map(({ what }) => what).sort()).to.deep.equal(['left', 'paused', 'resumed']);
    for (const { event } of entries) expect(await rounds.store().get(event)).not.to.equal(null);
  });

  it('ends everything when she blocks the bot', async () => {
    people.setBlocked(rounds.telegram, rounds.bot, zuhura, true);
    await until('it is closed', async () => (await person()).addresses?.[0]?.blocked);
    await say('blocked', 'answer');
    expect(await until('it is judged', () => stateOf('blocked'))).to.deep.equal(['failed', 'blocked']);
  });
});
