import type { Contact, Lineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type ContactMove, contactMoveKey, contactMoveRange } from '@rounds/ddocs/moving/contact-move.ts';
import { expect } from 'chai';
import { until, type World, world } from '../../world.ts';
import { runJob } from '../dialogues/run-job.ts';

const study: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };
const arm: Contact = { _id: 'arm-a', type: 'health_center', name: 'Arm A', parent: { _id: 'study' } };
const person = (_id: string, phone: string): Contact => ({
  ...{ _id, type: 'person', name: _id, phone, parent: { _id: 'study' }, reported_date: 1 },
});
const reports = 2500;
const nameOf = (at: number): string => `visit-${String(at).padStart(4, '0')}`;
const madeBy = (_id: string, by: string, fields: object = {}): Doc => ({
  ...{ _id, type: 'data_record', form: 'visit', fields, reported_date: 5 },
  contact: { _id: by, parent: { _id: 'study' } },
});

describe('Somebody who is drawn into an arm', function () {
  this.timeout(300_000);
  let rounds: World;

  before(async () => {
    rounds = await world({
      docs: [
        study,
        arm,
        person('new', '+254711000001'),
        person('old', '+254711000002'),
        person('other', '+254711000003'),
      ],
      env: { LEASE_MS: '2000' },
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        dialogues: { sequences: { default: ['hall'] }, pacing: false },
      }),
    });
    const visits = Array.from({ length: reports }, (_, at) => madeBy(nameOf(at), 'old'));
    for (let at = 0; at < reports; at += 500) await rounds.store().write(visits.slice(at, at + 500));
    await rounds.store().write([madeBy('about-old', 'other', { patient_uuid: 'old' })]);
    await put('hall', {
      ...{ schema_version: 1, id: 'hall', languages: ['en'], first: 'draw' },
      steps: {
        draw: { assign: { variable: 'group', weights: { 'arm-a': 1 } }, save: 'arm', next: 'end' },
        end: { next: null },
      },
      texts: { en: { 'end.text': 'You are in a group now.' } },
    });
    await rounds.settled(120_000);
  });
  after(() => rounds?.close());

  const send = async (path: string, method: string, body: object): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await rounds.fetch(path, { method, body: JSON.stringify(body), headers });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
  const put = (id: string, dialogue: object) => send(`/api/v1/dialogues/${id}`, 'PUT', dialogue);
  const parentOf = async (id: string) => (await rounds.store().get<Contact>(id))?.parent;
  const authorOf = async (id: string) => (await rounds.store().get(id))?.contact as Lineage;
  const there = { _id: 'arm-a', parent: { _id: 'study' } };
  const moves = () =>
    rounds
      .store(rounds.databases.sentinel)
      .range<ContactMove>({ from: 'contact-mov', to: 'contact-moved:\ufff0', limit: 10 });
  const had = async (contact: string): Promise<void> => {
    await send('/api/v1/dialogues/hall/runs', 'POST', { contact });
    await runJob(rounds, 'dialogues');
    await rounds.settled(120_000);
  };

  it('stands there at once where she has not reported yet', async () => {
    await had('new');
    expect(await parentOf('new')).to.deep.equal(there);
    expect(await moves()).to.deep.equal([]);
  });

  it('goes there with all that she reported, though the sentinel is killed in the middle', async () => {
    await had('old');
    const carried = runJob(rounds, 'contact_moves');
    await until('the first of her reports is moved', async () => (await authorOf(nameOf(0))).parent?._id === 'arm-a');
    await rounds.sentinel.kill();
    const [first, last] = [await authorOf(nameOf(0)), await authorOf(nameOf(reports - 1))];
    expect(first.parent).to.deep.equal(there);
    expect(last.parent, 'it was cut off in the middle').to.deep.equal({ _id: 'study' });
    await rounds.sentinel.start();
    await carried.catch(() => undefined);
    const side = rounds.store(rounds.databases.sentinel);
    await until('it is done', async () => (await side.range({ ...contactMoveRange, limit: 1 })).length === 0, 120_000);
    const [record] = await moves();
    expect(record).to.include({ state: 'done', contact: 'old', to: 'arm-a', by: 'dialogue:hall' });
    expect(await parentOf('old')).to.deep.equal(there);
    const all = await rounds.store().range<Doc>({ from: 'visit-', to: 'visit-\ufff0', limit: reports + 10 });
    expect(all).to.have.lengthOf(reports);
    for (const { contact, _rev } of all) {
      expect(contact).to.deep.equal({ _id: 'old', parent: there });
      expect(Number.parseInt(_rev!, 10), 'moved once').to.be.at.most(3);
    }
    expect(await authorOf('about-old')).to.deep.equal({ _id: 'other', parent: { _id: 'study' } });
  });

  it('goes back with them when somebody takes that back within a day, and only then', async () => {
    const [record] = await moves();
    const door = `/api/v1/contact-moves/${encodeURIComponent(contactMoveKey(record!))}`;
    const undo = () => rounds.fetch(`${door}/undo`, { method: 'POST' });
    expect((await undo()).status).to.equal(202);
    const state = async () => ((await (await rounds.fetch(door)).json()) as { state: string }).state;
    await until('it is taken back', async () => (await state()) === 'undone', 120_000);
    expect(await parentOf('old')).to.deep.equal({ _id: 'study' });
    for (const at of [0, reports - 1])
      expect(await authorOf(nameOf(at))).to.deep.equal({ _id: 'old', parent: { _id: 'study' } });
    const again = await undo();
    expect(again.status).to.equal(409);
    expect(await again.json()).to.include({ message: 'This move is undone' });
  });

  it('is moved by hand after a look at what that comes to, and nowhere else than where she may stand', async () => {
    const ask = async (to: string, more = '') => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', body: JSON.stringify({ to }), headers };
      const answer = await rounds.fetch(`/api/v1/contacts/other/move${more}`, init);
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    expect((await ask('arm-a', '?dry_run=true')).body).to.deep.equal({ contacts: 1, reports: 1, lose: [], get: [] });
    expect((await ask('study')).body.message).to.equal('other stands there already');
    expect((await ask('new')).body.message).to.equal('other cannot stand in a place of the type person');
    expect((await ask('nowhere')).status).to.equal(404);
    const { status, body } = await ask('arm-a');
    expect(status).to.equal(202);
    const there = async () => (await parentOf('other'))?._id === 'arm-a';
    await until('she stands there', there, 60_000);
    expect(body).to.include({ contact: 'other', to: 'arm-a', state: 'going' });
    await until('her report does, too', async () => (await authorOf('about-old')).parent?._id === 'arm-a', 60_000);
  });
});
