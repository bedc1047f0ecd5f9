import { until, type World } from '../../world.ts';

/** Has the leading sentinel run a timed job now, and waits until it has. */
export const runJob = async (rounds: World, job: string): Promise<void> => {
  const side = rounds.store(rounds.databases.sentinel);
  const id = `job:${job}`;
  const requested = new Date().toISOString();
  // Somebody may write there at the same moment: the sentinel that ends a run, an api that wishes the same.
  await until(`${job} is wished for`, async () => {
    const before = await side.get(id);
    const [result] = await side.write([
      {
        ...(before?._rev ? { _rev: before._rev } : {}),
        ...{ _id: id, type: 'job-request', job, wish: crypto.randomUUID(), requested, state: 'wanted' },
      },
    ]);
    return result?.ok;
  });
  await until(`${job} has run`, async () => {
    const stands = await side.get(id);
    return stands?.state === 'done' && String(stands.requested) >= requested;
  });
};
