import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, namesIn, openBrowser, openDevice, syncState, wordsOf } from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('a health worker mutes a household without a network', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let user: string;

  before(async () => {
    place = await world({ docs: village() });
    browser = await openBrowser();
    user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await place.settled();
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const server = (id: string) => place.store().get<Contact>(id);
  const states = async () =>
    (await place.store().get<Report>('pregnancy-of-asha'))!.scheduled_tasks!.map(({ state }) => state);

  it('finds the household and goes there', async () => {
    const { page } = phone;
    await until('the phone has synchronised', async () => (await syncState(page)) === 'Everything is on the server');
    await page.getByRole('searchbox').fill('otien hous');
    await page.getByRole('link', { name: 'Otieno household' }).click();
    await page.getByRole('heading', { name: 'Otieno household' }).waitFor();
    await page.locator('contact-page contact-row').first().waitFor();
    expect(await namesIn(page, 'contact-page')).to.deep.equal(['Asha Otieno', 'Baraka Otieno', 'Zawadi Otieno']);
  });

  it('sees what the mute will do before she saves it, with the server gone', async () => {
    const { page } = phone;
    await place.api.stop();
    await page.getByRole('link', { name: 'Mute', exact: true }).click();
    const preview = page.locator('muting-preview section');
    await preview.waitFor();
    const words = await wordsOf(preview);
    expect(words).to.include('4 contacts will be muted').and.to.include('2 scheduled messages will not be sent');
    for (const name of ['Otieno household', 'Asha Otieno', 'Baraka Otieno', 'Zawadi Otieno'])
      expect(words).to.include(name);
  });

  it('saves, and everybody in the household is grey at once, with the reason', async () => {
    const { page } = phone;
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.getByRole('heading', { name: 'Otieno household' }).waitFor();
    await page.locator('app-notices').getByText('Otieno household is muted').waitFor();
    expect(await page.locator('app-notices').getByRole('button', { name: 'Undo' }).count()).to.equal(1);
    await page.locator('muted-why section').waitFor();
    await until('the members are grey', async () =>
      (await namesIn(page, 'contact-page')).every(name => name.startsWith('*')),
    );
    expect(await wordsOf(page.locator('muted-why section')))
      .to.include('Muted directly')
      .and.to.include('Neema Mushi');
    await page.getByRole('link', { name: 'Asha Otieno' }).first().click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    const why = page.locator('muted-why section');
    await until('the reason is that of the household', async () => (await wordsOf(why)).includes('Muted through'));
    expect(await why.getByRole('link', { name: 'Otieno household' }).count()).to.equal(1);
    expect(await why.getByRole('link', { name: 'Mute' }).count()).to.equal(1);
  });

  it('reads that the change waits, also after the app was opened again without a network', async () => {
    const { page, context } = phone;
    await context.setOffline(true);
    await page.reload();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    await until('the state says that something waits', async () => /^1 report waiting/.test(await syncState(page)));
    expect((await server('otieno'))?.muted).to.equal(undefined);
  });

  it('finds the muted ones grouped below the active ones in the list', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Otieno household' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.locator('people-page contact-row').first().waitFor();
    const names = await namesIn(page, 'people-page');
    const firstMuted = names.findIndex(name => name.startsWith('*'));
    expect(names.slice(firstMuted).every(name => name.startsWith('*'))).to.equal(true);
    expect(names.slice(firstMuted)).to.have.members([
      '*Otieno household',
      '*Asha Otieno',
      '*Baraka Otieno',
      '*Zawadi Otieno',
    ]);
  });

  it('is warned before any other form for a muted person, and may go on', async () => {
    const { page } = phone;
    await page.getByRole('searchbox').fill('asha');
    await page.getByRole('link', { name: 'Asha Otieno' }).click();
    await page.getByRole('link', { name: 'Pregnancy' }).first().click();
    const dialog = page.locator('muted-warning');
    await dialog.getByText('stays muted').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
  });

  it('adds a person to the household, who is muted at once for the same reason', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/otieno/add/person`);
    await page.locator('form-field[data-path$="/name"] input').fill('Tatu Otieno');
    await page.getByText('Female', { exact: true }).click();
    await page.getByText('The age only').click();
    await page.locator('form-field[data-path$="/years"] input').fill('3');
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Tatu Otieno' }).waitFor();
    const why = page.locator('muted-why section');
    await until('the reason is that of the household', async () =>
      (await wordsOf(why)).includes('Muted through Otieno household'),
    );
  });

  it('is back in range: the sentinel mutes everything below and silences the messages', async () => {
    const { page, context } = phone;
    await place.api.start();
    await context.setOffline(false);
    await until(
      'the phone has sent everything',
      async () => (await syncState(page)) === 'Everything is on the server',
      60_000,
    );
    await place.settled();
    for (const id of ['otieno', 'asha', 'baraka', 'zawadi']) expect((await server(id))?.muted, id).to.be.a('string');
    expect((await server('eloise'))?.muted).to.equal(undefined);
    const members = await place
      .store()
      .query('medic-client/contacts_by_place', { key: 'otieno', limit: 10, docs: true });
    expect(members.map(({ doc }) => [doc?.name, typeof doc?.muted])).to.deep.include(['Tatu Otieno', 'string']);
    expect(await states()).to.deep.equal(['sent', 'muted', 'muted']);
    const infos = await place.store(place.databases.sentinel).getMany<InfoDoc>(['asha-info', 'otieno-info']);
    expect(infos.map(info => info?.muting_history?.map(({ muted }) => muted))).to.deep.equal([[true], [true]]);
  });

  it('reads the answer of the sentinel on the phone, in her language', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/otieno`);
    await page.locator('contact-page').getByRole('link', { name: /^Mute/ }).first().click();
    await page.locator('report-page').getByText('is now muted').waitFor();
    await page.locator('report-page').getByText('Moved away').waitFor();
  });

  it('unmutes one member, and the whole household is back with what is still due', async () => {
    const { page } = phone;
    await page.locator('report-page').getByRole('link', { name: 'Otieno household' }).click();
    await page.locator('contact-page contact-row').first().waitFor();
    await page.locator('contact-page').getByRole('link', { name: 'Baraka Otieno' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Baraka Otieno' }).waitFor();
    await page.getByRole('link', { name: 'Unmute' }).first().click();
    const preview = page.locator('muting-preview section');
    await preview.waitFor();
    expect(await wordsOf(preview))
      .to.include('5 contacts will be unmuted')
      .and.to.include('From Otieno household down');
    await page.locator('form-page .option').first().click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Baraka Otieno' }).waitFor();
    await until('the server has unmuted them', async () => (await server('asha'))?.muted === undefined, 60_000);
    await place.settled();
    for (const id of ['otieno', 'asha', 'baraka', 'zawadi']) expect((await server(id))?.muted, id).to.equal(undefined);
    expect(await states()).to.deep.equal(['sent', 'scheduled', 'scheduled']);
    await until('nobody is grey on the phone', async () =>
      (await namesIn(page, 'people-page')).every(name => !name.startsWith('*')),
    );
    expect(phone.trouble).to.deep.equal([]);
  });
});
