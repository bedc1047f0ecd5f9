import { cleanUp } from '@rounds/sentinel/jobs/clean-up.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { type RepeatedDoc, repeatedId } from '@rounds/sentinel/messages/repeats.ts';
import { expect } from 'chai';
import { type SentinelInMemory, sentinelInMemory, wednesday } from '../engine/sentinel-in-memory.ts';
import { jobContext } from './job-context.ts';

const minute = 60_000;

describe('The job that cleans up', () => {
  let world: SentinelInMemory;
  beforeEach(async () => {
    world = await sentinelInMemory();
  });
  afterEach(() => world.close());

  const row = (text: string, ...ats: number[]): RepeatedDoc => ({
    _id: repeatedId('+254700000001', text),
    type: 'repeated',
    messages: ats.map(at => ({ uuid: `${text} ${at}`, at: wednesday + at * minute, duplicate: false })),
  });
  const left = async () =>
    (await world.side.range({ from: 'repeated:', to: 'repeated:\ufff0', limit: 5000 })).map(({ _id }) => _id);
  const run = (more: Partial<JobContext> = {}) => cleanUp.run(jobContext(world, more), new AbortController().signal);

  it('removes rows of repeated messages once half an hour has passed since the last, page after page', async () => {
    await world.side.write([row('recent', -90, -29), row('new', 0), row('empty')]);
    await world.side.write(Array.from({ length: 1500 }, (_, at) => row(`old ${at}`, -60, -30)));
    expect(await run()).to.deep.equal({ done: 1501 });
    expect(await left()).to.have.members([row('recent')._id, row('new')._id]);
    world.clock.now += minute;
    expect(await run()).to.deep.equal({ done: 1 });
    expect(await left()).to.deep.equal([row('new')._id]);
  });

  it('leaves a row to which somebody adds meanwhile', async () => {
    const old = row('old', -60);
    await world.side.write([old]);
    const added = { ...old, messages: row('old', -60, 0).messages };
    const range: typeof world.side.range = async options => {
      const found = await world.side.range(options);
      const [stored] = found;
      if (stored?._id === old._id)
        await world.side.write([{ ...added, ...(stored._rev ? { _rev: stored._rev } : {}) }]);
      return found as never;
    };
    expect(await run({ side: { ...world.side, range } })).to.deep.equal({ done: 0 });
    expect((await world.side.get<RepeatedDoc>(old._id))?.messages).to.deep.equal(added.messages);
  });
});
