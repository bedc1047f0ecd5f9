import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/checks/chromium.ts';
import { buildWebapp, isStale } from '../../scripts/start/webapp.ts';
import { password } from '../world.ts';

/** Chromium as in CI: no window, no request of its own. */
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A browser with the app built for it. @throws when there is no Chromium */
export const openBrowser = async (): Promise<Browser> => {
  if (isStale()) await buildWebapp();
  const executablePath = findChromium();
  if (!executablePath) throw new Error('The browser tests need Chromium: see `npm test`');
  return chromium.launch({ executablePath, args: flags });
};

/**
 * A device of its own: cookies, databases and service worker of nobody else. Faults on its pages are in
 * `trouble`.
 */
export interface Device {
  context: BrowserContext;
  page: Page;
  /** Errors thrown on the pages, and what the content policy forbade. */
  trouble: string[];
}

/** A phone of 360 by 740 points, or another size. */
export const openDevice = async (
  browser: Browser,
  viewport = { width: 360, height: 740 },
  locale = 'en-GB',
): Promise<Device> => {
  const context = await browser.newContext({ viewport, locale });
  context.setDefaultTimeout(50_000);
  const trouble: string[] = [];
  context.on('weberror', error => trouble.push(String(error.error())));
  context.on('console', message => {
    if (/content security policy|refused to/i.test(message.text())) trouble.push(message.text());
  });
  return { context, page: await context.newPage(), trouble };
};

/** What a fresh browser that starts beside others may take for its first page and the first fill, in ms. */
const firstPage = 50_000;

/** Types name and password and presses the button. */
export const typeLogin = async (page: Page, user: string, secret = password): Promise<void> => {
  const name = page.locator('wa-input[name=user] input');
  await name.waitFor({ timeout: firstPage });
  if (await name.isEditable()) await name.fill(user);
  await page.locator('wa-input[name=password] input').fill(secret);
  await page.locator('wa-button[type=submit]').click();
};

/** Logs in on a fresh device and waits until the list of people is there and the app is kept on the device. */
export const loginAndFill = async (page: Page, url: string, user: string): Promise<void> => {
  await page.goto(new URL('/people', url).href);
  await typeLogin(page, user);
  await page.locator('contact-row').first().waitFor({ timeout: firstPage });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller)
      await new Promise(resolve =>
        navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
      );
  });
};

/** The state of synchronisation as the header says it. */
export const syncState = async (page: Page): Promise<string> =>
  (await page.locator('sync-badge .text').textContent())?.trim() ?? '';

/** Names on the list or on the profile, in order; muted ones with a star before. */
export const namesIn = (page: Page, within: string): Promise<string[]> =>
  page
    .locator(`${within} contact-row`)
    .evaluateAll(rows =>
      rows.map(
        row =>
          `${row.shadowRoot?.querySelector('.silent') ? '*' : ''}${row.shadowRoot?.querySelector('.name')?.textContent}`,
      ),
    );

/** The words of an element, with single spaces. */
export const wordsOf = async (element: Locator): Promise<string> =>
  ((await element.textContent()) ?? '').replace(/\s+/g, ' ').trim();

/** The words that an element draws within itself, with single spaces; those of elements within it are not among them. */
export const drawnBy = (element: Locator): Promise<string> =>
  element.evaluate(each => (each.shadowRoot?.textContent ?? '').replace(/[\s\u2068\u2069]+/g, ' ').trim());

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds wrong with a page, as `rule: element`. */
export const violations = async (page: Page): Promise<string[]> => {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  // Run through the debugger's world, which the page's content policy does not bind.
  await page.evaluate(axeSource);
  const results = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }> };
    };
    return axe.run({ resultTypes: ['violations'] });
  });
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${JSON.stringify(target)}`));
};
