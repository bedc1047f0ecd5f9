import { randomUUID } from 'node:crypto';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { jobRequestId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { TokenLoginDoc, UserDoc, UserSettings } from '@rounds/ddocs/documents/users.ts';
import { expect } from 'chai';
import { until, type World, world } from '../../world.ts';

const under = (...ids: string[]): { _id: string; parent?: object } | undefined =>
  ids.reduceRight<{ _id: string; parent?: object } | undefined>(
    (parent, _id) => (parent ? { _id, parent } : { _id }),
    undefined,
  );
const docs = [
  { _id: 'hc', type: 'health_center', name: 'Mto', contact: under('sita', 'hc') },
  { _id: 'sita', type: 'person', name: 'Sita', parent: { _id: 'hc' }, phone: '+255712000001' },
  { _id: 'clinic', type: 'clinic', name: 'Otieno', parent: { _id: 'hc' } },
] as const;

describe('logins for contacts', () => {
  let place: World;
  before(async () => {
    const settings = (given: Record<string, unknown>) => ({
      ...given,
      token_login: { enabled: true, translation_key: 'login.sms' },
      app_url: 'https://rounds.example.org',
      transitions: { ...(given.transitions as object), create_user_for_contacts: true },
      create_user_for_contacts: { replace_forms: ['replace_user'] },
    });
    place = await world({ docs: docs.map(doc => ({ ...doc })), settings });
  });
  after(() => place?.close());

  const contact = async (id: string) => (await place.store().get<Contact>(id))!;
  const put = async (doc: Doc) => {
    const stored = await place.store().get(doc._id);
    const body = JSON.stringify({ ...stored, ...doc });
    const answer = await place.fetch(`/medic/${doc._id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).to.equal(201);
  };
  /** Has the sentinel's job run now, as `npm run jobs -- create_users` does. */
  const runJob = async () => {
    await place.settled();
    const side = place.store(place.databases.sentinel);
    const _id = jobRequestId('create_users');
    const before = await side.get(_id);
    const wish = randomUUID();
    const rev = before?._rev ? { _rev: before._rev } : {};
    await side.write([
      {
        _id,
        ...rev,
        type: 'job-request',
        job: 'create_users',
        wish,
        requested: new Date().toISOString(),
        state: 'wanted',
      },
    ]);
    await until('the job had run', async () => (await side.get(_id))?.state === 'done');
    await place.settled();
  };
  const links = async (to: string) => {
    const all = await place
      .store()
      .range<TokenLoginDoc>({ from: 'token:login:', to: 'token:login:\ufff0', limit: 100 });
    return all.filter(({ tasks }) => tasks[0]!.messages![0]!.to === to);
  };
  const follow = ({ _id }: TokenLoginDoc) =>
    fetch(`${place.apiUrl}/medic/login/token/${_id.slice('token:login:'.length)}`, {
      method: 'POST',
      redirect: 'manual',
    });

  it('are made by a new contact that wishes for one, whose phone gets a link', async () => {
    const id = `asha-${place.userName('x')}`;
    await put({
      ...{ _id: id, type: 'person', name: 'Asha Otieno', parent: { _id: 'hc' }, phone: '+255712000002', role: 'chw' },
      user_for_contact: { create: 'true' },
    });
    await runJob();
    const { user_for_contact: wish, errors } = await contact(id);
    expect(errors).to.equal(undefined);
    const username = wish!.created!.username;
    expect(username).to.match(/^asha-otieno-\d{4}$/);
    const [link, ...others] = await links('+255712000002');
    expect(others).to.deep.equal([]);
    expect((await follow(link!)).status).to.equal(302);
    await runJob();
    expect(await links('+255712000002')).to.have.length(1);
    await place
      .store('_users')
      .get<UserDoc>(`org.couchdb.user:${username}`)
      .then(user => expect(user!.facility_id).to.deep.equal(['hc']));
    await place.fetch(`/api/v1/users/${username}`, { method: 'DELETE' });
  });

  it('are not made for one without a phone, which the contact says, until it has one', async () => {
    const id = `juma-${place.userName('x')}`;
    await put({
      _id: id,
      type: 'person',
      name: 'Juma',
      parent: { _id: 'hc' },
      role: 'chw',
      user_for_contact: { create: true },
    });
    await runJob();
    expect((await contact(id)).errors!.map(({ message }) => message).join()).to.match(/phone number/);
    await put({ _id: id, phone: '+255712000003' });
    await runJob();
    const { user_for_contact: wish, errors } = await contact(id);
    expect(errors).to.equal(undefined);
    expect(await links('+255712000003')).to.have.length(1);
    await place.fetch(`/api/v1/users/${wish!.created!.username}`, { method: 'DELETE' });
  });

  it('are handed on by their holder with a form, and by nobody else in his name', async () => {
    const [sita, other] = [place.userName('sita'), place.userName('other')];
    await place.createUser({ username: sita, roles: ['chw'], place: 'hc', contact: 'sita' });
    const id = `zawadi-${place.userName('x')}`;
    await put({ _id: id, type: 'person', name: 'Zawadi', parent: { _id: 'hc' }, phone: '+255712000004' });
    await place.createUser({ username: other, roles: ['chw'], place: 'hc', contact: id });
    const report: Report = {
      ...{ _id: 'handover', type: 'data_record', form: 'replace_user', content_type: 'xml', reported_date: Date.now() },
      contact: { _id: 'sita', parent: { _id: 'hc' } },
      fields: { replacement_contact_id: id },
    };
    const send = async (user: string) => {
      const person = await place.login(user);
      const body = JSON.stringify({ docs: [report] });
      const answer = await person.fetch('/medic/_bulk_docs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return ((await answer.json()) as { ok?: boolean; reason?: string }[])[0]!;
    };
    expect((await send(other)).reason).to.match(/by its holder only/);
    await place.fetch(`/api/v1/users/${other}`, { method: 'DELETE' });
    expect((await send(sita)).ok).to.equal(true);
    const before = await place.login(sita);
    await runJob();
    expect((await place.store().get<Report>('handover'))!.errors ?? []).to.deep.equal([]);
    const handed = (await contact('sita')).user_for_contact!.replace![sita]!;
    expect(handed).to.include({ status: 'COMPLETE', replacement_contact_id: id });
    const kept = (await place.store('_users').get<UserDoc>(`org.couchdb.user:${sita}`))!;
    expect(kept).to.deep.include({ roles: ['chw'], facility_id: ['hc'], contact_id: 'sita' });
    expect(kept.handed_on!.to).to.equal(handed.username);
    expect((await place.store().get<UserSettings>(`org.couchdb.user:${sita}`))!.inactive).to.equal(undefined);
    await until('his session had ended', async () => (await before.fetch('/medic/hc')).status === 401);
    const refused = await place.login(sita).then(
      () => 'let in',
      () => 'refused',
    );
    expect(refused).to.equal('refused');
    expect((await contact('hc')).contact!._id).to.equal(id);
    const [link] = await links('+255712000004');
    expect((await follow(link!)).status).to.equal(302);
    await place.fetch(`/api/v1/users/${handed.username}`, { method: 'DELETE' });
    await place.fetch(`/api/v1/users/${sita}`, { method: 'DELETE' });
    expect(await place.store('_users').get(`org.couchdb.user:${sita}`)).to.equal(null);
  });

  it('are not handed on before the phone has sent all that it has', async () => {
    const [user, id] = [place.userName('mosi'), `tatu-${place.userName('x')}`];
    const holder = { _id: `mosi-${user}`, type: 'person', name: 'Mosi', parent: { _id: 'hc' } };
    await put(holder);
    await place.createUser({ username: user, roles: ['chw'], place: 'hc', contact: holder._id });
    await put({ _id: id, type: 'person', name: 'Tatu', parent: { _id: 'hc' }, phone: '+255712000005' });
    const handing = (status: string) =>
      put({ ...holder, user_for_contact: { replace: { [user]: { status, replacement_contact_id: id } } } } as Doc);
    await handing('PENDING');
    await runJob();
    expect(await links('+255712000005')).to.deep.equal([]);
    expect((await (await place.login(user)).fetch(`/medic/${holder._id}`)).status).to.equal(200);
    await handing('READY');
    await runJob();
    expect(await links('+255712000005')).to.have.length(1);
    const { username, status } = (await contact(holder._id)).user_for_contact!.replace![user]!;
    expect(status).to.equal('COMPLETE');
    for (const each of [user, username!]) await place.fetch(`/api/v1/users/${each}`, { method: 'DELETE' });
  });
});
