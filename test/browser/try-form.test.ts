import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { bookOf } from '../unit/config/xlsform/book.ts';
import { password, type World, world } from '../world.ts';
import { loginAndFill, openBrowser, openDevice, violations } from './browser.ts';
import { village } from './village.ts';

const form = (type: string): string => `survey
type | name | label | required | constraint | constraint_message
select_one fuel | burns | What burns? | yes | |
${type} | people | How many? | | . < 50 | Too many
choices
list_name | name | label
fuel | wood | Wood
fuel | gas | Gas`;

describe('the page that tries a form out', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let page: Page;

  before(async () => {
    place = await world({
      docs: village(),
      settings: ({ permissions, ...settings }) => ({
        ...settings,
        permissions: { ...(permissions as object), can_configure: ['program_officer'] },
      }),
      sentinel: false,
    });
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    ({ page } = await openDevice(browser, { width: 1280, height: 800 }));
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const choose = async (text: string): Promise<void> =>
    page.locator('try-form-page input[type=file]').setInputFiles({
      name: 'fuel.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(await bookOf(text)),
    });

  const sound = async (name: string): Promise<void> => {
    for (const [width, height] of [
      [1280, 800],
      [740, 360],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      if (process.env.ROUNDS_SHOTS)
        await page.screenshot({ path: `${process.env.ROUNDS_SHOTS}/try-${name}-${width}.png` });
      expect(await violations(page), `${name} at ${width}`).to.deep.equal([]);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  it('tells the faults of a workbook by sheet and row', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: 'Try a form' }).click();
    await choose(form('intger'));
    await page.getByText('fuel has a fault.').waitFor();
    await page.getByText('survey row 3, type: "intger" is not a type of question. Is "integer" meant?').waitFor();
    await sound('faults');
  });

  it('fills the form in as people will, shows what a report would hold, and offers it', async () => {
    await choose(form('integer'));
    await page.getByRole('button', { name: 'Show the answers' }).click();
    await page.getByText('1 answer needs attention').waitFor();
    await page.getByRole('radio', { name: 'Wood' }).click();
    await page.getByText('1 answer needs attention').waitFor({ state: 'detached' });
    await page.getByLabel('How many?').fill('7');
    await sound('form');
    await page.getByRole('button', { name: 'Show the answers' }).click();
    const answers = page.locator('try-form-page dl');
    await answers.getByText('wood').waitFor();
    await page.locator('try-form-page h2:focus').waitFor();
    expect(await answers.textContent()).to.match(/people\s*7/);
    await sound('answers');
    await page.getByRole('button', { name: 'Offer this form' }).click();
    await page.getByText('The form is offered from the next sync on.').waitFor();
    const doc = await place.store().get('form:fuel');
    expect(doc).to.include({ type: 'form', internalId: 'fuel', title: 'fuel' });
    await page.getByRole('button', { name: 'Offer this form' }).click();
    await page.getByText('The form is offered already').waitFor();
  });

  it('says what is taken, what has no effect yet, what is ignored and what is faulty', async () => {
    await choose(`survey
type | name | label | relevant | labels
text | burns | What burns? | | x
note | smoke | It smokes | smells(\${burns}) |
audit | audit | | |`);
    await page.getByText('Taken, but without effect yet:').waitFor();
    await page.getByText('Taken: 2 questions.').waitFor();
    const told = async (heading: string) =>
      (await page.locator('try-form-page .told', { hasText: heading }).locator('li').allTextContents()).join();
    expect(await told('Taken, but without effect yet:')).to.include('audit: how a form was filled in is not recorded');
    expect(await told('Ignored:')).to.include('survey row 1, labels: is not a column that forms know');
    expect(await told('Faulty, and taken as far as it goes:')).to.include('smells');
    await sound('fates');
  });
});
