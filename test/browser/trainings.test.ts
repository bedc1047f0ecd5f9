import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { wordsOf } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';
import { soundAtAllSizes } from './sound.ts';

const day = 86_400_000;

/** Three pages: two to read, and a question that must be answered. */
const visits = xform(
  '<one/><two/><learned/>',
  '<bind nodeset="/data/one" readonly="true()" type="string"/><bind nodeset="/data/two" readonly="true()" type="string"/><bind nodeset="/data/learned" required="true()"/>',
  `<group ref="/data" appearance=""><input ref="/data/one"><label>Knock, and wait to be let in.</label></input>
   <input ref="/data/two"><label>Ask after the youngest child first.</label></input>${ask('learned')}</group>`,
  true,
);

const training = (name: string, title: string, context: object) =>
  formDoc(`training:${name}`, visits, { title, context });

describe('a health worker goes through trainings', function () {
  this.timeout(180_000);
  let all: PhoneInVillage;
  let page: Page;
  const began = Date.now();
  const daysAgo = (days: number) => new Date(began - days * day).toISOString().slice(0, 10);

  before(async () => {
    all = await phoneInVillage([
      training('later', 'Weighing a child', { start_date: daysAgo(5) }),
      training('visits', 'How to visit', { start_date: daysAgo(9), user_roles: ['chw'] }),
      training('nurses', 'For nurses', { start_date: daysAgo(30), user_roles: ['nurse'] }),
      training('ahead', 'Not yet', { start_date: daysAgo(-9) }),
    ]);
    page = all.phone.page;
  });
  after(() => all?.close());

  const card = () => page.locator('training-window');
  const heading = async (title: string) => card().getByRole('heading', { name: title }).waitFor();
  const press = (name: string) => card().getByRole('button', { name, exact: true }).click();
  const gone = () => card().waitFor({ state: 'detached' });
  const onDay = async (days: number, path = '/people') => {
    await all.phone.context.clock.setSystemTime(began + days * day);
    await page.goto(all.wire.url + path);
    await page.locator('contact-row, trainings-page, contact-page').first().waitFor();
  };

  it('is shown the one for her role that began first, over the list', async () => {
    await heading('How to visit');
    await soundAtAllSizes(page, 'training-window');
    await page.setViewportSize({ width: 360, height: 740 });
    await card().getByText('Knock, and wait to be let in.').waitFor();
  });

  it('puts it off on its second page; it is not shown again that day', async () => {
    await press('Next');
    await card().getByText('Ask after the youngest child first.').waitFor();
    await press('Later');
    await gone();
    await page.getByText('The training comes back tomorrow.').waitFor();
    await onDay(0);
    await page.waitForTimeout(1500);
    expect(await card().count()).to.equal(0);
  });

  it('meets it the next day without a network, where she stopped, and must answer what it asks', async () => {
    await onDay(1);
    await heading('How to visit');
    await all.wire.cut();
    await card().getByText('Ask after the youngest child first.').waitFor();
    await press('Next');
    await press('I have gone through it');
    await card().getByText('Please answer this question.').waitFor();
    await card().getByRole('textbox').fill('To knock');
    await press('I have gone through it');
    await gone();
    await page.getByText('You have gone through this training').waitFor();
  });

  it('tells the server, for herself alone, once there is a network', async () => {
    await all.wire.mend();
    const id = `training:${all.user}:`;
    const rows = await until('the report has come', async () => {
      const found = await all.place.store().range<Report>({ from: id, to: `${id}\ufff0`, limit: 5 });
      return found.length > 0 && found;
    });
    expect(rows).to.have.length(1);
    expect(rows[0]).to.deep.include({ form: 'training:visits', type: 'data_record' });
    expect(rows[0]!.fields).to.deep.include({ learned: 'To knock' });
  });

  it('is shown the next one on the day after, which back on the phone puts off too', async () => {
    await onDay(2);
    await heading('Weighing a child');
    await press('Next');
    await card().getByText('Ask after the youngest child first.').waitFor();
    await page.goBack();
    await card().getByText('Knock, and wait to be let in.').waitFor();
    await page.goBack();
    await gone();
    expect(new URL(page.url()).pathname).to.equal('/people');
    await page.locator('contact-row').first().waitFor();
  });

  it('finds both among her trainings, with a mark at the one that she has gone through, and reads it again', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('link', { name: 'Trainings' }).click();
    const list = page.locator('trainings-page');
    await list.getByRole('listitem').first().waitFor();
    const rows = await Promise.all((await list.getByRole('listitem').all()).map(wordsOf));
    expect(rows).to.have.length(2);
    expect(rows[0]).to.match(/^Weighing a child Not gone through yet$/);
    expect(rows[1]).to.match(/^How to visit Gone through on /);
    await soundAtAllSizes(page, 'trainings');
    await page.setViewportSize({ width: 360, height: 740 });
    await list.getByRole('button', { name: /How to visit/ }).click();
    await heading('How to visit');
    await press('Next');
    await press('Next');
    await card().locator('form').getByRole('button', { name: 'Close' }).click();
    await gone();
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
