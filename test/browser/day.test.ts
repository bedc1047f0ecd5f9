import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import {
  type Device,
  drawnBy,
  loginAndFill,
  openBrowser,
  openDevice,
  syncState,
  typeLogin,
  violations,
  wordsOf,
} from './browser.ts';
import { expecting, localDay, pregnancy, tasksIn } from './care.ts';
import { healthWorker } from './village.ts';

const centre = { _id: 'centre', parent: { _id: 'district' } };
const sizes = [
  { width: 360, height: 740 },
  { width: 740, height: 360 },
  { width: 1280, height: 800 },
];

/** What is there before the day begins: a text of somebody unknown, and a report whose form is gone. */
const docs = (): Doc[] => [
  ...expecting(),
  { _id: 'elsewhere', type: 'health_center', name: 'Elsewhere', parent: { _id: 'district' } },
  { _id: 'rehema', type: 'person', name: 'Rehema Salim', parent: centre, reported_date: 1_760_000_000_000 },
  {
    ...{ _id: 'unknown', type: 'data_record', from: '+255799000111', reported_date: Date.now() - 60_000 },
    sms_message: { type: 'sms_message', message: 'My child has a fever', from: '+255799000111' },
  },
  {
    ...pregnancy('baraka', 'Baraka Otieno', 1, 3),
    _id: 'old-report',
    form: 'screening_2019',
    fields: { patient_uuid: 'baraka', group: { cough: 'yes' }, inputs: { source: 'user' } },
  } as Report,
];

describe('the day of a health worker', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let neema: Device;
  let rehema: Device;

  before(async () => {
    place = await world({
      docs: docs(),
      settings: settings => ({
        ...settings,
        district_admins_access_unallocated_messages: true,
        permissions: {
          ...(settings.permissions as object),
          can_bulk_delete_reports: ['chw_supervisor'],
          can_view_unallocated_data_records: ['chw'],
        },
      }),
    });
    browser = await openBrowser();
    await place.createUser(healthWorker(place.userName('neema')));
    await place.createUser({
      ...healthWorker(place.userName('rehema')),
      ...{ roles: ['chw_supervisor'], type: 'chw_supervisor', contact: 'rehema', fullname: 'Rehema Salim' },
    });
    await place.settled();
    neema = await openDevice(browser);
    rehema = await openDevice(browser);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sent = (page: Page) =>
    until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 60_000);
  const look = async (page: Page, name: string) => {
    for (const size of sizes) {
      await page.setViewportSize(size);
      expect(await violations(page), `${name} at ${size.width}`).to.deep.equal([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/day-${name}-${size.width}.png` });
    }
    await page.setViewportSize(sizes[0]!);
  };
  const titles = (page: Page) =>
    page
      .locator('report-list report-row')
      .evaluateAll(rows => rows.map(row => row.shadowRoot?.querySelector('.what')?.textContent ?? ''));

  it('begins at once with what is to be done, in tabs that a narrow phone can show', async () => {
    const { page } = neema;
    await page.goto(place.apiUrl);
    await typeLogin(page, place.userName('neema'));
    await page.locator('today-page').getByRole('heading', { name: 'Today', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/today');
    await until('the tasks are there', async () => (await tasksIn(page, 'today-page')).length === 2);
    const words = await drawnBy(page.locator('today-page'));
    expect(words).to.include('Due today 2');
    expect(words).to.match(/\d of 2 targets reached/);
    for (const tab of await page.locator('section-tabs a:visible').all()) {
      const box = (await tab.boundingBox())!;
      expect(box.height).to.be.at.least(44);
      expect(box.x + box.width).to.be.at.most(360.5);
    }
    expect(await page.locator('section-tabs a:visible').count()).to.equal(5);
    await look(page, 'today');
    await sent(page);
  });

  it('reminds her once a day of what is due, where she wants it and the browser allows it', async () => {
    const { page, context } = neema;
    await context.grantPermissions(['notifications'], { origin: place.apiUrl });
    await page.goto(`${place.apiUrl}/account`);
    await page.getByRole('checkbox', { name: 'Remind me of tasks that are due' }).check();
    await look(page, 'account');
    await page.goto(`${place.apiUrl}/today`);
    const shown = () =>
      page.evaluate(async () =>
        (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body }) => [title, body]),
      );
    await until('she is reminded', async () => (await shown()).length === 1);
    const [[title, body]] = (await shown()) as [[string, string]];
    expect(title).to.equal('2 tasks are due');
    expect(body).to.include('Follow up a danger sign').and.to.include('Antenatal visit');
  });

  it('notices that a pregnancy is registered already', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people/asha/report/pregnancy`);
    const note = page.locator('alike-note');
    await note.getByRole('heading', { name: 'This is registered already' }).waitFor();
    expect(await drawnBy(note))
      .to.include('Pregnancy')
      .and.to.match(/\d messages? to come/);
    await look(page, 'pregnancy-twice');
  });

  it('registers somebody from the list, and notices who is there already before saving', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people`);
    await page.getByRole('link', { name: 'Register', exact: true }).click();
    await page.locator('register-page').getByRole('searchbox').fill('otieno');
    await look(page, 'register');
    await page.locator('register-page').getByRole('link', { name: 'Otieno household' }).click();
    await page.locator('form-field').first().waitFor();
    await page.locator('form-field[data-path$="/name"] input').fill('Asha Otiena');
    await page.getByText('Female', { exact: true }).click();
    await page.getByText('The date of birth', { exact: true }).click();
    await page.locator('form-field[data-path$="/date_of_birth"] input').first().fill('1998-02-11');
    await page.getByRole('button', { name: 'Save' }).click();
    const note = page.locator('alike-note');
    await note.getByText('Look at this first').waitFor();
    expect(await wordsOf(note.getByRole('link'))).to.include('Asha Otieno');
    expect(new URL(page.url()).pathname).to.equal('/people/otieno/add/person');
    await look(page, 'alike');
    await note.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otiena' }).waitFor();
    await sent(page);
  });

  it('registers a number of which nobody knows whose it is', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/messages`);
    await page.locator('conversation-row').filter({ hasText: '+255799000111' }).getByRole('link').click();
    await page.getByRole('link', { name: 'Register this number' }).click();
    await page.locator('register-page').getByRole('link', { name: 'Kamau household' }).click();
    await page.locator('form-field').first().waitFor();
    expect(await page.locator('form-field[data-path$="/phone"] input').inputValue()).to.equal('+255799000111');
  });

  it('tells of whom the rows of the list are', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people`);
    const row = (name: string) => page.locator('people-page contact-row').filter({ hasText: name }).first();
    expect(await drawnBy(row('Baraka Otieno'))).to.match(/31 years.*Male.*Otieno household/);
    await until('visits were counted', async () => /visited/.test(await drawnBy(row('Otieno household'))));
    expect(await drawnBy(row('Otieno household'))).to.match(/4 members.*Asha Otieno.*visited/);
  });

  it('sets apart what mutes her own place', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people/centre`);
    const actions = page.locator('contact-actions');
    await actions.getByText('Rarely needed').waitFor();
    expect(await actions.getByRole('link', { name: 'Mute' }).isVisible()).to.equal(false);
    await actions.getByText('Rarely needed').click();
    await actions.getByRole('link', { name: 'Mute' }).waitFor();
    expect(await wordsOf(actions.locator('details'))).to.match(/your own place: it concerns \d+ contacts/);
  });

  it('counts a mute without a network as one report, named by what it does, with the reason shown', async () => {
    const { page, context } = neema;
    await context.setOffline(true);
    await page.goto(`${place.apiUrl}/people/kamau/report/mute`);
    await page.locator('muting-preview section').waitFor();
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: 'Mute 2 contacts' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Kamau household' }).waitFor();
    await until('one report waits', async () => (await syncState(page)) === '1 report waiting');
    expect(await drawnBy(page.locator('muted-why'))).to.include('Moved away');
    const [notice, below] = [page.locator('app-notices .notice'), page.locator('.panes')];
    const [top, bottom] = [(await notice.boundingBox())!.y, (await below.boundingBox())!];
    expect(bottom.y + bottom.height, 'the notice covers nothing').to.be.at.most(top + 0.5);
    await page.goto(`${place.apiUrl}/today`);
    await page.locator('today-page').getByRole('button', { name: '1 report waiting' }).waitFor();
  });

  it('shows one card for what was refused, with all that belongs to it', async () => {
    const { page, context } = neema;
    const above = { _id: 'elsewhere', parent: { _id: 'district' } };
    const moved = (await place.store().getMany<Contact>(['kamau', 'eloise'])) as Contact[];
    await place
      .store()
      .write(moved.map(doc => ({ ...doc, parent: doc._id === 'kamau' ? above : { _id: 'kamau', parent: above } })));
    await context.setOffline(false);
    await until('it was refused', async () => (await syncState(page)) === '1 change refused', 60_000);
    await page.locator('today-page').getByRole('link', { name: '1 change refused' }).click();
    const cards = page.locator('refused-page article');
    await cards.getByRole('heading').first().waitFor();
    expect(await cards.count()).to.equal(1);
    expect(await wordsOf(cards)).to.include('Mute');
    await look(page, 'refused');
    await cards.getByRole('button', { name: 'Discard' }).click();
    await page.locator('wa-dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing was refused').waitFor();
  });

  it('has all reports in a list, with a search and filters, without a network too', async () => {
    const { page, context } = neema;
    await context.setOffline(true);
    await page.goto(`${place.apiUrl}/reports`);
    await until('they are there', async () => (await titles(page)).length >= 2);
    await look(page, 'reports');
    await page.getByRole('searchbox').fill('baraka');
    await until('one is about him', async () => (await titles(page)).join() === 'screening_2019');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Filters' }).click();
    await page.getByLabel('Status').selectOption({ label: 'Form is gone' });
    await until('one has no form', async () => (await titles(page)).join() === 'screening_2019');
    await look(page, 'report-filters');
    await page.setViewportSize(sizes[1]!);
    await until('the list has room on a phone held sideways', async () => {
      const box = await page.locator('report-list .list').boundingBox();
      return !!box && box.height > 150;
    });
    await page.setViewportSize(sizes[0]!);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByLabel('From').fill(localDay(-1));
    await page.getByLabel('From').dispatchEvent('change');
    await until('only new ones are there', async () => !(await titles(page)).includes('screening_2019'));
    await context.setOffline(false);
  });

  it('shows all fields of a report whose form is gone', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/reports/old-report`);
    await page.getByText('All fields (3)').click();
    expect(await drawnBy(page.locator('all-fields')))
      .to.include('group/cough')
      .and.to.include('inputs/source');
    expect(await page.getByRole('button', { name: 'Delete' }).count(), 'a health worker may not').to.equal(0);
    await page.goto(`${place.apiUrl}/people/otieno/reports`);
    await page.getByRole('heading', { name: 'Reports about Otieno household' }).waitFor();
    await until('those about its people are there', async () => (await titles(page)).length === 2);
    expect(neema.trouble).to.deep.equal([]);
  });

  it('is warned before scheduling messages of somebody who is muted', async () => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people/otieno/report/mute`);
    await page.locator('muting-preview section').waitFor();
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: /^Mute \d contacts/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Otieno household' }).waitFor();
    await page.goto(`${place.apiUrl}/reports/carried-by-asha`);
    await page
      .getByRole('button', { name: /^Schedule/ })
      .first()
      .click();
    await page.locator('wa-dialog').getByText('are not sent as long as it is muted').waitFor();
    await look(page, 'schedule-muted');
    await page.locator('wa-dialog').getByRole('button', { name: 'Cancel' }).click();
    await sent(page);
  });

  it('lets a supervisor say that a report is right, and delete it with a way back until it is sent', async () => {
    const { page, context } = rehema;
    await loginAndFill(page, place.apiUrl, place.userName('rehema'));
    await sent(page);
    await page.goto(`${place.apiUrl}/reports/old-report`);
    await page.getByRole('button', { name: 'It is right' }).click();
    await page.locator('report-work').getByText('Verified:').waitFor();
    await sent(page);
    expect(await place.store().get<Report>('old-report')).to.include({ verified: true });
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.locator('wa-dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('1 report deleted').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('1 report is back').waitFor();
    await page.goto(`${place.apiUrl}/reports`);
    await until('it is listed again', async () => (await titles(page)).includes('screening_2019'));
    await context.setOffline(false);
    await sent(page);
    expect(await place.store().get<Report>('old-report')).to.include({ form: 'screening_2019', verified: true });
  });

  it('lets a supervisor delete several at once', async () => {
    const { page, context } = rehema;
    const before = (await titles(page)).length;
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Choose several' }).click();
    await page.getByRole('button', { name: /Choose all/ }).click();
    await look(page, 'reports-chosen');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.locator('wa-dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText(`${before} reports deleted`).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await until('they are back', async () => (await titles(page)).length === before);
    await page.getByRole('searchbox').fill('screening');
    await until('one is found', async () => (await titles(page)).length === 1);
    await page.getByRole('button', { name: 'Choose several' }).click();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.locator('wa-dialog').getByRole('button', { name: 'Delete' }).click();
    await page.locator('report-list').getByText('No report fits').waitFor();
    await context.setOffline(false);
    await sent(page);
    expect(await place.store().get('old-report')).to.equal(null);
    expect(rehema.trouble).to.deep.equal([]);
  });
});
