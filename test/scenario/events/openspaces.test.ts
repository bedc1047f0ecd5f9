import { expect } from 'chai';
import { type EventWorld, eventWorld } from './event-world.ts';

/** The doors of the reminder of open spaces, as its programs speak to it. */
describe('A program that speaks to a reminder of open spaces', function () {
  this.timeout(120_000);
  let conference: EventWorld;
  before(async () => {
    conference = await eventWorld({ reminders: [15] });
  });
  after(() => conference?.close());

  const items = async (query = '') => (await conference.ask(`/openspaces/tweets/${query}`)).body;
  const stage = (body: object) => conference.ask('/openspaces/tweets/', body);
  const change = (id: string, body: object, method = 'PATCH') =>
    conference.ask(`/openspaces/update/${id}`, body, { method });

  it('stages a reminder of a post, and reads it as it will go out', async () => {
    const { body } = await conference.ask('/api/v1/posts', { id: '1', text: 'Typing for all', author: 'mastodon:ana' });
    const { post } = body.posts[0];
    const start = conference.startIn(180);
    const staged = await stage({ room: 'b112', start, tweet_id: post });
    expect(staged.status).to.equal(201);
    expect(staged.body[0]).to.deep.include({
      ...{ room: 'b112', start, tweet_id: post, original_tweet: 'Typing for all', approved: 1, time_interval: 15 },
      scheduled_time: new Date(Date.parse(start) - 15 * 60_000).toISOString(),
      sent_time: null,
    });
    expect(staged.body[0].tweet).to.include('15').and.to.include('Typing for all');
  });

  it('refuses a room that is taken, says what is free, and takes no reminder without a time', async () => {
    const taken = await stage({ room: 'b112', start: conference.startIn(185), original_tweet: 'Another talk' });
    expect([taken.status, taken.body.code]).to.deep.equal([409, 'event/taken']);
    expect(taken.body.details.free).to.have.length.greaterThan(0);
    const without = await stage({ room: 'b112' });
    expect([without.status, without.body.message]).to.deep.equal([400, 'The reminder does not say when']);
  });

  it('moves a reminder by its moment or its minutes, and only the reminder', async () => {
    const [before] = await items();
    const due = new Date(Date.parse(before.start) - 40 * 60_000).toISOString();
    const moved = await change(before.id, { scheduled_time: due });
    expect(moved.body).to.deep.include({ scheduled_time: due, time_interval: 40, start: before.start });
    const whole = { ...moved.body, time_interval: 20 };
    expect((await change(moved.body.id, whole, 'PUT')).body.time_interval).to.equal(20);
    const [event] = await conference.events();
    expect([event!.remind, event!.reminders.map(({ minutes }) => minutes)]).to.deep.equal([[20], [20]]);
    const late = await change((await items())[0].id, { scheduled_time: before.start });
    expect([late.status, late.body.message]).to.match(/400.*no time for that reminder/);
    const worded = await change((await items())[0].id, { tweet: 'My own words' });
    expect([worded.status, worded.body.message]).to.match(/400.*made when it is said/);
  });

  it('denies it, and finds it among what was denied and goes no more', async () => {
    const [{ id }] = await items('?approved=1&pending=True');
    expect((await change(id, { approved: 2 })).body.approved).to.equal(2);
    expect(await items('?approved=1')).to.deep.equal([]);
    expect((await items('?approved=2&pending=False')).map((one: { id: string }) => one.id)).to.deep.equal([id]);
    expect((await conference.ask('/openspaces/tweets/?approved=7')).status).to.equal(400);
    expect((await change('nobody.15', { approved: 1 })).status).to.equal(404);
  });

  it('reads and writes what the settings say, which no start of a process changes', async () => {
    const written = await conference.ask('/openspaces/config/', {
      ...{ auto_send: 'False', default_send_interval: 25, ignore_users: "['mastodon:bob', 'mastodon:eve']" },
    });
    expect(written.status).to.equal(201);
    const { body } = await conference.ask('/openspaces/config/');
    expect(body).to.deep.equal([
      { id: 1, auto_send: false, default_send_interval: 25, ignore_users: ['mastodon:bob', 'mastodon:eve'] },
    ]);
    const { events } = (await conference.ask('/api/v1/events/settings')).body;
    expect([events.auto_approve, events.reminders]).to.deep.equal([false, [25]]);
    expect(events.venue.code).to.equal('testcon');
  });
});
