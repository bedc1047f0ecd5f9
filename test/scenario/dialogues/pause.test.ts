import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { runJob } from './run-job.ts';

const arm: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };

describe('A pause in the middle of a dialogue', function () {
  this.timeout(300_000);
  let rounds: ChatWorld;
  let anna: User;

  before(async () => {
    rounds = await chatWorld({
      docs: [arm],
      limits: 'none',
      env: { LEASE_MS: '2000' },
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
        dialogues: { sequences: { default: ['welcome'] }, pacing: false },
      }),
    });
    anna = people.addPerson(rounds.telegram, 'Anna');
  });
  after(() => rounds?.close());

  const room = () => people.openPrivate(rounds.telegram, rounds.bot, anna);
  const questions = (): Message[] =>
    [...room().messages.values()].filter(({ from }) => from?.id === rounds.bot.user.id);
  const count = (words: RegExp): number => rounds.saidTo(anna).filter(text => words.test(text)).length;
  const press = async (label: RegExp): Promise<void> => {
    const found = await until(`there is a button ${label} among ${JSON.stringify(rounds.saidTo(anna))}`, () => {
      for (const message of questions().reverse()) {
        const markup = message.reply_markup as { inline_keyboard?: { text: string; callback_data: string }[][] };
        const button = markup?.inline_keyboard?.flat().find(({ text }) => label.test(text));
        if (button) return { message, button };
      }
      return undefined;
    });
    people.press(rounds.telegram, rounds.bot, room(), anna, found.message.message_id, found.button.callback_data);
  };
  const docs = () => rounds.store().range<Doc>({ from: '', to: '\ufff0', limit: 100_000 });
  const state = async () => ((await docs()) as Contact[]).find(({ addresses }) => addresses)?.participation?.state;
  const runs = async () => ((await docs()) as Run[]).filter(({ type }) => type === 'run');
  /** A power cut: both processes end at once, and come back. */
  const cut = async (): Promise<void> => {
    await Promise.all([rounds.api.kill(), rounds.sentinel.kill()]);
    await rounds.sentinel.start();
    await rounds.api.start();
  };

  it('keeps the run where it stood, though the power fails right after it was said', async () => {
    people.start(rounds.telegram, rounds.bot, anna);
    await press(/^English$/);
    await rounds.hears(anna, /^I am the bot of a programme/);
    const before = rounds.saidTo(anna).length;
    rounds.write(anna, '/pause');
    await until('the pause is taken', () => rounds.saidTo(anna).length > before);
    await cut();
    await until('she counts as one who paused', async () => (await state()) === 'paused', 60_000);
    await rounds.settled();
    const said = rounds.saidTo(anna).length;
    await runJob(rounds, 'dialogues');
    await runJob(rounds, 'due_tasks');
    expect(rounds.saidTo(anna)).to.have.lengthOf(said);
    expect((await runs()).map(run => run.state)).to.deep.equal(['open']);
  });

  it('ends with the question that was open, shown once, though the power fails in between', async () => {
    // She says so while nobody is there; Telegram keeps it.
    await Promise.all([rounds.api.kill(), rounds.sentinel.kill()]);
    rounds.write(anna, '/resume');
    await rounds.api.start();
    await until(
      'it is taken',
      async () => (await docs()).some(({ type, what }) => type === 'consent' && what === 'resumed'),
      60_000,
    );
    await rounds.api.kill();
    await rounds.sentinel.start();
    await until('she takes part again', async () => (await state()) === 'active', 60_000);
    await rounds.settled();
    await cut();
    await until('the question is shown again', () => count(/^I am the bot of a programme/) === 2, 60_000);
    await rounds.settled();
    expect(count(/^I am the bot of a programme/)).to.equal(2);
    await press(/^Continue$/);
    await rounds.hears(anna, /no help service/);
    expect((await runs()).map(run => run.state)).to.deep.equal(['open']);
  });
});
