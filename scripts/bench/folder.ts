import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { loginAndFill, openBrowser, openDevice, syncState } from '../../test/browser/browser.ts';
import { until, type World, world } from '../../test/world.ts';
import { importInto } from '../import/folder.ts';
import type { Benchmark, Measurement } from './figures/benchmark.ts';

/** The folder without its users: on a CouchDB, user names are shared by every programme. */
const withoutUsers = async (folder: string): Promise<string> => {
  const copy = await mkdtemp(join(tmpdir(), 'rounds-folder-'));
  const files = (await readdir(folder)).filter(file => file.endsWith('.csv') && file !== 'users.csv');
  for (const file of files) await copyFile(join(folder, file), join(copy, file));
  return copy;
};

interface District {
  district: Doc;
  /** Ids of all below, the district among them. */
  contacts: string[];
}

/** The district with the most contacts below it. */
const largestDistrict = async (main: Store): Promise<District> => {
  const districts = await main.query('medic-client/contacts_by_type', {
    key: ['district_hospital'],
    limit: 1000,
    docs: true,
  });
  let largest: District | undefined;
  for (const { doc } of districts) {
    if (!doc) continue;
    const rows = await main.query('medic/contacts_by_depth', { key: [doc._id], limit: 100_000 });
    if (!largest || rows.length > largest.contacts.length)
      largest = { district: doc, contacts: rows.map(({ id }) => id) };
  }
  if (!largest) throw new Error('The folder has no district_hospital');
  return largest;
};

/** A supervisor of the district, who is one of its people. */
const supervisorOf = async (place: World, { district, contacts }: District): Promise<string> => {
  const docs = await place.store().getMany<Contact>(contacts);
  const contact = docs.find(doc => doc?.type === 'person');
  if (!contact) throw new Error('Nobody lives in the district');
  const username = place.userName('supervisor');
  await place.createUser({
    username,
    roles: ['chw_supervisor'],
    place: district._id,
    contact: contact._id,
    fullname: 'Supervisor',
    language: 'en',
  });
  return username;
};

const since = (start: number): number => Math.round(performance.now() - start);

/** The mute of a whole district on a phone without a network, and what follows when it is back. All in ms. */
const muteDistrict = async (place: World, { district, contacts }: District) => {
  const main = place.store();
  const user = await supervisorOf(place, { district, contacts });
  const browser = await openBrowser();
  try {
    const { page, context } = await openDevice(browser);
    let start = performance.now();
    await loginAndFill(page, place.apiUrl, user);
    const filled = since(start);
    await until(
      'the phone has synchronised',
      async () => (await syncState(page)) === 'Everything is on the server',
      120_000,
    );
    await context.setOffline(true);
    await page.goto(`${place.apiUrl}/people/${district._id}`);
    await page.locator('contact-page contact-row').first().waitFor();
    start = performance.now();
    await page.getByRole('link', { name: 'Mute', exact: true }).click();
    await page.locator('muting-preview section').waitFor();
    const previewed = since(start);
    await page.locator('form-page .option').first().click();
    start = performance.now();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('muted-why section').waitFor({ timeout: 120_000 });
    const saved = since(start);
    await context.setOffline(false);
    start = performance.now();
    await until('the report is answered', () => answered(main), 300_000);
    const replied = since(start);
    await place.settled(300_000);
    const settled = since(start);
    await until(
      'the phone has everything',
      async () => (await syncState(page)) === 'Everything is on the server',
      300_000,
    );
    const agreed = since(start);
    const after = await main.getMany<Contact>(contacts);
    const awake = after.filter(doc => !doc?.muted).length;
    if (awake > 0) throw new Error(`${awake} contacts of the district are not muted`);
    await context.close();
    return { filled, previewed, saved, replied, settled, agreed };
  } finally {
    await browser.close();
  }
};

const answered = async (main: Store): Promise<boolean> => {
  const rows = await main.query('medic-client/reports_by_date', { limit: 20, descending: true, docs: true });
  return rows.some(
    ({ doc }) => (doc as Report | null | undefined)?.form === 'mute' && ((doc as Report).tasks?.length ?? 0) > 0,
  );
};

/**
 * A programme of a CSV folder, named by `BENCH_FOLDER`: imported, settled for the first time, put on a supervisor's
 * phone in Chromium, and its largest district muted there without a network. Once, however many runs are asked for: it
 * takes minutes.
 */
export const benchmark: Benchmark = async ({ say }) => {
  const { BENCH_FOLDER } = process.env;
  if (!BENCH_FOLDER) {
    say('folder: left out, since BENCH_FOLDER names no CSV folder');
    return [];
  }
  const folder = await withoutUsers(resolve(BENCH_FOLDER));
  const place = await world();
  try {
    say('importing …');
    let start = performance.now();
    const { counts, faults } = await importInto(
      { couchUrl: place.couchUrl, database: place.databases.main },
      { folder },
    );
    if (faults.length > 0) throw new Error(`${faults.length} faults; npm run import names them`);
    const imported = since(start);
    const rows = Object.values(counts).reduce((sum, { created }) => sum + created, 0);
    start = performance.now();
    await place.settled(600_000);
    const caughtUp = since(start);
    const district = await largestDistrict(place.store());
    const count = district.contacts.length.toLocaleString('en');
    say(`muting ${String(district.district.name)}, ${count} contacts …`);
    const { filled, previewed, saved, replied, settled, agreed } = await muteDistrict(place, district);
    const line = (work: string, value: number): Measurement => ({ work, values: [value / 1000], unit: 's' });
    return [
      line(`import of ${rows.toLocaleString('en')} rows`, imported),
      line('then, until the sentinel has settled them all', caughtUp),
      line(`login and first fill of a phone over ${count} contacts`, filled),
      line('offline: preview of muting all of them', previewed),
      line('offline: muted, all of them, from Save to the profile', saved),
      line('back in range: until the report is answered', replied),
      line('back in range: until the sentinel has settled everything', settled),
      line('back in range: until the phone has everything, too', agreed),
    ];
  } finally {
    await place.close();
    await rm(folder, { recursive: true, force: true });
  }
};
