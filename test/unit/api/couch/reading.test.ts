import { readInTurn } from '@rounds/api/couch/reading.ts';
import { expect } from 'chai';

/** Pages that are read until the test says that they are. */
const desk = (ofOne: number, ofAll: number) => {
  const reading = readInTurn(ofOne, ofAll);
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const ask = (user: string, page: string) =>
    reading.page(user, () => {
      begun.push(page);
      return new Promise<string>((resolve, reject) => ends.set(page, error => (error ? reject(error) : resolve(page))));
    });
  const end = async (page: string, error?: Error) => {
    ends.get(page)!(error);
    await new Promise(resolve => setImmediate(resolve));
  };
  return { ask, end, begun };
};

describe('reading in turn', () => {
  it('reads at once while there is room, and gives what was read', async () => {
    const { ask, end, begun } = desk(2, 4);
    const answer = ask('aya', 'a1');
    expect(begun).to.deep.equal(['a1']);
    await end('a1');
    expect(await answer).to.equal('a1');
  });

  it('lets nobody wait for another who asks for much at once', () => {
    const { ask, begun } = desk(2, 4);
    for (let at = 1; at <= 20; at += 1) void ask('olga', `o${at}`);
    void ask('aya', 'a1');
    expect(begun).to.deep.equal(['o1', 'o2', 'a1']);
  });

  it('gives each who waits a turn before anybody has a second one', async () => {
    const { ask, end, begun } = desk(1, 1);
    for (const page of ['o1', 'o2', 'o3']) void ask('olga', page);
    for (const page of ['a1', 'a2']) void ask('aya', page);
    void ask('ben', 'b1');
    for (const page of ['o1', 'o2', 'a1', 'b1', 'o3', 'a2']) {
      expect(begun.at(-1)).to.equal(page);
      await end(page);
    }
  });

  it('passes over those who have as many as they may, for those who come after them', async () => {
    const { ask, end, begun } = desk(1, 2);
    for (const page of ['o1', 'o2']) void ask('olga', page);
    void ask('aya', 'a1');
    void ask('ben', 'b1');
    await end('a1');
    expect(begun).to.deep.equal(['o1', 'a1', 'b1']);
    await end('o1');
    expect(begun.at(-1)).to.equal('o2');
  });

  it('goes on after one that failed', async () => {
    const { ask, end, begun } = desk(1, 1);
    const failing = ask('olga', 'o1').catch((error: Error) => error.message);
    void ask('aya', 'a1');
    await end('o1', new Error('the database is away'));
    expect(await failing).to.equal('the database is away');
    expect(begun).to.deep.equal(['o1', 'a1']);
  });
});
