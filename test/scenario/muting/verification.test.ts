import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { settleOnDevice } from '@rounds/sentinel/device/settle.ts';
import { expect } from 'chai';
import { PouchDB } from '../../pouchdb.ts';
import { type LoggedIn, type World, world } from '../../world.ts';
import { okellos } from '../sentinel/village.ts';

const home = ['Okello', 'Grace', 'Peter'];

describe('A mute that a supervisor must verify', () => {
  let place: World;
  let mary: LoggedIn;
  let rehema: LoggedIn;
  let rehemaName: string;
  before(async function () {
    this.timeout(120_000);
    place = await world({
      docs: okellos,
      settings: settings => ({
        ...settings,
        muting: { ...(settings.muting as object), verify_forms: { mute: 'chw_supervisor' } },
      }),
    });
    const user = async (name: string, role: string, where: string) => {
      const username = place.userName(name);
      await place.createUser({ username, roles: [role], place: where, contact: 'Mary', type: role });
      return username;
    };
    rehemaName = await user('rehema', 'chw_supervisor', 'district');
    rehema = await place.login(rehemaName);
    mary = await place.login(await user('mary', 'chw', 'centre'));
  });
  after(() => place?.close());

  const muted = async () => (await place.store().getMany<Contact>(home)).filter(doc => doc?.muted).map(doc => doc!._id);
  const send = async (who: LoggedIn, docs: readonly Doc[], more: object = {}) => {
    const response = await who.fetch('/medic/_bulk_docs', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ docs, ...more }),
    });
    return (await response.json()) as { id: string; error?: string; reason?: string }[];
  };
  const report = (_id: string, more: Partial<Report> = {}): Report => ({
    _id,
    type: 'data_record',
    form: 'mute',
    content_type: 'xml',
    contact: { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } },
    from: '+254700000001',
    reported_date: Date.now() - 3_600_000,
    fields: { place_id: 'Okello', place_uuid: 'Okello' },
    ...more,
  });
  const stored = async (id: string) => (await place.store().get<Report>(id))!;
  const momentOf = async (who: LoggedIn, id: string, at?: string) => {
    const response = await who.fetch(`/api/v1/contact/${id}/muting${at ? `?at=${encodeURIComponent(at)}` : ''}`);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('waits, and its author may not verify it herself, in whatever way', async function () {
    this.timeout(120_000);
    expect((await send(mary, [report('born verified', { verified: true })]))[0]?.reason).to.equal(
      'Only users with the role chw_supervisor may verify this report',
    );
    await send(mary, [report('first')]);
    await place.settled();
    expect(await muted()).to.deep.equal([]);
    const waiting = await stored('first');
    expect(waiting.waits_for).to.deep.equal(['chw_supervisor']);
    expect(waiting.tasks?.[0]?.messages?.[0]?.message).to.include('waits for your supervisor');
    for (const verified of [true, false])
      expect((await send(mary, [{ ...waiting, verified }]))[0]?.error, String(verified)).to.equal('forbidden');
    expect((await send(mary, [{ ...waiting, form: 'visit', verified: true }]))[0]?.error).to.equal('forbidden');
    expect((await send(mary, [{ ...waiting, fields: { ...waiting.fields, note: 'She moved' } }]))[0]?.error).to.equal(
      undefined,
    );
  });

  it('is verified by the supervisor under her own name only, and tells its author that it is refused', async function () {
    this.timeout(120_000);
    const waiting = await stored('first');
    const foreign = await send(rehema, [{ ...waiting, verified: false, verified_by: 'somebody else' }]);
    expect(foreign[0]?.reason).to.equal('A report is verified under your own name');
    await send(rehema, [{ ...waiting, verified: false, verified_date: Date.now(), verified_by: rehemaName }]);
    await place.settled();
    expect(await muted()).to.deep.equal([]);
    const refused = await stored('first');
    expect(refused.errors?.map(({ code }) => code)).to.deep.equal(['verification_refused']);
    expect(refused.tasks?.at(-1)?.messages?.[0]?.message).to.include('was refused');
    const { verified: _, ...again } = refused;
    expect((await send(mary, [again]))[0]?.error, 'taking the refusal away').to.equal('forbidden');
  });

  it('is carried out on the phone of the supervisor without a network, and then by the server, by its own date', async function () {
    this.timeout(120_000);
    const mute = report('second');
    await send(mary, [mute]);
    await place.settled();
    const db = new PouchDB(`phone-${crypto.randomUUID()}`, { adapter: 'memory' });
    const store = pouchStore(db, viewMaps());
    const held = await place.store().getMany([...okellos.map(({ _id }) => _id), 'second']);
    await db.bulkDocs(held as object[], { new_edits: false });
    const { settings } = parseSettings((await place.store().get<Doc & { settings: unknown }>('settings'))!.settings);
    const approved = {
      ...(await store.get<Report>('second'))!,
      ...{ verified: true, verified_date: Date.now(), verified_by: rehemaName },
    };
    const saved = await settleOnDevice({ docs: [approved], store, settings, now: Date.now() });
    await store.write(saved);
    const grey = (await store.getMany<Contact>(home)).filter(doc => doc?.muted).map(doc => doc!._id);
    expect(grey, 'on her phone').to.deep.equal(home);

    const ids = saved.map(({ _id }) => _id);
    const { results } = await db.bulkGet({ docs: ids.map(id => ({ id })), revs: true });
    const docs = results.flatMap(({ docs }) => docs.flatMap(each => ('ok' in each ? [each.ok as unknown as Doc] : [])));
    const answers = await send(rehema, docs, { new_edits: false });
    expect(answers.filter(({ error }) => error)).to.deep.equal([]);
    await place.settled();
    expect(await muted()).to.deep.equal(home);
    for (const id of home) {
      const one = await place.store().get<Contact>(id);
      expect(one?.muted_by).to.include({ report_id: 'second', root: 'Okello', reported_date: mute.reported_date });
      expect(one?.muting_history?.last_update).to.equal('server_side');
    }
    expect((await stored('second')).errors).to.equal(undefined);
    await db.destroy();
  });

  it('is told of any moment to whoever may see the contact, and to nobody else', async () => {
    const made = (await stored('second')).reported_date!;
    const then = await momentOf(mary, 'Grace', new Date(made + 1).toISOString());
    expect(then).to.nested.include({ status: 200, 'body.muted': true, 'body.direct': false, 'body.by.root': 'Okello' });
    expect(then.body.history).to.have.length(1);
    expect((await momentOf(mary, 'Grace')).body.muted).to.equal(true);
    expect((await momentOf(mary, 'Grace', String(made - 1))).body).to.include({ muted: false });
    const wrong = await momentOf(mary, 'Grace', 'yesterday');
    expect(wrong).to.nested.include({ status: 400, 'body.code': 'request/invalid' });
    for (const id of ['district', 'second', 'nobody']) expect((await momentOf(mary, id)).status, id).to.equal(404);
    expect((await fetch(`${place.apiUrl}/api/v1/contact/Grace/muting`)).status).to.equal(401);
  });
});
