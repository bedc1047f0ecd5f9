import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { ask, xform } from '../unit/sentinel/forms/forms-in-node.ts';
import { until } from '../world.ts';
import { drawnBy, wordsOf } from './browser.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

const asked = xform('<a/>', '', ask('a'));
const offered = (name: string, title: string, more: Record<string, unknown> = {}) =>
  formDoc(name, asked, { title, ...more });

const dead: Contact = {
  ...{ _id: 'mzee', type: 'person', name: 'Mzee Otieno', date_of_death: '2026-01-02' },
  parent: { _id: 'otieno', parent: { _id: 'centre', parent: { _id: 'district' } } },
  reported_date: 1_760_000_000_000,
};

describe('the profile of a person or a place', function () {
  this.timeout(180_000);
  let all: PhoneInVillage;
  let page: Page;
  let stored: Map<string, Contact>;

  before(async () => {
    all = await phoneInVillage(
      [
        dead,
        ...['Malaria', 'Cough', 'Deworming', 'Nutrition', 'Measles', 'Burns', 'Éclampsie'].map((title, at) =>
          offered(`care_${at}`, title),
        ),
        offered('secret', 'For nurses alone', { context: { person: true, permission: 'can_decide_reviews' } }),
      ],
      ({ permissions, contact_types, ...settings }) => ({
        ...settings,
        contact_types,
        permissions: { ...(permissions as object), can_delete_contacts: ['chw'] },
      }),
    );
    page = all.phone.page;
    stored = new Map(village().map(doc => [doc._id, doc as Contact]));
  });
  after(() => all?.close());

  const open = async (id: string) => {
    await page.goto(`${all.wire.url}/people/${id}`);
    await page
      .locator('contact-page')
      .getByRole('heading', { name: stored.get(id)?.name ?? '' })
      .first()
      .waitFor();
  };
  const forms = () => page.locator('contact-actions a[href*="/report/"]').allInnerTexts();

  it('says of whom a place is the main contact', async () => {
    await open('asha');
    await page.locator('contact-page .primary').waitFor();
    expect(await wordsOf(page.locator('contact-page .primary'))).to.match(/contact|head/i);
  });

  it('finds one of many forms by typing, whatever the accents', async () => {
    await page.getByRole('searchbox', { name: 'Find a form' }).fill('eclam');
    await until('one is left', async () => (await forms()).join() === 'Éclampsie');
    await page.getByRole('searchbox', { name: 'Find a form' }).fill('zzz');
    await page.getByText('No form has this name.').waitFor();
    await page.getByRole('searchbox', { name: 'Find a form' }).fill('');
    await soundAtAllSizes(page, 'profile');
    await page.setViewportSize({ width: 360, height: 740 });
  });

  it('puts the form first that was used last', async () => {
    await page.locator('contact-actions').getByRole('link', { name: 'Measles' }).click();
    await page.locator('form-field input').fill('x');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Find a form' }).waitFor();
    const ours = async () => (await forms()).filter(each => !/mute/i.test(each));
    await until('it stands first', async () => (await ours())[0] === 'Measles');
  });

  it('offers no form whose permission the role lacks, and does not open it at its address either', async () => {
    expect(await forms()).to.not.include('For nurses alone');
    await page.goto(`${all.wire.url}/people/asha/report/secret`);
    await page.getByText('Your role may not fill in this form.').waitFor();
  });

  it('shows who lives in a household with the main contact first, and the dead behind a button', async () => {
    await open('otieno');
    const rows = () => page.locator('contact-children contact-row .name').allInnerTexts();
    await until('three are shown', async () => (await rows()).length === 3);
    expect((await rows())[0]).to.equal('Asha Otieno');
    await page.getByRole('button', { name: 'Show 1 who has died' }).click();
    await until('four are shown', async () => (await rows()).length === 4);
    expect((await rows()).at(-1)).to.equal('Mzee Otieno');
    expect(await drawnBy(page.locator('contact-delete'))).to.include('once nobody is in it');
  });

  it('deletes somebody without a network, brings her back, and deletes her for good', async () => {
    all.wire.cut();
    const remove = async () => {
      await open('asha');
      await page.locator('contact-delete').getByRole('button', { name: 'Delete' }).click();
      await page.locator('contact-delete wa-dialog').getByRole('button', { name: 'Delete' }).click();
      await page.getByText('Asha Otieno is deleted').waitFor();
    };
    await remove();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Asha Otieno is there again').waitFor();
    await remove();
    await page.locator('contact-page').getByRole('heading', { name: 'Otieno household' }).waitFor();
    all.wire.mend();
    await until('the server hears of it', async () => (await all.place.store().get('asha')) === null, 60_000);
    expect(await all.place.store().get<Contact>('otieno')).to.not.have.property('contact');
    expect(await all.place.store().get('pregnancy-of-asha')).to.not.equal(null);
    expect(all.phone.trouble).to.deep.equal([]);
  });
});
