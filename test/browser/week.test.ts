import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { TargetDoc } from '@rounds/ddocs/tasks/target.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState, wordsOf } from './browser.ts';
import { expecting, pregnancy, tasksIn } from './care.ts';
import { healthWorker } from './village.ts';

const day = 86_400_000;

/** A second health centre, where Halima's next visit begins in two days. */
const secondCentre = (): Doc[] => {
  const centre = { _id: 'second', parent: { _id: 'district' } };
  const home = { _id: 'salim', parent: centre };
  return [
    {
      _id: 'second',
      type: 'health_center',
      name: 'Olmoti',
      parent: { _id: 'district' },
      contact: { _id: 'juma', parent: centre },
    },
    { _id: 'juma', type: 'person', name: 'Juma Salim', parent: centre, reported_date: 1_760_000_000_000 },
    { _id: 'salim', type: 'clinic', name: 'Salim household', parent: centre, contact: { _id: 'halima', parent: home } },
    { _id: 'halima', type: 'person', name: 'Halima Salim', parent: home, sex: 'female', date_of_birth: '1999-01-01' },
    {
      _id: 'rehema',
      type: 'person',
      name: 'Rehema Said',
      parent: { _id: 'district' },
      reported_date: 1_760_000_000_000,
    },
    { ...pregnancy('halima', 'Halima Salim', 173 / 7, 30), contact: { _id: 'juma', parent: centre } },
  ];
};

describe('a week of two health workers and their supervisor', function () {
  this.timeout(300_000);
  let place: World;
  let browser: Browser;
  let neema: Device;
  let juma: Device;
  let rehema: Device;
  const began = Date.now();

  before(async () => {
    place = await world({ docs: [...expecting(), ...secondCentre()] });
    browser = await openBrowser();
    const user = (name: string, role: string, at: string, contact: string) =>
      place.createUser({
        ...healthWorker(place.userName(name)),
        ...{ roles: [role], type: role, place: at, contact, fullname: name },
      });
    await user('neema', 'chw', 'centre', 'neema');
    await user('juma', 'chw', 'second', 'juma');
    await user('rehema', 'chw_supervisor', 'district', 'rehema');
    await place.settled();
    [neema, juma, rehema] = [await openDevice(browser), await openDevice(browser), await openDevice(browser)];
    for (const [device, name] of [
      [neema, 'neema'],
      [juma, 'juma'],
      [rehema, 'rehema'],
    ] as const)
      await loginAndFill(device.page, place.apiUrl, place.userName(name));
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sent = (page: Page) =>
    until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 60_000);
  /** The phone says that so many days have passed, and opens a page. */
  const onDay = async ({ page, context }: Device, days: number, path: string) => {
    await context.clock.setSystemTime(began + days * day);
    await page.goto(place.apiUrl + path);
  };
  const tasks = ({ page }: Device) => tasksIn(page, 'today-page');
  const visit = async (page: Page) => {
    await page.locator('form-page form').waitFor();
    await page.getByText('None of these').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('after-page h1').waitFor();
  };

  it('begins with the tasks of each, and none that is for later', async () => {
    await neema.page.goto(`${place.apiUrl}/today`);
    await until('Neema has two', async () => (await tasks(neema)).length === 2);
    await juma.page.goto(`${place.apiUrl}/today`);
    await juma.page.locator('today-page').getByRole('heading', { name: 'Nothing to do today' }).waitFor();
  });

  it('has a task done on the first day, which counts for her targets', async () => {
    const { page } = neema;
    await page.getByRole('link', { name: /Antenatal visit/ }).click();
    await visit(page);
    await page.goto(`${place.apiUrl}/today`);
    await until('one is left', async () => (await tasks(neema)).length === 1);
    await sent(page);
    await until('the server counts her', async () => {
      const docs = await place.store().range<TargetDoc>({ from: 'target~', to: 'target~\ufff0', limit: 10 });
      const value = docs.find(({ owner }) => owner === 'neema')?.targets.find(({ id }) => id === 'pregnant_visited');
      return value?.value.pass === 2;
    });
  });

  it('shows a task when its day has come', async () => {
    await onDay(juma, 3, '/today');
    await until('Juma has one', async () => (await tasks(juma)).length === 1);
    expect((await tasks(juma)).join()).to.include('Halima Salim');
  });

  it('shows what was not done as overdue, first', async () => {
    await onDay(neema, 3, '/today');
    const late = neema.page.locator('today-page section.late');
    await late.waitFor();
    expect(await wordsOf(late.getByRole('heading'))).to.equal('Overdue 1');
    expect((await tasks(neema))[0])
      .to.include('Follow up a danger sign')
      .and.to.include('overdue');
  });

  it('takes the tasks of a household that is muted away, and gives them back when it is unmuted', async () => {
    const { page } = juma;
    const form = async (name: string) => {
      await page.goto(`${place.apiUrl}/people/salim/report/${name}`);
      await page.locator('muting-preview section').waitFor();
      if (name === 'mute')
        expect(await wordsOf(page.locator('muting-preview section'))).to.include('1 task will disappear');
      await page.locator('form-page .option').first().click();
      await page.getByRole('button', { name: /^(Mute|Unmute) \d/ }).click();
      await page.locator('contact-page').getByRole('heading', { name: 'Salim household' }).waitFor();
      await page.goto(`${place.apiUrl}/today`);
    };
    await form('mute');
    await page.locator('today-page').getByRole('heading', { name: 'Nothing to do today' }).waitFor();
    await sent(page);
    await place.settled();
    await onDay(juma, 5, '/today');
    await form('unmute');
    await until('it is there again', async () => (await tasks(juma)).length === 1);
    await page.getByRole('link', { name: /Antenatal visit/ }).click();
    await visit(page);
    await sent(page);
  });

  it('ends with the supervisor seeing how both stand', async () => {
    const { page } = rehema;
    await page.goto(`${place.apiUrl}/targets/team`);
    const visited = page.locator('team-page section').filter({ hasText: 'Pregnant women visited' });
    await until(
      'both are told of',
      async () => {
        const words = await wordsOf(visited);
        return /Juma Salim.*100 %/.test(words) && /Neema Mushi.*100 %/.test(words);
      },
      60_000,
    );
    expect(await wordsOf(visited)).to.include('2 of 2 met their goal');
    expect([...neema.trouble, ...juma.trouble, ...rehema.trouble]).to.deep.equal([]);
  });
});
