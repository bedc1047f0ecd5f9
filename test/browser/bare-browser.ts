import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../scripts/checks/chromium.ts';

/** A browser for the tests of a suite, for pages that are no part of the app. @returns what gives it once they run */
export const bareBrowser = (): (() => Browser) => {
  let browser: Browser | undefined;
  before(async () => {
    const executablePath = findChromium();
    if (!executablePath) throw new Error('The browser tests need Chromium: see `npm test`');
    browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] });
  });
  after(() => browser?.close());
  return () => browser!;
};
