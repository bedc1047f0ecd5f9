import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { push } from '@rounds/webapp/data/replicate/push.ts';
import { readWaiting, writeOwn } from '@rounds/webapp/data/replicate/waiting.ts';
import { expect } from 'chai';
import { PouchDB } from '../../../pouchdb.ts';

describe('What waits on a phone', () => {
  const hadNavigator = 'navigator' in globalThis;
  // Node 20 has no `navigator`; a browser without locks is what it stands for.
  before(() => {
    if (!hadNavigator) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  });
  after(() => {
    if (!hadNavigator) Reflect.deleteProperty(globalThis, 'navigator');
  });

  it('is sent with the contacts of a large mute before the report that muted them, all of it once', async () => {
    const db = new PouchDB(`push-${crypto.randomUUID()}`, { adapter: 'memory' });
    const report: Doc = { _id: 'a-mute', type: 'data_record', form: 'mute' };
    const contacts = Array.from(
      { length: 600 },
      (_, at): Doc => ({ _id: `person-${at}`, type: 'person', muted: '2026-01-14T10:00:00.000Z' }),
    );
    await writeOwn(db, [report, ...contacts], 1);
    const sent: string[] = [];
    const { refused, sent: count } = await push(
      db,
      async (_, body) => {
        const { docs } = body as { docs: Doc[] };
        sent.push(...docs.map(({ _id }) => _id));
        return { status: 201, rows: [] };
      },
      () => 2,
    );
    expect([count, refused]).to.deep.equal([601, []]);
    expect(sent.at(-1)).to.equal('a-mute');
    expect(new Set(sent).size).to.equal(601);
    await db.destroy();
  });

  it('is offered once more, when it was forbidden, after what another request brought, and is refused only then', async () => {
    const db = new PouchDB(`push-${crypto.randomUUID()}`, { adapter: 'memory' });
    const others = Array.from({ length: 600 }, (_, at): Doc => ({ _id: `other-${at}`, type: 'person' }));
    await writeOwn(
      db,
      [
        { _id: 'head', type: 'person' },
        { _id: 'stranger', type: 'person' },
      ],
      1,
    );
    await writeOwn(db, others, 2);
    await writeOwn(db, [{ _id: 'home', type: 'clinic' }], 3);
    const stored = new Set<string>();
    const offers: string[] = [];
    const answer = (ids: string[]) => {
      const forbidden = ids.filter(id => id === 'stranger' || (id === 'head' && ![...stored, ...ids].includes('home')));
      for (const id of ids) if (!forbidden.includes(id)) stored.add(id);
      return forbidden.map(id => ({ id, error: 'forbidden', reason: 'outside' }));
    };
    const { refused, sent } = await push(
      db,
      async (_, body) => {
        const ids = (body as { docs: Doc[] }).docs.map(({ _id }) => _id);
        offers.push(...ids.filter(id => ['head', 'stranger', 'home'].includes(id)));
        return { status: 201, rows: answer(ids) };
      },
      () => 4,
    );
    expect(offers).to.deep.equal(['head', 'stranger', 'home', 'head', 'stranger']);
    expect([sent, refused.map(({ id }) => id)]).to.deep.equal([602, ['stranger']]);
    const { ids, refused: noted } = await readWaiting(db);
    expect([Object.keys(ids), Object.keys(noted)]).to.deep.equal([[], ['stranger']]);
    await db.destroy();
  });
});
