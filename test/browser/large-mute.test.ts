import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, syncState, wordsOf } from './browser.ts';
import { healthWorker, village } from './village.ts';

/** So many that the phone writes them past PouchDB (`webapp/data/pouch-idb.ts`). */
const members = Array.from({ length: 400 }, (_, at) => `member-${String(at).padStart(3, '0')}`);
const parent = { _id: 'kamau', parent: { _id: 'centre', parent: { _id: 'district' } } };

describe('a household of four hundred is muted on a phone without a network', function () {
  this.timeout(300_000);
  let place: World;
  let browser: Browser;
  let phone: Device;
  let documents: string;

  before(async () => {
    const known = { sex: 'female', date_of_birth: '1990-05-01', reported_date: 1_760_000_000_000 };
    const crowd = members.map((_id, at): Doc => ({ ...known, _id, type: 'person', name: `Member ${at}`, parent }));
    // A household is muted already: the list has its heading for it, which moves.
    const docs = village().map(doc => (doc._id === 'otieno' ? { ...doc, muted: '2026-01-14T10:00:00.000Z' } : doc));
    const zuri: Doc = { _id: 'zuri', type: 'clinic', name: 'Zuri household', parent: parent.parent };
    // Documents are counted here, and those of tasks and targets come when they are due.
    const settings = ({ tasks: _, ...rest }: Record<string, unknown>) => rest;
    place = await world({ docs: [...docs, zuri, ...crowd], sentinel: false, settings });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser, { width: 1280, height: 800 });
    phone.context.setDefaultTimeout(60_000);
    await loginAndFill(phone.page, place.apiUrl, user);
    await until(
      'the phone has synchronised',
      async () => (await syncState(phone.page)) === 'Everything is on the server',
    );
    await phone.context.setOffline(true);
    documents = await counted(phone.page);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  /** How many documents the phone says it holds. */
  const counted = async (page: Page): Promise<string> => {
    await page.goto(`${place.apiUrl}/about`);
    const count = page.locator('about-page dl > div', { hasText: 'Documents on this phone' }).locator('dd');
    await until('they are counted', async () => (await count.textContent()) !== '0');
    return (await count.textContent()) ?? '';
  };
  const open = async (page: Page, id: string) => {
    await page.goto(`${place.apiUrl}/people/${id}`);
    await page.locator('contact-page h1').waitFor();
  };
  /** Collects what the form says of how far a save has come. */
  const listen = async (page: Page) => {
    await open(page, 'kamau');
    await page.evaluate(() => {
      const said: string[] = [];
      setInterval(() => {
        const form = document
          .querySelector('rounds-app')
          ?.shadowRoot?.querySelector('work-place')
          ?.shadowRoot?.querySelector('form-page');
        const text = form?.shadowRoot?.querySelector('.progress span')?.textContent;
        if (text && said.at(-1) !== text) said.push(text);
      }, 1);
      Object.assign(window, { said });
    });
    return () => page.evaluate(() => (window as unknown as { said: string[] }).said);
  };
  /** Notes whether the form said that it looks up whom a mute concerns, before it knew. */
  const foreseeing = async (page: Page) => {
    await page.evaluate(() => {
      setInterval(() => {
        const form = document
          .querySelector('rounds-app')
          ?.shadowRoot?.querySelector('work-place')
          ?.shadowRoot?.querySelector('form-page');
        const status = form?.shadowRoot?.querySelector('muting-preview')?.shadowRoot?.querySelector('[role=status]');
        if (status?.textContent?.includes('Looking up whom this concerns…')) Object.assign(window, { looking: true });
      }, 1);
    });
    return () => page.evaluate(() => 'looking' in window);
  };
  const mute = async (page: Page) => {
    if (!page.url().endsWith('/people/kamau')) await open(page, 'kamau');
    await page.getByRole('link', { name: 'Mute', exact: true }).click();
    await page.locator('muting-preview').getByText('402 contacts will be muted').waitFor();
    await page.locator('form-page .option').first().click();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('muted-why section').waitFor();
  };
  /**
   * Opens a profile and waits until it is as it should be: for a moment it may be as the list was that is kept for the
   * next start.
   */
  const shows = async (page: Page, id: string, muted: boolean): Promise<void> => {
    await open(page, id);
    await page.locator(`contact-page h1${muted ? '.silent' : ':not(.silent)'}`).waitFor();
  };

  it('is grey as a whole, and no row of the list lies over another', async () => {
    const { page } = phone;
    const told = await listen(page);
    await page.locator('people-page').getByRole('button', { name: 'Households' }).click();
    await page.locator('people-page').getByText('Muted 1', { exact: true }).waitFor();
    const foreseen = await foreseeing(page);
    await mute(page);
    expect(await foreseen(), 'the form said that it was looking').to.equal(true);
    expect(await told(), 'how far the save had come was shown').to.include('Saving 0 of 403…');
    await page.locator('people-page').getByText('Muted 2', { exact: true }).waitFor();
    const rows = () =>
      page
        .locator('people-page .list > :is(h2, contact-row)')
        .evaluateAll(all =>
          all.map(
            each =>
              [Math.round(each.getBoundingClientRect().top), Math.round(each.getBoundingClientRect().bottom)] as const,
          ),
        );
    await until('the rows stand one below the other', async () => {
      const ordered = (await rows()).sort(([a], [b]) => a - b);
      return ordered.every(([top], at) => at === 0 || Math.abs(top - ordered[at - 1]![1]) <= 1);
    });
    await shows(page, 'member-399', true);
    expect(await syncState(page)).to.match(/^1 report waiting$|cannot be reached/);
    expect(await counted(page)).to.equal(String(Number(documents) + 1));
  });

  it('is taken back as a whole, with the report', async () => {
    const { page } = phone;
    await open(page, 'kamau');
    await page.locator('muted-why').getByRole('link', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.locator('app-notices').getByText('Taken back').waitFor();
    for (const id of ['kamau', 'member-000', 'member-399']) await shows(page, id, false);
    expect(await counted(page)).to.equal(documents);
  });

  it('is muted again, one of it is renamed, and back in range the server has every step of it without a conflict', async () => {
    const { page, context } = phone;
    await mute(page);
    await page.goto(`${place.apiUrl}/people/member-007/edit`);
    await page.locator('form-field[data-path$="/name"] input').fill('Member Seven');
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Member Seven' }).waitFor();
    await context.setOffline(false);
    await until(
      'the phone has sent everything',
      async () => (await syncState(page)) === 'Everything is on the server',
      120_000,
    );
    const found = await place.store().getMany<Contact>(['kamau', ...members], { conflicts: true });
    expect(found.filter(doc => !doc?.muted || doc._conflicts)).to.deep.equal([]);
    const [renamed, other] = await Promise.all(
      ['member-007', 'member-008'].map(id => place.store().get(id, { revisions: true })),
    );
    expect([renamed?.name, renamed?._revisions?.start, other?._revisions?.start]).to.deep.equal(['Member Seven', 5, 4]);
    expect(other?._revisions?.ids.length, 'no step is missing').to.equal(4);
  });

  it('stays as it is on the phone when the app is opened again, and follows what the server changes', async () => {
    const { page } = phone;
    const stored = await place.store().get('member-008');
    await place.store().write([{ ...stored!, name: 'Changed elsewhere' }]);
    await open(page, 'member-008');
    await until(
      'the phone has it',
      async () => (await wordsOf(page.locator('contact-page h1'))) === 'Changed elsewhere',
      60_000,
    );
    expect(phone.trouble).to.deep.equal([]);
  });
});
