import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'vite';
import { bareBrowser } from './bare-browser.ts';

const page_ = fileURLToPath(new URL('./pouch-idb-page.ts', import.meta.url));

describe('documents written past PouchDB, by the hundred', () => {
  const browser = bareBrowser();

  it('are for PouchDB as if it had written them itself', async () => {
    const built = await build({
      configFile: false,
      root: fileURLToPath(new URL('../..', import.meta.url)),
      logLevel: 'error',
      build: { write: false, minify: false, target: 'esnext', rollupOptions: { input: page_ } },
    });
    const [output] = [built].flat() as { output: { code?: string }[] }[];
    const script = output!.output[0]!.code!;
    const page = await browser().newPage();
    await page.route('**/*', route =>
      new URL(route.request().url()).pathname === '/page.js'
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><script type="module" src="/page.js"></script>',
          }),
    );
    await page.goto('http://localhost/');
    await page.waitForFunction(() => 'story' in globalThis);
    const told = (await page.evaluate(() => (globalThis as unknown as { story: Promise<unknown> }).story)) as Record<
      string,
      never
    >;
    const { count, muted, back, renamed, unbroken, after } = told as unknown as Record<
      string,
      Record<string, unknown>
    > & { count: number };
    const people = count as unknown as number;
    expect(muted, 'with the report').to.deep.include({
      count: people + 1,
      listed: people + 1,
      changed: people + 1,
      deleted: 0,
    });
    expect(muted?.heard, 'the live feed hears of all').to.equal(people + 1);
    expect(muted?.progress).to.deep.equal([250]);
    expect(muted?.log).to.include({ written: people + 1 });
    expect(told.agrees, 'the revisions are those that were answered').to.equal(true);
    expect(renamed).to.deep.equal({ start: 3, length: 3, conflicts: 0 });
    expect(back).to.deep.include({ count: people, listed: people, changed: people, deleted: 1 });
    expect(back?.history).to.deep.equal({ start: 4, length: 4, conflicts: 0 });
    expect(back?.other).to.deep.equal({ start: 3, length: 3, conflicts: 0 });
    expect(told.gone).to.match(/deleted|missing/);
    expect(told.same, 'what is read is what PouchDB reads').to.equal(true);
    expect(told.all, 'all of them, and some by their ids').to.deep.equal([true, true]);
    expect(told.odd, 'those that PouchDB has to read').to.deep.equal(['person-7', 'photo']);
    expect(told.told).to.deep.equal(told.histories);
    expect([told.stale, told.unusual]).to.deep.equal(['409', null]);
    expect(told.broken).to.equal('DataCloneError');
    expect(unbroken, 'nothing of it was written').to.deep.include({ count: people, seq: back?.seq });
    expect(unbroken?.log).to.include({ written: people + 1 });
    expect(after).to.deep.include({ count: people, listed: people });
    expect(after?.seq, 'nothing was written then but the second leaf').to.equal(Number(back?.seq) + 1);
  });
});
