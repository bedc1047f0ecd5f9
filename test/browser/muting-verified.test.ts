import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
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

describe('a mute that a supervisor verifies', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let neema: Device;
  let rehema: Device;

  before(async () => {
    place = await world({
      docs: village(),
      settings: settings => ({
        ...settings,
        muting: {
          ...(settings.muting as object),
          verify_forms: { mute: 'chw_supervisor' },
          scope: { mute: 'self', unmute: 'subtree' },
        },
      }),
    });
    browser = await openBrowser();
    const [chw, supervisor] = [place.userName('neema'), place.userName('rehema')];
    await place.createUser(healthWorker(chw));
    await place.createUser({
      ...healthWorker(supervisor),
      roles: ['chw_supervisor'],
      type: 'chw_supervisor',
      place: 'district',
    });
    neema = await openDevice(browser);
    await loginAndFill(neema.page, place.apiUrl, chw);
    rehema = await openDevice(browser, { width: 740, height: 360 });
    await loginAndFill(rehema.page, place.apiUrl, supervisor);
    for (const device of [neema, rehema]) await sent(device);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sent = ({ page }: Device) =>
    until('all is sent', async () => (await syncState(page)) === 'Everything is on the server', 60_000);
  const mutedOnServer = async () =>
    (await place.store().getMany<Contact>(home)).filter(doc => doc?.muted).map(doc => doc!._id);
  const grey = async ({ page }: Device) => (await namesIn(page, 'people-page')).filter(name => name.startsWith('*'));
  const shot = async ({ page }: Device, name: string) => {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  };
  const mute = async (reason: string) => {
    const { page } = neema;
    await page.goto(`${place.apiUrl}/people/otieno/report/mute`);
    const preview = page.locator('muting-preview section');
    await preview.waitFor();
    expect(await wordsOf(preview))
      .to.include('1 contact will be muted')
      .and.to.include('This contact alone')
      .and.to.include('Nothing changes before it is approved by: Supervisor');
    await shot(neema, 'preview');
    await page.getByText(reason, { exact: true }).click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page h1').waitFor();
    await page.goto(`${place.apiUrl}/people/otieno`);
    await page.locator('contact-reports .report', { hasText: 'Mute' }).first().click();
    await page.locator('report-page').getByText('Waits for: Supervisor').waitFor();
    return new URL(page.url()).pathname.split('/').at(-1)!;
  };
  const openOn = async ({ page }: Device, id: string) => {
    await until('the report has come', async () => {
      await page.goto(`${place.apiUrl}/reports/${id}`);
      return (await page.locator('report-verification section').count()) === 1;
    });
  };

  it('waits on the phone without a network, mutes nobody, and its author may not approve it', async () => {
    await neema.context.setOffline(true);
    await mute('Moved away');
    await shot(neema, 'waits');
    expect(await neema.page.getByRole('button', { name: 'Approve' }).count()).to.equal(0);
    expect(await violations(neema.page)).to.deep.equal([]);
    await neema.page.goto(`${place.apiUrl}/people/otieno`);
    await neema.page.locator('contact-reports').getByText('Waits for approval').waitFor();
    await neema.page.goto(`${place.apiUrl}/people`);
    expect(await grey(neema)).to.deep.equal([]);
    await neema.context.setOffline(false);
    await sent(neema);
    await place.settled();
    expect(await mutedOnServer()).to.deep.equal([]);
  });

  it('is approved by the supervisor without a network, mutes on her phone, and everywhere once she is back', async () => {
    const rows = await place.store().query('medic-client/reports_by_subject', { key: 'otieno', limit: 9, docs: true });
    const report = rows.map(({ doc }) => doc as Report | null | undefined).find(doc => doc?.form === 'mute')!;
    await openOn(rehema, report._id);
    await rehema.context.setOffline(true);
    await openOn(rehema, report._id);
    await shot(rehema, 'decides');
    expect(await violations(rehema.page)).to.deep.equal([]);
    await rehema.page.getByRole('button', { name: 'Approve' }).click();
    await rehema.page.locator('report-verification .approved').waitFor();
    await shot(rehema, 'approved');
    await rehema.page.goto(`${place.apiUrl}/people`);
    await until(
      'the household alone is grey on her phone',
      async () => (await grey(rehema)).join() === '*Otieno household',
    );
    expect(await mutedOnServer()).to.deep.equal([]);
    await rehema.context.setOffline(false);
    await until('the server has muted the household', async () => (await mutedOnServer()).join() === 'otieno', 60_000);
    await place.settled();
    expect((await place.store().get<Contact>('otieno'))?.muted_by).to.include({
      report_id: report._id,
      reported_date: report.reported_date,
      scope: 'self',
    });
    await neema.page.goto(`${place.apiUrl}/people`);
    await until(
      'it is grey on the phone of its author',
      async () => (await grey(neema)).join() === '*Otieno household',
    );
  });

  it('is refused, which its author reads', async () => {
    await neema.page.goto(`${place.apiUrl}/people/otieno/report/unmute`);
    await neema.page.locator('muting-preview section').waitFor();
    await neema.page.locator('form-page .option').first().click();
    await neema.page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await until('the household is back', async () => (await mutedOnServer()).length === 0, 60_000);
    const id = await mute('Refuses services');
    await sent(neema);
    await openOn(rehema, id);
    await rehema.page.getByRole('button', { name: 'Refuse' }).click();
    await rehema.page.locator('report-verification .refused').waitFor();
    await neema.page.locator('report-verification .refused').waitFor({ timeout: 60_000 });
    expect(await wordsOf(neema.page.locator('report-verification section'))).to.include('Refused: nothing was changed');
    await neema.page.locator('report-messages').getByText('was refused').waitFor({ timeout: 60_000 });
    await shot(neema, 'refused');
    expect(await violations(neema.page)).to.deep.equal([]);
    expect(await mutedOnServer()).to.deep.equal([]);
    expect([...neema.trouble, ...rehema.trouble]).to.deep.equal([]);
  });
});
