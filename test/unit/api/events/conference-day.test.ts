import { type ClockParts, openUnderWay, remind } from '@rounds/api/events/clock.ts';
import { editPost, keepPosts, type NewPost, postIdOf } from '@rounds/api/events/posts.ts';
import { wordsOf } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import { isPost } from '@rounds/ddocs/events/post.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { expect } from 'chai';
import { DateTime } from 'luxon';
import { contact, type SentinelInMemory, sentinelInMemory } from '../../sentinel/engine/sentinel-in-memory.ts';

const [minute, hour]: [Ms, Ms] = [60_000, 3_600_000];
const posts = 300;
const eight = Date.parse('2026-01-14T08:00:00.000Z');
const rooms = Array.from({ length: 30 }, (_, at) => `b${100 + at}`);
const settings = {
  default_timezone: 'UTC',
  events: {
    venue: { code: 'con', name: 'Con', tz: 'UTC', days: ['2026-01-14'], rooms: rooms.map(id => ({ id })) },
    ...{ reminders: [30, 15], manual_if_within_min: 0, announce_in: 'group' },
  },
};
const words = wordsOf([
  {
    ...{ _id: 'messages-en', type: 'translations', code: 'en' },
    generic: { 'events.reminder': '{{minutes}} min: {{title}}', 'events.list': 'Coming up:' },
  },
]);
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} } as unknown as ClockParts['log'];

/** The start of the nth talk: from ten o'clock on, half an hour apart in each room. */
const startOf = (nth: number): Ms => eight + 2 * hour + Math.floor(nth / rooms.length) * 45 * minute;
const clockOf = (at: Ms): string => DateTime.fromMillis(at, { zone: 'UTC' }).toFormat('h:mma').toLowerCase();
/** Of ten posts six announce, one repeats one, one wants its room, one is not clear, one says nothing. */
const textOf = (nth: number): string => {
  const room = rooms[nth % rooms.length];
  const when = clockOf(startOf(nth));
  switch (nth % 10) {
    case 6:
      return `RT @ana Talk ${nth - 1} in ${rooms[(nth - 1) % rooms.length]} at ${clockOf(startOf(nth - 1))}`;
    case 7:
      return `Another talk ${nth} in ${rooms[(nth - 2) % rooms.length]} at ${clockOf(startOf(nth - 2))}`;
    case 8:
      return `Who comes to room ${room}? Write me`;
    case 9:
      return `What a day! So many people`;
    default:
      return `Talk ${nth} in ${room} at ${when}`;
  }
};

describe('A day of a conference, with repeats, edits, conflicts and restarts', function () {
  this.timeout(120_000);
  let world: SentinelInMemory;
  before(async () => {
    world = await sentinelInMemory({
      settings,
      docs: [contact('group', 'clinic', [], { addresses: [{ address: `chat:${'g'.repeat(22)}` }] })],
    });
  });
  after(() => world?.close());

  const events = async () =>
    (await world.main.range<EventDoc>({ from: 'event:', to: 'event:\ufff0', limit: 10_000 })).filter(isEvent);
  const all = () => world.main.range<Report>({ from: '', to: '\ufff0', limit: 20_000 });
  const parts = (): ClockParts => ({
    main: world.main,
    settings: { current: () => world.programme.settings, words: () => words },
    ...{ now: () => world.clock.now, log: quiet, spoken: () => {} },
  });
  /** When each reminder of an event was said, and of how many messages it is. */
  const said = new Map<string, Ms[]>();
  let denied: string;

  it('makes an event of what is clear, asks about what is not, and takes a repeat for none', async () => {
    world.clock.now = eight;
    const inbox = {
      keep: async (docs: readonly Report[]) => {
        await world.main.write(docs);
        return [...docs];
      },
    };
    const some: NewPost[] = Array.from({ length: posts }, (_, nth) => ({
      ...{ id: String(nth), source: 'mastodon', text: textOf(nth), author: `mastodon:p${nth % 50}` },
    }));
    for (let from = 0; from < posts; from += 60) {
      await keepPosts({ inbox, ignore: [], now: () => world.clock.now }, some.slice(from, from + 60));
      // The sentinel ends in the middle, and takes the feed up once more from the beginning.
      if (from === 120) world.restart('0');
      await world.settle(50);
      // Every batch comes twice: what was seen changes nothing.
      await keepPosts({ inbox, ignore: [], now: () => world.clock.now }, some.slice(from, from + 30));
      await world.settle();
    }
    const outcomes = new Map<string, number>();
    for (const doc of await all())
      if (isPost(doc)) outcomes.set(`${doc.post.outcome}`, (outcomes.get(`${doc.post.outcome}`) ?? 0) + 1);
    const tenth = posts / 10;
    expect(Object.fromEntries(outcomes)).to.deep.equal({
      ...{ scheduled: tenth * 6, repeat: tenth, conflict: tenth, incomplete: tenth, nothing: tenth },
    });
    expect((await events()).length).to.equal(tenth * 6);
    const reviews = await world.main.range<ReviewDoc>({ from: 'review:', to: 'review:\ufff0', limit: 1000 });
    expect(reviews.filter(({ state }) => state === 'open').length).to.equal(tenth * 2);
  });

  it('follows edits, and what a person denies', async () => {
    const moved = eight + 13.5 * hour;
    await editPost(world.main, postIdOf('mastodon', '0'), `Talk 0 in b100 at ${clockOf(moved)}`, world.clock.now);
    await world.settle();
    const first = (await events()).find(({ title }) => title.startsWith('Talk 0 '))!;
    expect([first.start, first.sequence > 0]).to.deep.equal([new Date(moved).toISOString(), true]);
    const other = (await events()).find(({ title }) => title.startsWith('Talk 1 '))!;
    denied = other._id;
    await world.put({ ...other, state: 'denied', by: 'peter' } as EventDoc);
    await world.settle();
  });

  it('says each reminder within two seconds of its time, once, by however many processes that end and begin', async () => {
    let underWay = openUnderWay(quiet);
    const before = new Map<string, string>();
    const end = eight + 15 * hour;
    for (let round = 0; world.clock.now < end; round += 1) {
      const pause = await remind(parts(), underWay);
      // Now and then the process ends before those who follow were told, and another one goes on.
      if (round % 50 === 49) underWay = openUnderWay(quiet);
      else await underWay.done();
      for (const { _id, reminders } of await (pause < 1000 || round % 20 === 0 ? events() : [])) {
        for (const { due, state, at } of reminders)
          if (state === 'said' && before.get(`${_id} ${due}`) !== state) {
            before.set(`${_id} ${due}`, state);
            said.set(`${_id} ${due}`, [...(said.get(`${_id} ${due}`) ?? []), Date.parse(at ?? '')]);
          }
      }
      world.clock.now += await untilNext(pause);
    }
    await underWay.done();
    const wanted = (await events()).flatMap(({ _id, state, reminders }) =>
      state === 'approved' ? reminders.map(({ due }) => ({ key: `${_id} ${due}`, due })) : [],
    );
    expect(wanted.length).to.be.greaterThan(300);
    const late = (await events())
      .filter(({ state }) => state === 'approved')
      .flatMap(({ reminders }) => reminders)
      .filter(({ state, at, due, listed }) => {
        // Of a list all are said with the first of its minute.
        const from = listed ? Date.parse(listed) : Date.parse(due);
        return state !== 'said' || Date.parse(at ?? '') > Date.parse(due) + 2000 || Date.parse(at ?? '') < from;
      });
    expect(late).to.deep.equal([]);
  });

  it('tells the group of a time at which much begins in one message with the list', async () => {
    const toGroup = (await all()).filter(({ sent_by: by }) => by === 'events');
    const words = toGroup.map(({ tasks }) => String(tasks?.[0]?.messages?.[0]?.message));
    const told = (title: string) => words.filter(text => text.includes(title)).length;
    for (const { state, title, reminders } of await events())
      if (state === 'approved') expect(told(title), title).to.equal(reminders.length);
    const [no] = (await events()).filter(({ _id }) => _id === denied);
    expect(told(no!.title)).to.equal(0);
    // Each message stands once.
    expect(new Set(toGroup.map(({ _id }) => _id)).size).to.equal(toGroup.length);
  });

  /** What is due within the next quarter of an hour is waited for second by second; else time passes faster. */
  const untilNext = async (pause: Ms): Promise<Ms> => {
    const rows = await world.main.query('medic-events/events', {
      ...{ startKey: ['due', null], endKey: ['due', {}], limit: 1 },
    });
    const next = rows[0] ? Number((rows[0].key as readonly unknown[])[1]) : Number.POSITIVE_INFINITY;
    const away = next - world.clock.now;
    return away > 5000 ? (Number.isFinite(away) ? away - 3000 : 10 * hour) : pause;
  };
});
