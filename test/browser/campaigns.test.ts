import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { password, until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

const crowd: Contact[] = Array.from({ length: 30 }, (_, nth) => ({
  ...{
    _id: `crowd-${nth}`,
    type: 'person',
    name: `Neema ${nth}`,
    parent: { _id: 'district' },
    reported_date: Date.now(),
  },
  ...{ phone: `+2557001${String(10_000 + nth)}`, language: nth % 3 === 0 ? 'sw' : 'en' },
  ...(nth === 4 ? { muted: new Date().toISOString() } : {}),
}));

describe('campaigns at a desk', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({
      docs: [...village(), ...crowd],
      settings: settings => ({
        ...settings,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        campaigns: { approve_above: 10, rate: 600 },
      }),
    });
    browser = await openBrowser();
    for (const name of ['peter', 'mary']) {
      const username = place.userName(name);
      await place.createUser({ username, roles: ['program_officer'], fullname: name, password });
    }
    desk = await openDevice(browser, { width: 1280, height: 800 });
    ({ page } = desk);
    await loginAndFill(page, place.apiUrl, place.userName('peter'));
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sound = (name: string) => soundAtAllSizes(page, name);

  it('are in the menu of those who may, and say what to do where there is none', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('heading', { name: 'No campaign yet' }).waitFor();
    await sound('campaigns-none');
  });

  it('are written with whom they reach in sight, and sent to nobody yet', async () => {
    await page.getByRole('link', { name: 'Write a campaign' }).click();
    await page.getByLabel('Title, for colleagues').fill('A meeting on Monday');
    await page
      .locator('write-campaign-page .places')
      .getByRole('checkbox', { name: /^Kilindi/ })
      .check();
    await page.getByLabel('Text in English').fill('Do come to the meeting on Monday at nine.');
    await page.getByLabel('Text in Swahili').fill('Njoo kwenye mkutano Jumatatu saa tatu.');
    await page.getByRole('button', { name: 'See whom it reaches' }).click();
    await page.getByRole('heading', { name: 'If it went out now' }).waitFor();
    await until(
      `who is muted is left out: ${await page.locator('#preview').textContent()}`,
      async () => /muted: \d/.test((await page.locator('#preview').textContent()) ?? ''),
      5000,
    );
    await sound('campaign-write');
    await page.getByRole('button', { name: 'Keep the draft' }).click();
    await page.locator('campaign-page .state', { hasText: 'Draft' }).waitFor();
    expect((await place.store().range({ from: 'to:', to: 'to:\ufff0', limit: 10 })).length).to.equal(0);
    await sound('campaign-draft');
  });

  it('wait for a second person, who approves them, and can be watched person by person', async () => {
    await page.getByRole('button', { name: 'Send to 10 %' }).click();
    await page.locator('campaign-page .state', { hasText: 'Waits for approval' }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve it' }).count()).to.equal(0);
    const mary = await place.login(place.userName('mary'));
    const { campaigns } = (await (await mary.fetch('/api/v1/campaigns')).json()) as { campaigns: { id: string }[] };
    const approved = await mary.fetch(`/api/v1/campaigns/${campaigns[0]!.id}/acts`, {
      method: 'POST',
      body: JSON.stringify({ act: 'approve' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(approved.status).to.equal(200);
    await page.reload();
    await page.locator('campaign-page .state', { hasText: 'Goes out' }).waitFor();
    await page.locator('campaign-page tbody tr').first().waitFor();
    await page.getByRole('button', { name: 'Now to 100 %' }).click();
    await page.getByRole('button', { name: 'Left out', exact: true }).click();
    await until('it is done', async () =>
      /Done|Goes out/.test((await page.locator('campaign-page .state').textContent()) ?? ''),
    );
    await page.locator('campaign-page td', { hasText: 'muted' }).first().waitFor();
    await sound('campaign-watch');
    const bar = await page.locator('campaign-page [role=progressbar] span').getAttribute('style');
    expect(bar).to.match(/^inline-size: [\d.]+%;$/);
    expect(desk.trouble).to.deep.equal([]);
  });

  it('stop at a press, and go on at another', async () => {
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('campaign-page .state', { hasText: 'Stopped' }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('campaign-page .state', { hasText: /Goes out|Done/ }).waitFor();
    await page.goto(`${place.apiUrl}/campaigns`);
    await page.locator('campaigns-page').getByText('A meeting on Monday').waitFor();
    await sound('campaigns-list');
  });

  it('are beside what is done with many people, which is seen first, written down and taken back', async () => {
    await page.goto(`${place.apiUrl}/promoters`);
    await page.locator('promoters-page .figures').waitFor();
    const many = page.locator('many-people');
    await many.getByText('Nothing yet.').waitFor();
    await many.getByLabel('Whom').selectOption({ value: 'district' });
    await many.getByRole('button', { name: 'See with whom' }).click();
    await many.getByText('This can be taken back.').waitFor();
    await sound('promoters');
    await many.getByRole('button', { name: 'Do it now' }).click();
    const undo = many.getByRole('button', { name: 'Take it back' });
    await undo.waitFor();
    const entries = async () =>
      (await place.store().range({ from: 'consent:crowd-', to: 'consent:crowd-\ufff0', limit: 100 })).length;
    expect(await entries()).to.equal(30);
    await undo.click();
    await many.getByText('taken back', { exact: false }).filter({ hasText: 'peter' }).waitFor();
    await until('each has an entry that takes it back', async () => (await entries()) === 60);
    await page.getByLabel('Study id, short code or id').fill('crowd-3');
    await page.getByRole('button', { name: 'Look', exact: true }).click();
    await page.getByText('Is being asked nothing').waitFor();
    await page.getByLabel('Message').fill('Do you come?');
    await page.getByRole('button', { name: 'Send the message' }).click();
    await page.getByText('It is on its way to Neema 3.').waitFor();
    expect(desk.trouble).to.deep.equal([]);
  });

  it('have beside them the last digests, and say so where there is none yet', async () => {
    await page.goto(`${place.apiUrl}/digests`);
    await page.getByRole('heading', { name: 'No digest yet' }).waitFor();
    const tables = [
      {
        title: 'Taking part',
        heads: ['', 'people', ''],
        rows: [
          ['active', 12, '60 %'],
          ['paused', 8, '40 %'],
        ],
      },
    ];
    const at = new Date().toISOString();
    await place
      .store(place.databases.sentinel)
      .write([
        { _id: 'digest:daily', type: 'digest', which: 'daily', at, tables, sent: 'the settings have no section mail' },
      ]);
    await page.reload();
    await page.getByRole('heading', { name: 'Of the day' }).waitFor();
    await page.getByText('It was not sent').waitFor();
    await sound('digests');
  });
});
