import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { expect } from 'chai';
import type { Browser, Worker } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState } from './browser.ts';
import { pregnancy, tasksIn } from './care.ts';
import { healthWorker, village } from './village.ts';

describe('the worker that writes tasks breaks, and the page writes in its place', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    const pregnant = [pregnancy('asha', 'Asha Otieno', 20, 30), pregnancy('eloise', 'Éloïse Kamau', 20, 30)];
    place = await world({ docs: [...village().filter(({ _id }) => _id !== 'pregnancy-of-asha'), ...pregnant] });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    await place.settled();
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const isWriter = (worker: Worker) => worker.url().includes('writing-worker');
  const completed = async (requester: string): Promise<CareTask[]> => {
    const all = await place.store().range({ from: 'task~', to: 'task~\ufff0', limit: 100 });
    return (all as unknown as CareTask[]).filter(task => task.requester === requester && task.state === 'Completed');
  };
  const visit = async (name: RegExp) => {
    const { page } = phone;
    await page.getByRole('link', { name }).click();
    await page.locator('form-page form').waitFor();
    await page.getByText('None of these').click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('after-page').waitFor();
  };
  const toTasks = async (count: number) => {
    await phone.page.goto(`${place.apiUrl}/tasks`);
    await until('the tasks are there', async () => (await tasksIn(phone.page)).length === count, 60_000);
    await until('all is sent', async () => (await syncState(phone.page)) === 'Everything is on the server', 60_000);
  };

  it('when the browser ends it without a word: the task is done, and the server hears of it', async () => {
    await until('the tasks were written', async () => phone.page.workers().some(isWriter), 60_000);
    await phone.page.getByRole('link', { name: /^Tasks/ }).click();
    await until('both tasks are there', async () => (await tasksIn(phone.page)).length === 2, 60_000);
    await until('all is sent', async () => (await syncState(phone.page)) === 'Everything is on the server', 60_000);
    await phone.page
      .workers()
      .find(isWriter)!
      .evaluate(() => self.close());
    await visit(/Antenatal visit.*Asha/);
    await until('it is done', async () => (await completed('asha')).length === 1, 60_000);
  });

  it('when it breaks with an error, as soon as it is there', async () => {
    await toTasks(1);
    phone.page.on('worker', worker => {
      const tear = () =>
        setTimeout(() => {
          throw new Error('torn');
        });
      if (isWriter(worker)) void worker.evaluate(tear).catch(() => undefined);
    });
    await visit(/Antenatal visit.*Éloïse/);
    await until('it is done', async () => (await completed('eloise')).length === 1, 60_000);
    expect(await completed('asha')).to.have.length(1);
  });
});
