import { events as section } from '@rounds/config/sections/events.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { isPost } from '@rounds/ddocs/events/post.ts';
import { openExtractor } from '@rounds/sentinel/events/extract/extract.ts';
import { busyDay } from '../../test/scenario/events/busy-day.ts';
import { until, world } from '../../test/world.ts';
import type { Benchmark, Measurement } from './figures/benchmark.ts';

/** Posts of a day of a conference, and how many are sent with one request. */
const [posts, together] = [2000, 500];

const roomIds = Array.from({ length: 40 }, (_, at) => `b${100 + at}`);
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const venue = (now: number) => ({
  ...{ code: 'bench', name: 'Bench', tz: 'UTC', opens: '00:00', closes: '23:59' },
  days: [0, 1].map(ahead => day(now + ahead * 86_400_000)),
  rooms: roomIds.map(id => ({ id })),
});

/** Of five posts two announce, one repeats, one is not clear, one says nothing. */
const textOf = (at: number, now: number): string => {
  const room = roomIds[at % roomIds.length];
  // Two to four minutes from now, so that a minute before is soon; each room once.
  const soon = new Date(now + (2 + (at % 3)) * 60_000).toISOString().slice(11, 16);
  const later = new Date(now + 3_600_000 + (at % 1200) * 60_000);
  const when = `${day(later.getTime())} ${later.toISOString().slice(11, 16)}`;
  if (at < roomIds.length) return `Talk ${at} in ${room} at ${soon} #openspaces`;
  return [
    `Talk ${at} in ${room} on ${when} #openspaces`,
    `RT @ana Talk ${at % roomIds.length} in ${room} at ${soon} #openspaces`,
    `Who comes to room ${room}? Write me`,
    `What a day! ${at} people here`,
    `Workshop ${at}: ${room}, ${when}, bring a laptop`,
  ][at % 5]!;
};

/** How many posts are read in a second, rooms and rules included: the first round is that of a process that just began. */
const reading = (now: number): Measurement => {
  const extract = openExtractor(section.parse({ venue: venue(now) }));
  const texts = Array.from({ length: posts }, (_, at) => textOf(at, now));
  const values = [1, 2, 3, 4, 5].map(() => {
    const begun = performance.now();
    for (const text of texts) extract(text, now);
    return posts / ((performance.now() - begun) / 1000);
  });
  return { work: 'posts read, rooms and times found', unit: 'posts/s', values };
};

/** The same day in chats, with the processes killed three times: what was said twice, or not at all. */
const killedDay = async (say: (text: string) => void): Promise<Measurement[]> => {
  const begins = Math.ceil((Date.now() + 240_000) / 60_000) * 60_000;
  const day = await busyDay({ count: posts, writers: 200, begins });
  try {
    const begun = Date.now();
    const cuts = (async () => {
      for (const count of [400, 1200]) {
        await until(`${count} posts are read`, async () => (await day.judged()).length >= count, 600_000);
        say(`Killed after ${count} posts`);
        await day.sentinel.kill();
        await day.api.kill();
        await Promise.all([day.sentinel.start(), day.api.start()]);
      }
    })();
    await Promise.all([day.post(), cuts]);
    await until('all posts are read', async () => (await day.judged()).length >= posts, 600_000);
    const seconds = (Date.now() - begun) / 1000;
    const approved = async () => (await day.events()).filter(({ state }) => state === 'approved');
    await until(
      'the first are reminded of',
      async () => (await approved()).some(({ reminders }) => reminders.some(({ state }) => state === 'said')),
      600_000,
    );
    await day.api.kill();
    await day.api.start();
    await until(
      'all are reminded of',
      async () =>
        (await approved()).every(({ reminders }) =>
          reminders.every(({ state }) => !['planned', 'saying'].includes(state)),
        ),
      900_000,
    );
    const talks = (await approved()).filter(({ title }) => /^Talk \d+ in/.test(title));
    const nths = talks.map(({ title }) => Number(/\d+/.exec(title)));
    const lost = await day.unknown();
    const isKnown = (nth: number) => !lost.some(text => text.includes(`Talk ${nth} in `));
    await until('all were sent', () => nths.every(nth => day.told(nth) > 0 || !isKnown(nth)), 120_000).catch(() => {});
    return [
      { work: `${posts} posts in chats, two kills: read`, unit: 's', values: [seconds] },
      {
        work: `of ${nths.length} reminders said twice`,
        unit: '',
        values: [nths.filter(nth => day.told(nth) > 1).length],
      },
      {
        work: '… not said, of those of which that is known',
        unit: '',
        values: [nths.filter(nth => day.told(nth) === 0 && isKnown(nth)).length],
      },
      {
        work: '… of which nobody knows whether they were sent',
        unit: '',
        values: [nths.filter(nth => !isKnown(nth)).length],
      },
    ];
  } finally {
    await day.close();
  }
};

/** A day of a conference: posts come in and are judged; each reminder is said, and how late. */
export const benchmark: Benchmark = async ({ say }) => {
  const now = Date.now();
  const measured: Measurement[] = [reading(now)];
  const place = await world({
    settings: settings => ({
      ...settings,
      events: { venue: venue(now), reminders: [1], manual_if_within_min: 0, conflict: { before: 0, after: 0 } },
    }),
    docs: [],
  });
  try {
    const begun = Date.now();
    for (let from = 0; from < posts; from += together) {
      const some = Array.from({ length: together }, (_, at) => ({
        id: String(from + at),
        text: textOf(from + at, now),
      }));
      await place.fetch('/api/v1/posts', {
        ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ posts: some }) },
      });
    }
    const all = () => place.store().range<Report>({ from: '', to: '\ufff0', limit: 20_000 });
    await until(
      'all posts were judged',
      async () => (await all()).filter(doc => isPost(doc) && doc.post.outcome !== undefined).length >= posts,
      300_000,
    );
    const seconds = (Date.now() - begun) / 1000;
    measured.push({ work: 'posts in, judged, made events of', unit: 'posts/s', values: [posts / seconds] });
    say('Waiting for reminders, up to five minutes …');
    const events = () => place.store().range<EventDoc>({ from: 'event:', to: 'event:\ufff0', limit: 20_000 });
    const soon = (await events()).filter(({ title }) => /Talk \d+ in b\d+ at/.test(title));
    const said = await until(
      'all were reminded of',
      async () => {
        const done = (await events()).filter(
          ({ _id, reminders }) => soon.some(one => one._id === _id) && reminders[0]!.state !== 'planned',
        );
        return done.length === soon.length && done;
      },
      400_000,
    );
    const late = said.map(
      ({ reminders, created }) =>
        // What was announced after the time of its reminder is late by its author, and not by us.
        (Date.parse(reminders[0]!.at ?? '') - Math.max(Date.parse(reminders[0]!.due), Date.parse(created))) / 1000,
    );
    measured.push({
      work: `${late.length} reminders: the latest after its time`,
      unit: 's',
      values: [Math.max(...late)],
    });
  } finally {
    await place.close();
  }
  return [...measured, ...(await killedDay(say))];
};
