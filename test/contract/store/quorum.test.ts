import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';
import { type Answer, answering } from './answering.ts';

/** A cluster that answers every request alike, and what it was asked. */
const cluster = async (...answer: Answer) => {
  const server = await answering(() => answer);
  return { ...server, store: couchStore(server.url, 'medic') };
};
const claim = { _id: 'claim:1', type: 'claim' };
const written = (more: object = {}) => JSON.stringify({ ok: true, id: claim._id, rev: '1-a', ...more });

describe('a CouchDB cluster', () => {
  it('says of a document that a quorum of its nodes has, that it is written', async () => {
    const { store, asked, close } = await cluster(201, written());
    expect(await store.writeAlone(claim)).to.deep.equal({ id: claim._id, ok: true, rev: '1-a' });
    expect(asked).to.deep.equal(['PUT /medic/claim%3A1']);
    close();
  });

  it('says of a document that fewer nodes than a quorum have, that it is accepted only', async () => {
    const { store, close } = await cluster(202, written());
    expect(await store.writeAlone(claim)).to.deep.equal({ id: claim._id, ok: true, rev: '1-a', accepted: true });
    close();
  });

  it('says the same of each document of a batch where it tells', async () => {
    const other = { ok: true, id: 'claim:2', rev: '1-b' };
    const { store, close } = await cluster(202, JSON.stringify([JSON.parse(written({ accepted: true })), other]));
    expect(await store.write([claim, { _id: 'claim:2' }])).to.deep.equal([
      { id: claim._id, ok: true, rev: '1-a', accepted: true },
      { id: 'claim:2', ok: true, rev: '1-b' },
    ]);
    close();
  });

  it('says as a value that another was quicker, that a rule forbids it and that it is too large', async () => {
    for (const [status, error] of [
      [409, 'conflict'],
      [403, 'forbidden'],
      [413, 'too_large'],
    ] as const) {
      const { store, close } = await cluster(status, JSON.stringify({ error: 'told', reason: 'why' }));
      expect(await store.writeAlone(claim)).to.deep.equal({ id: claim._id, ok: false, error, reason: 'why' });
      close();
    }
  });

  it('is unreachable when nobody can say whether a document was written', async () => {
    for (const answer of [
      [201, '{"ok":true', 5000],
      [503, 'no'],
      [502, '{}'],
    ] as Answer[]) {
      const { store, close } = await cluster(...answer);
      const error = await store.writeAlone(claim).catch((thrown: unknown) => thrown);
      expect(isAppError(error, 'store/unreachable'), `${answer[0]}: ${error}`).to.equal(true);
      close();
    }
  });

  it('is asked for every copy of a document by whoever has to be sure', async () => {
    const { store, asked, close } = await cluster(200, JSON.stringify({ ...claim, _rev: '1-a' }));
    await store.get(claim._id, { quorum: 'all' });
    await store.getMany([claim._id, 'claim:2'], { quorum: 'all', conflicts: true });
    await store.get(claim._id);
    expect(asked).to.deep.equal([
      'GET /medic/claim%3A1?r=99',
      'GET /medic/claim%3A1?conflicts=true&r=99',
      'GET /medic/claim%3A2?conflicts=true&r=99',
      'GET /medic/claim%3A1',
    ]);
    close();
  });
});
