import { purgeDatabase, purgedId, purgeInfoId } from '@rounds/ddocs/documents/purged.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState } from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('what is purged for a role', function () {
  this.timeout(180_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    place = await world({ docs: village(), sentinel: false });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
  });
  after(async () => {
    await phone?.context.close();
    await browser?.close();
    await place?.close();
  });

  /** Asks for rounds of synchronisation until the page shows what it should. */
  const syncUntil = async (what: string, done: (page: Page) => Promise<boolean>) => {
    const { page } = phone;
    await until(
      what,
      async () => {
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await page.waitForTimeout(1000);
        await page.goto(`${place.apiUrl}/people/asha`);
        await page.locator('contact-page h1').waitFor();
        await page.waitForTimeout(500);
        return done(page);
      },
      60_000,
    );
    await until('it has synchronised', async () => (await syncState(page)) === 'Everything is on the server');
  };
  const markers = () => place.store(purgeDatabase(place.databases.main, ['chw']));
  const reminders = (page: Page) => page.locator('contact-page message-row').count();

  it('leaves the phone that has it, and comes back when it is purged no longer', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/asha`);
    await page.locator('contact-page message-row').first().waitFor();
    await couchServer(place.couchUrl).createDatabase(markers().name);
    await markers().putLocal(purgeInfoId, { roles: ['chw'] });
    await markers().write([{ _id: purgedId('pregnancy-of-asha'), type: 'purged', timestamp: Date.now() }]);
    await syncUntil('the reminders were gone', async () => (await reminders(page)) === 0);
    expect(await place.store().get('pregnancy-of-asha')).to.not.equal(null);
    const marker = (await markers().get(purgedId('pregnancy-of-asha')))!;
    await markers().write([{ _id: marker._id, _rev: marker._rev!, _deleted: true }]);
    await syncUntil('the reminders were back', async () => (await reminders(page)) > 0);
    expect(phone.trouble).to.deep.equal([]);
  });
});
