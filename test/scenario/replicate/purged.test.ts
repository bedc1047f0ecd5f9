import { purgeDatabase, purgedId, purgeInfoId } from '@rounds/ddocs/documents/purged.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { phone, readFill } from './phone.ts';
import { aya, type Person, report, type Village, village } from './village.ts';

describe('a document that is purged for a role', () => {
  let place: Village;
  let person: Person;
  let markers: Store;
  let now = 1_760_000_000_000;
  before(async () => {
    place = await village({
      now: () => now,
      docs: [report('old', 'nia', aya), report('older', 'noah', aya), report('new', 'nia', aya)],
    });
    person = await place.login('aya');
    markers = couchStore(place.couchUrl, purgeDatabase(place.databases.main, ['chw']));
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  /** As the sentinel's job writes and removes markers. */
  const purge = async (...ids: string[]) => {
    await couchServer(place.couchUrl).createDatabase(markers.name);
    await markers.putLocal(purgeInfoId, { roles: ['chw'] });
    await markers.write(ids.map(id => ({ _id: purgedId(id), type: 'purged', timestamp: now })));
    now += 60_000;
  };
  const bringBack = async (...ids: string[]) => {
    const stored = await markers.getMany(ids.map(purgedId));
    await markers.write(stored.map(doc => ({ _id: doc!._id, _rev: doc!._rev!, _deleted: true })));
    now += 60_000;
  };
  const left = async (since: string) =>
    (await person.ask(`/api/v1/replication/left?since=${encodeURIComponent(since)}`)).body;
  const ids = async (who: Person): Promise<string[]> =>
    (await who.ask('/api/v1/replication/get-ids')).body.doc_ids_revs.map(({ id }: { id: string }) => id);
  const reports = ['new', 'old', 'older'];
  const ours = (all: readonly string[]) => all.filter(id => reports.includes(id)).sort();

  it('costs nothing as long as there is none: nobody is told of a change of scope', async () => {
    expect(ours(await ids(person))).to.deep.equal(reports);
    const { head } = await readFill(person);
    await couchServer(place.couchUrl).createDatabase(markers.name);
    now += 60_000;
    expect((await readFill(person)).head.scope).to.equal(head.scope);
  });

  it('is left out of the fill, the ids, the changes and bulk reads of that role, and told as deleted', async () => {
    const device = phone(place, person);
    const { scope, seq } = await device.fill();
    await purge('old', 'older');
    const { head, docs } = await readFill(person);
    expect(ours(docs.map(({ _id }) => _id))).to.deep.equal(['new']);
    expect(head.count).to.equal(docs.length);
    expect(ours(await ids(person))).to.deep.equal(['new']);
    const { body: changes } = await person.ask('/medic/_changes?since=0');
    expect(ours(changes.results.map(({ id }: { id: string }) => id))).to.deep.equal(['new']);
    const { body: got } = await person.ask('/medic/_bulk_get', { body: { docs: reports.map(id => ({ id })) } });
    expect(got.results.map(({ id }: { id: string }) => id)).to.deep.equal(['new']);
    const { body: gone } = await person.ask('/api/v1/replication/get-deletes', {
      body: { doc_ids: [...reports, 'nia'] },
    });
    expect(gone.doc_ids.sort()).to.deep.equal(['old', 'older']);
    // Phones that have it hear that what they should hold is another thing now, and compare.
    expect((await left(seq)).scope).to.not.equal(scope);
  });

  it('does not come to a phone when it changes, and other documents do', async () => {
    const device = phone(place, person);
    await device.fill();
    await place.put(
      report('old', 'nia', aya, { fields: { text: 'edited' } }),
      report('new', 'nia', aya, { fields: { text: 'edited' } }),
    );
    await place.heard();
    await device.pull();
    expect(await device.get('old')).to.equal(null);
    expect((await device.get('new'))!.fields).to.deep.include({ text: 'edited' });
    await place.put({ _id: 'old', _deleted: true });
    const { body } = await person.ask('/medic/_changes?since=0');
    expect(body.results.find(({ id }: { id: string }) => id === 'old')).to.include({ deleted: true });
    await place.put(report('old', 'nia', aya));
  });

  it('is there for all other roles, and for online users', async () => {
    for (const name of ['sol', 'olga']) {
      const other = await place.login(name);
      expect(await ids(other), name).to.include(name === 'olga' ? 'older' : 'north');
    }
    const { body } = await (await place.login('olga')).ask('/medic/_bulk_get', { body: { docs: [{ id: 'older' }] } });
    expect(body.results[0].docs[0].ok._id).to.equal('older');
  });

  it('comes back when it is purged no longer, and phones hear that too', async () => {
    const { scope, last_seq } = await left((await readFill(person)).head.seq);
    await bringBack('older');
    expect((await left(last_seq)).scope).to.not.equal(scope);
    expect(ours(await ids(person))).to.deep.equal(['new', 'older']);
    const { body } = await person.ask('/medic/_bulk_get', { body: { docs: [{ id: 'older' }] } });
    expect(body.results[0].docs[0].ok._id).to.equal('older');
  });

  it('may still be sent by a phone that wrote it before it was purged', async () => {
    const doc = { ...(await place.main.get('old'))!, fields: { patient_id: 'nia', text: 'written on the way' } };
    const { status } = await person.ask('/medic/_bulk_docs', { body: { docs: [doc] } });
    expect(status).to.equal(201);
    expect((await place.main.get('old'))!.fields).to.deep.include({ text: 'written on the way' });
  });
});
