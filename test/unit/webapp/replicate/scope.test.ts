import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { compareScope, takeLeave } from '@rounds/webapp/data/replicate/scope.ts';
import { writeOwn } from '@rounds/webapp/data/replicate/waiting.ts';
import { expect } from 'chai';
import { PouchDB } from '../../../pouchdb.ts';
import { withNavigator } from './navigator.ts';

describe('what leaves the scope of a phone', () => {
  withNavigator();

  let db: PouchDB.Database;
  beforeEach(async () => {
    db = new PouchDB(`scope-${crypto.randomUUID()}`, { adapter: 'memory' });
    await db.bulkDocs([
      { _id: 'asha', type: 'person' },
      { _id: 'baraka', type: 'person' },
    ]);
  });
  afterEach(() => db.destroy());

  const held = async () => (await db.allDocs()).rows.map(({ id }) => id);
  /** A server that takes its time: meanwhile something is written on the phone. */
  const slowly = (answer: object, meanwhile: () => Promise<unknown>) => async () => {
    await meanwhile();
    return new Response(JSON.stringify(answer));
  };
  const report: Doc = { _id: 'visit', type: 'data_record', form: 'visit' };

  it('is taken away, but for a report made while the server was asked what belongs there', async () => {
    await compareScope(
      db,
      slowly({ doc_ids_revs: [{ id: 'asha', rev: '1-a' }] }, () => writeOwn(db, [report], 1)),
    );
    expect(await held()).to.deep.equal(['asha', 'visit']);
  });

  it('is taken away, but for a contact changed while the server was asked what left', async () => {
    const { _rev } = await db.get('asha');
    const change = () => writeOwn(db, [{ _id: 'asha', _rev, type: 'person', name: 'Asha' }], 1);
    await takeLeave(db, slowly({ ids: ['asha', 'baraka'], last_seq: '7' }, change), '0');
    expect(await held()).to.deep.equal(['asha']);
  });
});
