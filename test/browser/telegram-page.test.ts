import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BotApi } from '../../scripts/telegram/bot-api/server.ts';
import { openDemonstration } from '../../scripts/telegram/demonstration.ts';
import { servePage } from '../../scripts/telegram/page/serve.ts';
import { bareBrowser } from './bare-browser.ts';
import { violations } from './browser.ts';

describe('The page of a Telegram on this machine', function () {
  this.timeout(120_000);
  const browser = bareBrowser();
  const over = new AbortController();
  const { telegram, bot } = openDemonstration();
  let api: BotApi;
  before(async () => {
    api = await servePage(telegram, bot, 0, over.signal);
  });
  after(() => over.abort());

  /** A call of the bot, as Rounds makes it. */
  const call = async (method: string, params: object): Promise<unknown> => {
    const response = await fetch(`${api.url}/bot${bot.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    return ((await response.json()) as { result: unknown }).result;
  };
  const updates = async (): Promise<Record<string, never>[]> =>
    (await call('getUpdates', { timeout: 0, limit: 100 })) as Record<string, never>[];
  const openAt = async (width: number, height: number): Promise<Page> => {
    const page = await browser().newPage({ viewport: { width, height } });
    await page.goto(api.url);
    return page;
  };

  for (const [width, height] of [
    [360, 740],
    [1280, 800],
  ] as const)
    it(`lets somebody write, press buttons, and change what she wrote, at ${width} px`, async () => {
      const page = await openAt(width, height);
      await page.getByLabel('You are').selectOption({ label: 'Amina Wanjala' });
      await page.locator('#chats button').first().click();
      await page.getByLabel('Message', { exact: true }).fill('Hello there');
      await page.keyboard.press('Enter');
      await page.locator('.own .bubble', { hasText: 'Hello there' }).first().waitFor();
      await call('sendMessage', {
        chat_id: 700_000_111,
        text: `1. Is she well? (${width})`,
        reply_markup: {
          inline_keyboard: [
            [
              { text: 'Yes', callback_data: `yes${width}` },
              { text: 'No', callback_data: 'no' },
            ],
          ],
        },
      });
      await page
        .locator('li', { hasText: `(${width})` })
        .getByRole('button', { name: 'Yes' })
        .click();
      await page.getByRole('button', { name: 'Change: Hello there' }).last().click();
      await page.getByLabel('Message', { exact: true }).fill('Hello again');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.locator('.own', { hasText: 'Hello again' }).last().getByText('changed').waitFor();
      const told = JSON.stringify(await updates());
      expect(told).to.include(`yes${width}`).and.include('edited_message').and.include('/start');
      expect(await violations(page)).to.deep.equal([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).to.equal(true);
      const shot = process.env.ROUNDS_SHOTS;
      if (shot) await page.screenshot({ path: `${shot}/telegram-${width}.png` });
      await page.close();
    });

  it('makes a group with everybody and the bot in it, and is somebody else there', async () => {
    const page = await openAt(1280, 800);
    await page.getByRole('button', { name: 'New group with everybody' }).click();
    await page.getByLabel('Title').fill('Study 1');
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByLabel('You are').selectOption({ label: 'Juma Barasa' });
    await page.locator('#chats button', { hasText: 'Study 1' }).click();
    await page.getByLabel('Message', { exact: true }).fill('Hello everybody');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('.own .bubble', { hasText: 'Hello everybody' }).waitFor();
    await page.close();
  });

  it('does nothing for another site', async () => {
    const response = await fetch(`${api.url}/acts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://elsewhere.example' },
      body: JSON.stringify({ act: 'person', name: 'Mallory' }),
    });
    expect(response.status).to.equal(403);
    expect([...telegram.people.values()].map(({ first_name }) => first_name)).not.to.include('Mallory');
  });
});
