import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { gardenDay } from '../unit/sentinel/dialogues/garden-day.ts';
import { password, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, violations } from './browser.ts';
import { village } from './village.ts';

/** A file as somebody chooses it. */
const file = (name: string, content: object) => ({
  ...{ name, mimeType: 'application/json' },
  buffer: Buffer.from(JSON.stringify(content)),
});

describe('the pages of dialogues', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({ docs: village() });
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    desk = await openDevice(browser, { width: 1280, height: 800 });
    ({ page } = desk);
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const shots = process.env.ROUNDS_SHOTS;
  /** The page has no fault for a screen reader at the size of a desk and of a phone. */
  const sound = async (name: string): Promise<void> => {
    for (const [width, height] of [
      [1280, 800],
      [740, 360],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png` });
      expect(await violations(page), `${name} at ${width}`).to.deep.equal([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wider, `${name} is wider than ${width}`).to.equal(false);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  it('are in the menu, and list what there is', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: 'Dialogues' }).click();
    await page.locator('dialogues-page').getByRole('heading', { name: 'welcome' }).waitFor();
    await sound('dialogues');
  });

  it('take a file, say first what is found in it by step and language, and keep it as a draft', async () => {
    const { a, ...others } = gardenDay.messages;
    const upload = page.getByLabel('Upload a file (.json, .xlsx)');
    await upload.setInputFiles(
      file('broken.json', { ...gardenDay, messages: { ...others, a: { ...a, next: 'nowhere' } } }),
    );
    await page.getByText('next leads to nowhere, which is no step').waitFor();
    await upload.setInputFiles(file('garden.json', gardenDay));
    await page.locator('findings-list').getByText('lacks b.text').first().waitFor();
    await sound('upload');
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByText('Kept as a draft.').waitFor();
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.locator('dialogue-page').getByRole('heading', { name: 'garden_day' }).waitFor();
  });

  it('try a draft out in Telegram and by SMS side by side, and keep it as a test', async () => {
    await page.locator('dialogue-page').getByRole('link', { name: 'Try it out' }).first().click();
    const [telegram, sms] = [page.locator('tried-chat[as=telegram]'), page.locator('tried-chat[as=sms]')];
    await telegram.getByText('Bon dia!').waitFor();
    await telegram.getByRole('button', { name: 'Go on' }).click();
    await sms.getByText('A) daily').waitFor();
    await sms.getByRole('textbox').fill('never mind');
    await sms.getByRole('button', { name: 'Send' }).click();
    await telegram.getByText('How often?').nth(1).waitFor();
    await telegram.getByRole('button', { name: 'B) weekly' }).last().click();
    await page.locator('tried-state').getByText('saved as water_often').waitFor();
    await page.getByRole('button', { name: 'Back one step' }).click();
    await page.locator('tried-state').getByText('saved as water_often').waitFor({ state: 'detached' });
    await telegram.getByRole('button', { name: 'A) daily' }).last().click();
    await telegram.getByRole('button', { name: 'Yes' }).click();
    await telegram.getByText('Saved. Every day, then.').waitFor();
    await page.getByRole('button', { name: 'Let time go by' }).click();
    await telegram.getByText('Which town? Type NO to skip.').waitFor();
    await telegram.getByRole('textbox').fill('Olot');
    await telegram.getByRole('button', { name: 'Send' }).click();
    await page.locator('tried-state').getByText('saved as area').waitFor();
    await page.locator('tried-state').getByText('the end · done').waitFor();
    await sound('try-out');
    await page.getByLabel('Name of the test').fill('Waters daily');
    await page.getByRole('button', { name: 'Keep as a test' }).click();
    await page.getByText('Kept as “Waters daily”.').waitFor();
    await page.getByLabel('Language').selectOption('de');
    await telegram.getByText('(language: de)').waitFor();
    await page.getByRole('button', { name: 'Begin anew' }).click();
    await telegram.getByText('(language: de)').waitFor({ state: 'detached' });
    await page.getByLabel('Language').selectOption('de');
    await telegram.getByText('Guten Tag!').waitFor();
  });

  it('publish a draft with a note', async () => {
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.locator('dialogue-page').getByText('Comes to the same as when it was kept.').waitFor();
    await page.getByLabel('What is new in this version').fill('The first one');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Version 1 is published.').waitFor();
    await page.locator('dialogue-page .note', { hasText: 'The first one' }).waitFor();
    await sound('dialogue');
    expect(desk.trouble).to.deep.equal([]);
  });
});
