import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedDocs, defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { password, type World, world } from '../../world.ts';
import { installedChtConf } from './cht-conf/installed.ts';
import { writeProject } from './cht-conf/project.ts';
import { type Outcome, runTool } from './cht-conf/tool.ts';
import { type Wiretap, wiretap } from './cht-conf/wiretap.ts';

/** Uploads besides the settings, without the removal of all forms that the default run begins with. */
const uploads = [
  'upload-app-forms',
  'upload-collect-forms',
  'upload-contact-forms',
  'upload-training-forms',
  'upload-resources',
  'upload-branding',
  'upload-partners',
  'upload-custom-translations',
  'upload-privacy-policies',
  'upload-extension-libs',
  'upload-ui-extensions',
  'upload-database-indexes',
];

describe('cht-conf', function () {
  // The tool takes a second to start, and minutes to come from npm when it is not there yet.
  this.timeout(600_000);
  let rounds: World;
  let tap: Wiretap;
  let program: string;
  let project: string;

  const url = (): string => {
    const { username, password: secret } = new URL(rounds.couchUrl);
    return `--url=http://${username}:${secret}@${new URL(tap.origin).host}`;
  };
  /** Runs the tool and expects that it ends well. */
  const run = async (...words: string[]): Promise<string> => {
    tap.heard.length = 0;
    const { code, out } = await runTool(program, project, [url(), ...words]);
    expect(code, out).to.equal(0);
    return out;
  };
  const runInVain = async (...words: string[]): Promise<Outcome> => {
    const outcome = await runTool(program, project, [url(), ...words]);
    expect(outcome.code, outcome.out).to.equal(1);
    return outcome;
  };
  const writes = (): string[] =>
    tap.heard.filter(({ method, path }) => method !== 'GET' && !/validate$|^\/_session$/.test(path)).map(asText);
  const asText = ({ method, path }: { method: string; path: string }) => `${method} ${decodeURIComponent(path)}`;
  const ask = async <T>(path: string): Promise<T> => (await (await rounds.fetch(path)).json()) as T;

  const logIn = (): Promise<Response> =>
    fetch(`${rounds.apiUrl}/medic/login`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: rounds.userName('amina'), password }),
    });

  before(async () => {
    program = await installedChtConf();
    rounds = await world({ sentinel: false });
    tap = await wiretap(rounds.apiUrl);
    project = await mkdtemp(join(tmpdir(), 'rounds-project-'));
    await writeProject(project);
  });
  after(async () => {
    await tap?.close();
    await rounds?.close();
    if (project) await rm(project, { recursive: true, force: true });
  });

  it('runs all that it does by default, and is refused nothing', async () => {
    const out = await run();
    expect(out).to.include('All actions completed');
    expect(tap.heard.filter(({ status }) => status >= 400 && status !== 404).map(asText)).to.deep.equal([]);
    expect(out).to.include('Settings updated successfully');
  });

  it('finds what it brought in force', async () => {
    const settings = await ask<{ forms: object; contact_summary?: string; tasks?: { rules?: string } }>(
      '/api/v1/settings',
    );
    const shown = await programmeDocs(defaultProgramme);
    const { forms: texts } = shown.find(({ _id }) => _id === 'settings')!.settings as { forms: object };
    expect(settings.forms).to.deep.equal(texts);
    expect(settings.contact_summary).to.be.a('string');
    expect(settings.tasks?.rules).to.be.a('string');
    const words = await ask<{ generic: Record<string, string>; custom: Record<string, string> }>('/medic/messages-sw');
    expect(words.custom).to.deep.equal({ 'contact.type.clinic': 'Boma', welcome: 'Karibu' });
    expect(words.generic).to.include({ 'contact.type.person': 'Mtu' });
    const forms = await rounds.store().range({ from: 'form:', to: 'form:\ufff0', limit: 100 });
    expect(forms.map(({ _id }) => _id)).to.include.members(['form:census', 'form:home_visit', 'form:mute']);
    const attached = (doc: Doc | null) => Object.keys(doc?._attachments ?? {}).sort();
    expect(attached(await rounds.store().get('form:home_visit'))).to.deep.equal(['house.svg', 'xml']);
    expect(attached(await rounds.store().get('branding'))).to.deep.equal(['favicon.svg', 'icon.svg', 'logo.svg']);
    expect(attached(await rounds.store().get('extension-libs'))).to.deep.equal(['average.js']);
    const picture = await rounds.fetch('/medic/resources/visit.svg');
    expect([picture.status, picture.headers.get('content-type')]).to.deep.equal([200, 'image/svg+xml']);
    expect(await picture.text()).to.equal(await readFile(join(project, 'resources/visit.svg'), 'utf8'));
  });

  it('keeps what stood there in its folder of backups', async () => {
    const names = await readdir(join(project, 'backups'));
    const forms = names.find(name => name.startsWith('forms.'))!;
    expect(await readdir(join(project, 'backups', forms))).to.include('form_mute');
    const settings = names.find(name => name.startsWith('app_settings'))!;
    const before = JSON.parse(await readFile(join(project, 'backups', settings), 'utf8')) as { forms: object };
    expect(Object.keys(before.forms)).to.include('P');
  });

  it('finds no changes the second time', async () => {
    const out = await run('upload-app-settings', ...uploads);
    expect(out).to.include('Settings not updated - no changes detected');
    expect(writes()).to.deep.equal(['PUT /medic/_design/medic/_rewrite/update_settings/medic?replace=1']);
    await run();
    const besides = writes().filter(each => !/^(PUT|DELETE) \/medic\/form:/.test(each));
    expect(besides).to.deep.equal(['PUT /medic/_design/medic/_rewrite/update_settings/medic?replace=1']);
  });

  it('brings a single change, which holds at once', async () => {
    await writeFile(join(project, 'translations/messages-sw.properties'), 'contact.type.clinic = Nyumba\n');
    await run(...uploads);
    expect(writes()).to.deep.equal(['PUT /medic/messages-sw']);
    await writeFile(
      join(project, 'forms/app/home_visit-media/house.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    );
    await run(...uploads);
    expect(writes()).to.deep.equal(['PUT /medic/form:home_visit']);
    const media = await rounds.fetch('/medic/form:home_visit/house.svg');
    expect(await media.text()).to.equal('<svg xmlns="http://www.w3.org/2000/svg"/>\n');
  });

  it('and npm run import bring the same: each finds nothing to do after the other', async () => {
    const wanted = await programmeDocs(project);
    const stored = await rounds.store().getMany(
      wanted.map(({ _id }) => _id),
      { attachments: true },
    );
    const differing = changedDocs(wanted, stored).map(({ _id }) => _id);
    // The stored settings keep sections that the project does not have.
    expect(differing.filter(id => id !== 'settings')).to.deep.equal([]);

    const another = await world({ sentinel: false, programme: project });
    // Programme code is packed by another bundler there, so its text differs where it says the same.
    const settingsBut = async () => {
      const { contact_summary, tasks, ...rest } = (await another
        .store()
        .get<Doc & { settings: Record<string, unknown> }>('settings'))!.settings;
      expect(contact_summary).to.be.a('string');
      return { ...rest, tasks: { ...(tasks as object), rules: typeof (tasks as { rules: unknown }).rules } };
    };
    const imported = await settingsBut();
    const onto = await wiretap(another.apiUrl);
    const { username, password: secret } = new URL(another.couchUrl);
    const there = `--url=http://${username}:${secret}@${new URL(onto.origin).host}`;
    const { code, out } = await runTool(program, project, [there, 'upload-app-settings', ...uploads]);
    expect(code, out).to.equal(0);
    const written = onto.heard.filter(({ method, path }) => method === 'PUT' && !path.includes('_rewrite')).map(asText);
    const uploaded = await settingsBut();
    await onto.close();
    await another.close();
    expect(uploaded).to.deep.equal(imported);
    expect(written).to.deep.equal(['PUT /medic/ui-extension:welcome', 'PUT /medic/database-indexes']);
  });

  it('shows each fault of faulty settings once, and nothing is changed', async () => {
    const file = join(project, 'app_settings.json');
    const good = await readFile(file, 'utf8');
    const before = await ask('/api/v1/settings');
    await writeFile(file, JSON.stringify({ ...JSON.parse(good), locale: 7, muting: { mute_forms: 'mute' } }));
    tap.heard.length = 0;
    const { out } = await runInVain('upload-app-settings');
    expect(out).to.match(/ERROR locale: expected text, found 7\nmuting\.mute_forms: give a list of form codes/);
    expect(writes()).to.have.length(1);
    expect(await ask('/api/v1/settings')).to.deep.equal(before);
    await writeFile(file, good);
  });

  it('shows what is wrong with a form, and uploads none', async () => {
    const file = join(project, 'forms/app/home_visit.xml');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('</h:title>', ''));
    tap.heard.length = 0;
    const { out } = await runInVain('upload-app-forms');
    expect(out).to.match(/line \d+, column \d+: /);
    expect(writes()).to.deep.equal([]);
    await writeFile(file, good);
  });

  it('brings contacts, a report and a user who can log in', async () => {
    const users = join(project, 'csv/users.csv');
    await writeFile(users, (await readFile(users, 'utf8')).replace('\namina,', `\n${rounds.userName('amina')},`));
    await run('csv-to-docs');
    expect(await run('upload-docs')).to.match(/Summary: (\d+) of \1 docs uploaded OK/);
    await run('create-users');
    const { roles } = await ask<{ roles: string[] }>(`/api/v2/users/${rounds.userName('amina')}`);
    expect(roles).to.deep.equal(['chw']);
    expect((await logIn()).status).to.equal(302);
    const { rows } = await ask<{ rows: { id: string; doc: Doc }[] }>(
      '/medic/_design/medic-client/_view/contacts_by_type?include_docs=true',
    );
    expect(rows.map(({ doc }) => doc.name)).to.include.members(['Kilima household', 'Amina Wanjala']);
  });

  it('moves a contact with the reports that it made, merges two, and deletes one with its users', async () => {
    const { rows } = await ask<{ rows: { doc: Doc & { name: string } }[] }>(
      '/medic/_design/medic-client/_view/contacts_by_type?include_docs=true',
    );
    const idOf = (name: string): string => rows.find(({ doc }) => doc.name === name)!.doc._id;
    const [amina, bonde, kilima, ziwani] = [
      'Amina Wanjala',
      'Bonde health centre',
      'Kilima household',
      'Ziwani household',
    ].map(idOf) as [string, string, string, string];

    await run('move-contacts', '--', `--contacts=${amina}`, `--parent=${bonde}`, '--docDirectoryPath=moved');
    await run('upload-docs', '--', '--docDirectoryPath=moved');
    const parentOf = (doc: unknown) => (doc as { parent: { _id: string } }).parent._id;
    expect(parentOf(await rounds.store().get(amina))).to.equal(bonde);
    const [report] = await rounds.store().query('medic-client/reports_by_date', { limit: 10, docs: true });
    expect(parentOf(report?.doc?.contact)).to.equal(bonde);

    const merge = [`--destination=${kilima}`, `--sources=${ziwani}`, '--docDirectoryPath=merged'];
    await run('merge-contacts', '--', ...merge);
    await run('upload-docs', '--', '--docDirectoryPath=merged');
    expect(await rounds.store().get(ziwani)).to.equal(null);
    expect(parentOf(await rounds.store().get(idOf('Noah Barasa')))).to.equal(kilima);

    const mto = idOf('Mto health centre');
    await run('delete-contacts', '--', `--contacts=${mto}`, '--disable-users', '--docDirectoryPath=deleted');
    expect(await run('upload-docs', '--', '--docDirectoryPath=deleted')).to.include('1 users disabled');
    expect(await rounds.store().get(kilima)).to.equal(null);
    expect((await logIn()).status).to.equal(401);
  });

  it('comes in with a session instead of a password', async () => {
    const { username, password: secret } = new URL(rounds.couchUrl);
    const { cookie } = await rounds.login(username, decodeURIComponent(secret));
    const token = /AuthSession=([^;]+)/.exec(cookie)![1]!;
    tap.heard.length = 0;
    const { code, out } = await runTool(program, project, [
      `--url=http://${new URL(tap.origin).host}`,
      `--session-token=${token}`,
      'backup-app-settings',
      'upload-branding',
    ]);
    expect(code, out).to.equal(0);
    expect(tap.heard.filter(({ status }) => status >= 400)).to.deep.equal([]);
  });
});
