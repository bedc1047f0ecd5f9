import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { drawnBy } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';
import { soundAtAllSizes } from './sound.ts';

const plot = xform(
  '<patient_uuid>asha</patient_uuid><way/><plot/>',
  '<bind nodeset="/data/way" type="geotrace"/><bind nodeset="/data/plot" type="geoshape" required="true()"/>',
  ask('way') + ask('plot'),
);

describe('a health worker draws a plot of land by walking around it', function () {
  this.timeout(180_000);
  let all: PhoneInVillage;
  let page: Page;

  before(async () => {
    all = await phoneInVillage([formDoc('plot', plot, { title: 'Plot' })]);
    page = all.phone.page;
    await all.phone.context.grantPermissions(['geolocation']);
    await stand(-3.36, 36.85);
    await stand(-3.36, 36.85);
    await page.goto(`${all.wire.url}/people/asha/report/plot`);
  });
  after(() => all?.close());

  const stand = (latitude: number, longitude: number) =>
    all.phone.context.setGeolocation({ latitude, longitude, accuracy: 4 });
  const line = () => page.locator('form-field[data-path="/data/plot"] line-answer');
  const press = (name: string) => line().getByRole('button', { name, exact: true }).click();
  const says = (words: string) => until(words, async () => (await drawnBy(line())).includes(words));

  it('begins, and adds a point wherever it turns', async () => {
    await press('Begin here');
    await says('Accurate to 4 m');
    await press('Add this point');
    await says('1 point');
    await says('2 more are needed.');
    await stand(-3.36, 36.851);
    await page.waitForTimeout(500);
    await press('Add this point');
    await says('2 points');
    await soundAtAllSizes(page, 'line');
    await page.setViewportSize({ width: 360, height: 740 });
  });

  it('cannot be saved with too few points, takes one back, and takes one that is typed', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Please answer this question.').waitFor();
    await press('Add this point');
    await says('3 points');
    await press('Take the last one back');
    await says('2 points');
    await line().getByText('Type the coordinates').click();
    await line().getByLabel('Latitude').fill('-3,361');
    await line().getByLabel('Longitude').fill('36.851');
    await press('Add the typed point');
    await says('3 points');
    await says('379 m');
    await press('End');
  });

  it('is stored as ODK has it', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    const report = await until('the report has come', async () =>
      (
        await all.place.store().query<Report>('medic-client/reports_by_subject', { key: 'asha', limit: 9, docs: true })
      ).find(({ doc }) => doc?.form === 'plot'),
    );
    expect(report.doc?.fields).to.include({
      way: '',
      plot: '-3.36 36.85 0 4;-3.36 36.851 0 4;-3.361 36.851 0 0;-3.36 36.85 0 4',
    });
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
