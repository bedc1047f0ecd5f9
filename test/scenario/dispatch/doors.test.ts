import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { factsOf, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type Talking, talking } from '../chats/talking.ts';
import { type Zone, zone } from './zone.ts';

describe('Requests for help and volunteers', function () {
  this.timeout(240_000);
  let place: Zone;
  let [vera, phone]: [User, Talking] = [] as never;
  before(async () => {
    place = await zone({ assign: 'first', sms_form: 'NEED' }, []);
    vera = people.addPerson(place.telegram, 'Vera');
    phone = talking(place, vera);
  });
  after(() => place?.close());

  const call = async (method: string, path: string, body?: object | string) => {
    const type = typeof body === 'string' ? 'application/octet-stream' : 'application/json';
    const answer = await place.fetch(`/api/v1/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: body === undefined ? {} : { 'content-type': type },
    });
    const text = await answer.text();
    return { status: answer.status, text, json: /^[[{]/.test(text) ? JSON.parse(text) : {} };
  };
  const volunteers = async () =>
    (await call('GET', 'dispatch/volunteers')).json.volunteers as { id: string; name: string; status: string }[];

  it('are applied for by chat, by somebody whom nobody knew, and decided by a person', async () => {
    phone.write('/volunteer');
    await phone.hears(/first name/);
    phone.write('Vera');
    await phone.hears(/last name/);
    phone.write('Nyambura');
    await phone.press(/All of it/);
    await phone.press(/All day/);
    await phone.hears(/telephone/);
    phone.write('+254700000555');
    await phone.hears(/e-mail/);
    phone.write('NO');
    await phone.hears(/within two days/);
    const room = people.openPrivate(place.telegram, place.bot, vera);
    people.sendContent(place.telegram, room, vera, { location: { latitude: 0.002, longitude: 36.8 } });
    await phone.hears(/near this place/);
    const review = await until(
      'somebody is to decide',
      async () => ((await call('GET', 'reviews?kind=volunteer')).json.reviews as ReviewDoc[])[0],
    );
    expect(factsOf(review)).to.deep.include({ name: 'name', value: 'Vera Nyambura' });
    expect((await volunteers()).find(({ name }) => name === 'Vera Nyambura')?.status).to.equal('pending');
    expect((await call('POST', `reviews/${encodeURIComponent(review._id)}`, { answer: 'approve' })).status).to.equal(
      200,
    );
    await phone.hears(/You are a volunteer now/);
  });

  it('come from another system in its own spelling, are offered, taken by the first, and end in its words', async () => {
    const made = await call('POST', 'dispatch/help_request', {
      ...{
        request_id: 'r-1',
        beneficiary: 'Anna Rusu',
        address: 'Strada Veche 5',
        needs: ['groceries'],
        zone: 'Kilima',
      },
      ...{ gotSymptoms: true, has_disabilities: true, safetyCode: 'W-1', phoneNumber: '+254700000777' },
      ...{ remarks: ['second floor'], volunteers: [vera.id, 4711], latitude: 0.001, longitude: 36.8 },
    });
    expect(made.status, made.text).to.equal(201);
    expect(made.json).to.deep.include({ asked: 1, unknown: ['4711'], state: 'announced' });
    await phone.hears(/needs help: groceries/);
    const offer = await call('PUT', 'dispatch/volunteer', {
      ...{ telegram_chat_id: vera.id, offer_beneficiary_id: 'r-1', availability_day: '23:59' },
    });
    expect(offer.json).to.deep.include({ offered: true, state: 'assigned' });
    expect(offer.json.time).to.match(/T23:59:00/);
    await phone.press(/I am healthy/);
    const details = await phone.hears(/Anna Rusu/);
    expect(details.text)
      .to.match(/Strada Veche 5/)
      .and.match(/W-1/)
      .and.match(/symptoms/)
      .and.match(/disability/)
      .and.match(/second floor/);
    expect((await call('PUT', 'dispatch/beneficiary', { _id: 'r-1', status: 'onprogress' })).json.state).to.equal(
      'on_the_way',
    );
    expect((await call('PUT', 'dispatch/beneficiary', { _id: 'r-1', status: 'done' })).json.state).to.equal('done');
    const receipt = await call('POST', 'dispatch/receipt', {
      beneficiary_id: 'r-1',
      data: Buffer.from('a picture').toString('base64'),
    });
    expect(receipt.status, receipt.text).to.equal(201);
    const survey = {
      request_id: 'r-1',
      amount: 12.5,
      further_comments: 'All well',
      symptoms: ['fever'],
      wellbeing: 4,
      would_return: true,
    };
    expect((await call('PUT', 'dispatch/beneficiary', survey)).json.state).to.equal('surveyed');
    await until('name and address are gone', () => !/Anna|Strada/.test(JSON.stringify(phone.said())));
  });

  it('are told the truth about what cannot be done', async () => {
    expect((await call('PUT', 'dispatch/beneficiary', { _id: 'r-1', status: 'CANCELLED' })).status).to.equal(409);
    expect((await call('PUT', 'dispatch/beneficiary', { _id: 'nothing', status: 'done' })).status).to.equal(404);
    expect(
      (await call('POST', 'dispatch/assign_help_request', { request_id: 'r-1', volunteer: 4711, time: '20:20' }))
        .status,
    ).to.equal(404);
    expect((await call('POST', 'dispatch/help_request', { request_id: 'r-2' })).status).to.equal(400);
    expect((await call('GET', `dispatch/volunteer?telegram_chat_id=${vera.id}`)).json).to.deep.equal({
      exists: true,
      status: 'active',
    });
    expect((await call('GET', 'dispatch/volunteer?telegram_chat_id=4711')).json).to.deep.equal({ exists: false });
    const stranger = await fetch(`${place.apiUrl}/api/v1/dispatch/help_request`, { method: 'POST' });
    expect(stranger.status).to.equal(401);
  });

  it('have ids of their own, whatever the other system calls them: a request is no form and no question to decide', async () => {
    const strange = [
      'form:x',
      '_design/x',
      '_local/x',
      'org.couchdb.user:x',
      'review:erasure:x',
      'messages-xx',
      'settings',
    ];
    for (const name of [...strange, '__proto__', '_bulk_docs', '../x', 'a/b', 'toString', 'é ü'.repeat(30)]) {
      const settings = await place.store().get('settings');
      const sent = { request_id: name, beneficiary: 'Ion Rusu', zone: 'Kilima', needs: [] };
      const made = await call('POST', 'dispatch/help_request', sent);
      expect(made.status, name).to.equal(201);
      expect(made.json.request_id).to.equal(name);
      const found = name === 'settings' ? settings : null;
      if (!name.startsWith('_') && name !== '../x') expect(await place.store().get(name), name).to.deep.equal(found);
      expect((await call('POST', 'dispatch/help_request', sent)).json).to.deep.include({
        known: true,
        id: made.json.id,
      });
      const query = new URLSearchParams({ id: name });
      const { json } = await call('GET', `dispatch/beneficiary/filters/1/1?${query}`);
      expect(json.list?.[0]?._id, name).to.equal(name);
      expect((await call('POST', 'dispatch/cancel_help_request', { request_id: name })).json.cancelled).to.equal(true);
    }
  });

  it('are refused where a text of them is longer than any that somebody reads', async () => {
    const sent = { request_id: 'long', beneficiary: 'Ion Rusu', zone: 'Kilima' };
    for (const more of [
      { beneficiary: 'x'.repeat(20_000) },
      { request_id: 'x'.repeat(2000) },
      { remarks: ['x', 'x'.repeat(20_000)] },
      { remarks: Array.from({ length: 20_000 }, () => 'x') },
    ])
      expect((await call('POST', 'dispatch/help_request', { ...sent, ...more })).status).to.equal(400);
  });

  it('keep nobody else waiting for a receipt that is no picture', async () => {
    await call('POST', 'dispatch/help_request', { request_id: 'r-3', beneficiary: 'Ion Rusu', zone: 'Kilima' });
    const begun = performance.now();
    const data = `A${' '.repeat(400_000)}!`;
    expect((await call('POST', 'dispatch/receipt', { beneficiary_id: 'r-3', data })).status).to.equal(400);
    expect(performance.now() - begun).to.be.lessThan(5000);
  });

  it('are asked for by SMS, and one about nobody says so', async () => {
    await place.store().write([
      ...['20086', '99999'].map((code, nth) => ({
        ...{ _id: `sms-${nth}`, type: 'data_record', form: 'NEED', from: '+254700000301', reported_date: Date.now() },
        ...{ sms_message: { message: `NEED ${code} medicine` }, fields: { patient_id: code, needs: 'medicine' } },
      })),
    ]);
    const doc = await place.comesTo('sms-0', 'new');
    expect(doc.help).to.deep.include({ beneficiary: 'ruth', needs: ['medicine'] });
    const fault = await until('the other says why', async () =>
      ((await place.store().get('sms-1'))?.errors as { code: string }[] | undefined)?.find(
        ({ code }) => code === 'help_for_nobody',
      ),
    );
    expect(fault).to.be.an('object');
  });

  it('come and go by tables; a faulty row keeps no other from being taken', async () => {
    const table = [
      'last_name,first_name,age,phone,zone,address,type,has_symptoms,comments',
      'Popa,Ion,71,+254700000888,Kilima,Strada Noua 1,groceries,true,rings twice',
      'Rusu,Anna,80,+254700000777,Kilima,Strada Veche 5,medicine,false,',
      'Nobody,Known,40,12,Kilima,Somewhere,groceries,false,',
      'Far,Away,40,+254700000889,Atlantis,Somewhere,groceries,false,',
    ].join('\r\n');
    const dry = await call('POST', 'import/requests.csv?dry_run=true', table);
    expect(dry.json.counts).to.deep.equal({ new: 2, known: 0, faulty: 2 });
    const real = await call('POST', 'import/requests.csv', table);
    expect(real.json.counts).to.deep.equal({ new: 2, known: 0, faulty: 2 });
    expect((await call('POST', 'import/requests.csv', table)).json.counts.known).to.equal(2);
    const people = [
      'last_name,first_name,age,phone,zone,status,role',
      'Ciobanu,Dana,30,+254700000890,Kilima,active,groceries medicine',
    ].join('\n');
    expect((await call('POST', 'import/volunteers.csv', people)).json.counts.new).to.equal(1);
    const requests = (await call('GET', 'export/requests.csv')).text;
    expect(requests).to.match(/beneficiary_last_name,.*volunteer_phone/);
    expect(requests)
      .to.match(/Popa,Ion,71,'?\+254700000888,,Kilima,Strada Noua 1/)
      .and.match(/groceries,solved,true,second floor,Nyambura,Vera/);
    expect((await call('GET', 'export/beneficiaries.csv')).text).to.match(/Popa,Ion/);
    expect((await call('GET', 'export/volunteers.csv')).text).to.match(/Ciobanu,Dana,30,.*groceries medicine/);
    expect((await call('POST', 'import/requests.csv', 'a,b\n1,2')).status).to.equal(400);
  });

  it('are registered in the office, too, and rest when it says so', async () => {
    const made = await call('POST', 'dispatch/volunteers', {
      first_name: 'Zoe',
      last_name: 'Maina',
      phone: '+254700000891',
      zone: 'Kilima',
    });
    expect(made.status, made.text).to.equal(201);
    await until(
      'it waits',
      async () => (await volunteers()).find(({ id }) => id === made.json.id)?.status === 'pending',
    );
    const dana = (await volunteers()).find(({ name }) => name === 'Dana Ciobanu')!;
    expect((await call('PUT', `dispatch/volunteers/${dana.id}`, { status: 'inactive' })).status).to.equal(200);
    const contact = await place.store().get<Contact>(dana.id);
    expect(contact?.volunteer).to.deep.include({ status: 'inactive' });
  });
});
