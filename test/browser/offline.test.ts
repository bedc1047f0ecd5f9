import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import {
  type Device,
  loginAndFill,
  namesIn,
  openBrowser,
  openDevice,
  syncState,
  typeLogin,
  violations,
  wordsOf,
} from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('a phone without a network', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let user: string;

  before(async () => {
    place = await world({
      docs: [
        ...village(),
        { _id: 'elsewhere', type: 'health_center', name: 'Elsewhere', parent: { _id: 'district' } },
        {
          _id: 'juma',
          type: 'person',
          name: 'Juma Salim',
          phone: '+255712000009',
          parent: { _id: 'elsewhere', parent: { _id: 'district' } },
        },
      ],
      sentinel: false,
    });
    browser = await openBrowser();
    user = place.userName('neema');
    await place.createUser(healthWorker(user));
    await place.createUser({
      ...healthWorker(place.userName('juma')),
      place: 'elsewhere',
      contact: 'juma',
      fullname: 'Juma Salim',
    });
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await until('it has synchronised', async () => (await syncState(phone.page)) === 'Everything is on the server');
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  it('opens the list, a profile, a report and a form at their addresses', async () => {
    const { page, context } = phone;
    await place.api.stop();
    await context.setOffline(true);
    await page.goto(`${place.apiUrl}/`);
    await page.locator('today-page').waitFor();
    await page.goto(`${place.apiUrl}/people`);
    await page.locator('contact-row').first().waitFor();
    await page.goto(`${place.apiUrl}/people/asha`);
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    await page.goto(`${place.apiUrl}/reports/pregnancy-of-asha`);
    await page.locator('report-page').getByText('Which danger signs does she have?').waitFor();
    await page.goto(`${place.apiUrl}/people/asha/report/pregnancy`);
    await page.locator('form-field').first().waitFor();
  });

  it('ends its list above the tabs when it is held sideways', async () => {
    const { page } = phone;
    await page.setViewportSize({ width: 740, height: 360 });
    await page.goto(`${place.apiUrl}/people`);
    await page.locator('people-page contact-row').first().waitFor();
    const edge = (selector: string, side: 'top' | 'bottom') =>
      page.locator(selector).evaluate((element, of) => element.getBoundingClientRect()[of], side);
    expect(await edge('people-page .list', 'bottom')).to.be.at.most(await edge('section-tabs', 'top'));
    await page.setViewportSize({ width: 360, height: 740 });
  });

  it('finds people by parts of names without accents, by phone and by short number', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people`);
    const search = page.getByRole('searchbox');
    for (const [text, found] of [
      ['eloise', ['Éloïse Kamau']],
      ['oti bar', ['Baraka Otieno']],
      ['0712 345 678', ['Éloïse Kamau']],
      ['10030', ['Zawadi Otieno']],
      ['nobody', []],
    ] as const) {
      await search.fill(text);
      await until(`${text} finds ${found}`, async () => (await namesIn(page, 'people-page')).join() === found.join());
    }
    await page.getByText('Nothing found for “nobody”').waitFor();
  });

  it('keeps what was begun when the app is closed in the middle of a form', async () => {
    const { page, context } = phone;
    await page.goto(`${place.apiUrl}/people/eloise/edit`);
    const name = page.locator('form-field[data-path$="/name"] input');
    await name.fill('Éloïse Wanjiru');
    await until('the draft is kept', () =>
      page.evaluate(async () => {
        const [{ name: database }] = (await indexedDB.databases()).filter(each =>
          each.name?.startsWith('_pouch_rounds'),
        ) as [{ name: string }];
        const open = await new Promise<IDBDatabase>(resolve => {
          const asked = indexedDB.open(database);
          asked.onsuccess = () => resolve(asked.result);
        });
        const found = await new Promise<unknown>(resolve => {
          const asked = open.transaction('local-store').objectStore('local-store').get('_local/drafts');
          asked.onsuccess = () => resolve(asked.result);
        });
        open.close();
        return JSON.stringify(found ?? '').includes('Wanjiru');
      }),
    );
    await page.close({ runBeforeUnload: false });
    phone.page = await context.newPage();
    await phone.page.goto(`${place.apiUrl}/people/eloise/edit`);
    await phone.page.getByText('was restored').waitFor();
    expect(await phone.page.locator('form-field[data-path$="/name"] input').inputValue()).to.equal('Éloïse Wanjiru');
    await phone.page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await phone.page.locator('contact-page').getByRole('heading', { name: 'Éloïse Wanjiru' }).waitFor();
  });

  it('asks for an answer that is missing, and goes there', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/kamau/add/person`);
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.getByText(/answers need attention/).waitFor();
    const focused = await page.evaluate(() => {
      let at: Element | null = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.tagName;
    });
    expect(focused).to.equal('INPUT');
  });

  it('takes in a new person', async () => {
    const { page } = phone;
    await page.locator('form-field[data-path$="/name"] input').fill('Tatu Kamau');
    await page.getByText('Female', { exact: true }).click();
    await page.getByText('The date of birth', { exact: true }).click();
    await page.locator('input[type=date]').fill('2001-05-06');
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Tatu Kamau' }).waitFor();
    await until(
      'the list has her',
      async () => (await namesIn(page, 'people-page')).includes('Tatu Kamau') || page.viewportSize()!.width < 900,
    );
    await page.getByRole('link', { name: 'Kamau household' }).first().click();
    await until('the household has her', async () => (await namesIn(page, 'contact-page')).includes('Tatu Kamau'));
  });

  it('warns before logging out that something was not sent', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('2 changes have not been sent yet').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
  });

  it('asks to log in again when the session has ended, and loses nothing', async () => {
    const { page, context } = phone;
    await context.clearCookies({ name: 'AuthSession' });
    await place.api.start();
    await context.setOffline(false);
    await page.goto(`${place.apiUrl}/people/kamau`);
    await page.getByText('Your session has ended').first().waitFor({ timeout: 60_000 });
    expect(await namesIn(page, 'contact-page')).to.include('Tatu Kamau');
    await page.locator('.strip').getByRole('button', { name: 'Log in' }).click();
    expect(await page.locator('wa-input[name=user] input').inputValue()).to.equal(user);
    expect(await violations(page)).to.deep.equal([]);
    await typeLogin(page, user);
    await until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 60_000);
    const stored = await place.store().range({ from: 'a', to: 'z', limit: 1000 });
    expect(stored.map(({ name }) => name)).to.include('Éloïse Wanjiru');
    expect(
      (await place.store().query('medic-client/contacts_by_place', { key: 'kamau', limit: 10, docs: true })).map(
        ({ doc }) => doc?.name,
      ),
    ).to.include('Tatu Kamau');
  });

  it('never shows one user the people of another', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.locator('.sure').getByRole('button', { name: 'Log out' }).click();
    await page.locator('login-page').waitFor();
    await typeLogin(page, place.userName('juma'));
    await page.locator('today-page').waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    await page.locator('contact-row').first().waitFor();
    expect(await namesIn(page, 'people-page')).to.deep.equal(['Elsewhere', 'Juma Salim']);
    await page.goto(`${place.apiUrl}/people/asha`);
    await page.getByText('There is nothing at this address').waitFor();
    expect(await wordsOf(page.locator('people-page').first())).to.not.include('Otieno');
    expect(phone.trouble).to.deep.equal([]);
  });
});
