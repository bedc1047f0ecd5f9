import { mergeLeaves } from '@rounds/ddocs/conflicts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { isAppError } from '@rounds/ddocs/error.ts';
import { readLeaves } from '@rounds/ddocs/leaves.ts';
import type { Key, Store, ViewName, WriteResult } from '@rounds/ddocs/store.ts';
import { expect } from 'chai';

/** What an adapter hands to {@link storeContract}. */
export interface Ground {
  /** A store over a database that holds nothing but the views of `ddocs/views`. */
  store: Store;
  /** The same port over a database that cannot be reached. */
  unreachable: Store;
  close(): Promise<void>;
}

/** A household of three with two reports, in a district of its own, so that tests do not see each other's documents. */
const village = (at: string): Doc[] => [
  { _id: `${at}-district`, type: 'district_hospital', name: 'Kivu', place_id: `${at}1` },
  { _id: `${at}-clinic`, type: 'clinic', name: 'Maombo', parent: { _id: `${at}-district` }, contact: { _id: `${at}-ana` } },
  ...['ana', 'ben'].map((name, index) => ({
    _id: `${at}-${name}`,
    type: 'person',
    name,
    patient_id: `${at}1000${index}`,
    phone: `+2557000${at}${index}`,
    parent: { _id: `${at}-clinic`, parent: { _id: `${at}-district` } },
  })),
  { _id: `${at}-visit`, type: 'data_record', form: 'visit', reported_date: 2000, fields: { patient_id: `${at}10000` } },
  { _id: `${at}-birth`, type: 'data_record', form: 'birth', reported_date: 1000, fields: { patient_uuid: `${at}-ana` } },
];

const revOf = (result: WriteResult | undefined): string => {
  if (!result?.ok) throw new Error(`not written: ${JSON.stringify(result)}`);
  return result.rev;
};

const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

/** What every adapter of the Store port promises: the definition of that port. */
export const storeContract = (open: () => Promise<Ground>): void => {
  let ground: Ground;
  let store: Store;
  before(async () => {
    ground = await open();
    store = ground.store;
  });
  after(() => ground?.close());

  const put = async (...docs: Doc[]): Promise<string[]> => (await store.write(docs)).map(revOf);

  describe('reading by id', () => {
    it('gives a document back as it was written, with its revision', async () => {
      const [rev] = await put({ _id: 'plain', type: 'clinic', name: 'Ündër', list: [1, null, { a: true }] });
      expect(await store.get('plain')).to.deep.equal({
        _id: 'plain',
        _rev: rev,
        type: 'clinic',
        name: 'Ündër',
        list: [1, null, { a: true }],
      });
    });

    it('knows no document that was never written, and none that was deleted', async () => {
      const [rev] = await put({ _id: 'gone', type: 'clinic' });
      await put({ _id: 'gone', _rev: rev!, _deleted: true });
      expect(await store.get('gone')).to.equal(null);
      expect(await store.get('never')).to.equal(null);
    });

    it('gives many in the order asked for, null where one is missing or deleted, twice what is asked for twice', async () => {
      const [rev] = await put({ _id: 'many-c', type: 'clinic' }, { _id: 'many-a', type: 'clinic' }, { _id: 'many-b', type: 'clinic' });
      await put({ _id: 'many-c', _rev: rev!, _deleted: true });
      const found = await store.getMany(['many-b', 'many-x', 'many-c', 'many-a', 'many-b']);
      expect(found.map(doc => doc?._id ?? null)).to.deep.equal(['many-b', null, null, 'many-a', 'many-b']);
    });

    it('gives nothing for no ids', async () => {
      expect(await store.getMany([])).to.deep.equal([]);
    });

    it('keeps ids in any script, with spaces, slashes and question marks', async () => {
      const odd = ['ёлка/1', 'čaj & med', '村 7', 'a+b?c=d#e', 'org.couchdb.user:ana', 'emoji 🏥', 'per%20cent'];
      await put(...odd.map(_id => ({ _id, type: 'odd' })));
      expect((await store.getMany(odd)).map(doc => doc?._id)).to.deep.equal(odd);
      for (const id of odd) expect((await store.get(id))?._id).to.equal(id);
    });

    it('gives an older revision when asked for it', async () => {
      const [rev] = await put({ _id: 'edited', type: 'clinic', name: 'old' });
      await put({ _id: 'edited', _rev: rev!, type: 'clinic', name: 'new' });
      expect((await store.get('edited', { rev: rev! }))?.name).to.equal('old');
      expect((await store.get('edited'))?.name).to.equal('new');
    });

    it('gives the history of a revision when asked for it', async () => {
      const [rev] = await put({ _id: 'historic', type: 'clinic' });
      const [second] = await put({ _id: 'historic', _rev: rev!, type: 'clinic', name: 'new' });
      const hashes = [second, rev].map(one => one!.split('-')[1]);
      expect((await store.get('historic', { revisions: true }))?._revisions).to.deep.equal({ start: 2, ids: hashes });
      expect(await store.get('historic')).to.not.have.property('_revisions');
    });

    it('gives a deletion as it is when asked for that revision', async () => {
      const [rev] = await put({ _id: 'ended', type: 'clinic' });
      const [end] = await put({ _id: 'ended', _rev: rev!, _deleted: true });
      expect(await store.get('ended', { rev: end! })).to.deep.equal({ _id: 'ended', _rev: end, _deleted: true });
    });

    it('gives attachments as stubs, and whole when asked for them', async () => {
      const data = btoa('<h:html/>');
      await put({ _id: 'form:x', type: 'form', _attachments: { xml: { content_type: 'application/xml', data } } });
      const [stub] = await store.getMany(['form:x']);
      expect(stub?._attachments?.xml?.stub).to.equal(true);
      expect(stub?._attachments?.xml?.data).to.equal(undefined);
      expect((await store.get('form:x', { attachments: true }))?._attachments?.xml?.data).to.equal(data);
      const [whole] = await store.getMany(['form:x'], { attachments: true });
      expect(whole?._attachments?.xml?.data).to.equal(data);
    });

    it('keeps an attachment that is written back as a stub', async () => {
      const data = btoa('kept');
      await put({ _id: 'form:y', type: 'form', _attachments: { xml: { content_type: 'application/xml', data } } });
      await put({ ...(await store.get('form:y'))!, title: 'changed' });
      const doc = await store.get('form:y', { attachments: true });
      expect([doc?.title, doc?._attachments?.xml?.data]).to.deep.equal(['changed', data]);
    });
  });

  describe('writing', () => {
    it('answers for each document in order, a conflict as a value', async () => {
      const [rev] = await put({ _id: 'twice', type: 'clinic' });
      const answers = await store.write([
        { _id: 'fresh-1', type: 'clinic' },
        { _id: 'twice', type: 'clinic' },
        { _id: 'twice', _rev: rev!, type: 'clinic', name: 'second' },
        { _id: 'fresh-2', type: 'clinic' },
      ]);
      expect(answers.map(({ id, ok }) => [id, ok])).to.deep.equal([
        ['fresh-1', true],
        ['twice', false],
        ['twice', true],
        ['fresh-2', true],
      ]);
      expect(answers[1]).to.include({ error: 'conflict' }).and.to.have.property('reason').that.is.a('string');
      expect((await store.get('twice'))?.name).to.equal('second');
    });

    it('refuses an edit of a revision that is no longer the newest', async () => {
      const [rev] = await put({ _id: 'stale', type: 'clinic' });
      await put({ _id: 'stale', _rev: rev!, type: 'clinic', name: 'theirs' });
      const [mine] = await store.write([{ _id: 'stale', _rev: rev!, type: 'clinic', name: 'mine' }]);
      expect(mine).to.include({ id: 'stale', ok: false, error: 'conflict' });
      expect((await store.get('stale'))?.name).to.equal('theirs');
    });

    it('writes nothing for no documents', async () => {
      expect(await store.write([])).to.deep.equal([]);
    });

    it('lets a deleted document be written anew', async () => {
      const [rev] = await put({ _id: 'again', type: 'clinic' });
      const [gone] = await put({ _id: 'again', _rev: rev!, _deleted: true });
      expect(gone).to.match(/^2-/);
      await put({ _id: 'again', type: 'clinic', name: 'back' });
      expect((await store.get('again'))?.name).to.equal('back');
    });

    it('does not change the documents it is handed', async () => {
      const doc = Object.freeze({ _id: 'frozen', type: 'clinic', parent: Object.freeze({ _id: 'x' }) });
      await put(doc);
      expect(doc).to.deep.equal({ _id: 'frozen', type: 'clinic', parent: { _id: 'x' } });
    });

    it('takes a thousand documents at once', async () => {
      const batch = Array.from({ length: 1000 }, (_, at) => ({ _id: `batch-${String(at).padStart(4, '0')}`, type: 'batch', at }));
      const answers = await store.write(batch);
      expect(answers.every(({ ok }) => ok)).to.equal(true);
      expect(ids(answers)).to.deep.equal(batch.map(({ _id }) => _id));
      const found = await store.getMany(batch.map(({ _id }) => _id));
      expect(found.map(doc => doc?.at)).to.deep.equal(batch.map(({ at }) => at));
    });

    it('throws `store/refused` for what no database takes', async () => {
      const refusal = await store.write([{ _id: 'bad-member', _unknown: 1 } as Doc]).then(
        () => undefined,
        error => error,
      );
      expect(isAppError(refusal, 'store/refused')).to.equal(true);
    });
  });

  describe('revisions stored as given', () => {
    it('keeps them, and shows the losing leaf as a conflict', async () => {
      const answers = await store.write(
        [
          { _id: 'split', _rev: '1-aaa', type: 'person', name: 'A' },
          { _id: 'split', _rev: '1-bbb', type: 'person', name: 'B' },
        ],
        { newEdits: false },
      );
      expect(answers).to.deep.equal([
        { id: 'split', ok: true, rev: '1-aaa' },
        { id: 'split', ok: true, rev: '1-bbb' },
      ]);
      expect(await store.get('split', { conflicts: true }))
        .to.include({ _rev: '1-bbb', name: 'B' })
        .and.to.deep.include({ _conflicts: ['1-aaa'] });
      expect((await store.get('split'))?._conflicts).to.equal(undefined);
      const [doc] = await store.getMany(['split'], { conflicts: true });
      expect(doc?._conflicts).to.deep.equal(['1-aaa']);
      expect((await store.get('split', { rev: '1-aaa' }))?.name).to.equal('A');
      expect(await store.query('medic-conflicts/conflicts', { key: 'split', limit: 5 })).to.deep.equal([
        { id: 'split', key: 'split', value: ['1-bbb', '1-aaa'] },
      ]);
    });

    it('are read with the revision that all have in common, as long as it is kept', async () => {
      const [rev] = await put({ _id: 'leaves', type: 'person', name: 'A', phone: '1' });
      const [mine] = await put({ _id: 'leaves', _rev: rev!, type: 'person', name: 'A', phone: '2' });
      const start = rev!.split('-')[1]!;
      const low = '0'.repeat(32);
      const theirs = {
        _id: 'leaves',
        _rev: `2-${low}`,
        _revisions: { start: 2, ids: [low, start] },
        type: 'person',
        name: 'B',
        phone: '1',
      };
      await store.write([theirs], { newEdits: false });
      const winner = (await store.get('leaves', { conflicts: true }))!;
      expect([winner._rev, winner._conflicts]).to.deep.equal([mine, [theirs._rev]]);
      const { losers, ancestor } = await readLeaves(store, winner);
      expect(losers).to.deep.equal([{ _id: 'leaves', _rev: theirs._rev, type: 'person', name: 'B', phone: '1' }]);
      expect(ancestor).to.deep.equal({ _id: 'leaves', _rev: rev, type: 'person', name: 'A', phone: '1' });
      expect(mergeLeaves(winner, losers, { ancestor })).to.deep.equal({ _id: 'leaves', _rev: mine, type: 'person', name: 'B', phone: '2' });
    });

    it('have nothing in common when nothing is', async () => {
      await store.write(
        ['1-aa', '1-bb'].map(_rev => ({ _id: 'strangers', _rev, type: 'person' })),
        { newEdits: false },
      );
      const { losers, ancestor } = await readLeaves(store, (await store.get('strangers', { conflicts: true }))!);
      expect([losers.map(({ _rev }) => _rev), ancestor]).to.deep.equal([['1-aa'], undefined]);
    });

    it('has no conflict any more once the losing leaf is deleted', async () => {
      await store.write(
        ['2-aa', '2-bb'].map(_rev => ({ _id: 'mended', _rev, type: 'person' })),
        { newEdits: false },
      );
      await put({ _id: 'mended', _rev: '2-aa', _deleted: true });
      const doc = await store.get('mended', { conflicts: true });
      expect([doc?._rev, doc?._conflicts]).to.deep.equal(['2-bb', undefined]);
      expect(await store.query('medic-conflicts/conflicts', { key: 'mended', limit: 5 })).to.deep.equal([]);
    });

    it('are written twice without harm', async () => {
      const doc = { _id: 'replicated', _rev: '3-abc', type: 'person' };
      await store.write([doc], { newEdits: false });
      expect(await store.write([doc], { newEdits: false })).to.deep.equal([{ id: 'replicated', ok: true, rev: '3-abc' }]);
    });
  });

  describe('views', () => {
    before(async () => {
      await put(...village('v'));
    });

    it('answer one key, sorted by id', async () => {
      const rows = await store.query('medic/contacts_by_depth', { key: ['v-district'], limit: 10 });
      expect(ids(rows)).to.deep.equal(['v-ana', 'v-ben', 'v-clinic', 'v-district']);
      expect(rows[2]).to.deep.equal({ id: 'v-clinic', key: ['v-district'], value: { primary_contact: 'v-ana' } });
    });

    it('answer one depth', async () => {
      expect(ids(await store.query('medic/contacts_by_depth', { key: ['v-district', 2], limit: 10 }))).to.deep.equal(['v-ana', 'v-ben']);
    });

    it('answer several keys in the order asked for', async () => {
      const keys = [
        ['shortcode', 'v10001'],
        ['shortcode', 'nobody'],
        ['shortcode', 'v1'],
        ['shortcode', 'v10000'],
      ];
      const rows = await store.query('medic-client/contacts_by_reference', { keys, limit: 10 });
      expect(ids(rows)).to.deep.equal(['v-ben', 'v-district', 'v-ana']);
    });

    it('answer a range, both ends included, `{}` above everything', async () => {
      const range = { startKey: ['v-district', 1], endKey: ['v-district', 2], limit: 10 };
      expect(ids(await store.query('medic/contacts_by_depth', range))).to.deep.equal(['v-clinic', 'v-ana', 'v-ben']);
      const all = await store.query('medic/contacts_by_depth', { startKey: ['v-district'], endKey: ['v-district', {}], limit: 50 });
      expect(all).to.have.length(8);
    });

    it('answer from the end, and page by page', async () => {
      const range = { startKey: ['v-district', 2], endKey: ['v-district', 0], descending: true };
      expect(ids(await store.query('medic/contacts_by_depth', { ...range, limit: 10 }))).to.deep.equal([
        'v-ben',
        'v-ana',
        'v-clinic',
        'v-district',
      ]);
      expect(ids(await store.query('medic/contacts_by_depth', { ...range, limit: 2, skip: 1 }))).to.deep.equal(['v-ana', 'v-clinic']);
      const key: [string] = ['v-district'];
      expect(ids(await store.query('medic/contacts_by_depth', { key, limit: 2 }))).to.deep.equal(['v-ana', 'v-ben']);
      expect(ids(await store.query('medic/contacts_by_depth', { key, limit: 2, skip: 3 }))).to.deep.equal(['v-district']);
      expect(await store.query('medic/contacts_by_depth', { key, limit: 0 })).to.deep.equal([]);
    });

    it('give the documents of the rows when asked for them', async () => {
      const rows = await store.query('medic-client/reports_by_subject', { keys: ['v10000', 'v-ana'], limit: 10, docs: true });
      expect(rows.map(({ id, value, doc }) => [id, value, doc?.form])).to.deep.equal([
        ['v-visit', 2000, 'visit'],
        ['v-birth', 1000, 'birth'],
      ]);
    });

    it('see what was written a moment ago, and forget what was deleted or moved', async () => {
      await put(...village('w'));
      const below = async () => ids(await store.query('medic-client/contacts_by_place', { key: 'w-clinic', limit: 10 }));
      expect(await below()).to.deep.equal(['w-ana', 'w-ben']);
      const ana = (await store.get('w-ana'))!;
      const ben = (await store.get('w-ben'))!;
      await put({ ...ana, parent: { _id: 'w-district' } }, { _id: 'w-ben', _rev: ben._rev!, _deleted: true });
      expect(await below()).to.deep.equal([]);
      expect(ids(await store.query('medic-client/contacts_by_place', { key: 'w-district', limit: 10 }))).to.deep.equal([
        'w-ana',
        'w-clinic',
      ]);
    });

    it('are counted between two keys, of which the second does not count, without being read', async () => {
      const task = (state: string, due: number) => ({ state, due: new Date(due).toISOString() });
      const tasks = [task('c-one', 0), ...[0, 1000].map(due => task('c-two', due)), ...[0, 1000, 2000].map(due => task('c-three', due))];
      await put({ _id: 'c-report', type: 'data_record', tasks });
      const count = (startKey: Key, endKey: Key) => store.count('medic/messages_by_state', { startKey, endKey });
      expect(await count(['c-two'], ['c-two', {}])).to.equal(2);
      expect(await count(['c-three', 1000], ['c-three', {}])).to.equal(2);
      expect(await count(['c-three', 0], ['c-three', 2000])).to.equal(2);
      expect(await count(['c-nothing'], ['c-nothing', {}])).to.equal(0);
      expect(await count(['c-two'], ['c-one'])).to.equal(0);
      expect(await store.count('medic/messages_by_state')).to.equal(
        (await store.query('medic/messages_by_state', { limit: 10_000 })).length,
      );
    });

    it('answer at once what the index knows when that is enough, and know the newest in their turn', async () => {
      await put(...village('lazy'));
      const below = async (lazy: boolean) =>
        ids(await store.query('medic-client/contacts_by_place', { key: 'lazy-clinic', limit: 10, lazy }));
      expect(await below(false)).to.deep.equal(['lazy-ana', 'lazy-ben']);
      await put({ _id: 'lazy-cat', type: 'person', parent: { _id: 'lazy-clinic' } });
      expect(await below(true)).to.include.members(['lazy-ana', 'lazy-ben']);
      expect(await below(false)).to.deep.equal(['lazy-ana', 'lazy-ben', 'lazy-cat']);
    });

    it('list each kind of document under the keys that are promised', async () => {
      const message = { uuid: 'u-1', to: '+1', message: 'hi' };
      const due = '2026-02-01T08:00:00.000Z';
      await put(
        {
          _id: 'k-message',
          type: 'data_record',
          reported_date: 5,
          sms_message: { gateway_ref: 'gw-1' },
          tasks: [{ state: 'pending', messages: [message] }],
        },
        { _id: 'k-plan', type: 'data_record', form: 'P', reported_date: 77, fields: {}, scheduled_tasks: [{ state: 'scheduled', due }] },
        { _id: 'k-tongue', type: 'translations', code: 'xx', name: 'Xish', enabled: true },
        { _id: 'k-person', type: 'contact', contact_type: 'k_person', name: 'Éva', phone: '+99', rc_code: 'kx1', muted: due },
      );
      const expected: [ViewName, unknown, string, unknown][] = [
        ['medic/messages_by_state', ['pending', 5], 'k-message', { list: 'tasks', index: 0, uuid: 'u-1' }],
        ['medic/messages_by_state', ['pending-or-forwarded', 5], 'k-message', { list: 'tasks', index: 0, uuid: 'u-1' }],
        ['medic/messages_by_state', ['scheduled', Date.parse(due)], 'k-plan', { list: 'scheduled_tasks', index: 0, uuid: null }],
        ['medic-sms/messages_by_uuid', 'u-1', 'k-message', { list: 'tasks', index: 0 }],
        ['medic-sms/messages_by_gateway_ref', 'gw-1', 'k-message', null],
        ['medic-client/reports_by_date', [77], 'k-plan', null],
        ['medic-client/doc_by_type', ['translations'], 'k-tongue', { code: 'xx', name: 'Xish', enabled: true }],
        ['medic-client/contacts_by_type', ['k_person'], 'k-person', 'false true k_person éva'],
        ['medic-client/contacts_by_phone', '+99', 'k-person', null],
        ['medic-client/contacts_by_reference', ['external', 'KX1'], 'k-person', null],
      ];
      for (const [view, key, id, value] of expected)
        expect(await store.query(view, { key: key as string, limit: 5 }), `${view} ${key}`).to.deep.equal([{ id, key, value }]);
    });
  });

  describe('a range of ids', () => {
    const texts = ['r:a', 'r:b', 'r:b:1', 'r:ü', 's:a'];
    before(async () => {
      await put(...texts.map(_id => ({ _id, type: 'r' })));
    });
    const read = async (options: Parameters<Store['range']>[0]) => (await store.range(options)).map(({ _id }) => _id);

    it('holds both its ends and everything between, sorted', async () => {
      expect(await read({ from: 'r:a', to: 'r:b:1', limit: 10 })).to.deep.equal(['r:a', 'r:b', 'r:b:1']);
      expect(await read({ from: 'r:', to: 'r:\ufff0', limit: 10 })).to.deep.equal(['r:a', 'r:b', 'r:b:1', 'r:ü']);
      expect(await read({ from: 's', to: 'r', limit: 10 })).to.deep.equal([]);
    });

    it('is read page after page', async () => {
      expect(await read({ from: 'r:', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal(['r:a', 'r:b']);
      expect(await read({ from: 'r:b', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal(['r:b:1', 'r:ü']);
      expect(await read({ from: 'r:ü', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal([]);
    });
  });

  describe('changes', () => {
    const now = async () => (await store.info()).seq;

    it('tell each document once, at its newest revision, and whether it is deleted', async () => {
      const since = await now();
      const [a, b] = await put({ _id: 'ch-a', type: 'x' }, { _id: 'ch-b', type: 'x' });
      const [a2] = await put({ _id: 'ch-a', _rev: a!, type: 'x' });
      const [b2] = await put({ _id: 'ch-b', _rev: b!, _deleted: true });
      const { changes, pending } = await store.changes({ since, limit: 10 });
      const told = changes.map(({ id, rev, deleted, doc }) => ({ id, rev, deleted, doc })).sort((x, y) => (x.id < y.id ? -1 : 1));
      expect(told).to.deep.equal([
        { id: 'ch-a', rev: a2, deleted: false, doc: undefined },
        { id: 'ch-b', rev: b2, deleted: true, doc: undefined },
      ]);
      expect(pending).to.equal(0);
    });

    it('are read page after page until nothing is pending, without a gap', async () => {
      const since = await now();
      const written = Array.from({ length: 25 }, (_, at) => ({ _id: `page-${at}`, type: 'x' }));
      await put(...written);
      const seen: string[] = [];
      let at = since;
      for (let pages = 0; pages < 6; pages++) {
        const page = await store.changes({ since: at, limit: 10 });
        seen.push(...ids(page.changes));
        at = page.lastSeq;
        if (page.changes.length < 10) break;
        expect(page.pending).to.not.equal(0);
      }
      expect(seen.sort()).to.deep.equal(written.map(({ _id }) => _id).sort());
      expect((await store.changes({ since: at, limit: 10 })).changes).to.deep.equal([]);
    });

    it('begin at `0` with the first document and at `now` with none', async () => {
      await put({ _id: 'ch-first', type: 'x' });
      expect((await store.changes({ since: '0', limit: 1 })).changes).to.have.length(1);
      const page = await store.changes({ since: 'now', limit: 10 });
      expect(page.changes).to.deep.equal([]);
      await put({ _id: 'ch-next', type: 'x' });
      expect(ids((await store.changes({ since: page.lastSeq, limit: 10 })).changes)).to.deep.equal(['ch-next']);
    });

    it('go on from the sequence of any one of them', async () => {
      const since = await now();
      await put(...['one', 'two', 'three'].map(name => ({ _id: `seq-${name}`, type: 'x' })));
      const { changes } = await store.changes({ since, limit: 10 });
      const rest = await store.changes({ since: changes[0]!.seq, limit: 10 });
      expect(ids(rest.changes)).to.include.members(ids(changes.slice(1)));
    });

    it('bring the documents and their conflicts when asked for', async () => {
      const since = await now();
      await put({ _id: 'ch-doc', type: 'x', name: 'with' });
      await store.write(
        ['1-aa', '1-bb'].map(_rev => ({ _id: 'ch-split', _rev, type: 'x' })),
        { newEdits: false },
      );
      const { changes } = await store.changes({ since, limit: 10, docs: true, conflicts: true });
      const docs = new Map(changes.map(({ id, doc }) => [id, doc]));
      expect(docs.get('ch-doc')?.name).to.equal('with');
      expect(docs.get('ch-doc')?._conflicts).to.equal(undefined);
      expect(docs.get('ch-split')?._conflicts).to.deep.equal(['1-aa']);
    });

    it('can be counted without reading them, where the database knows', async () => {
      const since = await now();
      await put({ _id: 'count-a', type: 'x' }, { _id: 'count-b', type: 'x' });
      const { changes, lastSeq, pending } = await store.changes({ since, limit: 0 });
      expect(changes).to.deep.equal([]);
      expect(pending).to.be.oneOf([2, -1]);
      expect(ids((await store.changes({ since: lastSeq, limit: 10 })).changes).sort()).to.deep.equal(['count-a', 'count-b']);
    });

    it('wait for the first one', async () => {
      const since = await now();
      const waiting = store.changes({ since, limit: 10, wait: 20_000 });
      await new Promise(resolve => setTimeout(resolve, 50));
      await put({ _id: 'ch-awaited', type: 'x' });
      expect(ids((await waiting).changes)).to.deep.equal(['ch-awaited']);
    });

    it('wait no longer than asked', async () => {
      const since = await now();
      const page = await store.changes({ since, limit: 10, wait: 100 });
      expect(page.changes).to.deep.equal([]);
      await put({ _id: 'ch-later', type: 'x' });
      expect(ids((await store.changes({ since: page.lastSeq, limit: 10 })).changes)).to.deep.equal(['ch-later']);
    });

    it('end a wait, with nothing, when the caller has no more use for them', async () => {
      const since = await now();
      const end = new AbortController();
      const waiting = store.changes({ since, limit: 10, wait: 20_000, signal: end.signal });
      await new Promise(resolve => setTimeout(resolve, 50));
      end.abort();
      expect((await waiting).changes).to.deep.equal([]);
      expect((await store.changes({ since, limit: 10, signal: end.signal })).changes).to.deep.equal([]);
    });
  });

  describe('local documents', () => {
    it('are kept under any id, and written over whatever stood there', async () => {
      expect(await store.getLocal('checkpoint/1')).to.equal(null);
      await store.putLocal('checkpoint/1', { value: '12-abc' });
      await store.putLocal('checkpoint/1', { value: '13-abc', at: { deep: true } });
      expect(await store.getLocal('checkpoint/1')).to.deep.equal({ value: '13-abc', at: { deep: true } });
    });

    it('are no documents: neither counted nor among the changes', async () => {
      const before = await store.info();
      await store.putLocal('quiet', { value: 1 });
      const { docCount } = await store.info();
      expect(docCount).to.equal(before.docCount);
      expect((await store.changes({ since: before.seq, limit: 10 })).changes).to.deep.equal([]);
    });
  });

  describe('the database', () => {
    it('tells its name, how many documents it holds and where its changes end', async () => {
      const before = await store.info();
      const [rev] = await put({ _id: 'counted', type: 'x' });
      const after = await store.info();
      expect([before.name, after.docCount - before.docCount]).to.deep.equal([store.name, 1]);
      expect(after.seq).to.be.a('string').and.to.not.equal(before.seq);
      await put({ _id: 'counted', _rev: rev!, _deleted: true });
      expect((await store.info()).docCount).to.equal(before.docCount);
    });

    it('says `store/unreachable` when it cannot be reached, whatever is asked', async () => {
      const { unreachable } = ground;
      const asked: Record<string, () => Promise<unknown>> = {
        get: () => unreachable.get('x'),
        getMany: () => unreachable.getMany(['x']),
        write: () => unreachable.write([{ _id: 'x', type: 'x' }]),
        query: () => unreachable.query('medic-client/doc_by_type', { key: ['x'], limit: 1 }),
        range: () => unreachable.range({ from: 'a', to: 'b', limit: 1 }),
        changes: () => unreachable.changes({ since: '0', limit: 1 }),
        getLocal: () => unreachable.getLocal('x'),
        putLocal: () => unreachable.putLocal('x', {}),
        info: () => unreachable.info(),
      };
      for (const [name, ask] of Object.entries(asked)) {
        const error = await ask().then(
          () => undefined,
          thrown => thrown,
        );
        expect(isAppError(error, 'store/unreachable'), `${name}: ${error}`).to.equal(true);
      }
    });
  });
};
