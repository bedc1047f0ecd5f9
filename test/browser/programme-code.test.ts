import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, wordsOf } from './browser.ts';
import { expecting, tasksIn } from './care.ts';
import { healthWorker } from './village.ts';

/** Says in the title of a task what of a browser is within reach, and hangs for Baraka. */
const rules = `
  var reach = ['fetch', 'XMLHttpRequest', 'WebSocket', 'indexedDB', 'caches', 'navigator', 'postMessage', 'importScripts',
    'Worker', 'BroadcastChannel', 'EventSource', 'addEventListener', 'onmessage', 'location', 'document', 'localStorage',
    'MessageChannel', 'webkitRequestFileSystem'].filter(function (name) {
      try { return typeof Function('return ' + name)() !== 'undefined'; } catch (error) { return false; }
    });
  if (c.contact && c.contact._id === 'baraka') for (;;) cht.trace && cht.trace('tasks.js endless.appliesIf');
  if (c.contact && c.contact._id === 'zawadi') throw new Error('no mother');
  if (c.contact && c.contact.type === 'person') emit('task', new Task({
    _id: c.contact._id + '~0~reach', title: 'Reaches: ' + reach.join(' '), contact: c.contact, date: new Date(),
    readyStart: 1, readyEnd: 1, resolved: false, actions: [{ type: 'report', form: 'pregnancy', content: { contact: c.contact } }] }));
  emit('_complete', { _id: true });`;

describe("a programme's own code on the phone", function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    place = await world({
      docs: expecting(),
      sentinel: false,
      settings: settings => ({
        ...settings,
        tasks: { rules, isDeclarative: true, targets: { enabled: true, items: [] } },
        contact_summary: 'for (;;); return {};',
      }),
    });
    browser = await openBrowser();
    const user = place.userName('neema');
    await place.createUser(healthWorker(user));
    phone = await openDevice(browser);
    await loginAndFill(phone.page, place.apiUrl, user);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });

  it('runs by a policy of its own, which lets it reach nothing', async () => {
    const { page } = phone;
    const worker = await page.evaluate(async () => {
      const names = await Promise.all(
        (await caches.keys()).map(async key => (await (await caches.open(key)).keys()).map(({ url }) => url)),
      );
      const url = names.flat().find(each => each.includes('rules-worker'))!;
      const kept = await caches.match(url);
      return kept?.headers.get('content-security-policy');
    });
    expect(worker).to.equal("default-src 'none'; script-src 'unsafe-eval'");
  });

  it('finds no door, and what hangs or fails for one contact stops nothing for the others', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/tasks`);
    await until('the tasks of the others are there', async () => (await tasksIn(page)).length === 3, 90_000);
    expect((await tasksIn(page)).map(text => text.split(/ (?=Neema|Asha|Éloïse)/)[0])).to.deep.equal([
      'Reaches:',
      'Reaches:',
      'Reaches:',
    ]);
    await page.goto(`${place.apiUrl}/about`);
    const about = page.locator('about-page');
    await about.getByText('failed for 2 people and places').waitFor();
    expect(await wordsOf(about.locator('.trouble'))).to.match(/endless\.appliesIf did not come to an end|no mother/);
  });

  it('that hangs while a profile is open costs the summary, not the page', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/people/asha`);
    await page.locator('contact-summary').getByText('took too long').waitFor();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    expect(await tasksIn(page, 'contact-summary')).to.have.lengthOf(1);
  });
});
