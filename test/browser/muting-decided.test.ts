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

const home = ['otieno', 'asha', 'baraka', 'zawadi'];
const message = 'Nobody asked the household for its consent';

describe('what a phone muted or unmuted, once the server has decided', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    // Of a refusal of services only the server can tell whether it may be.
    const rule = "!equals('refused_services') || exists('consent', 'reason')";
    const list = [{ property: 'reason', rule, message: [{ locale: 'en', content: message }] }];
    place = await world({
      docs: village(),
      settings: settings => ({
        ...settings,
        muting: { ...(settings.muting as object), validations: { list } },
      }),
    });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await sent();
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sent = () =>
    until('all is sent', async () => (await syncState(phone.page)) === 'Everything is on the server', 60_000);
  const mutedOnServer = async () =>
    (await place.store().getMany<Contact>(home)).filter(doc => doc?.muted).map(doc => doc!._id);
  const greyOnPhone = async () => (await namesIn(phone.page, 'people-page')).filter(name => name.startsWith('*'));
  const fill = async (subject: string, form: string, reason?: string) => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/${subject}/report/${form}`);
    await page.locator('muting-preview section').waitFor();
    if (reason) await page.getByText(reason, { exact: true }).click();
    else await page.locator('form-page .option').first().click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page h1').waitFor();
  };
  const undo = () => phone.page.locator('app-notices').getByRole('button', { name: 'Undo' }).click();

  it('is taken back on the phone when the server refuses it, and its author reads why', async () => {
    const { page, context } = phone;
    await context.setOffline(true);
    await fill('otieno', 'mute', 'Refuses services');
    await page.goto(`${place.apiUrl}/people`);
    await until('the household is grey', async () => (await greyOnPhone()).length === 4);
    await context.setOffline(false);
    await until('nobody is grey any more', async () => (await greyOnPhone()).length === 0, 60_000);
    expect(await mutedOnServer()).to.deep.equal([]);
    await page.goto(`${place.apiUrl}/people/otieno`);
    const row = page.locator('contact-reports .report', { hasText: 'Mute' });
    await row.getByText('With a fault').waitFor();
    await row.click();
    const report = page.locator('report-page');
    await report.getByText('Not carried out', { exact: true }).waitFor();
    expect(await wordsOf(report.locator('.faults'))).to.include(message);
    expect(await violations(page)).to.deep.equal([]);
  });

  it('is muted again from where an unmute began, when the unmute is undone before it is sent', async () => {
    const { page, context } = phone;
    await fill('otieno', 'mute', 'Moved away');
    await until('the server has muted them', async () => (await mutedOnServer()).length === 4, 60_000);
    await page.goto(`${place.apiUrl}/people`);
    await sent();
    await context.setOffline(true);
    await fill('baraka', 'unmute');
    await page.goto(`${place.apiUrl}/people/baraka`);
    await until('nobody is grey', async () => !(await page.locator('muted-why').count()));
    await page.goto(`${place.apiUrl}/people/baraka`);
    await page.locator('contact-reports .report', { hasText: 'Unmute' }).click();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.locator('app-notices').getByText('Taken back').waitFor();
    await page.goto(`${place.apiUrl}/people`);
    await until('all are grey', async () => (await greyOnPhone()).length === 4);
    await context.setOffline(false);
    await sent();
    await place.settled();
    expect(await mutedOnServer()).to.deep.equal(home);
  });

  it('is muted again from where an unmute began, when the unmute is undone after it was sent', async () => {
    const { page } = phone;
    await fill('baraka', 'unmute');
    await until('the server has unmuted them', async () => (await mutedOnServer()).length === 0, 60_000);
    await undo();
    await page.locator('form-page').getByText('Otieno household').first().waitFor();
    expect(new URL(page.url()).pathname).to.equal('/people/otieno/report/mute');
    const preview = page.locator('muting-preview section');
    await preview.waitFor();
    expect(await wordsOf(preview)).to.include('4 contacts will be muted');
    await page.getByText('Moved away', { exact: true }).click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await until('the server has muted them all again', async () => (await mutedOnServer()).length === 4, 60_000);
    expect(phone.trouble).to.deep.equal([]);
  });
});
