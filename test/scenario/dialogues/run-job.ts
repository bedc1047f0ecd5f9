import { until, type World } from '../../world.ts';

/** Has the leading sentinel run a timed job now, and waits until it has. */
export const runJob = async (rounds: World, job: string): Promise<void> => {
  const side = rounds.store(rounds.databases.sentinel);
  const id = `job:${job}`;
  const before = await side.get(id);
  const requested = new Date().toISOString();
  await side.write([
    {
      ...(before?._rev ? { _rev: before._rev } : {}),
      ...{ _id: id, type: 'job-request', job, wish: crypto.randomUUID(), requested, state: 'wanted' },
    },
  ]);
  await until(`${job} has run`, async () => (await side.get(id))?.state === 'done');
};
