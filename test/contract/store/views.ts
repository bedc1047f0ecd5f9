import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Key, QueryOptions, Store, ViewName } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type Ground, ids, putInto, village } from './ground.ts';

/** What the views of `ddocs/views` answer. */
export const viewsContract = (ground: () => Ground): void => {
  let store: Store;
  before(() => {
    store = ground().store;
  });
  const put = (...docs: Doc[]) => putInto(store, ...docs);

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
      expect(ids(await store.query('medic/contacts_by_depth', { key: ['v-district', 2], limit: 10 }))).to.deep.equal([
        'v-ana',
        'v-ben',
      ]);
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
      const all = await store.query('medic/contacts_by_depth', {
        startKey: ['v-district'],
        endKey: ['v-district', {}],
        limit: 50,
      });
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
      expect(ids(await store.query('medic/contacts_by_depth', { ...range, limit: 2, skip: 1 }))).to.deep.equal([
        'v-ana',
        'v-clinic',
      ]);
      const key: [string] = ['v-district'];
      expect(ids(await store.query('medic/contacts_by_depth', { key, limit: 2 }))).to.deep.equal(['v-ana', 'v-ben']);
      expect(ids(await store.query('medic/contacts_by_depth', { key, limit: 2, skip: 3 }))).to.deep.equal([
        'v-district',
      ]);
      expect(await store.query('medic/contacts_by_depth', { key, limit: 0 })).to.deep.equal([]);
    });

    it('give the documents of the rows when asked for them', async () => {
      const rows = await store.query('medic-client/reports_by_subject', {
        keys: ['v10000', 'v-ana'],
        limit: 10,
        docs: true,
      });
      expect(rows.map(({ id, value, doc }) => [id, value, doc?.form])).to.deep.equal([
        ['v-visit', 2000, 'visit'],
        ['v-birth', 1000, 'birth'],
      ]);
    });

    it('see what was written a moment ago, and forget what was deleted or moved', async () => {
      await put(...village('w'));
      const below = async () =>
        ids(await store.query('medic-client/contacts_by_place', { key: 'w-clinic', limit: 10 }));
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
      const tasks = [
        task('c-one', 0),
        ...[0, 1000].map(due => task('c-two', due)),
        ...[0, 1000, 2000].map(due => task('c-three', due)),
      ];
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

    describe('answer promptly just what they answer when the index is brought up to date', () => {
      const message = (_id: string, ref: string, ...states: string[]): Doc => ({
        _id,
        type: 'data_record',
        reported_date: 5,
        sms_message: { gateway_ref: ref },
        tasks: states.map((state, at) => ({
          state,
          due: new Date(1000 * (at + 1)).toISOString(),
          messages: [{ uuid: `${_id}-${at}`, to: '+1', message: 'hi' }],
        })),
      });
      const questions: [name: string, view: ViewName, question: Omit<QueryOptions, 'limit'> & { limit?: number }][] = [
        ['a key', 'medic-sms/messages_by_gateway_ref', { key: 'p-1' }],
        ['keys, in their order', 'medic-sms/messages_by_gateway_ref', { keys: ['p-9', 'p-4', 'p-1'] }],
        ['a range', 'medic/messages_by_state', { startKey: ['p-state'], endKey: ['p-state', {}] }],
        ['its first rows', 'medic/messages_by_state', { startKey: ['p-state'], endKey: ['p-state', {}], limit: 3 }],
        [
          'its next rows',
          'medic/messages_by_state',
          { startKey: ['p-state'], endKey: ['p-state', {}], limit: 3, skip: 3 },
        ],
        [
          'a range from its end',
          'medic/messages_by_state',
          { startKey: ['p-state', {}], endKey: ['p-state'], descending: true },
        ],
        [
          'rows with documents',
          'medic/messages_by_state',
          { startKey: ['p-state', 2000], endKey: ['p-state', {}], docs: true },
        ],
        [
          'contacts',
          'medic-client/contacts_by_reference',
          {
            keys: [
              ['shortcode', 'p5'],
              ['shortcode', 'p1'],
              ['shortcode', 'p2'],
            ],
          },
        ],
        [
          'more keys than are asked so',
          'medic-sms/messages_by_gateway_ref',
          { keys: Array.from({ length: 80 }, (_, at) => `p-${at}`) },
        ],
      ];
      const same = async (): Promise<void> => {
        for (const [name, view, question] of questions) {
          const prompt = await store.query(view, { limit: 1000, ...question, prompt: true });
          expect(prompt, name).to.deep.equal(await store.query(view, { limit: 1000, ...question }));
          expect(prompt, name).not.to.have.length(0);
        }
      };
      const revs = new Map<string, string>();
      const write = async (...docs: Doc[]): Promise<void> => {
        const known = docs.map(doc => (revs.has(doc._id) ? { ...doc, _rev: revs.get(doc._id)! } : doc));
        const written = await put(...known);
        docs.forEach(({ _id }, at) => {
          revs.set(_id, written[at]!);
        });
      };
      const person = (_id: string, patient_id: string): Doc => ({ _id, type: 'person', patient_id });

      it('when documents are new, changed, gone, or none of these', async () => {
        await write(
          ...Array.from({ length: 10 }, (_, at) => message(`p-m${at}`, `p-${at}`, 'p-state', 'p-other', 'p-state')),
          person('p-ann', 'p1'),
          person('p-bob', 'p2'),
        );
        await same();
        await write(message('p-m9', 'p-9', 'p-other'), message('p-m3', 'p-1', 'p-state'), person('p-bob', 'p5'));
        await write(message('p-m10', 'p-9', 'p-state', 'p-state'), message('p-a', 'p-9', 'p-state'));
        await put(
          { _id: 'p-m4', _rev: revs.get('p-m4')!, _deleted: true },
          { _id: 'p-ann', _rev: revs.get('p-ann')!, _deleted: true },
        );
        await write(person('p-cat', 'p1'));
        await same();
        await same();
      });

      it('when questions to several views are asked at the same time, while others write and indices are brought up to date', async () => {
        const ask = (prompt: boolean) =>
          Promise.all(questions.map(([, view, question]) => store.query(view, { limit: 1000, ...question, prompt })));
        for (let round = 0; round < 6; round++) {
          await write(
            ...Array.from({ length: 2 + 5 * round }, (_, at) =>
              message(`p-q${at}`, `p-${at}`, 'p-state', `p-${round}`),
            ),
            person(`p-dan${round}`, 'p1'),
          );
          if (round % 2 === 1) for (const [, view] of questions) await store.query(view, { key: '', limit: 1 });
          const prompt = await ask(true);
          expect(prompt).to.deep.equal(await ask(false));
        }
      });

      it('when most of what the index has to say is over, and when very much has changed', async () => {
        await write(...Array.from({ length: 40 }, (_, at) => message(`p-n${at}`, `p-n${at}`, 'p-state')));
        await same();
        await write(...Array.from({ length: 38 }, (_, at) => message(`p-n${at}`, `p-n${at}`, 'p-other')));
        await same();
        await write(...Array.from({ length: 120 }, (_, at) => message(`p-o${at}`, `p-${at}`, 'p-state')));
        await same();
      });
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
        {
          _id: 'k-plan',
          type: 'data_record',
          form: 'P',
          reported_date: 77,
          fields: {},
          scheduled_tasks: [{ state: 'scheduled', due }],
        },
        { _id: 'k-tongue', type: 'translations', code: 'xx', name: 'Xish', enabled: true },
        {
          _id: 'k-person',
          type: 'contact',
          contact_type: 'k_person',
          name: 'Éva',
          phone: '+99',
          rc_code: 'kx1',
          muted: due,
        },
      );
      const expected: [ViewName, unknown, string, unknown][] = [
        ['medic/messages_by_state', ['pending', 5], 'k-message', { list: 'tasks', index: 0, uuid: 'u-1' }],
        ['medic/messages_by_state', ['pending-or-forwarded', 5], 'k-message', { list: 'tasks', index: 0, uuid: 'u-1' }],
        [
          'medic/messages_by_state',
          ['scheduled', Date.parse(due)],
          'k-plan',
          { list: 'scheduled_tasks', index: 0, uuid: null },
        ],
        ['medic-sms/messages_by_uuid', 'u-1', 'k-message', { list: 'tasks', index: 0 }],
        ['medic-sms/messages_by_gateway_ref', 'gw-1', 'k-message', null],
        ['medic-client/reports_by_date', [77], 'k-plan', null],
        ['medic-client/doc_by_type', ['translations'], 'k-tongue', { code: 'xx', name: 'Xish', enabled: true }],
        ['medic-client/contacts_by_type', ['k_person'], 'k-person', 'false true k_person éva'],
        ['medic-client/contacts_by_phone', '+99', 'k-person', null],
        ['medic-client/contacts_by_reference', ['external', 'KX1'], 'k-person', null],
      ];
      for (const [view, key, id, value] of expected)
        expect(await store.query(view, { key: key as string, limit: 5 }), `${view} ${key}`).to.deep.equal([
          { id, key, value },
        ]);
    });
  });
};
