import type { Contact } from '@rounds/ddocs/contacts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { type Hydrated, hydrate, minify } from '@rounds/ddocs/lineage.ts';
import { pouchStore } from '@rounds/ddocs/pouch-store.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { viewMaps } from '@rounds/ddocs/view-maps.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);

const under = (...ids: string[]) =>
  ids.reduceRight<object | undefined>((parent, _id) => ({ _id, ...(parent ? { parent } : {}) }), undefined);
const district: Doc = { _id: 'district', type: 'district_hospital' };
const clinic: Doc = { _id: 'clinic', type: 'clinic', place_id: '500', contact: { _id: 'ana' }, parent: under('district') };
const ana: Doc = { _id: 'ana', type: 'person', patient_id: '111', parent: under('clinic', 'district') };
const ben: Doc = { _id: 'ben', type: 'contact', contact_type: 'child', patient_id: 222, parent: under('clinic', 'lost', 'district') };
const chw: Doc = { _id: 'chw', type: 'person', parent: under('district') };
const report = (_id: string, fields: object, more: object = {}): Report => ({
  _id,
  type: 'data_record',
  form: 'x',
  fields: { ...fields },
  ...more,
});

/** Names of everything that a document is about. */
const names = ({ lineage, contact, patient, place }: Hydrated) => ({
  lineage: lineage.map(({ _id }) => _id),
  ...Object.fromEntries(
    Object.entries({ contact, patient, place }).flatMap(([part, at]) =>
      at ? [[part, [at.doc, ...at.lineage].map(({ _id }) => _id)]] : [],
    ),
  ),
});

describe('what a batch of documents is about', () => {
  let db: PouchDB.Database;
  let requests: string[];
  let store: Store;
  before(async () => {
    db = new PouchDB(`lineage-${crypto.randomUUID()}`, { adapter: 'memory' });
    const real = pouchStore(db, viewMaps());
    await real.write([district, clinic, ana, ben, chw, report('not-a-contact', {})]);
    store = {
      ...real,
      getMany: (...asked) => {
        if (asked[0].length > 0) requests.push('getMany');
        return real.getMany(...asked);
      },
      query: (...asked) => {
        requests.push('query');
        return real.query(...asked);
      },
    };
  });
  beforeEach(() => {
    requests = [];
  });
  after(() => db.destroy());

  const sent = { contact: { _id: 'chw', parent: { _id: 'elsewhere' } } };
  const cases: [string, Doc, object][] = [
    ['a contact has the places above it', ana, { lineage: ['clinic', 'district'] }],
    ['a place that is missing is in its place', ben, { lineage: ['clinic', 'lost', 'district'] }],
    ['a place at the top has none', district, { lineage: [] }],
    ['a patient is found by short code', report('r', { patient_id: '111' }), { lineage: [], patient: ['ana', 'clinic', 'district'] }],
    [
      'a patient is found by a short code stored as a number',
      report('r', { patient_id: '222' }),
      { lineage: [], patient: ['ben', 'clinic', 'lost', 'district'] },
    ],
    [
      'a patient is found by a short code sent as a number',
      report('r', { patient_id: 111 }),
      { lineage: [], patient: ['ana', 'clinic', 'district'] },
    ],
    ['a patient is found by id', report('r', { patient_uuid: 'ana' }), { lineage: [], patient: ['ana', 'clinic', 'district'] }],
    [
      'a patient is found by id where the code is asked for',
      report('r', { patient_id: 'ben' }),
      { lineage: [], patient: ['ben', 'clinic', 'lost', 'district'] },
    ],
    ['a place is found by short code', report('r', { place_id: '500' }), { lineage: [], place: ['clinic', 'district'] }],
    ['a place is found by id', report('r', { place_uuid: 'clinic' }), { lineage: [], place: ['clinic', 'district'] }],
    ['nobody is found for an unknown code', report('r', { patient_id: '999' }), { lineage: [] }],
    ['what is no contact is nobody', report('r', { patient_id: 'not-a-contact' }), { lineage: [] }],
    ['a sender stands where he stands now', report('r', {}, sent), { lineage: [], contact: ['chw', 'district'] }],
    [
      'an unknown sender is known by what the report says',
      report('r', {}, { contact: under('gone', 'district') }),
      { lineage: [], contact: ['gone', 'district'] },
    ],
    ['settings are about nobody', { _id: 'settings' }, { lineage: [] }],
  ];
  for (const [title, doc, expected] of cases)
    it(title, async () => {
      const { about } = await hydrate(store, [doc]);
      expect(names(about.get(doc._id)!)).to.deep.equal(expected);
    });

  it('is read with three requests, however many they are', async () => {
    const batch = Array.from({ length: 200 }, (_, at) => report(`r${at}`, at % 2 ? { patient_id: '111' } : { patient_uuid: 'ben' }, sent));
    const { about } = await hydrate(store, [...batch, ana]);
    expect(requests.length).to.be.at.most(3);
    expect([...about.values()].filter(({ patient }) => patient)).to.have.length(200);
  });

  it('holds the primary contacts when asked for them, with a fourth', async () => {
    const { contacts } = await hydrate(store, [ben], { primary: true });
    expect([...contacts.keys()].sort()).to.deep.equal(['ana', 'ben', 'clinic', 'district']);
    expect(requests.length).to.be.at.most(4);
    expect((await hydrate(store, [ben])).contacts.has('ana')).to.equal(false);
  });

  it('takes the documents of the batch for what they are, not for what is stored', async () => {
    const muted = { ...clinic, muted: '2026-01-14T10:00:00.000Z', place_id: '501' } as Contact;
    const { about } = await hydrate(store, [muted, report('r', { place_id: '501' }), ana]);
    expect(about.get('r')?.place?.doc).to.equal(muted);
    expect(about.get('ana')?.lineage[0]).to.equal(muted);
  });

  it('asks for nothing when there is nothing to ask', async () => {
    await hydrate(store, [{ _id: 'settings' }, district]);
    expect(requests).to.deep.equal([]);
  });
});

describe('a document to be stored', () => {
  const cases: [string, object, object][] = [
    [
      'has ids for the places above',
      { type: 'person', parent: { _id: 'a', name: 'A', parent: { _id: 'b', type: 'x' } } },
      { type: 'person', parent: { _id: 'a', parent: { _id: 'b' } } },
    ],
    ['has an id for its primary contact', { type: 'clinic', contact: { _id: 'c', name: 'C' } }, { type: 'clinic', contact: { _id: 'c' } }],
    ['has no patient or place put into it', { type: 'data_record', patient: { _id: 'p' }, place: { _id: 'q' } }, { type: 'data_record' }],
    ['keeps a patient that is an answer', { type: 'data_record', patient: 'Ana' }, { type: 'data_record', patient: 'Ana' }],
    [
      'has ids for linked documents',
      { type: 'person', linked_docs: { tag: { _id: 'l', name: 'L' }, other: 'm' } },
      { type: 'person', linked_docs: { tag: 'l', other: 'm' } },
    ],
    ['keeps an empty parent', { type: 'clinic', parent: '' }, { type: 'clinic', parent: '' }],
    [
      'keeps all else',
      { type: 'person', name: 'A', list: [1], deep: { parent: { name: 'kept' } } },
      { type: 'person', name: 'A', list: [1], deep: { parent: { name: 'kept' } } },
    ],
  ];
  for (const [title, doc, expected] of cases)
    it(title, () => {
      expect(minify({ _id: 'x', ...doc } as Doc)).to.deep.equal({ _id: 'x', ...expected });
    });
});
