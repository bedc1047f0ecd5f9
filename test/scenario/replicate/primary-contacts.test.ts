import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { until } from '../../world.ts';
import { lineage, type Person, report, type Village, village } from './village.ts';

const depth = { role: 'chw_supervisor', depth: 1, replicate_primary_contacts: true };
const sol = ['sol-person', 'district'];

/** Every order of a list. */
const orders = <T>(list: readonly T[]): T[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one, index) =>
        orders([...list.slice(0, index), ...list.slice(index + 1)]).map(rest => [one, ...rest]),
      );

describe('primary contacts who live elsewhere', () => {
  let place: Village;
  let person: Person;
  const far: Doc[] = [
    { _id: 'far', type: 'district_hospital', name: 'far', contact: { _id: 'fay' } },
    { _id: 'fay', type: 'person', name: 'Fay', parent: { _id: 'far' } },
  ];
  before(async () => {
    place = await village({ settings: { replication_depth: [depth] }, docs: far });
    person = await place.login('sol');
  });
  after(() => place?.close());

  let made = 0;
  /** A household of the supervisor's whose head lives in another district, and a report about the head. */
  const household = () => {
    made += 1;
    const [head, home, code] = [`head-${made}`, `home-${made}`, String(70_000 + made)];
    const docs: Doc[] = [
      { _id: head, type: 'person', name: head, parent: { _id: 'far' }, patient_id: code },
      { _id: home, type: 'health_center', name: home, parent: { _id: 'district' }, contact: { _id: head } },
      report(`about-${made}`, code, sol),
    ];
    return { head, home, docs };
  };
  const names = ['head', 'home', 'report'];
  const bulk = async (docs: readonly Doc[], newEdits: boolean): Promise<(string | undefined)[]> => {
    const sent = newEdits ? docs : docs.map(doc => ({ ...doc, _rev: '1-a1', _revisions: { start: 1, ids: ['a1'] } }));
    const { body } = await person.ask('/medic/_bulk_docs', {
      method: 'POST',
      body: { docs: sent, new_edits: newEdits },
    });
    const rows = body as { id: string; error?: string }[];
    return docs.map(({ _id }) => rows.find(({ id }) => id === _id)?.error);
  };

  for (const newEdits of [true, false])
    for (const order of orders([0, 1, 2]))
      it(`come with their household in one batch: ${order.map(at => names[at]).join(', ')}${newEdits ? '' : ', as a replica'}`, async () => {
        const { docs } = household();
        expect(
          await bulk(
            order.map(at => docs[at]!),
            newEdits,
          ),
        ).to.deep.equal([undefined, undefined, undefined]);
        const stored = await place.main.getMany(docs.map(({ _id }) => _id));
        expect(stored.map(doc => doc?._id)).to.deep.equal(docs.map(({ _id }) => _id));
      });

  for (const order of orders([0, 1]))
    it(`may be written after their household by requests one after the other: ${order.map(at => names[at]).join(', ')}`, async () => {
      const { docs, home } = household();
      const put = async (doc: Doc) => (await person.ask(`/medic/${doc._id}`, { method: 'PUT', body: doc })).status;
      const statuses = [];
      for (const at of order) statuses.push(await put(docs[at]!));
      expect(statuses).to.deep.equal(order[0] === 1 ? [201, 201] : [403, 201]);
      expect((await person.ask(`/medic/${home}`)).status).to.equal(200);
      if (order[0] === 0) expect(await put(docs[0]!)).to.equal(201);
      for (const path of [`/medic/${docs[0]!._id}`, `/medic/_all_docs?key="${docs[0]!._id}"`]) {
        const { body } = await person.ask(path);
        expect(body._id ?? body.rows[0].id, path).to.equal(docs[0]!._id);
      }
    });

  for (const order of orders([0, 1, 2]))
    it(`who were there before do not come with an edit of a place that takes them: ${order.map(at => names[at]).join(', ')}`, async () => {
      const { docs } = household();
      const [head, home, about] = docs as [Doc, Doc, Doc];
      await place.put(head, { ...home, contact: undefined } as Doc);
      await place.heard();
      const [storedHead, storedHome] = await place.main.getMany([head._id, home._id]);
      const edited = [{ ...storedHead!, name: 'Edited' }, { ...storedHome!, contact: { _id: head._id } }, about];
      expect(
        await bulk(
          order.map(at => edited[at]!),
          true,
        ),
      ).to.deep.equal(['forbidden', 'forbidden', 'forbidden']);
    });

  const refused: [string, (docs: Doc[]) => Doc[], (string | undefined)[]][] = [
    [
      'whose place is outside the places of who writes',
      ([head, home]) => [head!, { ...home!, parent: { _id: 'far' } }],
      ['forbidden', 'forbidden'],
    ],
    [
      'whose place is too deep',
      ([head, home]) => [head!, { ...home!, type: 'clinic', parent: lineage('north', 'district') } as Doc],
      ['forbidden', 'forbidden'],
    ],
    [
      'whose place names somebody else',
      ([head, home]) => [head!, { ...home!, contact: { _id: 'x' } }],
      ['forbidden', undefined],
    ],
    [
      'whose place is faulty',
      ([head, home]) => [head!, { ...home!, _strange: true } as Doc],
      ['forbidden', 'bad_request'],
    ],
    [
      'whose place is deleted',
      ([head, home]) => [head!, { ...home!, _deleted: true } as Doc],
      ['forbidden', undefined],
    ],
  ];
  for (const [title, change, expected] of refused)
    for (const backwards of [false, true])
      it(`${title} are refused${backwards ? ', whichever comes first' : ''}`, async () => {
        const docs = change(household().docs);
        const found = backwards ? (await bulk([...docs].reverse(), true)).reverse() : await bulk(docs, true);
        expect(found).to.deep.equal(expected);
      });

  it('are refused with the reports about them where the programme does not share them', async () => {
    const other = await village({ settings: { replication_depth: [{ role: 'chw_supervisor', depth: 1 }] }, docs: far });
    try {
      const { docs } = household();
      const somebody = await other.login('sol');
      const { body } = await somebody.ask('/medic/_bulk_docs', {
        method: 'POST',
        body: { docs: [...docs.slice(0, 2), report('about-fay', 'fay', sol)] },
      });
      const errors = (body as { error?: string }[]).map(({ error }) => error);
      expect(errors).to.deep.equal(['forbidden', undefined, 'forbidden']);
    } finally {
      await other.close();
    }
  });

  const changes = async (since: string, more = '') => {
    const { body } = await person.ask(`/medic/_changes?since=${encodeURIComponent(since)}${more}`);
    return { ids: (body.results as { id: string }[]).map(({ id }) => id), last: String(body.last_seq) };
  };

  it('are named by changes with the place that brings them, though they did not change', async () => {
    const { docs, head, home } = household();
    await place.put(docs[0]!);
    await place.heard();
    const { last } = await changes('now');
    const before = await place.main.info();
    await place.put(docs[1]!);
    for (const since of [last, String(before.seq)]) expect((await changes(since)).ids).to.have.members([head, home]);
    const again = await changes((await changes(last)).last);
    expect(again.ids).to.deep.equal([]);
    const { body } = await person.ask('/medic/_bulk_get', { method: 'POST', body: { docs: [{ id: head }] } });
    expect(body.results[0].docs[0].ok.name).to.equal(head);
    const ids = await person.ask('/api/v1/replication/get-ids');
    expect((ids.body.doc_ids_revs as { id: string }[]).map(({ id }) => id)).to.include.members([head, home]);
  });

  for (const first of [0, 1])
    it(`are told to a phone that waits, when they are written ${first === 0 ? 'before' : 'after'} their place`, async () => {
      const { docs, head, home } = household();
      const { last } = await changes('now');
      await place.heard();
      const seen = new Set<string>();
      const listening = (async () => {
        for (let since = last; !(seen.has(head) && seen.has(home)); ) {
          const page = await changes(since, '&feed=longpoll&timeout=5000');
          for (const id of page.ids) seen.add(id);
          if (page.last === since && page.ids.length === 0) return;
          since = page.last;
        }
      })();
      await place.put(docs[first]!);
      await place.put(docs[1 - first]!);
      await listening;
      expect([...seen]).to.include.members([head, home]);
    });

  const leavings: [string, (home: Doc) => Doc][] = [
    ['names somebody else', home => ({ ...home, contact: { _id: 'sol-person' } })],
    ['names nobody', home => ({ ...home, contact: undefined }) as Doc],
    ['goes to another district', home => ({ ...home, parent: { _id: 'far' } })],
    ['is deleted', home => ({ ...home, _deleted: true }) as Doc],
  ];
  for (const [title, change] of leavings)
    it(`leave the phone, with the reports about them, when their place ${title}`, async () => {
      const { docs, head, home } = household();
      await place.put(...docs);
      await place.heard();
      expect((await person.ask(`/medic/${head}`)).status).to.equal(200);
      const since = String((await place.main.info()).seq);
      await place.put(change((await place.main.get(home))!));
      await place.heard();
      await until('the head was out of sight', async () => (await person.ask(`/medic/${head}`)).status === 404);
      const { body } = await person.ask(`/api/v1/replication/left?since=${encodeURIComponent(since)}`);
      expect(body.ids).to.include.members([head, `about-${made}`]);
      expect(body.ids).to.not.include('fay');
    });

  it('of places of others are named to nobody when those change', async () => {
    const since = String((await place.main.info()).seq);
    await place.put({ ...far[0]!, contact: { _id: 'sue' } }, { ...far[0]!, _id: 'farther', contact: { _id: 'fay' } });
    await place.heard();
    const { body } = await person.ask(`/api/v1/replication/left?since=${encodeURIComponent(since)}`);
    expect(body.ids).to.deep.equal([]);
    expect((await changes(since)).ids.filter(id => id !== 'settings')).to.deep.equal([]);
  });
});
