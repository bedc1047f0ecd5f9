import { fileURLToPath } from 'node:url';
import { viewModule } from '@rounds/ddocs/store/view-files.ts';
import { expect } from 'chai';
import { build } from 'vite';
import { bareBrowser } from './bare-browser.ts';
import type { Outcome } from './store-on-phone-page.ts';

/** The page's script in one piece. */
const bundle = async (): Promise<string> => {
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      rollupOptions: { input: fileURLToPath(new URL('./store-on-phone-page.ts', import.meta.url)) },
    },
    plugins: [
      {
        name: 'view-maps',
        resolveId: id => (id === 'virtual:view-maps' ? `\0${id}` : undefined),
        load: id => (id === '\0virtual:view-maps' ? viewModule() : undefined),
      },
    ],
  });
  const [output] = [built].flat() as { output: { code?: string }[] }[];
  return output!.output[0]!.code!;
};

describe('the Store port on a phone', () => {
  const browser = bareBrowser();

  it('promises in Chromium, on IndexedDB and under our content policy, what it promises everywhere', async () => {
    const page = await browser().newPage();
    const script = await bundle();
    const headers = { 'content-security-policy': "default-src 'self'; script-src 'self'" };
    await page.route('**/*', route => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/page.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      return route.fulfill({
        contentType: 'text/html',
        headers,
        body: '<!doctype html><script type="module" src="/page.js"></script>',
      });
    });
    await page.goto('http://localhost/');
    await page.waitForFunction(() => 'outcomes' in globalThis);
    const outcomes = await page.evaluate(() => (globalThis as unknown as { outcomes: Promise<Outcome[]> }).outcomes);
    expect(outcomes.filter(({ fault }) => fault)).to.deep.equal([]);
    expect(outcomes.length).to.be.above(40);
  });
});
