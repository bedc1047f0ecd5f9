import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { violations, wordsOf } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';

const person = ' appearance="select-contact type-person"';

/** Who helps, with the fields that come with her, and somebody of the place that the form is about. */
const helper = xform(
  '<patient_uuid>zawadi</patient_uuid><helper><_id/><name/><parent><name/></parent></helper><member/>',
  '<bind nodeset="/data/helper/_id" required="true()"/><bind nodeset="/data/helper/name" readonly="true()"/>',
  `<group ref="/data/helper" appearance="field-list"><label>Helper</label>${ask('helper/_id', person)}${ask('helper/name')}</group>
   ${ask('member', ' appearance="select-contact type-person descendant-of-current-contact bind-id-only"')}`,
);

describe('a health worker chooses somebody in a form', function () {
  this.timeout(120_000);
  let all: PhoneInVillage;
  let page: Page;

  before(async () => {
    all = await phoneInVillage([formDoc('helper', helper, { title: 'Helper' })]);
    page = all.phone.page;
  });
  after(() => all?.close());

  const field = (path: string) => page.locator(`form-field[data-path="/data/${path}"]`);
  const found = (path: string) => field(path).getByRole('option').allInnerTexts();

  it('finds her as she types, with her place, among people alone', async () => {
    await page.goto(`${all.wire.url}/people/kamau/report/helper`);
    const search = field('helper/_id').getByRole('combobox');
    await search.click();
    await until('those nearest come first', async () => (await found('helper/_id'))[0]?.startsWith('Éloïse Kamau'));
    await search.fill('otien');
    await until('three are found', async () => (await found('helper/_id')).length === 3);
    expect((await found('helper/_id')).join()).to.not.include('Otieno household\n');
    await search.fill('asha');
    expect((await found('helper/_id'))[0]?.replace(/\s+/g, ' ').trim()).to.equal(
      'Asha Otieno Otieno household, Mto wa Mbu',
    );
    expect(await violations(page)).to.deep.equal([]);
  });

  it('takes her with the keyboard; her fields are filled', async () => {
    await field('helper/_id').getByRole('combobox').press('Enter');
    await until('she is shown by name', async () =>
      (await wordsOf(field('helper/_id').locator('.chosen'))).startsWith('Asha Otieno'),
    );
    await until('her name is filled in', async () =>
      (await wordsOf(field('helper/name').locator('.note'))).includes('Asha Otieno'),
    );
    expect(await violations(page)).to.deep.equal([]);
  });

  it('takes her back, with her fields, and is asked again', async () => {
    await field('helper/_id').getByRole('button', { name: 'Take back Asha Otieno' }).click();
    await field('helper/_id').getByRole('combobox').waitFor();
    await until(
      'her name is gone',
      async () => !(await wordsOf(field('helper/name').locator('.note'))).includes('Asha'),
    );
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await field('helper/_id').getByText('Please answer this question.').waitFor();
    await field('helper/_id').getByRole('combobox').fill('zawadi');
    await field('helper/_id').getByRole('option').first().click();
  });

  it('finds below the place of the form only those who belong to it, and saves', async () => {
    await field('member').getByRole('combobox').click();
    await until('one is found', async () => (await found('member')).length === 1);
    await field('member').getByRole('combobox').press('ArrowDown');
    await field('member').getByRole('combobox').press('Enter');
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Kamau household' }).waitFor();
    const report = await until(
      'the report has come',
      async () =>
        (
          await all.place
            .store()
            .query<Report>('medic-client/reports_by_subject', { key: 'zawadi', limit: 1, docs: true })
        )[0],
    );
    expect(report.doc?.fields).to.deep.include({
      helper: { _id: 'zawadi', name: 'Zawadi Otieno', parent: { name: 'Otieno household' } },
      member: 'eloise',
    });
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
