import { type DispatchDoc, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { zoneDocs } from '../scenario/dispatch/zone.ts';
import { password, until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';

const request = (_id: string, fields: object, ago = 3_600_000) => ({
  ...{ _id, type: 'data_record', form: 'help_request', content_type: 'xml', reported_date: Date.now() - ago },
  ...{ fields: { patient_uuid: 'ruth', ...fields }, contact: { _id: 'peter-person', parent: { _id: 'district' } } },
});
const withChats = zoneDocs.map(
  (doc): Contact =>
    'volunteer' in doc ? { ...doc, addresses: [{ address: `chat:${doc._id.repeat(8).slice(0, 22)}` }] } : doc,
);

describe('the board of requests for help', function () {
  this.timeout(240_000);
  let [place, browser, desk, page]: [World, Browser, Device, Page] = [] as never;
  const other: string[] = [];

  before(async () => {
    place = await world({
      docs: [
        ...withChats,
        request('first', { needs: 'groceries medicine', urgent: 'yes', remarks: 'The bell is broken.' }),
        request('second', { needs: 'transport' }, 7_200_000),
      ],
      settings: all => ({ ...all, dispatch: { zone_types: ['health_center'], ask: 2 }, schedule_morning_hours: 0 }),
    });
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    desk = await openDevice(browser, { width: 1280, height: 800 });
    ({ page } = desk);
    page.on('request', asked => {
      if (!asked.url().startsWith(place.apiUrl) && /^https?:/.test(asked.url())) other.push(asked.url());
    });
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sound = (name: string) => soundAtAllSizes(page, name);
  const dispatchOf = (id: string) => place.store().get<DispatchDoc>(dispatchId(id));

  it('is in the menu, and shows what is new, in a list and as points on plain ground', async () => {
    await until('the requests are there', async () => (await dispatchOf('second'))?.state === 'new');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Requests for help' }).click();
    await page.getByRole('heading', { name: 'Requests for help' }).waitFor();
    await page.getByRole('link', { name: /Ruth Chebet.*groceries, medicine.*Kilima/s }).waitFor();
    await page.locator('dispatch-map path.leaflet-interactive').first().waitFor();
    await sound('dispatch-board');
    expect(other).to.deep.equal([]);
  });

  it('asks volunteers once somebody confirms, shows every term of their rank, and gives it to one by hand', async () => {
    await page.getByRole('link', { name: /groceries, medicine/ }).click();
    await page.getByRole('button', { name: 'Confirm and ask volunteers' }).click();
    await page.getByRole('region', { name: 'Who was asked' }).getByText('Ada').waitFor();
    const row = page.getByRole('region', { name: 'Who could be asked' }).getByRole('row', { name: /Cat/ });
    expect(await row.textContent()).to.match(/km/);
    await sound('dispatch-request');
    await page.getByRole('button', { name: 'Assign to Ada' }).click();
    await page.getByText('Goes', { exact: true }).waitFor();
    expect((await dispatchOf('first'))?.assigned).to.equal('ada');
    await page.getByText(/Assigned to Ada/).waitFor();
  });

  it('calls off only when it is pressed twice, and tells it in the line of time', async () => {
    await page.getByRole('button', { name: 'Call off' }).click();
    expect((await dispatchOf('first'))?.state).to.equal('assigned');
    await page.getByRole('button', { name: /Press again/ }).click();
    await page.getByRole('listitem').filter({ hasText: 'Called off' }).waitFor();
    expect((await dispatchOf('first'))?.state).to.equal('cancelled');
  });

  it('makes one trip of several requests, whose page leads to each, and lets one be taken out', async () => {
    await place
      .store()
      .write([
        request('third', { needs: 'medicine' }),
        request('fourth', { needs: 'invoices', patient_uuid: 'amos' }),
      ] as never);
    for (const id of ['third', 'fourth']) {
      await until('it is there', async () => (await dispatchOf(id))?.state === 'new');
      const path = `/api/v1/dispatch/${encodeURIComponent(dispatchId(id))}`;
      const headers = { 'content-type': 'application/json' };
      await place.fetch(path, { method: 'POST', headers, body: '{"act":"confirm"}' });
    }
    await page.goto(`${place.apiUrl}/dispatch`);
    await page.getByRole('button', { name: 'Plan a trip' }).click();
    for (const id of ['fourth', 'third'])
      await page.getByRole('checkbox', { name: new RegExp(`No. ${(await dispatchOf(id))!.number}`) }).check();
    await sound('dispatch-trip-planned');
    await page.getByRole('button', { name: 'One trip of 2' }).click();
    await page.getByRole('heading', { name: 'On this trip' }).waitFor();
    await sound('dispatch-trip');
    await page.getByRole('link', { name: /Amos Kiprono.*No\./ }).click();
    await page.getByRole('button', { name: 'Take out of the trip' }).click();
    await page.getByRole('button', { name: 'Really? Press again' }).click();
    await until('it is out', async () => (await dispatchOf('fourth'))?.trip === undefined);
    await page.getByText('Out of the trip').waitFor();
  });

  it('lists volunteers, and registers one who then waits for a decision', async () => {
    await page.goto(`${place.apiUrl}/dispatch/volunteers`);
    await page.getByRole('link', { name: 'Dan', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'First name', exact: true }).fill('Zoe');
    await page.getByRole('textbox', { name: 'Last name', exact: true }).fill('Maina');
    await page.getByRole('textbox', { name: 'Phone', exact: true }).fill('+254700000891');
    await page.getByRole('combobox', { name: 'Zone', exact: true }).fill('Kilima');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('Registered; it waits for approval').waitFor();
    await sound('dispatch-volunteers');
  });

  it('says why somebody was not registered, and keeps what was typed and the words of the table whole', async () => {
    await page.goto(`${place.apiUrl}/dispatch/volunteers`);
    await page.getByRole('link', { name: 'Dan', exact: true }).waitFor();
    const phone = page.getByRole('textbox', { name: 'Phone', exact: true });
    await page.getByRole('textbox', { name: 'First name', exact: true }).fill('Ida');
    await phone.fill('12');
    await page.getByRole('combobox', { name: 'Zone', exact: true }).fill('Kilima');
    await page.getByRole('button', { name: 'Register' }).click();
    await page
      .getByRole('alert')
      .filter({ hasText: /phone|number/i })
      .waitFor();
    await page.evaluate(async () => (await fetch('/api/v1/dispatch/volunteers')).text());
    expect(await page.getByRole('alert').count()).to.equal(1);
    expect(await phone.inputValue()).to.equal('12');
    await phone.fill('+254700000892');
    await page.getByRole('combobox', { name: 'Zone', exact: true }).fill('Nowhere');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('There is no such zone: choose one of the list.').waitFor();
    expect(await page.locator('#zones option').count()).to.be.greaterThan(0);
    await page.setViewportSize({ width: 360, height: 740 });
    const rest = await page.getByRole('button', { name: 'Let rest' }).first().boundingBox();
    expect(rest!.x + rest!.width, 'within the screen').to.be.at.most(360);
    const height = (await page.getByRole('button', { name: 'Let rest' }).first().boundingBox())?.height;
    expect(height).to.be.lessThan(50);
  });
});
