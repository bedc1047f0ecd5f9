import { expect } from 'chai';
import { type BusyDay, busyDay } from '../scenario/events/busy-day.ts';
import { until } from '../world.ts';
import { wait } from './district.ts';

/** Posts of the day, and people who write to the bot. */
const [posts, writers] = [200, 30];

/** The first whole minute from which on there is time to read everything, and a minute for the reminder. */
const firstTalk = (now: number): number => Math.ceil((now + 45_000) / 60_000) * 60_000 + 60_000;

describe('The day of a conference, on which the processes are killed again and again', function () {
  this.timeout(600_000);
  let day: BusyDay;
  let denied: number[];
  before(async () => {
    day = await busyDay({ count: posts, writers, begins: firstTalk(Date.now() + 20_000) });
  });
  after(() => day?.close());

  it('reads every post once, whatever was killed while it came: as an event, a repeat, a question or nothing', async () => {
    const posting = day.post();
    const cuts = (async () => {
      for (const count of [40, 90]) {
        await until(`${count} posts are read`, async () => (await day.judged()).length >= count, 120_000);
        await day.sentinel.kill();
        await day.api.kill();
        await Promise.all([day.sentinel.start(), day.api.start()]);
      }
    })();
    await Promise.all([posting, cuts]);
    await until('all posts are read', async () => (await day.judged()).length >= posts, 240_000);
    await day.settled();
    const outcomes = new Map<string, number>();
    for (const { post } of await day.judged())
      outcomes.set(String(post?.outcome), (outcomes.get(String(post?.outcome)) ?? 0) + 1);
    const tenth = posts / 10;
    // Who wants a room that somebody left meanwhile, or says again what was moved meanwhile, gets it.
    expect(outcomes.get('incomplete')).to.equal(tenth);
    expect(outcomes.get('nothing')).to.equal(tenth);
    expect(outcomes.get('scheduled')).to.be.at.least(tenth * 6);
    expect(await day.judged()).to.have.length(posts);
    expect(new Set((await day.events()).map(({ room, start }) => `${room} ${start}`)).size).to.equal(
      (await day.events()).length,
    );
  });

  it('lets a person deny some of them', async () => {
    const talks = (await day.events()).filter(({ title }) => /^Talk \d+ in/.test(title));
    denied = [];
    for (const { _id, title } of talks.slice(0, 3)) {
      const answer = await day.fetch(`/api/v1/events/${encodeURIComponent(_id)}`, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"state":"denied"}' },
      });
      expect(answer.status).to.equal(200);
      denied.push(Number(/\d+/.exec(title)));
    }
  });

  it('reminds of each once, of none twice, and of none that was denied, though it is killed while it speaks', async () => {
    const due = () => day.events().then(all => all.filter(({ state }) => state === 'approved'));
    const isSaid = async () =>
      (await due()).filter(({ reminders }) => reminders.some(({ state }) => state === 'said' || state === 'saying'));
    await until('the first are reminded of', async () => (await isSaid()).length > 0, 200_000);
    await day.api.kill();
    await day.sentinel.kill();
    await Promise.all([day.sentinel.start(), day.api.start()]);
    await until(
      'all are reminded of',
      async () =>
        (await due()).every(({ reminders }) =>
          reminders.every(({ state }) => state !== 'planned' && state !== 'saying'),
        ),
      200_000,
    );
    const events = (await due()).filter(({ title }) => /^Talk \d+ in/.test(title));
    const nths = events.map(({ title }) => Number(/\d+/.exec(title)));
    const lost = await day.unknown();
    const isLost = (nth: number) => lost.some(text => text.includes(`Talk ${nth} in `));
    await until('all have been sent', () => nths.every(nth => day.told(nth) > 0 || isLost(nth)), 60_000).catch(
      () => undefined,
    );
    await wait(2000);
    const silent = nths.filter(nth => day.told(nth) === 0 && !isLost(nth));
    const twice = nths.filter(nth => day.told(nth) > 1);
    expect([silent, twice]).to.deep.equal([[], []]);
    expect(denied.filter(nth => day.told(nth) > 0)).to.deep.equal([]);
  });
});
