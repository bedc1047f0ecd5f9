import { faultLines } from '@rounds/api/import/fault.ts';
import { type ImportOptions, importFolder } from '@rounds/api/import/import.ts';
import type { UserDoor, UserToCreate } from '@rounds/api/import/users.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { withFolder } from './folder-of.ts';

PouchDB.plugin(memory);

const now = Date.parse('2026-01-14T10:00:00.000Z');
const day = 24 * 60 * 60 * 1000;

const household = {
  'place.clinic.csv': ['reference_id:excluded,name,place_id', 'c,Household,'],
  'person.all.csv': [
    'reference_id:excluded,name,parent:place WHERE reference_id=COL_VAL,patient_id',
    'p,Ada,c,10011',
    'q,Bea,c,',
  ],
  'report.pregnancy.csv': [
    'patient_id:GET patient_id OF person WHERE reference_id=COL_VAL,reported_date:rel-timestamp,fields.note',
    'p,-86400000,early',
  ],
};

/** Users of a programme that knows one of them already, and refuses weak passwords. */
const users = (known: string[] = []) => {
  const made: UserToCreate[] = [];
  const door: UserDoor = {
    compare: async ({ username }) => (known.includes(username) ? 'unchanged' : 'created'),
    check: async ({ password, roles, token_login }) => ({
      faults: password.length < 8 && !token_login ? [{ field: 'password', message: 'is too short' }] : [],
      warnings: roles.includes('wizard')
        ? [{ field: 'roles', message: 'There is no role "wizard" in the settings' }]
        : [],
    }),
    put: async user => {
      if (user.username === 'nobody') throw new AppError('user/invalid', 'nobody is no name');
      made.push(user);
      return known.includes(user.username) ? 'unchanged' : 'created';
    },
  };
  return { made, door };
};

describe('an import', () => {
  let db: PouchDB.Database;
  let store: Store;
  beforeEach(() => {
    db = new PouchDB(`import-${crypto.randomUUID()}`, { adapter: 'memory' });
    store = pouchStore(db, viewMaps());
  });
  afterEach(() => db.destroy());

  const load = (files: Record<string, readonly string[]>, options: Partial<ImportOptions> = {}) =>
    withFolder(files, folder => importFolder({ folder, store, users: users().door, now, ...options }));
  const all = async (): Promise<Doc[]> => store.range({ from: '', to: '\uffff', limit: 1000 });
  const named = async (name: string): Promise<Doc> => (await all()).find(doc => doc.name === name)!;

  const idOf = async (name: string): Promise<string> => (await named(name))._id;

  it('reads a reference without GET as one with it, and says so', async () => {
    const header = 'fields.patient_uuid:_id OF person WHERE reference_id=COL_VAL';
    const { faults, warnings } = await load({ ...household, 'report.visit.csv': [header, 'p'] });
    expect(faults).to.deep.equal([]);
    expect(faultLines(warnings)).to.deep.equal([
      `report.visit.csv:1 column "${header}": is read as GET _id OF person WHERE reference_id=COL_VAL`,
    ]);
    const report = (await all()).find(({ form }) => form === 'visit') as Doc & { fields: { patient_uuid: string } };
    expect(report.fields.patient_uuid).to.equal(await idOf('Ada'));
  });

  it('takes documents of a project from its csv folder, users from either place, and leaves the rest', async () => {
    const { made, door } = users();
    const inCsv = Object.fromEntries(Object.entries(household).map(([name, lines]) => [`csv/${name}`, lines]));
    const { counts, warnings } = await load(
      {
        'app_settings.json': ['{}'],
        ...inCsv,
        'csv/users.csv': ['username,password,roles', 'ada,Blue-Kettle-41,chw'],
        'users.csv': ['username,password,roles', 'bea,Blue-Kettle-41,chw,wizard'.replace(',wizard', ':wizard')],
        'place.clinic.csv': ['name', 'Not this one'],
        'villages.csv': ['a;b'],
      },
      { users: door },
    );
    expect(made.map(({ username }) => username)).to.deep.equal(['bea', 'ada']);
    expect(counts.place!.created).to.equal(1);
    expect(faultLines(warnings)).to.deep.equal([
      'place.clinic.csv:1 is left out: what is loaded lies in the folder csv, or is users.csv',
      'users.csv:2 column "roles": There is no role "wizard" in the settings',
      'villages.csv:1 is left out: what is loaded lies in the folder csv, or is users.csv',
    ]);
  });

  it('hands contacts and places that columns of users describe to those who make users', async () => {
    const { made, door } = users();
    const { faults } = await load(
      {
        ...household,
        'users.csv': [
          'username,password,roles,contact.name,contact.phone,place.name,place.type,place.parent,token_login',
          'ada,Blue-Kettle-41,chw,Ada,+254700000001,Hill,health_center,district,',
          'bea,,chw,,,,,,true',
        ],
      },
      { users: door },
    );
    expect(faults).to.deep.equal([]);
    expect(made).to.deep.equal([
      {
        ...{ username: 'ada', password: 'Blue-Kettle-41', roles: ['chw'] },
        contact: { name: 'Ada', phone: '+254700000001' },
        place: [{ name: 'Hill', type: 'health_center', parent: 'district' }],
      },
      { username: 'bea', password: '', roles: ['chw'], token_login: 'true' },
    ]);
  });

  it('lets users of a project who cannot be made keep nothing else back', async () => {
    const files = { ...household, 'users.csv': ['username,password,roles', 'cy,short,chw'] };
    const { written, faults, warnings } = await load(files, { usersApart: true });
    expect([written, faults]).to.deep.equal([true, []]);
    expect(faultLines(warnings)).to.deep.equal(['users.csv:2 column "password": is left out: is too short']);
    expect(await named('Ada')).to.include({ type: 'person' });
  });

  it('writes places, people and reports, and counts them', async () => {
    const { written, counts, faults } = await load(household);
    expect({ written, faults }).to.deep.equal({ written: true, faults: [] });
    expect(counts).to.deep.equal({
      place: { created: 1, changed: 0, unchanged: 0 },
      person: { created: 2, changed: 0, unchanged: 0 },
      report: { created: 1, changed: 0, unchanged: 0 },
    });
    expect(await all()).to.have.length(4);
  });

  it('changes nothing the second time, though dates counted from the import would be others by then', async () => {
    await load(household);
    const before = await all();
    const { counts } = await load(household, { now: now + 3 * day });
    expect(counts.report).to.deep.equal({ created: 0, changed: 0, unchanged: 1 });
    expect(await all()).to.deep.equal(before);
  });

  it('keeps what the sentinel and people added to a document, short codes of empty cells among it', async () => {
    await load(household);
    await store.write([{ ...(await named('Bea')), patient_id: '20022', muted: '2026-01-15T00:00:00.000Z' }]);
    const { counts } = await load(household);
    expect(counts.person).to.deep.equal({ created: 0, changed: 0, unchanged: 2 });
    expect(await named('Bea')).to.include({ patient_id: '20022', muted: '2026-01-15T00:00:00.000Z' });
  });

  it('writes what a row says anew, and only that', async () => {
    await load(household);
    const { _rev } = await named('Ada');
    const changed = {
      ...household,
      'person.all.csv': household['person.all.csv'].map(line => line.replace('Bea', 'Beatrice')),
    };
    const { counts } = await load(changed);
    expect(counts.person).to.deep.equal({ created: 0, changed: 1, unchanged: 1 });
    expect((await named('Ada'))._rev).to.equal(_rev);
    expect((await named('Beatrice'))._rev).to.match(/^2-/);
  });

  it('replaces a lineage as a whole when someone moves', async () => {
    await load({
      ...household,
      'place.clinic.csv': [
        'reference_id:excluded,name,parent',
        'c,Household,"{""_id"":""old"",""parent"":{""_id"":""district""}}"',
      ],
    });
    await load({
      ...household,
      'place.clinic.csv': ['reference_id:excluded,name,parent', 'c,Household,"{""_id"":""new""}"'],
    });
    expect((await named('Household')).parent).to.deep.equal({ _id: 'new' });
  });

  it('writes nothing when there is a fault, and tells every one', async () => {
    const files = {
      ...household,
      'person.more.csv': ['name,born:date', 'Cy,never', 'Di,soon'],
      'users.csv': ['username,password,roles', 'cy,short,chw'],
    };
    const { written, faults } = await load(files);
    expect(written).to.equal(false);
    expect(faultLines(faults).map(line => line.split(' ')[0])).to.deep.equal([
      'person.more.csv:2',
      'person.more.csv:3',
      'users.csv:2',
    ]);
    expect(await all()).to.deep.equal([]);
  });

  it('writes the good rows when asked to', async () => {
    const files = { ...household, 'person.more.csv': ['name,born:date', 'Cy,never', 'Di,2020-01-01'] };
    const { written, faults } = await load(files, { partial: true });
    expect(written).to.equal(true);
    expect(faults).to.have.length(1);
    expect((await all()).map(({ name }) => name)).to.have.members(['Household', 'Ada', 'Bea', 'Di', undefined]);
  });

  it('never takes a row for good whose cells stand in the wrong columns, nor those that hang on it', async () => {
    const files = {
      'place.clinic.csv': ['ref:excluded,name', 'a,Mbale, near the river', 'b,Kisii'],
      'person.all.csv': ['name,parent:place WHERE ref=COL_VAL', 'Ada,a', 'Bea,b'],
    };
    const { faults, hanging } = await load(files, { partial: true });
    expect(faultLines(faults)).to.deep.equal([
      'place.clinic.csv:2 has 3 cells, the header 2; is a text with a comma not in quotes?',
    ]);
    expect(hanging).to.equal(1);
    expect((await all()).map(({ name }) => name)).to.have.members(['Kisii', 'Bea']);
  });

  it('compares and counts without writing in a dry run', async () => {
    const { made, door } = users();
    const { written, counts } = await load(
      { ...household, 'users.csv': ['username,password,roles', 'ada,Blue-Kettle-41,chw'] },
      { dryRun: true, users: door },
    );
    expect(written).to.equal(false);
    expect(counts.person).to.deep.equal({ created: 2, changed: 0, unchanged: 0 });
    expect(counts.users).to.deep.equal({ created: 1, changed: 0, unchanged: 0 });
    expect(await all()).to.deep.equal([]);
    expect(made).to.deep.equal([]);
  });

  it('makes users after everything else, with roles and ids as the api takes them', async () => {
    const { made, door } = users(['bea']);
    const files = {
      ...household,
      'users.csv': [
        'username,password,roles,phone,email,contact:person WHERE reference_id=COL_VAL,place:GET _id OF place WHERE reference_id=COL_VAL',
        'ada,Blue-Kettle-41,chw:red1,+254700000001,,p,c',
        'bea,Blue-Kettle-41,"chw,nurse",,,q,c',
        'nobody,Blue-Kettle-41,chw,,,,',
      ],
    };
    const { counts, faults } = await load(files, { users: door });
    const [ada, place] = [await named('Ada'), await named('Household')];
    expect(counts.users).to.deep.equal({ created: 1, changed: 0, unchanged: 1 });
    expect(made[0]).to.deep.equal({
      username: 'ada',
      password: 'Blue-Kettle-41',
      roles: ['chw', 'red1'],
      phone: '+254700000001',
      contact: ada._id,
      place: [place._id],
    });
    expect(made[1]!.roles).to.deep.equal(['chw', 'nurse']);
    expect(faultLines(faults)).to.deep.equal(['users.csv:4 nobody is no name']);
  });

  it('names users without name, password or roles, and names that stand twice', async () => {
    const { faults } = await load({
      'users.csv': [
        'username,password,roles',
        ',Blue-Kettle-41,chw',
        'ada,,',
        'bea,Blue-Kettle-41,chw',
        'bea,Blue-Kettle-41,chw',
      ],
    });
    expect(faultLines(faults)).to.deep.equal([
      'users.csv:2 column "username": is empty',
      'users.csv:3 column "password": is empty',
      'users.csv:3 column "roles": is empty',
      'users.csv:5 column "username": "bea" stands at users.csv:4 too',
    ]);
  });

  it('tells how far it is', async () => {
    const steps: [number, number][] = [];
    await load(household, { progress: (done, total) => steps.push([done, total]) });
    expect(steps).to.deep.equal([
      [0, 4],
      [4, 4],
    ]);
  });

  it('refuses a folder without CSV files', async () => {
    const error = await load({ 'readme.txt': ['x'] }).catch(thrown => thrown);
    expect(error).to.be.instanceOf(AppError).and.include({ code: 'import/invalid' });
  });
});
