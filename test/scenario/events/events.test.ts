import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { until } from '../../world.ts';
import { type EventWorld, eventWorld } from './event-world.ts';

describe('Events that people announce in a group', function () {
  this.timeout(120_000);
  let conference: EventWorld;
  before(async () => {
    conference = await eventWorld();
  });
  after(() => conference?.close());

  const write = (text: string) => people.write(conference.telegram, conference.room, conference.ana, text);

  it('is on the board, and its author is told', async () => {
    write(`Typing for beginners, B114 at ${conference.timeIn(120)}`);
    const post = await conference.judged('Typing');
    expect(post.post?.outcome).to.equal('scheduled');
    const [event] = await conference.events();
    expect(event).to.include({ room: 'b114', state: 'approved', _id: post.post?.event });
    expect(event!.start).to.equal(conference.startIn(120));
    await until('the author is told', () => conference.saidInGroup().some(text => /^Noted: b114/.test(text)));
  });

  it('asks a person about what is not clear, who decides it on the page', async () => {
    write('Lightning talks in b113 soon');
    expect((await conference.judged('Lightning')).post?.outcome).to.equal('incomplete');
    const { body } = await conference.ask('/api/v1/reviews?kind=event_incomplete');
    const [review] = body.reviews;
    expect(review.proposed).to.deep.include({ text: 'Lightning talks in b113 soon', why: ['no time'] });
    expect(review.asks.map(({ name, value }: { name: string; value?: string }) => [name, value])).to.deep.equal([
      ['room', 'b113'],
      ['start', undefined],
      ['title', 'Lightning talks in b113 soon'],
    ]);
    const path = `/api/v1/reviews/${encodeURIComponent(review._id)}`;
    const without = await conference.ask(path, { answer: 'schedule' });
    expect([without.status, without.body.message]).to.deep.equal([400, 'start: must be said']);
    const start = new Date(Date.now() + 150 * 60_000).toISOString();
    const done = await conference.ask(path, { answer: 'schedule', values: { start, title: 'Lightning talks' } });
    expect([done.status, done.body.won]).to.deep.equal([200, true]);
    const event = await until('it is an event', async () =>
      (await conference.events()).find(({ title }) => title === 'Lightning talks'),
    );
    expect(event).to.include({ room: 'b113', start, state: 'approved', by: done.body.review.by });
    const late = await conference.ask(path, { answer: 'deny' });
    expect([late.status, late.body.review.decision]).to.deep.equal([409, 'schedule']);
  });

  it('books a free slot by chat: room, day and slot as buttons, for which nobody need read anything', async () => {
    const { telegram, bot, ana } = conference;
    const chat = people.openPrivate(telegram, bot, ana);
    type Keyboard = { inline_keyboard: { text: string; callback_data: string }[][] };
    const press = async (words: RegExp, which: RegExp) => {
      const [message, data] = await until(`${words} is asked`, () => {
        for (const one of chat.messages.values()) {
          const buttons = ((one.reply_markup as Keyboard | undefined)?.inline_keyboard ?? []).flat();
          const button = buttons.find(({ text }) => which.test(text));
          if (words.test(one.text ?? '') && button) return [one.message_id, button.callback_data] as const;
        }
        return undefined;
      });
      people.press(telegram, bot, chat, ana, message, data);
    };
    people.write(telegram, chat, ana, '/book Chess for all');
    await press(/in which room/, /^b112$/);
    const [, tomorrow] = (await conference.ask('/api/v1/events/settings')).body.events.venue.days;
    await press(/on which day/, new RegExp(tomorrow));
    await press(/these are free/, /^10:00$/);
    const event = await until('it is booked', async () =>
      (await conference.events()).find(({ title }) => title === 'Chess for all'),
    );
    expect(event).to.include({ room: 'b112', state: 'approved', start: `${tomorrow}T10:00:00.000Z` });
    await until('it is said', () => [...chat.messages.values()].some(({ text }) => /^✓ Chess/.test(text ?? '')));
  });

  it('reminds of it once, in the group where it was announced, in words that fit the moment', async () => {
    conference.forward(112 * 60_000);
    await until('it is reminded of', () => conference.saidInGroup().some(text => /^Coming up/.test(text)));
    const [event] = await conference.events().then(all => all.filter(({ room }) => room === 'b114'));
    await until('it is said', async () =>
      (await conference.events()).some(({ _id, reminders }) => _id === event!._id && reminders[0]!.state === 'said'),
    );
    const reminders = conference.saidInGroup().filter(text => /^Coming up/.test(text));
    expect(reminders).to.have.length(1);
    expect(reminders[0]).to.match(/^Coming up in [1-8] min, at \d\d:\d\d in b114: Typing for beginners/);
  });
});
