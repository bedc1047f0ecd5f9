import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
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
  violations,
  wordsOf,
} from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('people who leave and enter what a phone may hold', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    place = await world({
      docs: [...village(), { _id: 'elsewhere', type: 'health_center', name: 'Elsewhere', parent: { _id: 'district' } }],
      sentinel: false,
    });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await until('it has synchronised', async () => (await syncState(phone.page)) === 'Everything is on the server');
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  /** Moves the household and its members to another health centre, as an administrator does. */
  const moveTo = async (centre: string) => {
    const ids = ['otieno', 'asha', 'baraka', 'zawadi'];
    const docs = (await place.store().getMany<Contact>(ids)) as Contact[];
    const above = { _id: centre, parent: { _id: 'district' } };
    await place
      .store()
      .write(docs.map(doc => ({ ...doc, parent: doc._id === 'otieno' ? above : { _id: 'otieno', parent: above } })));
  };
  const listed = () => namesIn(phone.page, 'people-page');

  it('a report about somebody who was moved away meanwhile is refused, and its author reads why', async () => {
    const { page, context } = phone;
    await context.setOffline(true);
    await page.goto(`${place.apiUrl}/people/asha/report/pregnancy`);
    await page.getByText('Weeks').or(page.getByText('weeks')).first().click();
    await page.locator('input.number').fill('12');
    await page.locator('form-field[data-path$="/danger_signs"] .option').last().click();
    // She has a pregnancy that goes on.
    await page.getByRole('checkbox', { name: 'Register it all the same' }).check();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    await moveTo('elsewhere');
    await context.setOffline(false);
    await until(
      'the header says that a change was refused',
      async () => (await syncState(page)) === '1 change refused',
      60_000,
    );
    await page.goto(`${place.apiUrl}/refused`);
    const refusal = page.locator('refused-page article');
    await refusal.getByRole('link', { name: 'Pregnancy, Asha Otieno' }).waitFor();
    expect(await wordsOf(refusal))
      .to.include('Reason:')
      .and.to.include('Ask your supervisor');
    expect(await violations(page)).to.deep.equal([]);
  });

  it('those who were moved away leave the phone', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people`);
    await until('the household is gone', async () => {
      const names = await listed();
      return names.includes('Kamau household') && !names.some(name => name.includes('Otieno'));
    });
    expect(await place.store().get('asha')).to.include({ name: 'Asha Otieno' });
  });

  it('refused documents can be given up', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/refused`);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('wa-dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing was refused').waitFor();
    await until('the header is at ease', async () => (await syncState(page)) === 'Everything is on the server');
  });

  it('those who come back are on the phone again, with their reports', async () => {
    const { page } = phone;
    await moveTo('centre');
    await page.goto(`${place.apiUrl}/people`);
    await until('the household is back', async () => (await listed()).includes('Otieno household'), 60_000);
    await page.goto(`${place.apiUrl}/people/asha`);
    await page.locator('contact-page .report').first().waitFor();
    await until('her messages are there', async () => (await page.locator('contact-page message-row').count()) === 3);
    expect(phone.trouble).to.deep.equal([]);
  });
});
