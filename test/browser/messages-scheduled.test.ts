import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { until, type World } from '../world.ts';
import { type Device, syncState, violations } from './browser.ts';
import { phoneInVillage } from './phone-in-village.ts';
import type { Wire } from './wire.ts';

describe('a health worker changes scheduled messages', function () {
  this.timeout(180_000);
  let place: World;
  let wire: Wire;
  let phone: Device;

  let close: (() => Promise<void>) | undefined;

  before(async () => {
    ({ place, wire, phone, close } = await phoneInVillage());
  });
  after(async () => {
    await close?.();
  });

  const states = async () =>
    (await place.store().get<Report>('pregnancy-of-asha'))!.scheduled_tasks!.map(({ state }) => state);
  const inGroup = (name: string) => phone.page.locator('message-group', { hasText: name });
  const notice = (text: string) => phone.page.locator('app-notices').getByText(text);

  it('silences a group without a network, and takes that back', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/reports/pregnancy-of-asha`);
    await inGroup('Group 2').getByText('Scheduled').waitFor();
    wire.cut();
    await page.getByRole('button', { name: /^Mute: .*Group 2/ }).click();
    await inGroup('Group 2').getByText('Muted').waitFor();
    await notice('1 message is muted').waitFor();
    await page.locator('app-notices').getByRole('button', { name: 'Undo' }).click();
    await inGroup('Group 2').getByText('Scheduled').waitFor();
    await notice('It is as it was before').waitFor();
  });

  it('silences it again; the server follows, and lets it speak when she schedules it', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: /^Mute: .*Group 2/ }).click();
    await inGroup('Group 2').getByText('Muted').waitFor();
    wire.mend();
    await until('the server has it', async () => (await states()).join() === 'sent,muted,scheduled', 120_000);
    await place.settled();
    expect(await states()).to.deep.equal(['sent', 'muted', 'scheduled']);
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('button', { name: /^Schedule: .*Group 2/ }).click();
    await until('the server has it', async () => (await states()).join() === 'sent,scheduled,scheduled', 60_000);
    await inGroup('Group 2').locator('.badge').click();
    expect(await inGroup('Group 2').locator('message-history .what').allTextContents()).to.deep.equal([
      'Muted',
      'Scheduled',
      'Muted',
      'Scheduled',
    ]);
  });

  it('gives a message another day and other words', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: /^Edit: .*Group 3/ }).click();
    const dialog = page.locator('group-dialog');
    await dialog.locator('input').fill('2020-01-01T08:00');
    await dialog.locator('textarea').fill('Please come to the clinic.');
    await dialog.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await dialog.getByText('This time is over').waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await dialog.locator('input').fill('2099-01-02T08:00');
    await dialog.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await notice('1 message was changed').waitFor();
    const task = await until('the server has it', async () =>
      (await place.store().get<Report>('pregnancy-of-asha'))!.scheduled_tasks!.find(
        ({ messages }) => messages?.[0]?.message === 'Please come to the clinic.',
      ),
    );
    expect(task.due).to.match(/^2099-01-0[12]T/);
    expect(task.state).to.equal('scheduled');
  });

  it('takes back a mute that has not left the phone, as if it had never been', async () => {
    const { page } = phone;
    await until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 120_000);
    await page.goto(`${wire.url}/people/otieno/report/mute`);
    await page.getByText('Moved away').waitFor();
    wire.cut();
    await until('the phone knows', async () => (await syncState(page)) === 'The server cannot be reached', 60_000);
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('muted-why section').waitFor();
    await page.locator('app-notices').getByRole('button', { name: 'Undo' }).click();
    await notice('Taken back: Otieno household is as before').waitFor();
    await until('nobody is muted', async () => (await page.locator('muted-why section').count()) === 0);
    await page.goto(`${wire.url}/reports/pregnancy-of-asha`);
    await inGroup('Group 2').getByText('Scheduled').waitFor();
    wire.mend();
    await until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 120_000);
    await place.settled();
    expect((await place.store().get('otieno'))?.muted).to.equal(undefined);
    expect((await place.store().query('medic-client/reports_by_subject', { key: 'otieno', limit: 5 })).length).to.equal(
      0,
    );
    expect(await states()).to.deep.equal(['sent', 'scheduled', 'scheduled']);
  });

  it('is led to the form that lifts a mute once the mute has left the phone', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/people/otieno/report/mute`);
    await page.getByText('Moved away').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await until(
      'the mute is on the server',
      async () => typeof (await place.store().get('otieno'))?.muted === 'string',
    );
    await until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 120_000);
    await page.locator('app-notices').getByRole('button', { name: 'Undo' }).click();
    await page.locator('form-page').getByRole('heading', { name: 'Unmute' }).waitFor();
    expect(phone.trouble).to.deep.equal([]);
  });
});
