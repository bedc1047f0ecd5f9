import { expect } from 'chai';
import { type Person, password, type Village, village } from '../replicate/village.ts';

describe('users', () => {
  let place: Village;
  let olga: Person;
  let now = 1_760_000_000_000;
  before(async () => {
    place = await village({ now: () => now });
    olga = await place.login('olga');
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  const chw = (name: string, more: object = {}) => ({
    username: place.user(name),
    password,
    roles: ['chw'],
    place: 'north',
    contact: 'nia',
    password_change_required: false,
    ...more,
  });
  const logsIn = async (name: string, secret = password): Promise<boolean> =>
    (await place.stranger.ask('/medic/login', { body: { user: place.user(name), password: secret } })).status === 302;

  it('are made with both their documents, and log in', async () => {
    const { status, body } = await olga.ask('/api/v1/users', {
      body: chw('amina', { fullname: 'Amina', phone: '+254700000000', language: 'sw' }),
    });
    expect(status).to.equal(200);
    expect(body.user.id).to.equal(`org.couchdb.user:${place.user('amina')}`);
    expect(await place.main.get(body.user.id)).to.deep.include({
      type: 'user-settings',
      facility_id: ['north'],
      contact_id: 'nia',
      fullname: 'Amina',
      roles: ['chw'],
    });
    expect(await logsIn('amina')).to.equal(true);
    expect((await olga.ask('/api/v1/users', { body: chw('amina') })).status).to.equal(409);
  });

  it('get mm-online when all their roles are online, and lose it when one is not', async () => {
    const one = { username: place.user('officer'), password, roles: ['program_officer'] };
    const { body } = await olga.ask('/api/v3/users', { body: one });
    expect((await place.main.get(body.user.id))!.roles).to.deep.equal(['program_officer', 'mm-online']);
    await olga.ask(`/api/v3/users/${place.user('officer')}`, {
      body: { roles: ['program_officer', 'chw', 'mm-online'], place: ['north'], contact: 'nia' },
    });
    expect((await place.main.get(body.user.id))!.roles).to.deep.equal(['program_officer', 'chw']);
  });

  const faulty: [string, object, string][] = [
    ['a name with capitals', { username: 'Aya' }, 'username'],
    ['no password', { password: '' }, 'password'],
    ['a short password', { password: 'Ab1-xyz' }, 'password'],
    ['a password that is guessed', { password: 'password123' }, 'password'],
    ['no role', { roles: [] }, 'roles'],
    ['a role of the server', { roles: ['_reader'] }, 'roles'],
    ['a device role without a place', { place: undefined }, 'place'],
    ['a device role without a contact', { contact: undefined }, 'contact'],
    ['a place that is not there', { place: 'nowhere' }, 'place'],
    ['a person as the place', { place: 'noah' }, 'place'],
    ['a place as the contact', { contact: 'north-clinic' }, 'contact'],
    ['a contact that is not there', { contact: 'nobody' }, 'contact'],
    ['a contact outside the place', { contact: 'sam' }, 'contact'],
    ['two places for a role that may have one', { place: ['north', 'south'] }, 'place'],
    [
      'a link to log in, which the settings do not have, and no password',
      { token_login: true, password: '' },
      'token_login',
    ],
    ['a new place under one that is not there', { place: { name: 'X', type: 'clinic', parent: 'nowhere' } }, 'place'],
    ['a new contact under a place that is not there', { contact: { name: 'X', parent: 'nowhere' } }, 'contact'],
    ['a new contact with the id of the settings', { contact: { _id: 'settings', name: 'X' } }, 'contact'],
    ['a new contact with the id of a user', { contact: { _id: 'org.couchdb.user:x', name: 'X' } }, 'contact'],
  ];
  for (const [title, change, field] of faulty)
    it(`are refused with ${title}, and nothing is written`, async () => {
      const { status, body } = await olga.ask('/api/v1/users', { body: chw('faulty', change) });
      expect([status, body.code]).to.deep.equal([400, 'user/invalid']);
      expect(body.details.map((fault: { field: string }) => fault.field)).to.include(field);
      expect(await place.main.get(`org.couchdb.user:${place.user('faulty')}`)).to.equal(null);
    });

  it('hear of all faults at once', async () => {
    const { body } = await olga.ask('/api/v1/users', {
      body: chw('faulty', { roles: ['_wizard'], place: 'nowhere', password: 'x' }),
    });
    expect(body.details.map((fault: { field: string }) => fault.field)).to.include.members([
      'roles',
      'place',
      'password',
    ]);
  });

  it('may have several places when their role may', async () => {
    const { status, body } = await olga.ask('/api/v3/users', {
      body: chw('super', { roles: ['chw_supervisor'], place: ['north', 'south'], contact: 'sam' }),
    });
    expect(status).to.equal(200);
    expect((await place.main.get(body.user.id))!.facility_id).to.deep.equal(['north', 'south']);
  });

  it('may be made together with their place and contact, once even when asked twice', async () => {
    const wanted = chw('newplace', {
      place: { name: 'East', type: 'health_center', parent: 'district' },
      contact: { name: 'Eve' },
    });
    const { status, body } = await olga.ask('/api/v1/users', { body: wanted });
    expect(status).to.equal(200);
    const settings = (await place.main.get(body.user.id))!;
    const [east] = settings.facility_id as string[];
    expect(await place.main.get(east!)).to.deep.include({ name: 'East', parent: { _id: 'district' } });
    expect((await place.main.get(settings.contact_id as string))!.parent).to.deep.equal({
      _id: east,
      parent: { _id: 'district' },
    });
  });

  it('are who is asked for at a place that is made along with them', async () => {
    const wanted = chw('keeper', {
      place: { name: 'West', type: 'health_center', parent: 'district' },
      contact: { name: 'Wanja' },
    });
    const { body } = await olga.ask('/api/v1/users', { body: wanted });
    const { facility_id, contact_id } = (await place.main.get(body.user.id))!;
    const [west] = facility_id as string[];
    expect((await place.main.get(west!))!.contact).to.deep.equal({
      _id: contact_id,
      parent: { _id: west, parent: { _id: 'district' } },
    });
    expect((await olga.ask('/api/v1/users', { body: wanted })).status).to.equal(409);
  });

  it('may bring a contact and a place with ids of their own, which are made where they are not there yet', async () => {
    const { status, body } = await olga.ask('/api/v1/users', {
      body: chw('brings', {
        place: { _id: 'own-place', name: 'Hill', type: 'health_center', parent: 'district' },
        contact: { _id: 'own-person', name: 'Hawa', phone: '+254700000077' },
      }),
    });
    expect(status).to.equal(200);
    expect(await place.main.get(body.user.id)).to.deep.include({
      facility_id: ['own-place'],
      contact_id: 'own-person',
    });
    expect(await place.main.get('own-person')).to.deep.include({
      type: 'person',
      name: 'Hawa',
      parent: { _id: 'own-place', parent: { _id: 'district' } },
    });
    const again = await olga.ask('/api/v1/users', {
      body: chw('brings-too', { place: 'own-place', contact: { _id: 'own-person', name: 'Another name' } }),
    });
    expect(again.status).to.equal(200);
    expect((await place.main.get('own-person'))!.name).to.equal('Hawa');
  });

  it('bring contacts and places along in the columns of a CSV', async () => {
    const csv = `username,password,roles,token_login,contact.name,contact.phone,place.name,place.type,place.parent,import.status:excluded
${place.user('csv-new')},${password},chw,FALSE,Chep,+254700000088,Lake,health_center,district,x
${place.user('csv-lost')},${password},chw,FALSE,Lost,,Nowhere,health_center,nowhere,`;
    const { body } = await olga.ask('/api/v2/users', { body: csv, headers: { 'content-type': 'text/csv' } });
    const { facility_id, contact_id } = (await place.main.get(body[0].user.id))!;
    const [lake] = facility_id as string[];
    expect(await place.main.get(lake!)).to.deep.include({ name: 'Lake', parent: { _id: 'district' } });
    expect(await place.main.get(contact_id as string)).to.deep.include({ name: 'Chep', phone: '+254700000088' });
    expect(body[1]).to.have.nested.property('error.message').that.includes('There is no place "nowhere"');
  });

  it('may have mm-online for their only role', async () => {
    const one = { username: place.user('onliner'), password, roles: ['mm-online'] };
    const { status, body } = await olga.ask('/api/v1/users', { body: one });
    expect([status, body.warnings]).to.deep.equal([200, undefined]);
    expect((await place.main.get(body.user.id))!.roles).to.deep.equal(['mm-online']);
  });

  const unknownRoles: [roles: string[], stored: string[], more: object][] = [
    [['wizard'], ['wizard'], {}],
    [['chw', 'wizard'], ['chw', 'wizard'], {}],
    [
      ['program_officer', 'wizard'],
      ['program_officer', 'wizard', 'mm-online'],
      { place: undefined, contact: undefined },
    ],
    [['wizard', 'mm-online'], ['wizard', 'mm-online'], { place: undefined, contact: undefined }],
  ];
  for (const [roles, stored, more] of unknownRoles)
    it(`keep roles that the settings do not name, and hear of it: ${roles.join(', ')}`, async () => {
      const name = `odd-${roles.join('-').replaceAll('_', '-')}`;
      const { status, body } = await olga.ask('/api/v1/users', { body: chw(name, { roles, ...more }) });
      expect([status, body.warnings]).to.deep.equal([
        200,
        [{ field: 'roles', message: 'There is no role "wizard" in the settings' }],
      ]);
      expect((await place.main.get(body.user.id))!.roles).to.deep.equal(stored);
    });

  it('have their password where a link to log in is asked for and the settings have none', async () => {
    const { status, body } = await olga.ask('/api/v1/users', { body: chw('linkless', { token_login: true }) });
    expect([status, body.token_login, body.warnings]).to.deep.equal([
      200,
      undefined,
      [{ field: 'token_login', message: 'Login by a link is not switched on in the settings' }],
    ]);
    expect(await logsIn('linkless')).to.equal(true);
  });

  it('are mended by the same request when the first one broke off between its two documents', async () => {
    const id = `org.couchdb.user:${place.user('broken')}`;
    await place.put({ _id: id, type: 'user-settings', name: place.user('broken'), roles: ['chw'] });
    expect((await olga.ask('/api/v1/users', { body: chw('broken') })).status).to.equal(200);
    expect(await logsIn('broken')).to.equal(true);
  });

  it('are made many at once, each with an answer of its own', async () => {
    const many = [chw('many1'), chw('many2', { password: 'x' }), chw('many3')];
    const { status, body } = await olga.ask('/api/v2/users', { body: many });
    expect(status).to.equal(200);
    expect(body[0].user.id).to.include('many1');
    expect(body[1].error.code).to.equal('user/invalid');
    expect(body[2].user.id).to.include('many3');
    const csv = `username,password,roles,place,contact\n${place.user('csv1')},${password},chw,north,nia\n${place.user('csv2')},${password},wizard,north,nia\n`;
    const answer = await olga.ask('/api/v2/users', { body: csv, headers: { 'content-type': 'text/csv' } });
    expect(answer.body[0].user.id).to.include('csv1');
    expect(answer.body[1].user.id).to.include('csv2');
    expect(answer.body[1]).to.have.nested.property('warnings[0].message').that.includes('wizard');
    const semicolons = await olga.ask('/api/v2/users', {
      body: csv.replaceAll(',', ';'),
      headers: { 'content-type': 'text/csv' },
    });
    expect(semicolons.status).to.equal(400);
    expect(semicolons.body).to.include({ hint: 'Save it with commas between them' });
  });

  it('are listed without anything of their passwords', async () => {
    const { body } = await olga.ask('/api/v2/users');
    const mine = body.find((user: { username: string }) => user.username === place.user('aya'));
    expect(mine).to.include({ type: 'chw', id: `org.couchdb.user:${place.user('aya')}` });
    expect(mine.place[0]._id).to.equal('north');
    expect(mine.contact.name).to.equal('aya-person');
    expect(JSON.stringify(body)).to.not.match(/derived_key|salt|password/);
    const filtered = await olga.ask('/api/v2/users?facility_id=south');
    expect(filtered.body.map((user: { username: string }) => user.username))
      .to.include(place.user('ben'))
      .and.not.include(place.user('aya'));
    const one = await olga.ask(`/api/v1/users/${place.user('ben')}`);
    expect(one.body.place._id).to.equal('south');
  });

  it('may not be made, seen or changed without the permission', async () => {
    const person = await place.login('aya');
    expect((await person.ask('/api/v1/users', { body: chw('forbidden') })).status).to.equal(403);
    expect((await person.ask('/api/v2/users')).status).to.equal(403);
    expect((await person.ask(`/api/v1/users/${place.user('ben')}`, { body: { fullname: 'x' } })).status).to.equal(403);
    expect((await person.ask(`/api/v1/users/${place.user('aya')}`, { body: { roles: ['admin'] } })).status).to.equal(
      403,
    );
    expect((await person.ask(`/api/v1/users/${place.user('ben')}`, { method: 'DELETE' })).status).to.equal(403);
  });

  it('may change their own names and, showing the old one, their own password', async () => {
    const person = await place.login('amina');
    const path = `/api/v1/users/${place.user('amina')}`;
    expect((await person.ask(path, { body: { fullname: 'Amina W.' } })).status).to.equal(200);
    expect((await person.ask(path, { body: { password: 'Green-Kettle-42' } })).status).to.equal(403);
    const authorization = `Basic ${btoa(`${place.user('amina')}:${password}`)}`;
    for (const other of ['Bearer x', 'Basic', 'Token x'])
      expect(
        (await person.ask(path, { body: { password: 'Green-Kettle-42' }, headers: { authorization: other } })).status,
        other,
      ).to.equal(403);
    expect((await person.ask(path, { body: { password: 'short' }, headers: { authorization } })).status).to.equal(400);
    expect(
      (await person.ask(path, { body: { password: 'Green-Kettle-42' }, headers: { authorization } })).status,
    ).to.equal(200);
    now += 60_000;
    // CouchDB forgets the old password a moment after it has stored the new one.
    while (!(await logsIn('amina', 'Green-Kettle-42'))) now += 60_000;
    expect(await logsIn('amina')).to.equal(false);
    expect(await place.main.get(`org.couchdb.user:${place.user('amina')}`)).to.include({
      fullname: 'Amina W.',
      contact_id: 'nia',
    });
  });

  it('make and touch administrators only when they are administrators', async () => {
    const body = { username: place.user('boss'), password, roles: ['admin'] };
    expect((await olga.ask('/api/v1/users', { body })).status).to.equal(403);
    expect(
      (await olga.ask(`/api/v1/users/${place.user('ada')}`, { body: { password: 'Green-Kettle-42' } })).status,
    ).to.equal(403);
    expect((await olga.ask(`/api/v1/users/${place.user('ben')}`, { body: { roles: ['admin'] } })).status).to.equal(403);
    expect((await olga.ask(`/api/v1/users/${place.user('ada')}`, { method: 'DELETE' })).status).to.equal(403);
    expect((await place.admin.ask('/api/v1/users', { body: { ...body, roles: ['_admin'] } })).status).to.equal(400);
    expect((await place.admin.ask('/api/v1/users', { body })).status).to.equal(200);
  });

  it('lose their session when they are ended, and come back when they are made again', async () => {
    await olga.ask('/api/v1/users', { body: chw('leaver') });
    const person = await place.login('leaver');
    expect((await person.ask('/medic/nia')).status).to.equal(200);
    expect((await olga.ask(`/api/v1/users/${place.user('leaver')}`, { method: 'DELETE' })).status).to.equal(200);
    expect((await person.ask('/medic/nia')).status).to.equal(401);
    expect(await logsIn('leaver')).to.equal(false);
    expect((await place.main.get(`org.couchdb.user:${place.user('leaver')}`))!.inactive).to.match(/^20/);
    expect((await olga.ask('/api/v1/users', { body: chw('leaver') })).status).to.equal(200);
    expect(await logsIn('leaver')).to.equal(true);
  });

  it('see at once what a change of their place gives them', async () => {
    const person = await place.login('ben');
    expect((await person.ask('/medic/nia')).status).to.equal(404);
    const { status } = await olga.ask(`/api/v1/users/${place.user('ben')}`, {
      body: { place: 'north', contact: 'noah' },
    });
    expect(status).to.equal(200);
    expect((await person.ask('/medic/nia')).status).to.equal(200);
    expect((await person.ask('/medic/sam')).status).to.equal(404);
  });

  it('are counted before they are made', async () => {
    const { body } = await olga.ask('/api/v1/users-info?role=chw&facility_id=north');
    expect(body).to.include({ warn: false, limit: 10_000 });
    expect(body.total_docs).to.be.greaterThan(5);
    expect((await olga.ask('/api/v1/users-info?role=program_officer&facility_id=north')).status).to.equal(400);
  });
});
