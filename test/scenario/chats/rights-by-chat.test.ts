import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';
import { buttonsOf, link, type Talking, talking } from './talking.ts';

const above = (...ids: string[]): Contact['parent'] =>
  ids.reduceRight<Contact['parent']>((parent, _id) => ({ _id, ...(parent ? { parent } : {}) }), undefined);

const person = (_id: string, name: string, places: string[], patient_id?: string): Contact => ({
  ...{ _id, type: 'person', name, parent: above(...places), language: 'en' },
  ...(patient_id ? { patient_id, sex: 'female', date_of_birth: '1990-01-01' } : {}),
});

const village: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'centre', type: 'health_center', name: 'Centre', parent: above('district') },
  { _id: 'other', type: 'health_center', name: 'Other', parent: above('district') },
  { _id: 'near', type: 'clinic', name: 'Kaya Karibu', place_id: '30015', parent: above('centre', 'district') },
  { _id: 'far', type: 'clinic', name: 'Kaya Mbali', place_id: '30023', parent: above('other', 'district') },
  person('faith', 'Faith Karibu', ['near', 'centre', 'district'], '20086'),
  person('mary', 'Mary Mbali', ['far', 'other', 'district'], '20011'),
  ...['amina', 'reader', 'moved'].map(id => person(id, id, ['centre', 'district'])),
  person('blind', 'blind', ['district']),
];

describe('By chat nobody can do what the app would refuse', function () {
  this.timeout(240_000);
  let rounds: ChatWorld;
  const chats = new Map<string, Talking>();
  const chat = (name: string): Talking => chats.get(name)!;

  const settings = (all: Record<string, unknown>) => ({
    ...all,
    permissions: {
      ...(all.permissions as object),
      can_edit: ['chw', 'program_officer'],
      can_create_places: ['program_officer'],
      can_view_contacts: ['chw', 'program_officer', 'reader'],
    },
    roles: { ...(all.roles as object), reader: { name: 'Reader', offline: true }, blind: { name: 'Blind' } },
    telegram: {
      ...(all.telegram as object),
      strangers: 'participant',
      participants_under: 'near',
      public_forms: ['visit'],
    },
  });

  before(async () => {
    rounds = await chatWorld({ docs: village, limits: 'none', settings });
    const users: [name: string, roles: string[], place: string][] = [
      ['amina', ['chw'], 'centre'],
      ['moved', ['chw'], 'centre'],
      ['reader', ['reader'], 'centre'],
      ['blind', ['blind', 'mm-online'], 'district'],
    ];
    for (const [name, roles, place] of users) {
      await rounds.createUser({ username: rounds.userName(name), roles, place, contact: name });
      chats.set(name, talking(rounds, people.addPerson(rounds.telegram, name)));
      await link(rounds, chat(name), name);
    }
    chats.set('stranger', talking(rounds, people.addPerson(rounds.telegram, 'Somebody')));
  });
  after(() => rounds.close());

  const contact = (id: string) => rounds.store().get<Contact>(id);
  const reports = async (): Promise<Report[]> =>
    (await rounds.chatReports()).filter(({ form, errors }) => form !== undefined && (errors?.length ?? 0) === 0);

  /** What somebody writes, and what he hears. */
  const refused: [who: string, text: string, answer: RegExp, why: string][] = [
    ['amina', '/find mbali', /Nobody is found/, 'people of other places are not found'],
    ['amina', '/find 20011', /Nobody is found/, 'nor by their code'],
    ['amina', 'MUTE 30023', /cannot be done/, 'nor muted by text'],
    ['amina', '/mute 30023', /cannot be done/, 'nor with a slash'],
    ['amina', 'P 20011 12', /cannot be done/, 'nor reported about'],
    ['reader', 'MUTE 30015', /cannot be done/, 'who may not write mutes nobody'],
    ['reader', '/forms', /no form/, 'and fills in no form'],
    ['blind', '/find faith', /Nobody is found/, 'who may see no contacts finds none'],
    ['stranger', 'MUTE 30015', /only send reports about yourself/, 'who has no login mutes nobody'],
    ['stranger', '/find faith', /Which form|no form/, 'and looks for nobody'],
  ];
  for (const [who, text, answer, why] of refused)
    it(`${why}: ${who} writes «${text}»`, async () => {
      const before = (await reports()).length;
      chat(who).write(text);
      await chat(who).hears(answer);
      await rounds.settled();
      expect((await reports()).length).to.equal(before);
      expect(await Promise.all(['near', 'far', 'mary'].map(async id => (await contact(id))?.muted))).to.deep.equal([
        undefined,
        undefined,
        undefined,
      ]);
    });

  it('shows only what the user may do there: no new household without the permission, a new person with it', async () => {
    chat('amina').write('/find centre');
    const card = await chat('amina').hears(/^Centre/);
    const words = buttonsOf(card).map(({ text }) => text);
    expect(words.join()).to.match(/person/i);
    expect(words.join()).not.to.match(/household/i);
  });

  it('lets a user act in his places, by the same text that is refused elsewhere', async () => {
    chat('amina').write('/mute 30015');
    await chat('amina').heard(/30015|Kaya Karibu/);
    await rounds.settled();
    expect((await contact('near'))?.muted).to.be.a('string');
  });

  it('asks at each act: who was moved to another place sees that one from then on', async () => {
    chat('moved').write('/find faith');
    await chat('moved').hears(/Faith Karibu/);
    const response = await rounds.fetch(`/api/v1/users/${encodeURIComponent(rounds.userName('moved'))}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ place: 'other', contact: 'mary' }),
    });
    expect(response.status).to.equal(200);
    const old = chat('moved').said().at(-1)!;
    chat('moved').pressOf(old, /Mute|mute/);
    await chat('moved').hears(/not linked yet/);
  });

  it('leaves a chat that was unlinked in the app to nobody', async () => {
    const user = await rounds.login(rounds.userName('amina'));
    const { links } = (await (await user.fetch('/api/v1/chats/links')).json()) as { links: { address: string }[] };
    expect(links).to.have.length(1);
    const other = await rounds.login(rounds.userName('reader'));
    const path = `/api/v1/chats/links/${encodeURIComponent(links[0]!.address)}`;
    expect((await other.fetch(path, { method: 'DELETE' })).status).to.equal(404);
    expect((await user.fetch(path, { method: 'DELETE' })).status).to.equal(200);
    chat('amina').write('/forms');
    await chat('amina').hears(/not linked yet/);
  });
});
