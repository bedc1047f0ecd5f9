import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { violations, wordsOf } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';

/** A visit of three pages, of which the second comes only after a yes. */
const visit = xform(
  '<patient_uuid>asha</patient_uuid><well/><illness><days/><fever/></illness><advice/><end/>',
  `<bind nodeset="/data/well" type="string" required="true()"/>
   <bind nodeset="/data/illness" relevant="/data/well = 'no'"/>
   <bind nodeset="/data/illness/days" type="int" required="true()" constraint=". &lt; 30"/>
   <bind nodeset="/data/end" type="string" required="true()"/>`,
  `<select1 ref="/data/well"><label>Is everybody well?</label>
     <item><label>Yes</label><value>yes</value></item><item><label>No</label><value>no</value></item></select1>
   <group ref="/data/illness" appearance="field-list"><label>The illness</label>
     ${ask('illness/days')}${ask('illness/fever')}</group>
   ${ask('end')}`,
  true,
);

describe('a health worker fills in a form page by page', function () {
  this.timeout(120_000);
  let all: PhoneInVillage;
  let page: Page;

  before(async () => {
    all = await phoneInVillage([formDoc('visit', visit, { title: 'Visit' })]);
    page = all.phone.page;
  });
  after(() => all?.close());

  const heading = () => page.locator('form-page .page-head h2');
  const at = async (place: string) =>
    until(`the form is at ${place}`, async () => (await wordsOf(page.locator('.page-head .steps'))) === place);
  const next = () => page.getByRole('button', { name: 'Next' }).click();
  const field = (path: string) => page.locator(`form-field[data-path="/data/${path}"]`);

  it('is kept on a page by its own questions alone, and told of them', async () => {
    await page.goto(`${all.wire.url}/people/asha`);
    await page.locator('contact-page a[href$="/report/visit"]').click();
    await at('Page 1 of 2');
    await next();
    await page.getByText('Please answer this question.').waitFor();
    expect(await wordsOf(page.locator('.faults'))).to.equal('1 answer needs attention');
    expect(await violations(page)).to.deep.equal([]);
    await field('well').getByText('No').click();
    await at('Page 1 of 3');
    await next();
    await at('Page 2 of 3');
  });

  it('hears the heading of the page: the focus is there', async () => {
    expect(await wordsOf(heading())).to.equal('The illness. Page 2 of 3');
    await until('the heading has the focus', () =>
      heading().evaluate(element => (element.getRootNode() as ShadowRoot).activeElement === element),
    );
    expect(await field('illness/days').count()).to.equal(1);
    expect(await field('well').count()).to.equal(0);
    expect(await violations(page)).to.deep.equal([]);
  });

  it('goes on with Enter, and back with the button and with that of the browser; her answers stay', async () => {
    await field('illness/days').locator('input').fill('3');
    await field('illness/days').locator('input').press('Enter');
    await at('Page 3 of 3');
    await page.goBack();
    await at('Page 2 of 3');
    expect(await field('illness/days').locator('input').inputValue()).to.equal('3');
    await page.locator('form-page').getByRole('button', { name: 'Back' }).click();
    await at('Page 1 of 3');
    expect(await field('well').getByRole('radio', { name: 'No' }).isChecked()).to.equal(true);
    await page.goForward();
    await at('Page 2 of 3');
    await page.goBack();
    await at('Page 1 of 3');
  });

  it('is asked before she leaves with answers, and may stay', async () => {
    await page.goBack();
    const dialog = page.locator('leave-dialog');
    await dialog.getByText('not saved yet').waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await dialog.getByRole('button', { name: 'Go on with the form' }).click();
    await dialog.waitFor({ state: 'detached' });
    await at('Page 1 of 3');
    expect(new URL(page.url()).pathname).to.equal('/people/asha/report/visit');
  });

  it('leaves with a draft, and goes on with it at the page where she stopped', async () => {
    await next();
    await at('Page 2 of 3');
    await page.goBack();
    await page.goBack();
    await page.locator('leave-dialog').getByRole('button', { name: 'Leave and keep a draft' }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    await page.locator('contact-page a[href$="/report/visit"]').click();
    await page.getByText('Your draft').waitFor();
    await next();
    await at('Page 2 of 3');
    expect(await field('illness/days').locator('input').inputValue()).to.equal('3');
    await next();
  });

  it('opens the app again on the last page, at that page', async () => {
    await at('Page 3 of 3');
    await field('end').locator('input').fill('done');
    await page.waitForTimeout(1000);
    await page.reload();
    await at('Page 3 of 3');
    expect(await field('end').locator('input').inputValue()).to.equal('done');
  });

  it('saves on the last page, and back leads to where it led before the form', async () => {
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    expect(new URL(page.url()).pathname).to.equal('/people/asha');
    const store = all.place.store();
    // The village has a report about her already.
    const report = await until('the report has come', async () =>
      (await store.query<Report>('medic-client/reports_by_subject', { key: 'asha', limit: 9, docs: true })).find(
        ({ doc }) => doc?.form === 'visit',
      ),
    );
    expect(report.doc?.fields).to.deep.include({ well: 'no', end: 'done' });
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
