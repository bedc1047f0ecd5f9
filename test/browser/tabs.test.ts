import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, namesIn, openBrowser, openDevice, syncState } from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('two tabs of one phone', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let second: Page;

  before(async () => {
    place = await world({ docs: village(), sentinel: false });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser, { width: 1280, height: 800 });
    await loginAndFill(phone.page, place.apiUrl, user);
    second = await phone.context.newPage();
    await second.goto(`${place.apiUrl}/people/kamau`);
    await second.locator('contact-page contact-row').first().waitFor();
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const rename = async (page: Page, id: string, name: string) => {
    await page.goto(`${place.apiUrl}/people/${id}/edit`);
    await page.locator('form-field[data-path$="/name"] input').fill(name);
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name }).waitFor();
  };

  it('both show what one of them saved', async () => {
    await rename(phone.page, 'eloise', 'Éloïse A.');
    await until('the other tab shows it', async () => (await namesIn(second, 'contact-page')).includes('Éloïse A.'));
  });

  it('write at the same time, and nothing is lost', async () => {
    await Promise.all([rename(phone.page, 'asha', 'Asha B.'), rename(second, 'baraka', 'Baraka B.')]);
    await until('the server has both', async () => {
      const docs = await place.store().getMany(['asha', 'baraka']);
      return docs.map(doc => doc?.name).join() === 'Asha B.,Baraka B.';
    });
    for (const page of [phone.page, second])
      await until(
        'both tabs know that all is sent',
        async () => (await syncState(page)) === 'Everything is on the server',
      );
  });

  it('go on when the one that talked to the server is closed', async () => {
    await phone.page.close();
    await rename(second, 'zawadi', 'Zawadi B.');
    await until('the server has it', async () => (await place.store().get('zawadi'))?.name === 'Zawadi B.', 60_000);
    expect(phone.trouble).to.deep.equal([]);
  });
});
