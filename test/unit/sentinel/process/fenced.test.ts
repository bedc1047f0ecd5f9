import { AppError } from '@rounds/ddocs/documents/error.ts';
import { fenced } from '@rounds/sentinel/process/fenced.ts';
import { expect } from 'chai';
import { type SentinelInMemory, sentinelInMemory } from '../engine/sentinel-in-memory.ts';

describe('A database behind the fence of the lease', () => {
  let world: SentinelInMemory;
  before(async () => {
    world = await sentinelInMemory();
  });
  after(() => world.close());

  it('is read by everybody, and written to by nobody but who leads', async () => {
    let leads = true;
    const side = fenced(world.side, () => {
      if (!leads) throw new AppError('sentinel/not-leader', 'another leads');
    });
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error: AppError) => error.code,
      );
    const writes = () => [side.write([{ _id: 'one' }]), side.putLocal('two', { value: 1 })];
    expect(await Promise.all(writes().map(codeOf))).to.deep.equal(['done', 'done']);
    leads = false;
    expect(await Promise.all(writes().map(codeOf))).to.deep.equal(['sentinel/not-leader', 'sentinel/not-leader']);
    expect(await side.write([])).to.deep.equal([]);
    expect([(await side.get('one'))?._rev?.split('-')[0], await side.getLocal('two')]).to.deep.equal([
      '1',
      { value: 1 },
    ]);
  });
});
