import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { countActs, kindOfAll } from '@rounds/webapp/data/replicate/acts.ts';
import { push } from '@rounds/webapp/data/replicate/push.ts';
import { canTakeBack, offer, readWaiting, takeBack, writeOwn } from '@rounds/webapp/data/replicate/waiting.ts';
import { expect } from 'chai';
import { PouchDB } from '../../../pouchdb.ts';
import { withNavigator } from './navigator.ts';

describe('a mute that has not left the phone', () => {
  withNavigator();

  let db: PouchDB.Database;
  beforeEach(async () => {
    db = new PouchDB(`undo-${crypto.randomUUID()}`, { adapter: 'memory' });
    // As they came from the server: nothing waits.
    await db.bulkDocs([
      { _id: 'asha', type: 'person', name: 'Asha' },
      { _id: 'pregnancy', type: 'data_record', scheduled_tasks: [{ state: 'scheduled' }] },
    ] as object[]);
    const docs = (await stored('asha', 'pregnancy')) as Doc[];
    const muted = [
      { _id: 'mute', type: 'data_record', form: 'mute' },
      { ...docs[0], muted: 'now' },
      { ...docs[1], scheduled_tasks: [{ state: 'muted' }] },
    ];
    await writeOwn(db, muted as Doc[], 10, { undo: 'mute' });
  });
  afterEach(() => db.destroy());

  const stored = async (...ids: string[]) => {
    const { rows } = await db.allDocs({ keys: ids, include_docs: true });
    return rows.map(row => ('doc' in row && row.doc ? (row.doc as unknown as Doc) : null));
  };
  const essence = async () =>
    (await stored('mute', 'asha', 'pregnancy')).map(doc => (doc ? { ...doc, _rev: undefined, _id: undefined } : null));
  const asBefore = [
    null,
    { _id: undefined, _rev: undefined, type: 'person', name: 'Asha' },
    { _id: undefined, _rev: undefined, type: 'data_record', scheduled_tasks: [{ state: 'scheduled' }] },
  ];
  const send = async (status = 201): Promise<string[]> => {
    const sent: string[] = [];
    const post = async (_: string, body: unknown) => {
      sent.push(...(body as { docs: Doc[] }).docs.map(({ _id }) => _id));
      if (status === 0) throw new TypeError('Failed to fetch');
      return { status, rows: [] };
    };
    await push(db, post, () => 20).catch(() => undefined);
    return sent.sort();
  };

  it('is taken back: the report is gone, contacts and messages are as they were, and the server never hears of the report', async () => {
    expect(await canTakeBack(db, 'mute')).to.equal(true);
    expect(await takeBack(db, 'mute', 11)).to.equal(true);
    expect(await essence()).to.deep.equal(asBefore);
    expect((await readWaiting(db)).ids).to.have.all.keys('asha', 'pregnancy');
    expect(await send()).to.deep.equal(['asha', 'pregnancy']);
    expect(await takeBack(db, 'mute', 12)).to.equal(false);
  });

  it('waits as an act of its own beside another of the same millisecond', async () => {
    await writeOwn(db, [{ _id: 'visit', type: 'data_record', form: 'visit' } as Doc], 10);
    const log = await readWaiting(db);
    expect([countActs(log), kindOfAll(log)]).to.deep.equal([2, 'report']);
    expect(await takeBack(db, 'mute', 10)).to.equal(true);
    expect((await readWaiting(db)).ids).to.have.all.keys('visit', 'asha', 'pregnancy');
  });

  it('is not taken back once it was sent', async () => {
    expect(await send()).to.deep.equal(['asha', 'mute', 'pregnancy']);
    expect([await canTakeBack(db, 'mute'), await takeBack(db, 'mute', 21)]).to.deep.equal([false, false]);
    expect((await essence())[0]).not.to.equal(null);
  });

  it('is not taken back when an attempt to send it broke: the server may have it', async () => {
    await send(0);
    expect((await readWaiting(db)).ids).to.have.property('mute');
    expect(await takeBack(db, 'mute', 21)).to.equal(false);
  });

  it('is not taken back when something that it changed was changed again', async () => {
    const [asha] = await stored('asha');
    await writeOwn(db, [{ ...asha!, name: 'Asha Otieno' }], 15);
    expect(await takeBack(db, 'mute', 16)).to.equal(false);
  });

  it('is not sent in a batch that was about to go when it was taken back', async () => {
    const { ids } = await readWaiting(db);
    expect(await takeBack(db, 'mute', 11)).to.equal(true);
    expect((await offer(db, Object.entries(ids))).map(([id]) => id).sort()).to.deep.equal(['asha', 'pregnancy']);
  });
});
