import { get } from 'node:http';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { type World, world } from '../world.ts';
import { type Device, openBrowser, openDevice, typeLogin, violations, wordsOf } from './browser.ts';
import { healthWorker, village } from './village.ts';
import { type Wire, wireTo } from './wire.ts';

/** Enough people for several batches. */
const many = (count: number): Doc[] =>
  Array.from({ length: count }, (_, at) => ({
    _id: `person-${String(at).padStart(5, '0')}`,
    type: 'person',
    name: `Person ${at}`,
    patient_id: String(50_000 + at),
    parent: { _id: 'kamau', parent: { _id: 'centre', parent: { _id: 'district' } } },
    notes: `Lives ${at} steps from the well, and this is ${'a rather '.repeat(20)}long note so that the network has something to carry: ${Array.from({ length: 12 }, (_, n) => ((at + 1) * 7919 * (n + 3)) % 999_983).join(' ')}.`,
  }));

/** How many bytes an answer has on the wire. */
const bytesOf = (url: string, cookie: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { cookie, 'accept-encoding': 'gzip' } }, answer => {
      let bytes = 0;
      answer.on('data', (data: { length: number }) => (bytes += data.length)).on('end', () => resolve(bytes));
    }).on('error', reject);
  });

describe('the first fill of a phone', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let wire: Wire;

  before(async () => {
    place = await world({ docs: [...village(), ...many(3500)], sentinel: false });
    browser = await openBrowser();
    wire = await wireTo(() => place.apiUrl);
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await phone.page.goto(wire.url);
    const { cookie } = await place.login(user);
    wire.cutWithin(
      /GET \/api\/v1\/replication\/fill/,
      Math.round((await bytesOf(`${place.apiUrl}/api/v1/replication/fill`, cookie)) * 0.6),
    );
    await typeLogin(phone.page, user);
  });
  after(async () => {
    await browser?.close();
    await wire?.close();
    await place?.close();
  });

  it('says how many documents have come, of how many, when the network breaks', async () => {
    const { page } = phone;
    await page.getByText('Going on by itself').waitFor();
    expect(await wordsOf(page.locator('fill-page [role=status]'))).to.match(/^[12],000 of 3,5\d\d documents$/);
    expect(await page.getByRole('progressbar').count()).to.equal(1);
    expect(await violations(page)).to.deep.equal([]);
  });

  it('goes on by itself where it stopped', async () => {
    const { page } = phone;
    const resumed = page.waitForRequest(request => request.url().includes('/replication/fill?after='), {
      timeout: 60_000,
    });
    wire.mend();
    expect(new URL((await resumed).url()).searchParams.get('after')).to.match(/^person-0[012]\d{3}$/);
    await page.locator('today-page').waitFor({ timeout: 60_000 });
  });

  it('ends with everybody on the phone', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/people`);
    for (const number of [0, 999, 1000, 2500, 3499]) {
      await page.getByRole('searchbox').fill(String(50_000 + number));
      await page
        .getByRole('link', { name: `Person ${number}`, exact: false })
        .first()
        .waitFor();
    }
    await page.goto(`${wire.url}/about`);
    await page.getByText('3,508 contacts').waitFor();
    expect(phone.trouble).to.deep.equal([]);
  });

  it('says what to do when the server cannot answer, and lets somebody else log out', async () => {
    const other = await openDevice(browser);
    const { page } = other;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await other.context.route('**/api/v1/replication/fill*', route => route.fulfill({ status: 500, body: '{}' }));
    await page.goto(wire.url);
    await typeLogin(page, place.userName('neema'));
    await page.getByText('if this goes on, tell your supervisor').waitFor();
    expect(await wordsOf(page.locator('fill-page [role=status]')), 'it does not ask at the same time').to.equal('');
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.locator('login-page wa-input[name=user]').waitFor();
    expect(await page.evaluate(() => document.cookie)).to.include('login=force');
    await other.context.unroute('**/api/v1/replication/fill*');
    await typeLogin(page, place.userName('neema'));
    await page.locator('today-page').waitFor({ timeout: 60_000 });
    await other.context.close();
  });
});
