import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState, violations } from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('an address of the app', function () {
  this.timeout(180_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    const permissions = {
      can_view_messages_tab: ['nurse'],
      can_view_message_action: ['nurse'],
      can_create_places: ['nurse'],
      can_view_tasks: ['nurse'],
      can_view_analytics: ['nurse'],
    };
    const odd = {
      _id: 'odd/one? 100%',
      type: 'person',
      name: 'Odd One',
      parent: { _id: 'centre', parent: { _id: 'district' } },
    };
    place = await world({
      docs: [...village(), odd],
      sentinel: false,
      settings: settings => ({ ...settings, permissions }),
    });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await until(
      'the phone has synchronised',
      async () => (await syncState(phone.page)) === 'Everything is on the server',
    );
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const at = async (page: Page, path: string) => {
    await page.goto(`${place.apiUrl}${path}`);
    await page.locator('work-place h1:not(.unseen)').first().waitFor();
    return page.locator('work-place h1:not(.unseen)').allTextContents();
  };

  for (const path of ['/messages', '/messages/eloise', '/messages/new', '/messages/everyone/kamau'])
    it(`says clearly that ${path} is not for a role without the permission`, async () => {
      expect(await at(phone.page, path)).to.deep.equal(['This is not open to you']);
      expect(await phone.page.locator('messages-page, conversation-page, new-message-page').count()).to.equal(0);
      expect(await phone.page.locator('section-tabs').getByRole('link', { name: 'Messages' }).count()).to.equal(0);
      expect(await violations(phone.page)).to.deep.equal([]);
    });

  it('leads from a list that the role may not see to the one that it may', async () => {
    await at(phone.page, '/messages');
    await phone.page.getByRole('link', { name: 'To the list' }).click();
    await phone.page.locator('people-page contact-row').first().waitFor();
  });

  it('offers to add only what the role may add', async () => {
    await at(phone.page, '/people/centre');
    const actions = phone.page.locator('contact-actions');
    await actions.getByRole('link', { name: 'New person' }).waitFor();
    expect(await actions.getByRole('link', { name: 'New household' }).count()).to.equal(0);
  });

  it('says that there is nothing, with the app around it, where no page is', async () => {
    for (const path of ['/people/%E0%A4%A', '/reports/%', '/nowhere'])
      expect(await at(phone.page, path), path).to.deep.equal(['There is nothing at this address']);
    expect(await phone.page.getByRole('button', { name: 'Menu' }).count()).to.equal(1);
  });

  it('says of a form for somebody who is not on the phone just that, and not that the form is missing', async () => {
    const { page } = phone;
    await at(page, '/people/nobody/report/pregnancy');
    await page.getByText('The person or place is not on this phone.').waitFor();
    await at(page, '/people/asha/report/nothing');
    await page.getByText('This form is not on this phone.').waitFor();
    await page.locator('form-page').getByRole('button', { name: 'Back' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
  });

  it('names the tab after what is open, also where the page changes without being loaded', async () => {
    const { page } = phone;
    const titles: [path: string, title: string][] = [
      ['/people', 'People · Rounds'],
      ['/people/asha', 'Asha Otieno · Rounds'],
      ['/people/asha/report/pregnancy', 'Pregnancy, Asha Otieno · Rounds'],
      ['/reports/pregnancy-of-asha', 'Pregnancy · Rounds'],
      ['/about', 'About · Rounds'],
      ['/messages', 'This is not open to you · Rounds'],
      ['/nowhere', 'There is nothing at this address · Rounds'],
    ];
    for (const [path, title] of titles) {
      await page.goto(`${place.apiUrl}${path}`);
      await until(`the tab of ${path} is called ${title}`, async () => (await page.title()) === title);
    }
    await page.getByRole('link', { name: 'To the list' }).click();
    await until('the list names it', async () => (await page.title()) === 'People · Rounds');
    await page.getByRole('link', { name: 'Otieno household' }).first().click();
    await until('the profile names it', async () => (await page.title()) === 'Otieno household · Rounds');
    await page.goBack();
    await until('the list names it again', async () => (await page.title()) === 'People · Rounds');
  });

  it('opens somebody whose id has signs that addresses know otherwise', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people`);
    await page.getByRole('searchbox').fill('odd');
    await page.getByRole('link', { name: 'Odd One' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Odd One' }).waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.locator('form-page form').waitFor();
    expect(phone.trouble).to.deep.equal([]);
  });
});
