import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { loginAndFill, openBrowser, openDevice, typeLogin } from '../../test/browser/browser.ts';
import { healthWorker, village } from '../../test/browser/village.ts';
import { type World, world } from '../../test/world.ts';
import { root } from '../checks/checks.ts';
import type { Benchmark } from './figures/benchmark.ts';
import { dayFigures } from './phone/day.ts';

/** Contacts of the phone that is measured. */
const count = 10_000;

const people = (): Doc[] =>
  Array.from({ length: count - 9 }, (_, at) => ({
    _id: `person-${String(at).padStart(5, '0')}`,
    type: 'person',
    name: `${['Amina', 'Baraka', 'Chausiku', 'Daudi', 'Éloïse', 'Faraji'][at % 6]} ${['Otieno', 'Kamau', 'Mwangi', 'Achieng'][at % 4]} ${at}`,
    patient_id: String(100_000 + at),
    phone: `+2557${String(10_000_000 + at * 37).slice(-8)}`,
    sex: at % 2 ? 'male' : 'female',
    date_of_birth: `${1950 + (at % 70)}-0${1 + (at % 9)}-1${at % 9}`,
    reported_date: 1_760_000_000_000 + at,
    parent: { _id: 'kamau', parent: { _id: 'centre', parent: { _id: 'district' } } },
    notes: 'Lives beyond the well, near the school.',
  }));

/** What slows a phone down: ms of latency a request, and how many times its processor is slower. */
interface Slow {
  latency: number;
  cpu: number;
}
const fast: Slow = { latency: 0, cpu: 1 };
const slow: Slow = { latency: 200, cpu: 4 };

const slowDown = async (page: Page, { latency, cpu }: Slow): Promise<CDPSession> => {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.emulateNetworkConditions', {
    offline: false,
    latency,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await wire.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  return wire;
};

const entry = (page: Page, name: string, field: 'startTime' | 'duration'): Promise<number> =>
  page
    .waitForFunction(
      ([name, field]) => performance.getEntriesByName(name!)[0]?.toJSON()[field!] as number | undefined,
      [name, field] as const,
      { timeout: 300_000 },
    )
    .then(handle => handle.jsonValue() as Promise<number>);

/** The first fill of a fresh phone, in ms from the request to the last document stored. */
const firstFill = async (browser: Browser, place: World, user: string, conditions: Slow): Promise<number> => {
  const { page, context } = await openDevice(browser);
  await page.goto(place.apiUrl);
  await page.locator('login-page').waitFor();
  await slowDown(page, conditions);
  await typeLogin(page, user);
  const ms = await entry(page, 'rounds:fill', 'duration');
  await context.close();
  return ms;
};

/** The same documents by PouchDB's own replication as it comes, with the `idb` adapter, in ms. */
const replicated = async (browser: Browser, place: World, user: string, conditions: Slow): Promise<number> => {
  const { page, context } = await openDevice(browser);
  const { cookie } = await place.login(user);
  await context.addCookies(
    cookie
      .split('; ')
      .map(each => ({ name: each.split('=')[0]!, value: each.slice(each.indexOf('=') + 1), url: place.apiUrl })),
  );
  const script = await bundle();
  await page.route('**/bench.html', route =>
    route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/bench.js"></script>' }),
  );
  await page.route('**/bench.js', route => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${place.apiUrl}/bench.html`);
  await page.waitForFunction(() => 'replicate' in window);
  await slowDown(page, conditions);
  const ms = await page.evaluate(() => (window as unknown as { replicate(): Promise<number> }).replicate());
  await context.close();
  return ms;
};

/** PouchDB for a page, bundled by the webapp's own Vite. */
const bundle = async (): Promise<string> => {
  const vite = createRequire(join(root, 'webapp/package.json')).resolve('vite');
  const { build } = (await import(
    join(dirname(vite), 'index.js').replace(/dist\/node\/dist/, 'dist')
  )) as typeof import('vite');
  const built = await build({
    root: join(root, 'webapp'),
    configFile: false,
    logLevel: 'error',
    build: { write: false, target: 'es2022', rollupOptions: { input: join(root, 'scripts/bench/phone/replicate.ts') } },
  });
  const { output } = (Array.isArray(built) ? built[0] : built) as { output: { type: string; code?: string }[] };
  return output.find(({ type }) => type === 'chunk')!.code!;
};

/**
 * Opens the app again without a network, in ms from the navigation until the list of everybody is drawn and can be
 * searched.
 */
const reopened = async (
  browser: Browser,
  place: World,
  user: string,
  cpu: number,
  times: number,
): Promise<number[]> => {
  const { page, context } = await openDevice(browser);
  await loginAndFill(page, place.apiUrl, user);
  // The list is kept for the next start two seconds after the last change.
  await page.waitForTimeout(5000);
  await context.setOffline(true);
  const values: number[] = [];
  for (let at = 0; at < times; at++) {
    const again = await context.newPage();
    await slowDown(again, { latency: 0, cpu });
    await context.setOffline(true);
    await again.goto(`${place.apiUrl}/people`);
    values.push(await entry(again, 'rounds:list', 'startTime'));
    await again.close();
  }
  await context.close();
  return values;
};

const times = async (runs: number, measure: () => Promise<number>): Promise<number[]> => {
  const values: number[] = [];
  for (let at = 0; at < runs; at++) values.push(await measure());
  return values;
};

/**
 * A phone with 10,000 contacts in Chromium: its first fill, PouchDB's replication of the same, and opening it again
 * without a network.
 */
export const benchmark: Benchmark = async context => {
  const { runs, say } = context;
  const place = await world({ docs: [...village(), ...people()], sentinel: false });
  const browser = await openBrowser();
  try {
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    say('first fill …');
    const quick = await times(runs, () => firstFill(browser, place, user, fast));
    const slowly = await times(runs, () => firstFill(browser, place, user, slow));
    say("PouchDB's replication of the same, once …");
    const peer = await replicated(browser, place, user, slow);
    say('opening again without a network …');
    const again = await reopened(browser, place, user, 1, runs);
    const slowAgain = await reopened(browser, place, user, 4, runs);
    const dayOf = await dayFigures(browser, context);
    return [
      { work: 'first fill of 10,000 documents', values: quick, unit: 'ms' },
      {
        work: 'the same, 200 ms a request, processor 4 times slower',
        values: slowly,
        unit: 'ms',
        compare: { peer, atLeast: 20, of: 'PouchDB' },
      },
      { work: "PouchDB's default replication, likewise slow", values: [peer], unit: 'ms' },
      { work: 'opened again offline until the list of 10,000 is usable', values: again, unit: 'ms' },
      { work: 'the same, processor 4 times slower', values: slowAgain, unit: 'ms' },
      ...dayOf,
    ];
  } finally {
    await browser.close();
    await place.close();
  }
};
