import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { runJob } from '../dialogues/run-job.ts';
import { type EventWorld, eventWorld } from '../events/event-world.ts';

describe('Staff decide in their group', function () {
  this.timeout(120_000);
  let conference: EventWorld;
  before(async () => {
    conference = await eventWorld({ listen: {} });
    const docs = await conference.store().range<Contact>({ from: '', to: '\ufff0', limit: 10_000 });
    const group = docs.find(({ name }) => name === 'Open spaces')!;
    const { status } = await conference.ask(
      '/api/v1/settings',
      { review: { staff_group: group._id } },
      { method: 'PUT' },
    );
    expect(status).to.equal(200);
  });
  after(() => conference?.close());

  const post = (id: string, text: string) => conference.ask('/api/v1/posts', { id, text, author_name: 'Ana' });
  type Buttons = { inline_keyboard: { text: string; callback_data: string }[][] };
  const buttonsOf = (message: { reply_markup?: unknown }) =>
    ((message.reply_markup as Buttons | undefined)?.inline_keyboard ?? []).flat();
  const press = (who: User, message: number, data: string) =>
    people.press(conference.telegram, conference.bot, conference.room, who, message, data);
  const asked = (words: RegExp) =>
    until(`the staff is asked ${words}`, () =>
      [...conference.room.messages.values()].find(one => words.test(one.text ?? '') && buttonsOf(one).length > 0),
    );

  it('by a button, as the user whose chat it is, and once', async () => {
    await post('1', `b114 at ${conference.timeIn(20)}`);
    const message = await asked(/Events that wait for a yes/);
    const labels = buttonsOf(message).map(({ text }) => text);
    expect(labels).to.deep.equal(['Approve', 'Deny']);
    const [approve, deny] = buttonsOf(message);
    // Who has not linked his chat decides nothing.
    press(conference.ana, message.message_id, approve!.callback_data);
    press(conference.lena, message.message_id, approve!.callback_data);
    const event = await until('it is approved', async () =>
      (await conference.events()).find(({ state }) => state === 'approved'),
    );
    expect(event.by).to.match(/^lena/);
    await until('the message says so', () =>
      /Approve \(lena/.test(conference.room.messages.get(message.message_id)?.text ?? ''),
    );
    press(conference.lena, message.message_id, deny!.callback_data);
    await conference.settled();
    expect((await conference.events()).map(({ state }) => state)).to.deep.equal(['approved']);
  });

  it('is asked once more when it is overdue, and it stands at the top', async () => {
    await post('2', `b113 at ${conference.timeIn(15)}`);
    await asked(/Until/);
    const review = (await conference.reviews()).find(({ kind }) => kind === 'event_held')!;
    await conference.store().write([{ ...review, deadline: new Date(Date.now() - 1000).toISOString() }]);
    await runJob(conference, 'reviews');
    await until('the staff hears again', () => conference.saidInGroup().some(text => /^Overdue/.test(text)));
    const { body } = await conference.ask('/api/v1/reviews');
    expect([body.reviews[0]._id, body.reviews[0].urgency]).to.deep.equal([review._id, 'now']);
  });
});
