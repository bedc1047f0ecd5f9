import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { violations } from './browser.ts';

const sizes = [
  [1280, 800],
  [740, 360],
  [360, 740],
] as const;

/**
 * A page of the desk as it stands on a wide screen, on a phone that lies and on one that is held: axe finds nothing wrong
 * with it, and it is not wider than the screen. With `ROUNDS_SHOTS` it is drawn into that folder, to be looked at.
 */
export const soundAtAllSizes = async (page: Page, name: string): Promise<void> => {
  const shots = process.env.ROUNDS_SHOTS;
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png`, fullPage: true });
    expect(await violations(page), `${name} at ${width}`).to.deep.equal([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    expect(wider, `${name} is wider than ${width}`).to.equal(false);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
};
