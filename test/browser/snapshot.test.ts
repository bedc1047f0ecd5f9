import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, namesIn, openBrowser, openDevice } from './browser.ts';
import { healthWorker, village } from './village.ts';

interface Kept {
  version: number;
  of: string;
  text: string;
}

/** The snapshot that the page's browser keeps, after a change to it was put in its place. */
const keptIn = (page: Page, change: Partial<Kept> = {}): Promise<Kept | null> =>
  page.evaluate(async change => {
    const asked = indexedDB.open('rounds-snapshots', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('snapshots');
    await new Promise(resolve => asked.addEventListener('success', resolve));
    const store = asked.result.transaction('snapshots', 'readwrite').objectStore('snapshots');
    const [names, kept] = [store.getAllKeys(), store.getAll()];
    await new Promise(resolve => kept.addEventListener('success', resolve));
    const found = kept.result[0] as Kept | undefined;
    if (found) store.put({ ...found, ...change }, names.result[0]!);
    await new Promise(resolve => store.transaction.addEventListener('complete', resolve));
    asked.result.close();
    return found ? { ...found, ...change } : null;
  }, change);

describe('the list kept for the next start', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let kept: Kept;
  let everybody: string[];

  before(async () => {
    place = await world({ docs: village(), sentinel: false });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
    kept = await until('the list was kept', () => keptIn(phone.page));
    everybody = await namesIn(phone.page, 'people-page');
    await phone.context.setOffline(true);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  /** The names shown by an app that finds this instead of what it kept. */
  const shownAfter = async (change: Partial<Kept>): Promise<string[]> => {
    await keptIn(phone.page, change);
    await phone.page.reload();
    await phone.page.locator('people-page contact-row').first().waitFor();
    return namesIn(phone.page, 'people-page');
  };
  const ghost = () => kept.text.replaceAll('Asha', 'Ghost');

  it('is what the app opens with', async () => {
    expect(await shownAfter({ ...kept, text: ghost() })).to.include('Ghost Otieno');
  });

  for (const { what, change } of [
    {
      what: 'was kept by another version of the app',
      change: (): Partial<Kept> => ({ ...kept, text: ghost(), version: kept.version - 1 }),
    },
    {
      what: 'was taken of an earlier database of that name',
      change: () => ({ ...kept, text: ghost(), of: 'earlier' }),
    },
    {
      what: 'knows more than the database',
      change: () => ({ ...kept, text: ghost().replace(/"seq":\d+/, '"seq":999999') }),
    },
    { what: 'cannot be read', change: () => ({ ...kept, text: ghost().slice(0, -9) }) },
  ])
    it(`is left aside when it ${what}, and made again`, async () => {
      expect(await shownAfter(change())).to.deep.equal(everybody);
      await until('it was made again', async () => {
        const again = await keptIn(phone.page);
        return again?.of === kept.of && again.version === kept.version && again.text === kept.text;
      });
      expect(phone.trouble).to.deep.equal([]);
    });
});
