import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { violations, wordsOf } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';

/** A visit with the moment of its beginning, which an edit must not set anew. */
const visit = xform(
  '<patient_uuid/><begun/><well/><weight/><meta><instanceID/></meta>',
  `<setvalue ref="/data/begun" event="odk-instance-first-load" value="'now'"/>
   <bind nodeset="/data/begun" type="string"/><bind nodeset="/data/weight" type="decimal" required="true()"/>`,
  `<select1 ref="/data/well"><label>Is she well?</label>
     <item><label>She is well</label><value>yes</value></item><item><label>She is ill</label><value>no</value></item></select1>
   ${ask('weight')}`,
);

const told: Report = {
  _id: 'told-before',
  type: 'data_record',
  form: 'visit',
  content_type: 'xml',
  reported_date: Date.now() - 86_400_000,
  contact: { _id: 'neema', parent: { _id: 'centre', parent: { _id: 'district' } } },
  from: '+255712000001',
  fields: {
    patient_uuid: 'asha',
    begun: 'long ago',
    well: 'yes',
    weight: '61',
    score: '7',
    meta: { instanceID: 'uuid:1' },
  },
  _attachments: { 'letter.txt': { content_type: 'text/plain', data: Buffer.from('Dear').toString('base64') } },
};

/** A report of a form that the programme has no more. */
const old: Report = { ...told, _id: 'of-old', form: 'gone', fields: { patient_uuid: 'asha', blood_group: 'AB' } };
delete old._attachments;

describe('a health worker opens a report again, and a form that she began', function () {
  this.timeout(120_000);
  let all: PhoneInVillage;
  let page: Page;

  before(async () => {
    all = await phoneInVillage([formDoc('visit', visit, { title: 'Visit' }), told, old]);
    page = all.phone.page;
  });
  after(() => all?.close());

  const field = (path: string): Locator => page.locator(`form-field[data-path="/data/${path}"]`);
  const report = () => page.locator('report-page');

  it('sees all fields of a report whose form is gone, which nobody can open again', async () => {
    await page.goto(`${all.wire.url}/reports/of-old`);
    await report().getByText('Blood group').waitFor();
    await report().getByText('AB', { exact: true }).first().waitFor();
    expect(await report().getByText('Change the answers').count()).to.equal(0);
  });

  it('changes an answer without a network; what was asked once is not asked anew', async () => {
    await page.goto(`${all.wire.url}/reports/told-before`);
    await report().getByText('She is well').waitFor();
    all.wire.cut();
    await report().getByRole('link', { name: 'Change the answers' }).click();
    await page.getByText('Change of a report about Asha Otieno').waitFor();
    expect(await field('weight').locator('input').inputValue()).to.equal('61');
    expect(await violations(page)).to.deep.equal([]);
    await field('weight').locator('input').fill('62.5');
    await field('well').getByText('She is ill').click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await report().getByText('Changed once').waitFor();
    await report().getByText('62.5').waitFor();
    await report().getByText('She is ill').waitFor();
    expect(await violations(page)).to.deep.equal([]);
  });

  it('the server has the new answers, what the form does not know, and what stood there before', async () => {
    all.wire.mend();
    await page.reload();
    const stored = await until('the edit has come', async () => {
      const found = await all.place.store().get<Report>('told-before');
      return found?.edits ? found : undefined;
    });
    expect(stored.fields).to.deep.equal({
      patient_uuid: 'asha',
      begun: 'long ago',
      well: 'no',
      weight: '62.5',
      score: '7',
      meta: { instanceID: 'uuid:1' },
    });
    expect(stored).to.deep.include({ reported_date: told.reported_date, contact: told.contact, from: told.from });
    expect(stored.edits?.map(({ by, before }) => [by, before])).to.deep.equal([
      [all.user, { well: 'yes', weight: '61' }],
    ]);
    expect(Object.keys(stored._attachments ?? {})).to.deep.equal(['letter.txt']);
  });

  it('finds a form that she began among her drafts, throws it away, and takes that back', async () => {
    await page.goto(`${all.wire.url}/people/asha/report/visit`);
    await field('weight').locator('input').fill('70');
    await page.waitForTimeout(1000);
    await page.goto(`${all.wire.url}/drafts`);
    const drafts = page.locator('drafts-page');
    await drafts.getByRole('link', { name: 'Visit' }).waitFor();
    expect(await wordsOf(drafts.locator('li'))).to.match(/^Visit Asha Otieno ·/);
    expect(await violations(page)).to.deep.equal([]);
    await drafts.getByRole('button', { name: 'Throw away the draft: Visit, Asha Otieno' }).click();
    await drafts.getByRole('heading', { name: 'No drafts' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await drafts.getByRole('link', { name: 'Visit' }).click();
    await page.getByText('Your draft').waitFor();
    expect(await field('weight').locator('input').inputValue()).to.equal('70');
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
