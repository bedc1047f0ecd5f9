import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';
import { link, type Talking, talking } from './talking.ts';

const above = (...ids: string[]): Contact['parent'] =>
  ids.reduceRight<Contact['parent']>((parent, _id) => ({ _id, ...(parent ? { parent } : {}) }), undefined);

const person = (_id: string, name: string, places: string[], more: Partial<Contact> = {}): Contact => ({
  ...{ _id, type: 'person', name, parent: above(...places) },
  ...more,
});

const village: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'centre', type: 'health_center', name: 'Centre', parent: above('district') },
  { _id: 'other-centre', type: 'health_center', name: 'Other centre', parent: above('district') },
  { _id: 'household', type: 'clinic', name: 'Kaya ya Mutua', place_id: '30015', parent: above('centre', 'district') },
  {
    _id: 'elsewhere',
    type: 'clinic',
    name: 'Kaya ya Mbali',
    place_id: '30023',
    parent: above('other-centre', 'district'),
  },
  person('amina', 'Amina', ['centre', 'district'], { language: 'sw' }),
  person('rehema', 'Rehema', ['district'], { language: 'fr' }),
  person('faith', 'Faith Mutua', ['household', 'centre', 'district'], {
    patient_id: '20086',
    sex: 'female',
    date_of_birth: '1992-06-24',
  }),
  person('daniel', 'Daniel Mutua', ['household', 'centre', 'district'], { patient_id: '20079', sex: 'male' }),
  person('mbali', 'Faida Mbali', ['elsewhere', 'other-centre', 'district'], { patient_id: '20011' }),
];

describe('A form is filled in by chat', function () {
  this.timeout(480_000);
  let rounds: ChatWorld;
  let amina: Talking;
  let rehema: Talking;

  const settings = (all: Record<string, unknown>) => ({
    ...all,
    telegram: { ...(all.telegram as object), public_forms: ['pregnancy'] },
  });

  before(async () => {
    rounds = await chatWorld({ docs: village, limits: 'none', settings });
    const user = (username: string, roles: string[], place: string, contact: string) =>
      rounds.createUser({ username: rounds.userName(username), roles, place, contact });
    await user('amina', ['chw'], 'centre', 'amina');
    await user('rehema', ['chw_supervisor'], 'district', 'rehema');
    amina = talking(rounds, people.addPerson(rounds.telegram, 'Amina W'));
    rehema = talking(rounds, people.addPerson(rounds.telegram, 'Rehema K'));
    await link(rounds, amina, 'amina');
    await link(rounds, rehema, 'rehema');
  });
  after(() => rounds.close());

  const reportsOf = async (form: string): Promise<Report[]> => {
    const docs = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 100_000 });
    return docs.filter(each => each.type === 'data_record' && each.form === form);
  };
  const contact = (id: string) => rounds.store().get<Contact>(id);

  it('finds people of her own places alone, and shows what is known of one', async () => {
    amina.write('/find fai');
    const card = await amina.hears(/Faith Mutua/);
    expect(card.text).to.include('20086').and.include('Kaya ya Mutua');
    expect(card.text).not.to.include('Mbali');
    amina.write('/find Mbali');
    await amina.hears(/Hakuna aliyepatikana/);
    await amina.press(/^Funga$/);
    await amina.hears(/Imefungwa/);
  });

  it('asks in her language, and the report is that of the app', async () => {
    amina.write('/forms');
    await amina.press(/Ujauzito|ujauzito|mimba/i);
    await amina.hears(/kumhusu nani/);
    amina.write('faith');
    await amina.press(/^Faith Mutua/);
    await amina.hears(/1\. /);
    await amina.press(/Wiki|wiki/);
    await amina.hears(/2\. /);
    amina.write('kumi');
    await amina.hears(/⚠/);
    amina.write('12');
    await amina.hears(/3\. /);
    await amina.press(/☐ /);
    await amina.press(/Imekamilika/);
    await amina.hears(/4\. /);
    amina.write('Anachoka');
    await amina.hears(/Soma tena/);
    await amina.press(/^Tuma$/);
    await amina.heard(/✓ Imetumwa/);
    const [report] = await reportsOf('pregnancy');
    expect(report).to.deep.include({
      content_type: 'xml',
      contact: { _id: 'amina', parent: above('centre', 'district') },
    });
    expect(report?.fields).to.deep.include({
      patient_id: '20086',
      patient_name: 'Faith Mutua',
      lmp_weeks: '12',
      note: 'Anachoka',
    });
    expect(report?.form_version).to.have.property('sha256');
    expect(report?.from).to.match(/^chat:/);
  });

  it('mutes a household from its card, after it was told whom that silences, and unmutes it again', async () => {
    await rounds.settled();
    amina.write('/find 30015');
    await amina.press(/^(Nyamazisha|Mute)/);
    const preview = await amina.hears(/Watakaonyamaza: 3/);
    expect(preview.text).to.include('Faith Mutua');
    await amina.press(/^Endelea/);
    await amina.hears(/1\. /);
    await amina.pressFirst();
    await amina.press(/^Ruka$/);
    await amina.press(/^Tuma$/);
    await until(
      'the household is silent',
      async () => (await contact('household'))?.muted && (await contact('faith'))?.muted,
    );
    await rounds.settled();
    amina.write('/find 20086');
    const card = await amina.hears(/Faith Mutua[\s\S]*Amenyamazishwa tangu[\s\S]*Kaya ya Mutua/);
    expect(card.text).to.include('kimya');
    await amina.press(/^(Rejesha|Ondoa|Unmute)/i);
    await amina.hears(/Watakaorudi: 3/);
    await amina.press(/^Endelea/);
    await amina.hears(/1\. /);
    await amina.pressFirst();
    await amina.press(/^Ruka$/);
    await amina.press(/^Tuma$/);
    await until(
      'nobody is silent',
      async () => !(await contact('household'))?.muted && !(await contact('faith'))?.muted,
    );
  });

  it('tells of a button of an earlier question that its question is closed', async () => {
    amina.write('/find faith');
    const old = await amina.press(/^Funga$/);
    await amina.hears(/Imefungwa/);
    amina.pressOf(old, /^Funga$/);
    await amina.heard(/limefungwa/);
  });

  it('asks somebody else the same form in another language', async () => {
    rehema.write('/find faith');
    await rehema.press(/grossesse/i);
    const asked = await rehema.hears(/1\. /);
    expect(asked.text).to.match(/[éèê]|règles|semaines/i);
    rehema.write('/cancel');
    await rehema.hears(/abandonné/);
  });

  it('goes on where she stood after the api was killed', async () => {
    amina.write('/find faith');
    await amina.press(/Ujauzito|ujauzito|mimba/i);
    await amina.press(/Wiki|wiki/);
    await amina.hears(/2\. /);
    await rounds.api.kill();
    await rounds.api.start();
    amina.write('20');
    await amina.hears(/3\. /);
    const runs = await rounds.store().range<Run>({ from: 'run:', to: 'run:\ufff0', limit: 1000 });
    const [open] = runs.filter(({ state, what }) => state === 'open' && what.is === 'form');
    expect(JSON.stringify(open?.form)).to.include('20');
    amina.write('/cancel');
    await amina.hears(/imeachwa/);
  });

  it('refuses by chat what the app would refuse: texts about others, and people of other places', async () => {
    amina.write('MUTE 30023');
    await amina.hears(/Haiwezekani/);
    expect((await contact('elsewhere'))?.muted).to.equal(undefined);
    const reports = (await rounds.chatReports()).filter(({ form }) => form === 'MUTE');
    expect(reports).to.have.length(0);
  });

  it('lets nobody do anything whose login has ended', async () => {
    rehema.write('/find faith');
    await rehema.hears(/Faith Mutua/);
    const response = await rounds.fetch(`/api/v1/users/${encodeURIComponent(rounds.userName('rehema'))}`, {
      method: 'DELETE',
    });
    expect(response.status).to.be.lessThan(300);
    rehema.write('MUTE 20086');
    await rehema.heard(/n’a plus de droits|nothing any more/);
    await rounds.settled();
    expect((await contact('faith'))?.muted).to.equal(undefined);
  });
});
