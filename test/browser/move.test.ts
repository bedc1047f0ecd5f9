import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { password, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

describe('the page that moves a household', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({
      docs: [
        ...village(),
        {
          _id: 'other-centre',
          type: 'health_center',
          name: 'Kaskazini',
          parent: { _id: 'district' },
          reported_date: 1,
        },
      ],
    });
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    desk = await openDevice(browser, { width: 1280, height: 800 });
    ({ page } = desk);
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const parent = async () => ((await place.store().get('otieno'))?.parent as { _id: string } | undefined)?._id;

  it('shows first what goes along, does it, and takes it back', async () => {
    await page.goto(`${place.apiUrl}/people/otieno`);
    await page.getByRole('link', { name: 'Move elsewhere' }).click();
    await page.getByLabel('Find a place by its name').fill('kask');
    await page.getByRole('radio', { name: 'Kaskazini' }).check();
    await page.getByText(/contacts? goe?s? along/).waitFor();
    await soundAtAllSizes(page, 'move-preview');
    await page.getByRole('button', { name: 'Move it now' }).click();
    await page.locator('move-page').getByText('It stands there now.').waitFor({ timeout: 60_000 });
    expect(await parent()).to.equal('other-centre');
    await soundAtAllSizes(page, 'move-done');
    await page.locator('move-page').getByText('Back to the profile').click();
    await page.getByRole('link', { name: 'Take the move back' }).click();
    await page.getByText(/It can be taken back until/).waitFor();
    await soundAtAllSizes(page, 'move-back');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.locator('move-page').getByText('It stands where it stood before.').waitFor({ timeout: 60_000 });
    expect(await parent()).to.equal('centre');
    expect(desk.trouble).to.deep.equal([]);
  });
});
