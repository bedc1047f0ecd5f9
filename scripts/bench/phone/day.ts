import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Browser, Page } from 'playwright-core';
import { loginAndFill, openDevice, typeLogin } from '../../../test/browser/browser.ts';
import { localDay } from '../../../test/browser/care.ts';
import { healthWorker, village } from '../../../test/browser/village.ts';
import { type World, world } from '../../../test/world.ts';
import type { BenchContext, Measurement } from '../figures/benchmark.ts';
import { longForm } from './long-form.ts';

/** Households, people of each, and reports about each person. */
const [households, each, reports] = [1000, 5, 2];

const day = 86_400_000;
const above = { _id: 'centre', parent: { _id: 'district' } };

/** 6,000 contacts with 10,000 reports: one woman in five expects a child, in some week. */
const area = (): Doc[] =>
  Array.from({ length: households }, (_, house): Doc[] => {
    const home = { _id: `home-${house}`, parent: above };
    return [
      { _id: home._id, type: 'clinic', name: `Household ${house}`, parent: above, contact: { _id: `p-${house}-0` } },
      ...Array.from({ length: each }, (_, at): Doc[] => {
        const id = `p-${house}-${at}`;
        const person: Doc = {
          ...{ _id: id, type: 'person', name: `Person ${house} ${at}`, sex: at % 2 ? 'male' : 'female', parent: home },
          ...{ patient_id: String(200_000 + house * each + at), date_of_birth: `19${60 + (at % 40)}-01-01` },
          reported_date: 1_760_000_000_000,
        };
        const about = Array.from({ length: reports }, (_, n): Doc => {
          const fields = { patient_uuid: id, patient_name: person.name, danger_signs: 'none' };
          const weeks = 8 + ((house + n) % 30);
          const own = at === 0 && n === 0 ? { lmp_method: 'date', lmp_date: localDay(-7 * weeks) } : {};
          return {
            ...{
              _id: `r-${house}-${at}-${n}`,
              type: 'data_record',
              content_type: 'xml',
              fields: { ...fields, ...own },
            },
            ...{ form: at === 0 && n === 0 ? 'pregnancy' : 'visit', contact: { _id: 'neema', parent: above } },
            reported_date: Date.now() - (60 - n * 30 + (house % 20)) * day,
          };
        });
        return [person, ...about];
      }).flat(),
    ];
  }).flat();

const markAt = (page: Page, name: string): Promise<number> =>
  page
    .waitForFunction(name => performance.getEntriesByName(name)[0]?.startTime, name, { timeout: 300_000 })
    .then(handle => handle.jsonValue() as Promise<number>);

const slow = async (page: Page, rate: number): Promise<void> => {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Emulation.setCPUThrottlingRate', { rate });
};

/** The first round of the rules on a fresh phone, and the longest time for which it held the page up, in ms. */
const firstRound = async (browser: Browser, place: World, user: string) => {
  const { page, context } = await openDevice(browser);
  await page.addInitScript(() => {
    const held: { start: number; duration: number }[] = [];
    Object.assign(window, { held });
    new PerformanceObserver(list => {
      for (const { startTime: start, duration } of list.getEntries()) held.push({ start, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`${place.apiUrl}/about`);
  await page.locator('login-page').waitFor();
  await slow(page, 4);
  await typeLogin(page, user);
  await page.locator('about-page').waitFor({ timeout: 300_000 });
  const begun = await page.evaluate(() => performance.now());
  const ended = await markAt(page, 'rounds:ruled');
  const longest = await page.evaluate(
    ([from, to]) =>
      (window as unknown as { held: { start: number; duration: number }[] }).held
        .filter(({ start }) => start > from! + 1500 && start < to!)
        .reduce((most, { duration }) => Math.max(most, duration), 0),
    [begun, ended],
  );
  await context.close();
  return { round: ended - begun, longest };
};

/** A saved report until the rules have said what follows, in ms. */
const savedUntilRuled = async (page: Page, place: World): Promise<number> => {
  await page.goto(`${place.apiUrl}/people/p-7-0/report/visit`);
  await page.locator('form-page form').waitFor({ timeout: 60_000 });
  await page.getByText('None of these').click();
  await page.waitForTimeout(2500);
  await page.getByRole('button', { name: 'Save' }).click();
  return page
    .waitForFunction(() => {
      const saved = performance.getEntriesByName('rounds:saved').at(-1)?.startTime;
      const ruled = performance.getEntriesByName('rounds:ruled').at(-1)?.startTime;
      return saved !== undefined && ruled !== undefined && ruled > saved ? ruled - saved : false;
    })
    .then(handle => handle.jsonValue() as Promise<number>);
};

/** The day on a phone whose processor is four times slower: lists opened again, a report saved, a long form. */
const slowDay = async (browser: Browser, place: World, user: string, { runs, say }: BenchContext) => {
  const { page, context } = await openDevice(browser);
  await loginAndFill(page, place.apiUrl, user);
  await markAt(page, 'rounds:ruled');
  await page.goto(`${place.apiUrl}/reports`);
  await markAt(page, 'rounds:reports');
  await page.waitForTimeout(6000);
  await slow(page, 4);
  const values: Record<'tasks' | 'reports' | 'search' | 'saved' | 'form' | 'turn', number[]> = {
    ...{ tasks: [], reports: [], search: [], saved: [], form: [], turn: [] },
  };
  for (let run = 0; run < runs; run++) {
    say(`a day, ${run + 1} of ${runs} …`);
    await page.goto(`${place.apiUrl}/tasks`);
    values.tasks.push(await markAt(page, 'rounds:tasks'));
    await page.goto(`${place.apiUrl}/reports`);
    values.reports.push(await markAt(page, 'rounds:reports'));
    const box = page.locator('report-list input[type=search]');
    await box.waitFor();
    const before = Date.now();
    await box.fill(`person ${100 + run}`);
    await page.waitForFunction(() => true);
    values.search.push(Date.now() - before);
    values.saved.push(await savedUntilRuled(page, place));
    await page.goto(`${place.apiUrl}/people/p-9-0/report/long`);
    values.form.push(await formOpened(page));
    values.turn.push(await pageTurned(page));
  }
  await context.close();
  return values;
};

/** A long form, from asking for it within the app until its questions are drawn, in ms. */
const formOpened = async (page: Page): Promise<number> => {
  await markAt(page, 'rounds:form');
  await page.getByRole('button', { name: 'Back' }).first().click();
  await page.locator('contact-page').waitFor();
  await page.evaluate(() => performance.clearMarks('rounds:form'));
  const link = page.getByRole('link', { name: 'long' });
  await link.waitFor();
  const begun = await page.evaluate(() => performance.now());
  await link.click();
  return (await markAt(page, 'rounds:form')) - begun;
};

/** Run in the page as it stands: what compiles this file puts names of its own into functions. */
const turn = `new Promise(resolve => {
  const deep = (selector, root) => root.querySelector(selector) ??
    [...root.querySelectorAll('*')].map(each => each.shadowRoot && deep(selector, each.shadowRoot)).find(Boolean);
  const heading = deep('.page-head h2', document);
  const before = heading?.textContent;
  const begun = performance.now();
  const look = () =>
    deep('.page-head h2', document)?.textContent !== before
      ? resolve(performance.now() - begun)
      : requestAnimationFrame(look);
  deep('wa-button.onward', document).click();
  requestAnimationFrame(look);
})`;

/** The next page of a long form, from the press of the button until its heading is drawn, in ms. */
const pageTurned = (page: Page): Promise<number> => page.evaluate<number>(turn);

/** What a health worker waits for on a slow phone, with 6,000 contacts and 10,000 reports. */
export const dayFigures = async (browser: Browser, context: BenchContext): Promise<Measurement[]> => {
  const place = await world({ docs: [...village(), ...area(), longForm()], sentinel: false });
  try {
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    context.say('the first round of the rules over 6,000 contacts …');
    const first = [];
    for (let run = 0; run < context.runs; run++) first.push(await firstRound(browser, place, user));
    const slowly = await slowDay(browser, place, user, context);
    const ms = 'ms';
    return [
      {
        work: 'first round of the rules, 6,000 contacts, page 4 times slower',
        values: first.map(f => f.round),
        unit: ms,
      },
      { work: 'longest time for which it held the page up', values: first.map(f => f.longest), unit: ms },
      { work: 'tasks opened again, from the address to the list, 4 times slower', values: slowly.tasks, unit: ms },
      { work: 'a report saved until the rules have answered', values: slowly.saved, unit: ms },
      { work: '10,000 reports opened again, from the address to the list', values: slowly.reports, unit: ms },
      { work: 'a search among them', values: slowly.search, unit: ms },
      { work: 'a form of 300 questions opened', values: slowly.form, unit: ms },
      { work: 'a page of it turned', values: slowly.turn, unit: ms },
    ];
  } finally {
    await place.close();
  }
};
