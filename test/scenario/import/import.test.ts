import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { UserDoc } from '@rounds/ddocs/documents/users.ts';
import { expect } from 'chai';
import { root } from '../../../scripts/checks/checks.ts';
import { bookOf } from '../../unit/config/xlsform/book.ts';
import { type World, world } from '../../world.ts';

/** Runs `npm run import` as a person does. */
const npmImport = (env: Record<string, string>, ...args: string[]): Promise<{ code: number | null; text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/run.mjs', 'import', ...args], {
      cwd: root,
      env: { ...process.env, ...env },
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    child.on('error', reject);
    child.on('close', code => resolve({ code, text }));
  });

describe('npm run import', () => {
  let place: World;
  let folder: string;
  const env = () => ({ COUCH_URL: place.couchUrl, ROUNDS_DB: place.databases.main });
  const load = (...args: string[]) => npmImport(env(), folder, ...args);
  const write = (files: Record<string, readonly string[]>) =>
    Promise.all(Object.entries(files).map(([name, lines]) => writeFile(join(folder, name), lines.join('\n'))));
  const everything = async () =>
    (await place.store().range({ from: '', to: '\uffff', limit: 10_000 })).filter(
      ({ _id }) => !_id.startsWith('_design/'),
    );

  before(async () => {
    place = await world({ sentinel: false });
  });
  after(() => place?.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rounds-csv-'));
    await write({
      'place.district_hospital.csv': ['reference_id:excluded,name,reported_date:timestamp', 'd,District,1544031155715'],
      'place.health_center.csv': [
        'reference_id:excluded,name,parent:place WHERE reference_id=COL_VAL',
        'h,Health centre,d',
      ],
      'person.staff.csv': [
        'reference_id:excluded,name,parent:place WHERE reference_id=COL_VAL,patient_id',
        'nurse,Nurse,h,10011',
        ...Array.from({ length: 1200 }, (_, i) => `p${i},Person ${i},h,${20_000 + i}`),
      ],
      'report.pregnancy.csv': [
        'patient_id:GET patient_id OF person WHERE reference_id=COL_VAL,reported_date:rel-timestamp',
        'p7,-1000',
      ],
      'users.csv': [
        'username,password,roles,contact:person WHERE reference_id=COL_VAL,place:GET _id OF place WHERE reference_id=COL_VAL',
        `${place.userName('nurse')},Secret_1,chw:red1,nurse,h`,
      ],
    });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes nothing while there is a fault, and names file, row and column of each', async () => {
    const before = await everything();
    await write({
      'person.more.csv': ['name,parent:place WHERE reference_id=COL_VAL,age:int', 'A,nowhere,1', 'B,h,old'],
      'users.csv': [
        'username,password,roles,contact:person WHERE reference_id=COL_VAL,place:GET _id OF place WHERE reference_id=COL_VAL',
        'Big Boss,Secret_1,chw,nurse,h',
      ],
    });
    const { code, text } = await load();
    expect(code).to.equal(1);
    expect(text).to.include(
      'person.more.csv:2 column "parent:place WHERE reference_id=COL_VAL": looked for a place whose reference_id is "nowhere" and found none',
    );
    expect(text).to.include('person.more.csv:3 column "age:int": "old" is not a whole number');
    expect(text).to.match(/users\.csv:2 column "username": /);
    expect(text).to.match(/3 faults; nothing was written/);
    expect(await everything()).to.deep.equal(before);
  });

  it('writes nothing in a dry run, and says what it would do', async () => {
    const before = await everything();
    const { code, text } = await load('--dry-run');
    expect(code).to.equal(0);
    expect(text).to.match(/people +1,201 +0 +0 +1,201/);
    expect(text).to.match(/Nothing was written/);
    expect(await everything()).to.deep.equal(before);
  });

  it('loads places, people, reports and users, who can then log in', async () => {
    const { code, text } = await load();
    expect(code, text).to.equal(0);
    expect(text).to.match(/1204 of 1205 rows|1205 of 1205 rows/);
    for (const line of [/places +2 +0 +0 +2/, /people +1,201 +0 +0 +1,201/, /reports +1 +0 +0 +1/, /users +1 +0 +0 +1/])
      expect(text).to.match(line);
    const [person] = await place
      .store()
      .query('medic-client/contacts_by_reference', { key: ['shortcode', '20007'], limit: 1, docs: true });
    const lineage = person?.doc?.parent as { _id: string; parent: { _id: string } };
    const names = await place.store().getMany([lineage._id, lineage.parent._id]);
    expect(names.map(doc => doc?.name)).to.deep.equal(['Health centre', 'District']);

    const user = await place.store('_users').get<UserDoc>(`org.couchdb.user:${place.userName('nurse')}`);
    expect(user?.roles).to.deep.equal(['chw', 'red1']);
    expect(user?.facility_id).to.deep.equal([lineage._id]);
    // The file knows his password: at the first login he chooses one of his own.
    const own = 'Green-Kettle-42';
    const answer = await fetch(`${place.apiUrl}/medic/password-reset`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: place.userName('nurse'), currentPassword: 'Secret_1', password: own }),
    });
    expect(answer.status).to.equal(302);
    const nurse = await place.login(place.userName('nurse'), own);
    expect((await nurse.fetch('/api/v1/session')).status).to.equal(200);
  });

  it('changes nothing the second time', async () => {
    const before = await everything();
    const { code, text } = await load();
    expect(code, text).to.equal(0);
    for (const line of [/places +0 +0 +2 +2/, /people +0 +0 +1,201 +1,201/, /reports +0 +0 +1 +1/, /users +0 +0 +1 +1/])
      expect(text).to.match(line);
    expect(await everything()).to.deep.equal(before);
  });

  it('loads the good rows with --partial, and still tells the faults', async () => {
    await write({ 'person.more.csv': ['name,age:int', 'Good,30', 'Bad,old'] });
    const { code, text } = await load('--partial');
    expect(code).to.equal(1);
    expect(text).to.include('person.more.csv:3 column "age:int": "old" is not a whole number');
    const names = (await everything()).map(({ name }) => name);
    expect(names).to.include('Good').and.not.to.include('Bad');
  });

  it('loads a whole project: settings in parts, forms, words, and the people of its csv folder', async () => {
    const project = await mkdtemp(join(tmpdir(), 'rounds-project-'));
    const put = async (name: string, text: string) => {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    };
    const before = await place.store().get<Doc & { settings: Record<string, unknown> }>('settings');
    const { schedules, ...base } = before!.settings;
    try {
      await put('app_settings/base_settings.json', JSON.stringify({ ...base, locale: 'sw' }));
      await put('app_settings/schedules.json', JSON.stringify(schedules));
      await put('translations/messages-sw.properties', 'project.word = Neno');
      await put('csv/place.district_hospital.csv', 'name\nProject district');
      const dry = await npmImport(env(), project, '--dry-run');
      expect(dry.text).to.match(/Settings, forms and words: 0 new, 2 changed/);
      expect(await place.store().get('settings')).to.deep.equal(before);
      const { code, text } = await npmImport(env(), project);
      expect(code, text).to.equal(0);
      expect(text).to.match(/places +1 +0 +0 +1/);
      expect(await place.store().get('settings')).to.have.nested.property('settings.locale', 'sw');
      expect(await place.store().get('messages-sw')).to.have.deep.property('custom', { 'project.word': 'Neno' });
      expect((await npmImport(env(), project)).text).to.match(/Settings, forms and words: 0 new, 0 changed/);

      await put('app_settings/schedules.json', '7');
      const faulty = await npmImport(env(), project);
      expect(faulty.code).to.equal(1);
      expect(faulty.text).to.match(/^app_settings\/schedules\.json:1: schedules/m);
      expect(await place.store().get('settings')).to.have.nested.property('settings.locale', 'sw');
    } finally {
      await rm(project, { recursive: true, force: true });
      const now = await place.store().get('settings');
      await place.store().write([{ ...before!, _rev: now!._rev! }]);
    }
  }).timeout(240_000);

  it('takes what is odd about a project, says it once at the end, and takes the demonstration away with its forms', async () => {
    const project = await mkdtemp(join(tmpdir(), 'rounds-project-'));
    const put = async (name: string, text: string | Uint8Array) => {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    };
    const store = place.store();
    const before = (await store.get<Doc & { settings: Record<string, unknown> }>('settings'))!;
    const formIds = async () =>
      (await store.range({ from: 'form:', to: 'form:\ufff0', limit: 100 })).map(({ _id }) => _id);
    const demonstration = (await programmeDocs(defaultProgramme)).filter(({ type }) => type === 'form');
    const there = await formIds();
    await store.write(demonstration.filter(({ _id }) => !there.includes(_id)));
    const changed = (await store.get('form:mute'))!;
    await store.write([{ ...changed, icon: 'ours' }]);
    const { contact_types, roles } = before.settings;
    const odd = { purge: {}, alerts: [{ form: '', condition: '' }], header_tabs: {}, bogus: 1 };
    const settings = { contact_types, roles, ...odd };
    try {
      await put('app_settings.json', JSON.stringify(settings, null, 1));
      await put('translations/messages-sw.properties', 'a = 1\na = 2');
      await put(
        'forms/app/visit.xml',
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model><instance><data id="visit"/></instance></model></h:head><h:body/></h:html>',
      );
      await put('forms/app/other.xlsx', 'x');
      await put('ui-extensions/tab.js', '');
      await put('old-forms.zip', 'x');
      await put('forms/app/notes.txt', 'x');
      await put('forms/app/fuel.xlsx', await bookOf('survey\ntype | name | label\ntext | burns | What burns?'));
      await put(
        'forms/app/torn.xlsx',
        await bookOf(`survey\ntype | name | label\ntext | burns | \nnote | n | \${burn}`),
      );
      await put('csv/place.district_hospital.csv', 'name,reference_id:excluded\nOdd district,odd');
      await put('villages.csv', 'name\nx');
      await put(
        'users.csv',
        `username,password,roles,place.name,place.parent\n${place.userName('odd')},Secret_1,chw,Hill,nowhere`,
      );
      const { code, text } = await npmImport(env(), project);
      expect(code, text).to.equal(0);
      const told = text.slice(text.indexOf('Taken ('));
      for (const line of [
        /^ {2}app_settings\.json: \d+ sections of the settings$/m,
        /^ {2}forms\/app\/fuel\.xlsx: form fuel$/m,
        /^ {2}forms\/app\/visit\.xml: form visit$/m,
        /^ {2}translations\/messages-sw\.properties: 1 text$/m,
        /^Taken, but without effect yet \(1\):\n {2}app_settings\.json:\d+: header_tabs: changes the icons of the tabs$/m,
        /^Ignored \(5\):$/m,
        /^ {2}app_settings\.json:\d+: bogus: nothing is known by this name/m,
        /^ {2}forms\/app\/notes\.txt: is no form, and belongs to none$/m,
        /^ {2}old-forms\.zip: is not part of a programme$/m,
        /^ {2}ui-extensions: is code that would have the whole power of the app; Rounds never runs it$/m,
        /^Faulty, and taken as far as it goes/m,
        /^ {2}app_settings\.json:\d+: purge: says nothing: nothing is purged$/m,
        /^ {2}app_settings\.json:\d+: alerts\[0\]: is off: its form is empty$/m,
        /^ {2}translations\/messages-sw\.properties:2: a: is there twice, first in line 1; the last counts$/m,
        /^ {2}forms\/app\/other\.xlsx: is left out: is no workbook: save it as \.xlsx$/m,
        /^ {2}forms\/app\/torn\.xlsx: is left out: survey row 3, label: there is no question "burn"/m,
        /^ {2}villages\.csv:1: is left out/m,
        /^ {2}users\.csv:2: place: is left out: There is no place "nowhere"/m,
      ])
        expect(told).to.match(line);
      expect(text).to.match(/places +1 +0 +0 +1/);
      // A programme that changed one of them keeps it, and its own of the same name takes another's place.
      const removed = demonstration.length - 2;
      expect(text).to.include(`Forms of the demonstration that the programme does not have: ${removed} removed`);
      expect(await formIds()).to.deep.equal(['form:fuel', 'form:mute', 'form:visit']);

      await put(
        'app_settings.json',
        JSON.stringify({ ...settings, alerts: [{ form: 'A', condition: 'doc.a b', message: 'x' }] }),
      );
      const faulty = await npmImport(env(), project);
      expect(faulty.code).to.equal(1);
      expect(faulty.text).to.match(/^app_settings\.json:1: alerts\[0\]\.condition: cannot be read as an expression/m);
    } finally {
      await rm(project, { recursive: true, force: true });
      const now = await store.get('settings');
      await store.write([{ ...before, _rev: now!._rev! }]);
    }
  }).timeout(240_000);

  it('says how it is called when it is called otherwise', async () => {
    const { code, text } = await npmImport(env());
    expect(code).to.equal(1);
    expect(text).to.include('npm run import -- <folder> [--partial] [--dry-run]');
    const misspelt = await npmImport(env(), folder, '--dryrun');
    expect(misspelt.code).to.equal(1);
    expect(misspelt.text).to.match(/^There is no option --dryrun; is --dry-run meant\?\n\nnpm run import -- <folder>/m);
    const asked = await npmImport(env(), '--help');
    expect(asked.code, asked.text).to.equal(0);
    expect(asked.text).to.match(/^ {2}--dry-run +writes nothing/m);
  });

  it('checks the users of a project by the roles of that project, in a dry run too', async () => {
    const project = await mkdtemp(join(tmpdir(), 'rounds-project-'));
    try {
      const { settings } = (await place.store().get<Doc & { settings: { roles: object } }>('settings'))!;
      const roles = { ...settings.roles, midwife: { name: 'Midwife' } };
      await writeFile(join(project, 'app_settings.json'), JSON.stringify({ ...settings, roles }));
      await mkdir(join(project, 'csv'));
      await writeFile(
        join(project, 'csv', 'users.csv'),
        `username,password,roles\n${place.userName('midwife')},Secret_1,midwife`,
      );
      const { code, text } = await npmImport(env(), project, '--dry-run');
      expect(code, text).to.equal(0);
      expect(text).to.match(/users +1 +0 +0 +1/);
      expect(await place.store('_users').get(`org.couchdb.user:${place.userName('midwife')}`)).to.equal(null);
    } finally {
      await rm(project, { recursive: true, force: true });
    }
  });

  it('starts the embedded database itself when none runs', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'rounds-alone-'));
    const alone = { COUCH_URL: '', ROUNDS_DIR: dir, ROUNDS_DB: 'medic' };
    try {
      const first = await npmImport(alone, folder);
      expect(first.code, first.text).to.equal(0);
      const second = await npmImport(alone, folder);
      expect(second.text).to.match(/people +0 +0 +1,201 +1,201/);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
