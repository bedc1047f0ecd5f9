import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { runJob } from '../dialogues/run-job.ts';
import { type EventWorld, eventWorld } from '../events/event-world.ts';
import { type Forged, type SlackPeer, serveSlack } from './slack-peer.ts';

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

  describe('and in Slack, of which nothing is known here but what it tells', () => {
    let slack: SlackPeer;
    const [token, secret] = ['xoxb-of-the-test', 'signing-secret-of-the-test'];
    const settings = () => ({ channel: 'C-ALL', channels: { event_held: 'C-EVENTS' }, api_root: `${slack.url}/api` });
    const lena = () => conference.userName('lena');
    before(async () => {
      slack = await serveSlack({ token, secret });
    });
    after(() => slack?.close());

    const door = () => `${conference.apiUrl}/api/v1/reviews/slack`;
    const store = (name: string, value: string) =>
      conference.ask(`/api/v1/credentials/slack:${name}`, value as unknown as object, { method: 'PUT' });
    const message = (words: RegExp) =>
      until(`Slack is asked ${words}`, () =>
        slack.messages.find(({ text, blocks = [] }) => words.test(text) && blocks.length > 1),
      );

    it('is asked nothing, and takes nothing, before its signing secret is stored', async () => {
      await conference.ask(
        '/api/v1/settings',
        { review: { slack: { ...settings(), users: { ULENA: lena() } } } },
        { method: 'PUT' },
      );
      await post('3', `b112 at ${conference.timeIn(20)}`);
      await asked(/b112/);
      const press = await fetch(door(), { method: 'POST', body: new URLSearchParams({ payload: '{}' }) });
      expect([press.status, slack.messages]).to.deep.equal([404, []]);
    });

    it('is asked in the channel of its kind, with a button for each answer', async () => {
      slack.refusals.push('ratelimited');
      for (const [name, value] of [
        ['signing', secret],
        ['bot', token],
      ] as const)
        expect((await store(name, value)).status).to.equal(200);
      const asks = await message(/b112/);
      expect(asks.channel).to.equal('C-EVENTS');
      expect(asks.blocks![1]!.elements!.map(({ text }: { text: { text: string } }) => text.text)).to.deep.equal([
        'Approve',
        'Deny',
      ]);
      expect(asks.blocks![0]!.text!.type).to.equal('plain_text');
    });

    const forgeries: [what: string, forged: Forged][] = [
      ['with another secret', { secret: 'guessed' }],
      ['unsigned', { unsigned: true }],
      ['six minutes ago', { ahead: -360 }],
      ['in six minutes', { ahead: 360 }],
      ['for another body', { body: signed => signed.replace('ULENA', 'UELSE') }],
    ];
    for (const [what, forged] of forgeries)
      it(`takes no press that was signed ${what}`, async () => {
        expect(await slack.press(door(), 'ULENA', await message(/b112/), 'Approve', forged)).to.equal(403);
        expect((await conference.reviews('open')).some(({ kind }) => kind === 'event_held')).to.equal(true);
      });

    it('tells who is named nowhere that he decides nothing', async () => {
      expect(await slack.press(door(), 'USTRANGER', await message(/b112/), 'Approve')).to.equal(200);
      await until('the stranger is told', () => slack.whispers.some(text => /names for Slack/.test(text)));
    });

    it('has a user decide as who he is, once; the message says so and loses its buttons', async () => {
      const asks = await message(/b112/);
      expect(await slack.press(door(), 'ULENA', asks, 'Approve')).to.equal(200);
      const event = await until('it is approved', async () =>
        (await conference.events()).find(({ room, state }) => room === 'b112' && state === 'approved'),
      );
      expect(event.by).to.equal(lena());
      const pressed = { ...asks, blocks: [...asks.blocks!] };
      await until('the message says so', () => asks.blocks!.length === 1 && /Approve \(lena/.test(asks.text));
      expect(await slack.press(door(), 'ULENA', pressed, 'Deny')).to.equal(200);
      await until('the second is told of the first', () => slack.whispers.some(text => /Approve \(lena/.test(text)));
    });

    it('tells what was decided by another door', async () => {
      await post('5', `Hall B113, when nobody knows`);
      const asks = await until('Slack is asked', () => slack.messages.find(({ text }) => /nobody knows/.test(text)));
      expect(asks.channel).to.equal('C-ALL');
      // What takes more than a yes or no has buttons only for what does not.
      expect(asks.blocks![1]!.elements!.map(({ text }: { text: { text: string } }) => text.text)).to.deep.equal([
        'Deny',
        'Ignore this sender',
      ]);
      const review = (await conference.reviews('open')).find(({ kind }) => kind === 'event_incomplete')!;
      await conference.ask(`/api/v1/reviews/${encodeURIComponent(review._id)}`, { answer: 'deny' });
      await until('the message says so', () => asks.blocks!.length === 1 && /Deny/.test(asks.text));
    });

    it('asks nobody who lost the right, however often he presses', async () => {
      await post('6', `b114, who knows when`);
      const asks = await message(/who knows when/);
      await conference.ask(`/api/v1/users/${lena()}`, undefined, { method: 'DELETE' });
      const before = slack.whispers.length;
      expect(await slack.press(door(), 'ULENA', asks, 'Deny')).to.equal(200);
      await until('she is told', () => slack.whispers.length > before);
      expect((await conference.reviews('open')).some(({ kind }) => kind === 'event_incomplete')).to.equal(true);
    });
  });
});
