import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { TargetDoc } from '@rounds/ddocs/tasks/target.ts';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState, violations, wordsOf } from './browser.ts';
import { expecting, localDay, tasksIn } from './care.ts';
import { healthWorker } from './village.ts';

describe('the tasks of a health worker', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let user: string;

  before(async () => {
    place = await world({ docs: expecting() });
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

  const stored = async <T extends object>(prefix: string): Promise<T[]> =>
    (await place.store().range({ from: prefix, to: `${prefix}\ufff0`, limit: 1000 })) as unknown as T[];

  it('stand in the order in which they should be done, the urgent one first', async () => {
    const { page } = phone;
    await page.getByRole('link', { name: /^Tasks/ }).click();
    await page.locator('tasks-page task-row').first().waitFor();
    await until('both tasks are there', async () => (await tasksIn(page)).length === 2);
    expect(await tasksIn(page)).to.deep.equal([
      'Follow up a danger sign Éloïse Kamau · Kamau household · Mto wa Mbu Due todayDanger sign',
      'Antenatal visit Asha Otieno · Otieno household · Mto wa Mbu Due today',
    ]);
    expect(await violations(page)).to.deep.equal([]);
    expect(phone.trouble).to.deep.equal([]);
  });

  it('are documents as the Community Health Toolkit writes them', async () => {
    await until('the server has them', async () => (await stored('task~')).length >= 2);
    const [task] = (await stored<CareTask>('task~')).filter(
      ({ requester, state }) => requester === 'asha' && state === 'Ready',
    );
    const { _rev, authoredOn, stateHistory, ...rest } = task!;
    const mine = `org.couchdb.user:${user}`;
    expect(rest).to.deep.equal({
      _id: `task~${mine}~carried-by-asha~week-20~anc_visit~${authoredOn}`,
      type: 'task',
      user: mine,
      requester: 'asha',
      owner: 'asha',
      state: 'Ready',
      emission: {
        _id: 'carried-by-asha~week-20~anc_visit',
        title: 'task.anc_visit.title',
        icon: 'heart-pulse',
        deleted: false,
        resolved: false,
        actions: [
          {
            type: 'report',
            form: 'visit',
            label: 'task.anc_visit.title',
            content: { source: 'task', source_id: 'carried-by-asha' },
            forId: 'asha',
          },
        ],
        contact: { name: 'Asha Otieno' },
        dueDate: localDay(0),
        startDate: localDay(-7),
        endDate: localDay(13),
        forId: 'asha',
      },
    });
    expect(stateHistory).to.deep.equal([{ state: 'Ready', timestamp: authoredOn }]);
  });

  it('can be searched and filtered', async () => {
    const { page } = phone;
    await page.getByRole('searchbox').fill('eloise');
    await until('one fits', async () => (await tasksIn(page)).length === 1);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Antenatal visit' }).click();
    await until('one is of this kind', async () => (await tasksIn(page)).join().startsWith('Antenatal visit'));
    await page.getByRole('button', { name: 'All', exact: true }).click();
  });

  it('are done without a network: the form opens at once, and the task is gone when it is saved', async () => {
    const { page, context } = phone;
    await until('the phone has sent all', async () => (await syncState(page)) === 'Everything is on the server');
    await place.api.stop();
    await context.setOffline(true);
    await page.getByRole('link', { name: /Antenatal visit/ }).click();
    await page.locator('form-page form').waitFor();
    await page.getByText('None of these').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('after-page').getByText('Nothing else is to be done here').waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('link', { name: 'Back to all tasks' }).click();
    await until('it is gone', async () => (await tasksIn(page)).length === 1);
    await page.reload();
    await page.locator('tasks-page task-row').first().waitFor();
    expect((await tasksIn(page)).join()).to.include('Follow up a danger sign');
  });

  it('show on the profile what the programme says of a pregnancy, with danger signs', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/eloise`);
    const cards = page.locator('summary-cards');
    await cards.getByText('Baby expected on').waitFor();
    const words = await wordsOf(cards.locator('details'));
    for (const part of ['Pregnancy', 'Pregnant for8 weeks', 'Danger signBleeding', 'Danger signFever', 'Last visit'])
      expect(words).to.include(part);
    expect(await tasksIn(page, 'contact-summary')).to.deep.equal(['Follow up a danger sign Due todayDanger sign']);
    expect(await violations(page)).to.deep.equal([]);
    // A form that asks for the summary is offered to whom it is for.
    await page.getByRole('link', { name: 'Visit', exact: true }).waitFor();
    await page.goto(`${place.apiUrl}/people/zawadi`);
    await page.locator('contact-page').getByRole('heading', { name: 'Zawadi Otieno' }).waitFor();
    await page.getByRole('link', { name: 'Pregnancy' }).waitFor();
    expect(await page.getByRole('link', { name: 'Visit', exact: true }).count()).to.equal(0);
  });

  it('of a household that is muted are told before, and gone at once', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/kamau/report/mute`);
    await page.locator('muting-preview').getByText('1 task will disappear').waitFor();
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Kamau household' }).waitFor();
    await page.goto(`${place.apiUrl}/tasks`);
    await page.locator('tasks-page').getByRole('heading', { name: 'Nothing to do today' }).waitFor();
  });

  it('are told to the server when it is there again: done, and cancelled', async () => {
    const { context } = phone;
    await place.api.start();
    await context.setOffline(false);
    const last = async (requester: string, name: string) =>
      (await stored<CareTask>('task~')).find(
        ({ requester: whom, emission }) =>
          whom === requester &&
          emission._id.endsWith(name) &&
          emission._id.includes(name === 'anc_visit' ? 'week-20' : ''),
      )?.state;
    await until('the server knows', async () => (await last('asha', 'anc_visit')) === 'Completed', 60_000);
    await until('it knows of the mute', async () => (await last('eloise', 'danger_sign')) === 'Cancelled', 60_000);
  });

  it('count for the targets of the month', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/targets`);
    const cards = page.locator('targets-page target-card article');
    await cards.first().waitFor();
    await until('they are counted', async () => (await cards.allTextContents()).join().includes('100'));
    const words = await Promise.all((await cards.all()).map(wordsOf));
    expect(words[1])
      .to.include('Pregnant women visited')
      .and.to.include('100 %')
      .and.to.include('2 of 2')
      .and.to.include('Goal met');
    expect(await violations(page)).to.deep.equal([]);
    const docs = await stored<TargetDoc>('target~');
    expect(docs[0]).to.include({ type: 'target', owner: 'neema', user: `org.couchdb.user:${user}` });
    expect(docs[0]!.targets.map(({ id }) => id)).to.deep.equal(['pregnancies', 'pregnant_visited', 'births']);
    const met = words.filter(each => each.includes('Goal met')).length;
    await page.goto(`${place.apiUrl}/today`);
    await page.locator('today-page').getByText(`${met} of 2 targets reached`).waitFor();
    expect(phone.trouble).to.deep.equal([]);
  });
});
