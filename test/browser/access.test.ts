import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState, violations } from './browser.ts';
import { healthWorker, village } from './village.ts';

const muted = (root: string) => ({
  muted: '2026-11-02T08:00:00.000Z',
  muted_by: { root, report_id: 'mute-kamau', reported_date: 1_793_000_000_000, sender: 'neema' },
});

/**
 * The Kamau household was muted by a report, which carries an error besides so that every part of the page is there.
 */
const docs = () => [
  ...village().map(doc => (['kamau', 'eloise'].includes(doc._id) ? { ...doc, ...muted('kamau') } : doc)),
  {
    _id: 'mute-kamau',
    type: 'data_record',
    form: 'mute',
    content_type: 'xml',
    fields: {
      place_id: 'kamau',
      place_name: 'Kamau household',
      reason: 'refused_services',
      note: 'Asked us not to come',
    },
    contact: { _id: 'neema', parent: { _id: 'centre', parent: { _id: 'district' } } },
    reported_date: 1_793_000_000_000,
    tasks: [
      {
        state: 'sent',
        timestamp: '2026-11-02T08:00:01.000Z',
        messages: [{ uuid: 'reply', to: '+255712000001', message: 'Kamau household is now muted.' }],
      },
    ],
    errors: [{ code: 'note_long', message: 'The note is rather long.' }],
  },
];

const sizes = [
  { name: 'a phone', size: { width: 360, height: 740 } },
  { name: 'a desktop', size: { width: 1280, height: 800 } },
];

describe('axe finds nothing wrong', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let user: string;

  before(async () => {
    place = await world({ docs: docs(), sentinel: false });
    browser = await openBrowser();
    user = place.userName('neema');
    await place.createUser(healthWorker(user));
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  for (const { name, size, colours } of sizes.flatMap(each => [
    { ...each, colours: 'light' as const },
    { ...each, colours: 'dark' as const },
  ]))
    describe(`on ${name} in ${colours} colours`, () => {
      let phone: Device;

      before(async () => {
        phone = await openDevice(browser, size);
        await phone.page.emulateMedia({ colorScheme: colours, reducedMotion: 'reduce' });
        await phone.page.goto(place.apiUrl);
        await phone.page.locator('login-page').waitFor();
        expect(await violations(phone.page), 'the login page').to.deep.equal([]);
        await loginAndFill(phone.page, place.apiUrl, user);
        await until('it has synchronised', async () => (await syncState(phone.page)) === 'Everything is on the server');
      });
      after(() => phone?.context.close());

      const shows = async (path: string, ready: (page: Page) => Promise<unknown>) => {
        const { page } = phone;
        await page.goto(place.apiUrl + path);
        await ready(page);
        expect(await violations(page)).to.deep.equal([]);
      };
      const open = (element: string) => (page: Page) => page.locator(element).first().waitFor();

      it('with the list, and with what is searched', async () => {
        await shows('/people', open('contact-row'));
        await phone.page.getByRole('searchbox').fill('otieno');
        expect(await violations(phone.page)).to.deep.equal([]);
        await phone.page.getByRole('searchbox').fill('nobody at all');
        await phone.page.getByText('Nothing found').waitFor();
        expect(await violations(phone.page)).to.deep.equal([]);
      });

      it('with profiles of places and people, active and muted', async () => {
        await shows('/people/otieno', open('contact-page contact-row'));
        await shows('/people/asha', open('contact-page message-row'));
        await shows('/people/kamau', open('muted-why'));
        await shows('/people/eloise', open('muted-why'));
        await shows('/people/not-there', page => page.getByText('There is nothing at this address').waitFor());
      });

      it('with reports', async () => {
        await shows('/reports/pregnancy-of-asha', open('report-page message-row'));
        await shows('/reports/mute-kamau', page => page.getByText('The note is rather long.').waitFor());
      });

      it('with conversations, one of them with its histories, and with a new message', async () => {
        await shows('/messages', open('conversation-row'));
        await shows('/messages/neema', async page => {
          await page.locator('message-bubble').first().waitFor();
          await page.locator('message-bubble .state').last().click();
          await page.locator('message-history').waitFor();
        });
        await shows('/messages/new', open('new-message-page .results button'));
        await shows('/messages/asha', page => page.getByText('There is no phone number for Asha Otieno').waitFor());
      });

      it('with forms, also unanswered ones and the preview', async () => {
        await shows('/people/otieno/report/mute', open('muting-preview section'));
        await phone.page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
        await phone.page.getByText('1 answer needs attention').waitFor();
        expect(await violations(phone.page)).to.deep.equal([]);
        await shows('/people/otieno/add/person', open('form-field'));
        await shows('/people/asha/edit', open('form-field'));
      });

      it('with the warning before a form for somebody muted', async () => {
        await shows('/people/eloise/report/pregnancy', page => page.getByText('stays muted').waitFor());
      });

      it('with the menu, what was refused, and what the app is', async () => {
        await shows('/refused', page => page.getByText('Nothing was refused').waitFor());
        await shows('/about', page => page.getByText('Documents on this phone').waitFor());
        await phone.page.getByRole('button', { name: 'Menu' }).click();
        await phone.page.getByRole('button', { name: 'Sync now' }).waitFor();
        expect(await violations(phone.page)).to.deep.equal([]);
      });
    });
});
