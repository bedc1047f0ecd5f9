import { type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, wordsOf } from './browser.ts';
import { healthWorker, village } from './village.ts';

describe('the languages of the app', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    place = await world({
      docs: [
        ...village(),
        {
          _id: 'messages-ar',
          type: 'translations',
          code: 'ar',
          name: 'العربية',
          enabled: true,
          generic: { 'people.muted': 'صامت', 'contact.edit': 'تعديل' },
        },
      ],
      settings: settings => ({
        ...settings,
        languages: ['en', 'fr', 'sw', 'ar'].map(locale => ({ locale, enabled: true })),
      }),
      sentinel: false,
    });
    browser = await openBrowser();
    const user = place.userName('neema');
    const { language: _, ...speechless } = healthWorker(user);
    await place.createUser(speechless);
    phone = await openDevice(browser, { width: 360, height: 740 }, 'fr-FR');
    await phone.page.goto(place.apiUrl);
    await phone.page.getByText('Nom d’utilisateur').waitFor();
    await loginAndFill(phone.page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const choose = async (name: string) => {
    const { page } = phone;
    await page.locator('header button[aria-haspopup=dialog]').click();
    await page.locator('menu-sheet').getByRole('button', { name, exact: true }).click();
    await page.keyboard.press('Escape');
    await page.locator('menu-sheet').waitFor({ state: 'detached' });
  };

  it('follow the browser before anybody chose: French from the login page on', async () => {
    const { page } = phone;
    await page.getByRole('button', { name: 'Ménages' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).to.equal('fr');
  });

  it('are chosen in the menu, and every page with its forms follows: Swahili', async () => {
    const { page } = phone;
    await choose('Kiswahili');
    await page.getByRole('button', { name: 'Kaya', exact: true }).waitFor();
    await page.goto(`${place.apiUrl}/people/otieno/report/mute`);
    await page.getByText('Amehama').waitFor();
    expect(await wordsOf(page.locator('muting-preview section'))).to.include('4 watanyamazishwa');
    expect(await page.getByRole('heading', { level: 1, name: 'Nyamazisha' }).count()).to.equal(1);
    expect(await page.title()).to.equal('Nyamazisha, Otieno household · Rounds');
  });

  it('change in the middle of a form without losing what was answered', async () => {
    const { page } = phone;
    await page.getByRole('radio', { name: 'Amehama' }).check();
    await choose('Français');
    await page.getByRole('radio', { name: 'A déménagé' }).waitFor();
    expect(await page.getByRole('radio', { name: 'A déménagé' }).isChecked()).to.equal(true);
    await choose('Kiswahili');
    await page.getByText('Amehama').waitFor();
  });

  it('stand in the account: the next device begins with them, and one that is offline sends them later', async () => {
    const { page } = phone;
    const id = userId(place.userName('neema'));
    const stored = async () => (await place.store().get<UserSettings>(id))?.language;
    await until('the server has the language', async () => (await stored()) === 'sw');
    const other = await openDevice(browser, { width: 360, height: 740 }, 'en-GB');
    try {
      await loginAndFill(other.page, place.apiUrl, place.userName('neema'));
      await other.page.locator('html[lang=sw]').waitFor();
      await phone.context.setOffline(true);
      await page.goto(`${place.apiUrl}/account`);
      await page.getByRole('heading', { level: 1, name: 'Akaunti yangu' }).waitFor();
      await page.getByRole('button', { name: 'Français' }).click();
      await page.getByRole('heading', { level: 1, name: 'Mon compte' }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Mon compte' }).waitFor();
      expect(await stored()).to.equal('sw');
      await phone.context.setOffline(false);
      await until('the server has the other language', async () => (await stored()) === 'fr');
      await other.page.locator('html[lang=fr]').waitFor();
      await page.getByRole('button', { name: 'Kiswahili' }).click();
      await until('the server has Swahili again', async () => (await stored()) === 'sw');
      await page.goto(`${place.apiUrl}/people/otieno/report/mute`);
      await page.getByText('Amehama').waitFor();
    } finally {
      await phone.context.setOffline(false);
      await other.context.close();
    }
  });

  it('go with a report, so that it is answered in the same language', async () => {
    const { page } = phone;
    await page.getByText('Amehama').click();
    await page.getByRole('button', { name: /^(Hifadhi$|Nyamazisha)/ }).click();
    const report = await until('the report is on the server', async () => {
      const rows = await place
        .store()
        .query('medic-client/reports_by_subject', { key: 'otieno', limit: 10, docs: true });
      return rows.find(({ doc }) => doc?.form === 'mute')?.doc;
    });
    expect(report.locale).to.equal('sw');
  });

  it('of a programme are offered too, and run from right to left where they do: Arabic', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/asha`);
    await choose('العربية');
    await page.getByRole('link', { name: 'تعديل' }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).to.equal('rtl');
    const edges = await page.evaluate(() => {
      const menu = document
        .querySelector('rounds-app')
        ?.shadowRoot?.querySelector('work-place')
        ?.shadowRoot?.querySelector('header [aria-haspopup=dialog]');
      return (menu?.getBoundingClientRect().left ?? 999) < 30;
    });
    expect(edges, 'the menu is on the left').to.equal(true);
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways, 'the page scrolls sideways').to.equal(false);
    const back = await page.getByRole('button', { name: 'Back' }).boundingBox();
    expect(back!.x + back!.width, 'the way back is not cut off by the edge').to.be.at.most(360);
  });

  it('that run from right to left leave numbers and names as they are written', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/kamau`);
    const line = page.locator('contact-page contact-row .second');
    expect(await wordsOf(line)).to.match(/^(\u2068[^\u2069]+\u2069 · )+\u2068\+255712345678\u2069$/);
    await page.goto(`${place.apiUrl}/people/eloise`);
    const call = page.locator('contact-page .facts a[href^="tel:"]');
    // In the page is not yet on the screen.
    await call.waitFor();
    const plusFirst = await call.evaluate(link => {
      const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()!;
      const [plus, digit] = [0, 1].map(at => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
      });
      return plus! < digit!;
    });
    expect(plusFirst, 'the plus stands before the number').to.equal(true);
  });

  it('change on the phone when the programme changes a word', async () => {
    const { page } = phone;
    const doc = (await place.store().get('messages-ar'))!;
    await place.store().write([{ ...doc, custom: { 'contact.edit': 'تحرير' } }]);
    await until(
      'the new word is there',
      async () => (await page.getByRole('link', { name: 'تحرير' }).count()) === 1,
      60_000,
    );
    expect(phone.trouble).to.deep.equal([]);
  });
});
