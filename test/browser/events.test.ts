import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { venue } from '../scenario/events/event-world.ts';
import { password, until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

describe('the pages of events', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const clock = (minutes: number) => at(minutes).toISOString().slice(11, 16);
  const post = (id: string, text: string) =>
    place.fetch('/api/v1/posts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, text, author: `author-${id}`, author_name: 'Ana' }),
    });

  before(async () => {
    place = await world({
      docs: village(),
      settings: settings => ({ ...settings, events: { venue: venue(Date.now()) } }),
    });
    await post('1', `Typing for beginners, B114 ${clock(120)} #types`);
    await post('2', 'Lightning talks in b113 soon');
    await post('3', 'Coffee is ready');
    await post('4', `Yoga at ${clock(150)}`);
    await place.settled();
    browser = await openBrowser();
    const user = place.userName('peter');
    await place.createUser({ username: user, roles: ['program_officer'], fullname: 'Peter', password });
    desk = await openDevice(browser, { width: 1280, height: 800 });
    ({ page } = desk);
    await loginAndFill(page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  const sound = (name: string) => soundAtAllSizes(page, name);

  it('show by room and hour what was announced', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: 'Events' }).click();
    await page.locator('events-page .one', { hasText: 'Typing for beginners' }).waitFor();
    await sound('events');
  });

  it('let somebody decide with what is missing filled in, by the keyboard too', async () => {
    await page.goto(`${place.apiUrl}/review`);
    const card = page.locator('review-card', { hasText: 'Lightning talks' });
    await card.waitFor();
    expect(await card.locator('select').inputValue()).to.equal('b113');
    expect(await card.locator('mark').textContent()).to.equal('b113');
    await sound('review-events');
    await card.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText('start: must be said').waitFor();
    await card.locator('input[type=datetime-local]').fill(at(180).toISOString().slice(0, 16));
    await card.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText('Decided: Schedule').waitFor();
    expect(await card.count()).to.equal(0);
    const yoga = page.locator('review-card', { hasText: 'Yoga' });
    await yoga.waitFor();
    await page.locator('review-page h1').click();
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement?.tagName)).to.not.equal('BODY');
    await page.keyboard.press('2');
    await page.getByText('Nothing to decide').waitFor();
    await page.getByRole('button', { name: 'Decided' }).click();
    await page.locator('review-card', { hasText: 'decided “Deny”' }).waitFor();
  });

  it('make an event of any post with one press, and ignore a sender', async () => {
    await page.goto(`${place.apiUrl}/events/posts`);
    const card = page.locator('event-posts-page article', { hasText: 'Coffee is ready' });
    await card.getByRole('button', { name: 'Schedule from this' }).click();
    await card.locator('select').selectOption('b112');
    await card.locator('input[type=datetime-local]').fill(at(200).toISOString().slice(0, 16));
    await sound('event-posts');
    await card.getByRole('button', { name: 'Schedule', exact: true }).click();
    await page.getByText('Changed', { exact: true }).waitFor();
    await card.getByRole('button', { name: 'Ignore this sender' }).click();
    await card.getByRole('button', { name: 'Listen again' }).waitFor();
    await page.goto(`${place.apiUrl}/events`);
    await page.locator('events-page .one', { hasText: 'Coffee is ready' }).waitFor();
  });

  it('move and cancel an event, and say who has the room', async () => {
    const typing = page.locator('events-page .one', { hasText: 'Typing for beginners' });
    await typing.getByRole('button').first().click();
    await typing.locator('select').selectOption('b112');
    await typing.locator('input[type=datetime-local]').fill(at(200).toISOString().slice(0, 16));
    await sound('event-open');
    await typing.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/Something else is in b112 at .* Free near it/).waitFor();
    await typing.getByRole('button', { name: 'Cancel it' }).click();
    await until('it is off the board', async () => (await typing.count()) === 0);
  });

  it('mark each field of the settings that is wrong, in words, and keep what was typed', async () => {
    await page.goto(`${place.apiUrl}/events/settings`);
    await page.getByLabel('Name of the venue').fill('TestCon 3');
    await page.getByLabel('Short name for the address').fill('');
    await page.getByLabel('Days').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Give a short name of small letters').waitFor();
    await page.getByText('Give the days of the conference').waitFor();
    const form = page.locator('event-settings-page form');
    expect(await form.locator('[aria-invalid=true]').count()).to.equal(2);
    expect(await form.textContent()).not.to.include('events.venue');
    expect(await page.getByLabel('Name of the venue').inputValue()).to.equal('TestCon 3');
    await sound('event-settings-wrong');
  });

  it('keep the settings in one place', async () => {
    await page.goto(`${place.apiUrl}/events/settings`);
    await page.getByLabel('Name of the venue').fill('TestCon 2');
    await sound('event-settings');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    const { events } = (await (await place.fetch('/api/v1/events/settings')).json()) as {
      events: { venue: { name: string; rooms: { id: string }[] }; ignore: string[] };
    };
    expect([events.venue.name, events.venue.rooms.length, events.ignore]).to.deep.equal(['TestCon 2', 4, ['author-3']]);
    expect(desk.trouble.filter(one => !/40[09]/.test(one))).to.deep.equal([]);
  });

  it('give everybody a page of the venue without a login', async () => {
    const stranger = await openDevice(browser, { width: 1280, height: 800 });
    await stranger.page.goto(`${place.apiUrl}/e/testcon`);
    await stranger.page.getByRole('heading', { name: 'TestCon 2' }).waitFor();
    page = stranger.page;
    await sound('venue');
    await stranger.page.getByRole('heading', { name: /Today/ }).waitFor();
  });
});
