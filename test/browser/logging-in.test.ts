import type { UserDoc } from '@rounds/ddocs/documents/users.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { password, until, type World, world } from '../world.ts';
import { type Device, openBrowser, openDevice, syncState, typeLogin, violations } from './browser.ts';
import { healthWorker, village } from './village.ts';

const own = 'Green-Kettle-42';
const sizes = [
  { name: 'a phone', size: { width: 360, height: 740 } },
  { name: 'a desktop', size: { width: 1280, height: 800 } },
];

describe('logging in', function () {
  this.timeout(180_000);
  let place: World;
  let browser: Browser;
  let device: Device;

  before(async () => {
    const settings = (given: Record<string, unknown>) => ({
      ...given,
      token_login: { enabled: true },
      app_url: 'https://rounds.example.org',
    });
    place = await world({ docs: village(), settings });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });
  afterEach(async () => {
    expect(device.trouble).to.deep.equal([]);
    await device.context.close();
  });

  const fresh = async (name: string, more: object = {}) => {
    const user = place.userName(name);
    await place.createUser({ ...healthWorker(user), ...more });
    return user;
  };
  const listed = (page: Page) => page.locator('today-page').first().waitFor();
  const type = (page: Page, name: string, text: string) =>
    page.locator(`password-page wa-input[name=${name}] input`).fill(text);
  const shows = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor();
  const user = async (name: string) =>
    (await place.store('_users').get<UserDoc>(`org.couchdb.user:${place.userName(name)}`))!;
  const synced = (page: Page) =>
    until('it has synchronised', async () => (await syncState(page)) === 'Everything is on the server');

  it('offers to try again where a part of the app did not come through the network', async () => {
    device = await openDevice(browser);
    const { page } = device;
    await page.route(/login-page/, route => route.abort());
    await page.goto(place.apiUrl);
    await page.getByRole('heading', { name: 'This did not work' }).waitFor();
    await page.unroute(/login-page/);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('wa-input[name=user] input').waitFor();
  });

  it('on a slow network says in words what goes on', async () => {
    device = await openDevice(browser);
    const { page } = device;
    let answer = () => {};
    const waits = new Promise<void>(resolve => {
      answer = resolve;
    });
    await page.route('**/medic/login', async route => {
      if (route.request().method() === 'POST') await waits;
      await route.continue();
    });
    await page.goto(place.apiUrl);
    await typeLogin(page, 'nobody');
    const button = page.locator('login-page wa-button[type=submit]');
    await button.getByText('Logging in…').waitFor();
    expect(await button.locator('app-icon[turning]').count()).to.equal(1);
    const drawn = await button.evaluate(
      each => getComputedStyle(each.shadowRoot!.querySelector('[part~=label]')!).visibility,
    );
    expect(drawn, 'the words can be read').to.equal('visible');
    answer();
    await shows(page, 'not right');
  });

  it('with nothing typed asks for what is missing, there where it is to be typed', async () => {
    device = await openDevice(browser);
    const { page } = device;
    await page.goto(place.apiUrl);
    const typed = () =>
      page.evaluate(() => {
        const focused = document.querySelector('rounds-app')?.shadowRoot?.querySelector('login-page')
          ?.shadowRoot?.activeElement;
        return focused?.getAttribute('name');
      });
    await page.locator('login-page wa-button[type=submit]').click();
    await shows(page, 'Please type your user name and your password.');
    await until('the name has the focus', async () => (await typed()) === 'user');
    await page.keyboard.type('neema');
    await page.keyboard.press('Enter');
    await until('the password has the focus', async () => (await typed()) === 'password');
    expect(await page.title()).to.equal('Log in · Rounds');
  });

  for (const { name, size } of sizes)
    it(`with a password that somebody else set leads to the choice of an own one, then to the app, on ${name}`, async () => {
      const chw = await fresh(`fresh-${size.width}`, { password_change_required: true });
      device = await openDevice(browser, size);
      const { page } = device;
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await page.goto(place.apiUrl);
      await typeLogin(page, chw);
      await shows(page, 'Choose a password of your own');
      expect(await violations(page)).to.deep.equal([]);
      // With the keyboard alone.
      await page.locator('password-page wa-input[name=password] input').focus();
      await page.keyboard.type('short');
      await page.keyboard.press('Enter');
      await shows(page, 'too short');
      await type(page, 'password', 'password123');
      await page.keyboard.press('Enter');
      await shows(page, 'too easy to guess');
      expect(await violations(page)).to.deep.equal([]);
      await type(page, 'password', password);
      await page.keyboard.press('Enter');
      await shows(page, 'must be another');
      await type(page, 'password', own);
      await type(page, 'again', `${own}x`);
      await page.keyboard.press('Enter');
      await shows(page, 'not the same');
      expect(await page.locator('password-page li.met').count()).to.equal(2);
      await page.getByRole('button', { name: 'Show the password' }).click();
      expect(await page.locator('password-page wa-input[name=password] input').getAttribute('type')).to.equal('text');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/password-${size.width}.png` });
      await type(page, 'again', own);
      await page.keyboard.press('Enter');
      await listed(page);
      expect((await user(`fresh-${size.width}`)).password_change_required).to.equal(undefined);
    });

  it('takes the choice at its own address too, in the language chosen, and says what is wrong', async () => {
    const chw = await fresh('direct', { password_change_required: true });
    device = await openDevice(browser);
    const { page } = device;
    await page.goto(`${place.apiUrl}/medic/password-reset`);
    await shows(page, 'Choose a password of your own');
    await page.getByRole('button', { name: 'Kiswahili' }).click();
    await shows(page, 'Chagua nenosiri lako mwenyewe');
    await page.getByRole('button', { name: 'Français' }).click();
    await shows(page, 'Choisissez votre propre mot de passe');
    await page.getByRole('button', { name: 'English' }).click();
    await type(page, 'user', chw);
    await type(page, 'current', 'wrong');
    for (const field of ['password', 'again']) await type(page, field, own);
    await page.locator('password-page wa-button[type=submit]').click();
    await shows(page, 'The user name or the password until now is not right.');
    await type(page, 'current', password);
    await page.locator('password-page wa-button[type=submit]').click();
    await listed(page);
    expect(new URL(page.url()).pathname).to.equal('/today');
  });

  it('is with the new password on other devices once it was changed in the app, where work goes on', async () => {
    const chw = await fresh('changing');
    device = await openDevice(browser);
    const { page } = device;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(place.apiUrl);
    await typeLogin(page, chw);
    await listed(page);
    await page.locator('header button[aria-haspopup=dialog]').click();
    await page.getByRole('link', { name: 'My account' }).click();
    await shows(page, 'Neema Mushi');
    for (const size of [...sizes.map(each => each.size), { width: 740, height: 360 }]) {
      await page.setViewportSize(size);
      expect(await violations(page)).to.deep.equal([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/account-${size.width}.png` });
    }
    await page.setViewportSize(sizes[0]!.size);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await type(page, 'current', 'wrong');
    for (const field of ['password', 'again']) await type(page, field, own);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/account-password.png`, fullPage: true });
    expect(await violations(page)).to.deep.equal([]);
    await page.keyboard.press('Enter');
    await shows(page, 'The user name or the password until now is not right.');
    await type(page, 'current', password);
    await page.keyboard.press('Enter');
    await shows(page, 'The password is changed');
    const opens = async (given: string) =>
      (
        await fetch(`${place.apiUrl}/_session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: chw, password: given }),
        })
      ).status;
    expect([await opens(password), await opens(own)]).to.deep.equal([401, 200]);
    await page.goto(`${place.apiUrl}/`);
    await listed(page);
    await synced(page);
  });

  it('by a link opens the app once; the second time it says that it was used', async () => {
    await fresh('linked', { token_login: true, password: undefined, phone: '+255712000001' });
    const { token } = (await user('linked')).token_login!;
    device = await openDevice(browser);
    const { page } = device;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`${place.apiUrl}/medic/login/token/${token}`);
    await listed(page);
    expect(new URL(page.url()).pathname).to.equal('/today');
    expect((await user('linked')).token_login!.active).to.equal(false);
    for (const { size } of sizes) {
      const other = await openDevice(browser, size);
      await other.page.goto(`${place.apiUrl}/medic/login/token/${token}`);
      await shows(other.page, 'does not work, or was used before');
      expect(await violations(other.page)).to.deep.equal([]);
      if (process.env.SHOTS) await other.page.screenshot({ path: `${process.env.SHOTS}/link-${size.width}.png` });
      await other.page.getByRole('button', { name: 'Log in with a password' }).click();
      await other.page.locator('wa-input[name=user]').waitFor();
      expect(new URL(other.page.url()).pathname).to.equal('/medic/login');
      await other.context.close();
    }
  });

  it('by a link takes the place of somebody else who is logged in on the phone, whose data stay his', async () => {
    const first = await fresh('first');
    await fresh('second', {
      token_login: true,
      password: undefined,
      phone: '+255712000001',
      fullname: 'Second Person',
    });
    const { token } = (await user('second')).token_login!;
    device = await openDevice(browser);
    const { page } = device;
    await page.goto(place.apiUrl);
    await typeLogin(page, first);
    await listed(page);
    await page.goto(`${place.apiUrl}/medic/login/token/${token}`);
    await listed(page);
    await page.getByRole('button', { name: 'Menu' }).click();
    await shows(page, 'Second Person');
  });

  it('again after logging out finds the data on the phone, unless they were removed with it', async () => {
    const chw = await fresh('leaver');
    device = await openDevice(browser);
    const { page } = device;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => String(name)));
    const mine = async () => (await databases()).filter(name => name.includes(chw));
    const leave = async (remove: boolean) => {
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByText('Log out?').waitFor();
      if (remove) await page.getByRole('checkbox', { name: 'Also remove my data' }).check();
      expect(await violations(page)).to.deep.equal([]);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/logout-${remove}.png` });
      await page.locator('menu-sheet .buttons wa-button').first().click();
      await page.locator('wa-input[name=user]').waitFor();
    };
    await page.goto(place.apiUrl);
    await typeLogin(page, chw);
    await listed(page);
    await synced(page);
    await leave(false);
    expect(await mine()).to.not.deep.equal([]);
    await typeLogin(page, chw);
    await listed(page);
    await synced(page);
    await leave(true);
    expect(await mine()).to.deep.equal([]);
    await typeLogin(page, chw);
    await listed(page);
  });
});
