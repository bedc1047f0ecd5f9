import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Run, RunState } from '@rounds/ddocs/runs/run.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { password, until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

const day = 86_400_000;
const sequence = ['welcome_and_consent', 'training', 'story_of_the_well', 'story_of_the_market', 'last_questions'];
/** People of the study; with `ROUNDS_PEOPLE=3000` it is looked at with as many. */
const people = Number(process.env.ROUNDS_PEOPLE ?? 120);

/** How somebody's last run stands, and at which step. */
const stands = (nth: number): [RunState, string | null] => {
  if (nth % 10 === 3) return ['expired', null];
  if (nth % 10 === 7) return ['left', null];
  return nth % 3 === 0 ? ['open', `question_${nth % 4}`] : ['done', null];
};

/** The runs of the nth person: she began so many days ago, and had a dialogue every six days until she stopped. */
const runsOf = (nth: number, now: number): Doc[] => {
  const entry = now - (1 + Math.floor((nth / people) * 45)) * day;
  const due = Math.floor((now - entry) / (6 * day)) + 1;
  const had = Math.max(1, Math.min(sequence.length, nth % 10 === 3 ? 1 : nth % 10 === 7 ? 2 : due));
  return sequence.slice(0, had).map((dialogue, at): Run => {
    const started = entry + at * 6 * day;
    const [state, step]: [RunState, string | null] = at + 1 < had ? ['done', null] : stands(nth);
    const answers = [{ variable: 'v', value: '1', step: `question_${nth % 3}`, at: started }];
    return {
      ...{ _id: `run:${dialogue}-${nth}`, type: 'run', what: { is: 'dialogue', dialogue, version: 1 }, language: 'en' },
      ...{ address: `chat:${nth}`, contact: `person-${nth}`, state, turn: 1, choices: [] },
      ...{ events: [{ id: 'e', at: started, kind: 'begin' }], derived: { standing: { step, answers } } },
      ...{ started, changed: started + day / 2 },
    };
  });
};

describe('the progress of a study', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({
      sentinel: false,
      docs: village(),
      settings: settings => ({ ...settings, default_timezone: 'UTC', dialogues: { sequences: { default: sequence } } }),
    });
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    desk = await openDevice(browser, { width: 1280, height: 800 }, process.env.ROUNDS_LOCALE ?? 'en-GB');
    ({ page } = desk);
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sound = (name: string) => soundAtAllSizes(page, name);
  /** The figures of a table's rows, as they are read. */
  const rowsOf = (table: string): Promise<string[][]> =>
    page
      .locator(`progress-page table[data-table=${table}] tbody tr`)
      .evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent?.trim() ?? '')));

  it('is in the menu of those who may, and says so where nobody has begun', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet a[href="/progress"]').click();
    await page.locator('progress-page .empty').waitFor();
    await sound('progress-none');
  });

  it('shows entries and runs by day, and where people stand, each as a picture and as a table', async () => {
    const runs = Array.from({ length: people }, (_, nth) => runsOf(nth, Date.now())).flat();
    for (let at = 0; at < runs.length; at += 1000) await place.store().write(runs.slice(at, at + 1000));
    await page.reload();
    const figures = page.locator('progress-page .figures dd');
    await figures.first().waitFor();
    const [begun, ...standing] = (await figures.allTextContents()).map(text => Number(text.replace(/\D/g, '')));
    expect(begun).to.equal(people);
    expect(standing.reduce((sum, each) => sum + each, 0)).to.equal(people);
    await page.locator('day-chart canvas').nth(2).waitFor();
    expect(await page.locator('day-chart canvas').count()).to.equal(3);
    const where = await rowsOf('where');
    expect(where.map(([name]) => name)).to.deep.equal(sequence.map((name, at) => `${at + 1}. ${name}`));
    expect(where.map(([, began]) => Number(began?.replace(/\D/g, '')))).to.deep.equal(
      sequence.map(name => runs.filter(({ _id }) => _id.startsWith(`run:${name}-`)).length),
    );
    await sound('progress');
  });

  it('shows how people go from dialogue to dialogue, and a table says the same', async () => {
    await page.getByRole('region', { name: 'From dialogue to dialogue' }).waitFor();
    await page.locator('summary', { hasText: 'The same as a table' }).last().click();
    const rows = await rowsOf('ways');
    const drawn = await page.locator('ways-picture path title').allTextContents();
    expect(drawn[0]).to.equal(`${rows[0]![0]!.replace(/^1\. /, '')} → ${rows[0]![1]}: ${rows[0]![2]}`);
    const all = page.locator('progress-page section', { has: page.locator('ways-picture') }).locator('button');
    if (await all.isVisible()) await all.click();
    expect((await rowsOf('ways')).length).to.equal(drawn.length);
    await page.locator('ways-picture').scrollIntoViewIfNeeded();
    await sound('progress-ways');
  });

  it('names the steps after which people stopped, and at which they wait', async () => {
    const rows = await rowsOf('steps');
    expect(rows[0]?.[1]).to.match(/^question_\d$/);
    expect(Number(rows[0]?.[2])).to.be.greaterThan(0);
    await page.locator('table[data-table=steps]').scrollIntoViewIfNeeded();
    await sound('progress-steps');
    expect(desk.trouble).to.deep.equal([]);
  });

  it('tells who came in by what they said of themselves, and how their answers go together', async () => {
    await place.store().write(
      Array.from({ length: people }, (_, nth) => ({
        ...{ _id: `person-${nth}`, type: 'person', name: `P ${nth}`, parent: { _id: 'district' }, reported_date: 1 },
        participation: { state: 'active' as const, since: 1, by: 'consent:x' },
        fields: { gender: ['woman', 'man', 'other'][nth % 3], ...(nth % 5 === 0 ? {} : { age: 15 + (nth % 50) }) },
      })),
    );
    const stored = (await place.store().get('settings')) as Doc & { settings: { dialogues: object } };
    const profile = [
      { field: 'gender', label: 'Gender' },
      { field: 'age', label: 'Age', bands: [18, 30, 45] },
    ];
    const settings = { ...stored.settings, dialogues: { ...stored.settings.dialogues, profile } };
    await place.store().write([{ ...stored, settings }]);
    const read = async () =>
      ((await (await place.fetch('/api/v1/study/progress')).json()) as { profile?: object }).profile;
    await until('the settings are in force', async () => (await read()) !== undefined);
    await page.reload();
    await page.locator('day-chart canvas').nth(4).waitFor();
    const gender = await rowsOf('profile-gender');
    expect(gender.map(([value]) => value)).to.deep.equal(['man', 'other', 'woman']);
    expect(gender.reduce((sum, [, count]) => sum + Number(count), 0)).to.equal(people);
    expect((await rowsOf('profile-age')).map(([value]) => value)).to.deep.equal([
      '< 18',
      '18–<30',
      '30–<45',
      '≥ 45',
      '–',
    ]);
    const flows = page.locator('ways-picture').nth(1);
    await flows.scrollIntoViewIfNeeded();
    const drawn = await flows.locator('path title').allTextContents();
    expect(drawn.length).to.equal(15);
    await sound('progress-profile');
    const shots = process.env.ROUNDS_SHOTS;
    if (shots) await flows.screenshot({ path: `${shots}/flows.png` });
    if (shots)
      await page
        .locator('day-chart')
        .nth(3)
        .screenshot({ path: `${shots}/curves.png` });
  });
});
