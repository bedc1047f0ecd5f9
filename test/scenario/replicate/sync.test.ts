import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { phone, readFill } from './phone.ts';
import { aya, ben, lineage, type Person, report, type Village, village } from './village.ts';

/** Lines of a fill as they come, until the reader has enough and hangs up. */
const brokenFill = async (place: Village, person: Person, lines: number): Promise<string[]> => {
  const broken = new AbortController();
  const response = await fetch(`${place.url}/api/v1/replication/fill`, {
    headers: { cookie: person.cookie },
    signal: broken.signal,
  });
  const read: string[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = parts.pop()!;
    read.push(...parts);
    if (read.length >= lines) break;
  }
  broken.abort();
  return read.slice(0, lines);
};

describe('the first fill', () => {
  let place: Village;
  const many = Array.from({ length: 1200 }, (_, index) =>
    report(`visit-${String(index).padStart(5, '0')}`, 'nia', aya, { fields: { text: 'x'.repeat(200) } }),
  );
  before(async () => {
    place = await village({ docs: many });
  });
  after(() => place?.close());

  it('goes on after a break where it stopped, and misses nothing that changed meanwhile', async () => {
    const person = await place.login('aya');
    const whole = await readFill(person);
    const [first, ...docs] = (await brokenFill(place, person, 400)).map(line => JSON.parse(line));
    const last = docs.at(-1)._id;
    // One that was sent already and one that was not, and a new one that sorts before the break.
    await place.put(report('visit-00001', 'noah', aya), report('visit-01100', 'noah', aya), report('aaa', 'nia', aya));
    const rest = await readFill(person, `?after=${encodeURIComponent(last)}&since=${encodeURIComponent(first.seq)}`);
    expect(rest.head.seq).to.equal(first.seq);
    expect(rest.docs.every(({ _id }) => _id > last)).to.equal(true);
    const ids = [...docs, ...rest.docs].map((doc: Doc) => doc._id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect([...ids].sort()).to.deep.equal(whole.docs.map(({ _id }) => _id).sort());
    const device = phone(place, person);
    await device.db.bulkDocs([...docs, ...rest.docs], { new_edits: false });
    const pulled = await device.db.replicate.from(device.remote, { checkpoint: 'target', since: first.seq });
    expect(pulled.docs_written).to.be.within(2, 3);
    expect(await device.get('aaa')).to.not.equal(null);
    expect((await device.get('visit-00001'))!.fields).to.deep.equal({ patient_id: 'noah' });
  });

  it('is compressed for clients that take it, and says how many documents come', async () => {
    const person = await place.login('aya');
    const response = await fetch(`${place.url}/api/v1/replication/fill`, {
      headers: { cookie: person.cookie, 'accept-encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).to.equal('gzip');
    const [head, ...docs] = (await response.text()).trim().split('\n');
    expect(JSON.parse(head!).count).to.be.within(docs.length, docs.length + 2);
  });

  it('holds the whole programme for online users, however many pages it takes', async () => {
    const { docs } = await readFill(await place.login('olga'));
    const ids = docs.map(({ _id }) => _id);
    expect(ids).to.include.members(['sam', 'nia', 'settings', 'visit-01199', 'form:visit', 'south']);
    // A phone that is cut off goes on after the last that came: nothing may come out of turn, attachments or not.
    expect(ids).to.deep.equal([...ids].sort());
    expect(ids.filter(id => id.startsWith('_design/') && id !== '_design/medic-client')).to.deep.equal([]);
    const resumed = await readFill(await place.login('olga'), '?after=visit-01190');
    expect(resumed.docs.map(({ _id }) => _id)).to.deep.equal(
      Array.from({ length: 9 }, (_, index) => `visit-0119${index + 1}`),
    );
  });

  it('hands over to replication, which brings nothing again', async () => {
    const device = phone(place, await place.login('aya'));
    await device.fill();
    expect((await device.pull()).docs_read).to.equal(0);
    const again = await device.pull();
    expect(again.docs_read).to.equal(0);
    await place.put(report('after-handover', 'nia', aya));
    expect((await device.pull()).docs_written).to.equal(1);
    expect((await device.pull()).docs_read).to.equal(0);
  });

  it('is the same set of documents as by ids and as by replication from the start', async () => {
    const person = await place.login('aya');
    const filled = (await readFill(person)).docs.map(({ _id, _rev }) => `${_id} ${_rev}`).sort();
    const { body } = await person.ask('/api/v1/replication/get-ids');
    expect(body.doc_ids_revs.map(({ id, rev }: { id: string; rev: string }) => `${id} ${rev}`).sort()).to.deep.equal(
      filled,
    );
    expect(body).to.include({ warn: false, limit: 10_000, warn_docs: filled.length });
    const device = phone(place, person);
    await device.pull();
    const held = (await device.db.allDocs()).rows.map(({ id, value }) => `${id} ${value.rev}`).sort();
    expect(held).to.deep.equal(filled);
  });
});

describe('a document that changes', () => {
  let place: Village;
  let person: Person;
  before(async () => {
    place = await village();
    person = await place.login('aya');
  });
  after(() => place?.close());

  const left = async (since: string) =>
    (await person.ask(`/api/v1/replication/left?since=${encodeURIComponent(since)}`)).body;
  const north = lineage('north-clinic', 'north', 'district');
  const south = lineage('south-clinic', 'south', 'district');
  const somebody = (_id: string, parent: object): Doc => ({
    _id,
    type: 'person',
    name: _id,
    patient_id: `code-of-${_id}`,
    parent,
  });

  it('and so leaves the scope of a phone is named to it, with the reports about it, and nothing else', async () => {
    await place.put(
      ...[somebody('mover', north), report('visit-mover', 'mover', aya), report('visit-by-code', 'code-of-mover', ben)],
      ...[somebody('stayer', south), report('visit-stayer', 'stayer', ben)],
    );
    const { head } = await readFill(person);
    await place.put(
      somebody('mover', south),
      { ...somebody('stayer', south), name: 'Stayer' },
      report('visit-stayer', 'stayer', ben, { fields: { text: 'edited' } }),
      report('new-in-south', 'stayer', ben),
    );
    const { ids, last_seq, scope } = await left(head.seq);
    expect([...ids].sort()).to.deep.equal(['mover', 'visit-by-code', 'visit-mover']);
    expect(scope).to.equal(head.scope);
    expect((await left(last_seq)).ids).to.deep.equal([]);
    expect((await person.ask('/medic/mover')).status).to.equal(404);
    expect((await person.ask('/medic/visit-mover')).status).to.equal(404);
  });

  it('is named when it is a report that is now about somebody else', async () => {
    await place.put(report('turned', 'nia', ben));
    const { head } = await readFill(person);
    await place.put(report('turned', 'sam', ben));
    expect((await left(head.seq)).ids).to.deep.equal(['turned']);
  });

  it('and so comes into the scope of a phone is replicated, and all that is about it can be asked for', async () => {
    await place.put(somebody('newcomer', south), report('visit-newcomer', 'newcomer', ben));
    const device = phone(place, person);
    await device.fill();
    await device.pull();
    await place.put(somebody('newcomer', north));
    await device.pull();
    expect(await device.ids())
      .to.include('newcomer')
      .and.not.include('visit-newcomer');
    const { body } = await person.ask('/api/v1/replication/about', { body: { ids: ['newcomer', 'sue'] } });
    const docs = body
      .trim()
      .split('\n')
      .map((line: string) => JSON.parse(line)) as Doc[];
    expect(docs.map(({ _id }) => _id).sort()).to.deep.equal(['newcomer', 'visit-newcomer']);
  });

  it('by being deleted vanishes from the phones that held it, and others hear nothing of it', async () => {
    await place.put(somebody('leaver', north), report('visit-leaver', 'leaver', ben));
    const [mine, theirs] = [phone(place, person), phone(place, await place.login('ben'))];
    await mine.fill();
    await theirs.fill();
    const { head } = await readFill(person);
    const stored = await place.main.getMany(['visit-leaver', 'leaver']);
    await place.main.write(stored.map(doc => ({ _id: doc!._id, _rev: doc!._rev!, _deleted: true })));
    await mine.pull();
    expect(await mine.ids())
      .to.not.include('leaver')
      .and.not.include('visit-leaver');
    expect((await theirs.pull()).docs_read).to.be.at.most(1);
    const { body } = await person.ask('/medic/_bulk_get', { body: { docs: [{ id: 'leaver' }] } });
    expect(JSON.stringify(body)).to.not.include('north-clinic');
    const gone = await person.ask('/api/v1/replication/get-deletes', {
      body: { doc_ids: ['leaver', 'visit-leaver', 'noah', 'sam', 'never'] },
    });
    expect(gone.body.doc_ids).to.deep.equal(['leaver', 'visit-leaver']);
    expect((await left(head.seq)).ids).to.deep.equal([]);
  });

  it('by being deleted on a phone vanishes everywhere', async () => {
    await place.put(report('mistake', 'nia', aya));
    const device = phone(place, person);
    await device.fill();
    await device.pull();
    await device.db.remove((await device.get('mistake')) as PouchDB.Core.ExistingDocument<object>);
    expect(await device.push()).to.deep.equal([]);
    expect(await place.main.get('mistake')).to.equal(null);
  });

  it('outside the scope of a phone moves the checkpoint of that phone all the same, so that it is not read again at every sync', async () => {
    const device = phone(place, person);
    await device.fill();
    await device.pull();
    await place.put(...Array.from({ length: 150 }, (_, index) => report(`south-${index}`, 'sam', ben)));
    const { seq } = await place.main.info();
    await device.pull();
    expect(Number.parseInt((await device.checkpoint())!, 10)).to.equal(Number.parseInt(seq, 10));
  });

  it('wakes a phone that waits and may see it', async () => {
    const { head } = await readFill(person);
    const waiting = person.ask(`/medic/_changes?feed=longpoll&heartbeat=10000&since=${encodeURIComponent(head.seq)}`);
    await place.put(report('not-hers', 'sam', ben));
    await place.put(report('hers', 'nia', ben));
    const { body } = await waiting;
    expect(body.results.map(({ id }: { id: string }) => id)).to.deep.equal(['hers']);
    expect(body.last_seq).to.not.equal(head.seq);
  });

  it('before a phone begins to wait is answered at once', async () => {
    const { head } = await readFill(person);
    await place.put(report('hers-before', 'nia', ben));
    const { body } = await person.ask(`/medic/_changes?feed=longpoll&since=${encodeURIComponent(head.seq)}`);
    expect(body.results.map(({ id }: { id: string }) => id)).to.deep.equal(['hers-before']);
  });

  it('does not end the wait of a phone that may not see it', async () => {
    const { head } = await readFill(person);
    const waiting = person.ask(`/medic/_changes?feed=longpoll&timeout=700&since=${encodeURIComponent(head.seq)}`);
    await place.put(report('not-hers-either', 'sam', ben));
    expect((await waiting).body.results).to.deep.equal([]);
  });

  it('arrives by itself on a phone in live replication', async () => {
    const device = phone(place, person);
    await device.fill();
    await device.pull();
    const arrived = new Promise<string>(resolve => {
      device.db.changes({ live: true, since: 'now' }).on('change', ({ id }) => resolve(id));
    });
    const live = device.db.replicate.from(device.remote, { live: true, retry: true, checkpoint: 'target' });
    await place.put(report('came-alone', 'nia', ben));
    expect(await arrived).to.equal('came-alone');
    live.cancel();
  });

  it('is written with its dates into the infodoc, whatever the sentinel wrote there', async () => {
    await place.put(report('dated', 'nia', aya));
    await place.sentinel.write([
      {
        _id: 'dated-info',
        type: 'info',
        doc_id: 'dated',
        transitions: { muting: { ok: true } },
        initial_replication_date: 'unknown',
      },
    ]);
    const doc = (await person.ask('/medic/dated')).body;
    expect((await person.ask('/medic/dated', { method: 'PUT', body: { ...doc, edited: true } })).status).to.equal(201);
    const info = (await place.sentinel.get('dated-info'))!;
    expect(info.transitions).to.deep.equal({ muting: { ok: true } });
    expect(info.initial_replication_date).to.equal('unknown');
    expect(info.latest_replication_date).to.match(/^20.*Z$/);
  });
});

describe('the depth of replication', () => {
  it('shows supervisors the upper levels, primary contacts when asked, and reports for signing off', async () => {
    const place = await village({
      settings: { replication_depth: [{ role: 'chw_supervisor', depth: 1, replicate_primary_contacts: true }] },
      docs: [
        {
          _id: 'north-clinic',
          type: 'clinic',
          name: 'north-clinic',
          parent: lineage('north', 'district'),
          contact: { _id: 'nia' },
        },
        report('about-clinic', 'north-clinic', aya),
        report('about-north', 'north', aya),
        report('to-sign', 'nia', aya, { fields: { needs_signoff: true } }),
        report('private', 'sol-person', aya, { fields: { private: true } }),
      ],
    });
    try {
      const person = await place.login('sol');
      const ids = async () => (await readFill(person)).docs.map(({ _id }) => _id);
      expect(await ids()).to.include.members([
        'district',
        'north',
        'south',
        'sol-person',
        'aya-person',
        'about-north',
        'to-sign',
      ]);
      expect(await ids())
        .to.not.include.members(['north-clinic'])
        .and.not.include('about-clinic');
      await place.put({
        _id: 'south',
        type: 'health_center',
        name: 'south',
        parent: lineage('district'),
        contact: { _id: 'sue' },
      });
      await place.admin.ask('/api/v1/settings', { method: 'PUT', body: {} });
      expect(await ids())
        .to.include('sue')
        .and.not.include('sam');
    } finally {
      await place.close();
    }
  });
});
