import { expect } from 'chai';
import { until } from '../../world.ts';
import { type EventWorld, eventWorld } from './event-world.ts';
import { type LoopbackJetstream, type LoopbackMastodon, serveJetstream, serveMastodon } from './post-servers.ts';

describe('Announcements from programs and public streams', function () {
  this.timeout(120_000);
  let conference: EventWorld;
  let mastodon: LoopbackMastodon;
  let jetstream: LoopbackJetstream;
  before(async () => {
    mastodon = await serveMastodon();
    jetstream = await serveJetstream();
    conference = await eventWorld({
      listen: {
        ...{ keywords: ['#openspaces'], groups: [] },
        ...{ mastodon: [{ server: mastodon.url, tag: 'openspaces' }], bluesky: { url: jetstream.url } },
      },
      ignore: ['mastodon:noise@elsewhere.example'],
    });
  });
  after(async () => {
    await conference?.close();
    await mastodon?.close();
    await jetstream?.close();
  });

  const eventIn = (room: string, state = 'approved') =>
    until(`${room} is ${state}`, async () =>
      (await conference.events()).find(event => event.room === room && event.state === state),
    );
  const status = (id: string, text: string, acct = 'ana@elsewhere.example') => ({
    ...{ id, content: `<p>${text.replace('&', '&amp;')}</p>`, url: `https://elsewhere.example/@ana/${id}` },
    account: { acct, display_name: 'Ana' },
  });
  const send = (event: string, data: unknown) =>
    until('somebody listens to Mastodon', () => mastodon.send(event, data) > 0);

  it('follow a hashtag of Mastodon, with its edits and deletions', async () => {
    await send('update', status('101', 'Noise in b112 at 11pm', 'noise@elsewhere.example'));
    await send('update', status('102', `Types & tests, b114 ${conference.timeIn(120)} #openspaces`));
    const event = await eventIn('b114');
    expect(event.title).to.equal(`Types & tests, b114 ${conference.timeIn(120)} #openspaces`);
    expect([event.from?.source, event.from?.url, event.tags]).to.deep.equal([
      'mastodon',
      'https://elsewhere.example/@ana/102',
      ['openspaces'],
    ]);
    await send('status.update', status('102', `Types moved to b113, ${conference.timeIn(120)} #openspaces`));
    const moved = await eventIn('b113');
    expect([moved._id, moved.sequence > 0]).to.deep.equal([event._id, true]);
    // The first room is free again.
    const { status: booked } = await conference.ask('/api/v1/events', {
      ...{ room: 'b114', start: event.start, title: 'Something else' },
    });
    expect(booked).to.equal(201);
    await send('delete', '102');
    await eventIn('b113', 'cancelled');
    expect((await conference.posts()).some(({ sms_message: sms }) => /Noise/.test(String(sms?.message)))).to.equal(
      false,
    );
  });

  it('read what they missed while the stream was broken', async () => {
    mastodon.missed = [status('103', `Missed talk in b112 ${conference.timeIn(180)} #openspaces`)];
    mastodon.cut();
    await eventIn('b112');
  });

  it('follow Bluesky by the words that are listened for', async () => {
    const told = (rkey: string, text: string) => ({
      ...{ did: 'did:plc:ana', time_us: Date.now() * 1000, kind: 'commit' },
      commit: { operation: 'create', collection: 'app.bsky.feed.post', rkey, record: { text } },
    });
    await until('somebody listens to Bluesky', () => jetstream.send(told('1', 'Good morning')) > 0);
    jetstream.send(told('2', `Room 14 at ${conference.timeIn(200)} #OpenSpaces`));
    const event = await eventIn('14');
    expect(event.from).to.include({ source: 'bluesky', author: 'bluesky:did:plc:ana' });
    expect((await conference.posts()).some(({ sms_message: sms }) => sms?.message === 'Good morning')).to.equal(false);
  });

  it('come by a program once, and say who was first', async () => {
    const text = `Yoga in the attic ${conference.timeIn(200)}`;
    for (const _ of [1, 2]) expect((await conference.ask('/api/v1/posts', { id: 'y', text })).status).to.equal(201);
    expect((await conference.judged('Yoga')).post?.outcome).to.equal('conflict');
    const [review] = (await conference.reviews()).filter(({ kind }) => kind === 'event_conflict');
    const refused = await conference.ask(`/api/v1/reviews/${encodeURIComponent(review!._id)}`, { answer: 'schedule' });
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'event/taken']);
    expect(refused.body.hint).to.match(/^Free near it: /);
    await conference.ask('/api/v1/posts', {
      id: 'again',
      text: `RT @ana Room 14 at ${conference.timeIn(200)} #OpenSpaces`,
    });
    expect((await conference.judged('RT @ana')).post?.outcome).to.equal('repeat');
    await conference.ask(`/api/v1/posts/y`, undefined, { method: 'DELETE' });
    await until('nobody has to decide any more', async () =>
      (await conference.reviews()).every(({ kind }) => kind !== 'event_conflict'),
    );
  });

  it('stand on the public page, in calendars and schedules, without a login', async () => {
    const page = await conference.ask('/e/testcon', undefined, { as: null });
    expect([page.status, /Room 14 at/.test(page.text)]).to.deep.equal([200, true]);
    const ics = await conference.ask('/e/testcon/events.ics', undefined, { as: null });
    expect(ics.text).to.match(/^BEGIN:VCALENDAR\r\n/);
    expect(ics.text.split('\r\n').every(line => Buffer.byteLength(line) <= 75)).to.equal(true);
    expect(ics.text).to.contain('STATUS:CANCELLED').and.contain('STATUS:CONFIRMED');
    const json = await conference.ask('/e/testcon/schedule.json', undefined, { as: null });
    const talks = json.body.schedule.conference.days.flatMap(({ rooms }: { rooms: object }) =>
      Object.values(rooms).flat(),
    );
    expect(talks.map(({ room }: { room: string }) => room)).to.include('14');
    const xml = await conference.ask('/e/testcon/schedule.xml', undefined, { as: null });
    expect(xml.text)
      .to.match(/^<\?xml/)
      .and.contain('<room name="14">');
    expect((await conference.ask('/e/another', undefined, { as: null })).status).to.equal(404);
  });
});
