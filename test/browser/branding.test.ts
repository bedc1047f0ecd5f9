import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { until, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, violations } from './browser.ts';
import { healthWorker, village } from './village.ts';

const svg = (colour: string, more = ''): string =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48" viewBox="0 0 96 48"><rect width="96" height="48"
      rx="12" fill="${colour}"/>${more}</svg>`,
  ).toString('base64');
const picture = (colour: string) => ({ content_type: 'image/svg+xml', data: svg(colour) });

const pictures: readonly Doc[] = [
  {
    _id: 'branding',
    title: 'Afya Kwanza',
    resources: { logo: 'logo.svg', favicon: 'logo.svg', icon: 'logo.svg' },
    _attachments: { 'logo.svg': picture('#7a1f5c') },
  },
  {
    _id: 'resources',
    resources: { 'icon-house': 'house.svg', 'icon-mute': 'mute.svg', 'icon-odd': 'odd.html', 'icon-gone': 'gone.svg' },
    _attachments: {
      'house.svg': picture('#1f5c7a'),
      'mute.svg': picture('#5c7a1f'),
      'odd.html': { content_type: 'text/html', data: svg('#000') },
    },
  },
  { _id: 'partners', resources: { 'Ministry of Health': 'moh.svg' }, _attachments: { 'moh.svg': picture('#444444') } },
];

describe('a programme with a name and pictures of its own', function () {
  this.timeout(120_000);
  let place: World;
  let browser: Browser;
  let phone: Device;

  before(async () => {
    place = await world({
      docs: [...village(), ...pictures],
      settings: ({ contact_types, ...settings }) => ({
        ...settings,
        contact_types: (contact_types as { id: string }[]).map(type =>
          type.id === 'clinic'
            ? { ...type, icon: 'icon-house' }
            : type.id === 'health_center'
              ? { ...type, icon: 'icon-odd' }
              : { ...type, icon: 'icon-gone' },
        ),
      }),
      sentinel: false,
    });
    browser = await openBrowser();
    await place.createUser(healthWorker(place.userName('neema')));
    phone = await openDevice(browser);
  });
  after(async () => {
    await browser?.close();
    await place?.close();
  });
  const shot = async (name: string) => {
    if (process.env.SHOTS) await phone.page.screenshot({ path: `${process.env.SHOTS}/branding-${name}.png` });
  };

  it('bears them on the login page, before anybody has logged in', async () => {
    const { page } = phone;
    await page.goto(place.apiUrl);
    await page.getByRole('heading', { level: 1, name: 'Afya Kwanza' }).waitFor();
    expect(await page.locator('login-page header img').getAttribute('src')).to.equal('/api/v1/branding/logo');
    expect(await page.title()).to.match(/ · Afya Kwanza$/);
    const manifest = await (await fetch(`${place.apiUrl}/manifest.webmanifest`)).json();
    expect(manifest).to.include({ name: 'Afya Kwanza', short_name: 'Afya Kwanza', start_url: '/' });
    expect(manifest.icons).to.deep.equal([{ src: '/api/v1/branding/icon', sizes: 'any', type: 'image/svg+xml' }]);
    await shot('login');
  });

  it('bears them in the app, without a network too, from the first moment', async () => {
    const { page, context } = phone;
    await loginAndFill(page, place.apiUrl, place.userName('neema'));
    await page.locator('a.brand img.own').waitFor();
    expect(await page.title()).to.equal('People · Afya Kwanza');
    await context.setOffline(true);
    await page.reload();
    await page.locator('a.brand img.own').waitFor();
    expect(await page.title()).to.equal('People · Afya Kwanza');
    await context.setOffline(false);
  });

  it('shows its pictures of types of contacts, and ours where it has none that is a picture', async () => {
    const { page } = phone;
    const row = (name: string) => page.locator('contact-row').filter({ has: page.locator('.name', { hasText: name }) });
    await row('Otieno household').locator('programme-picture img').waitFor();
    expect(await row('Mto wa Mbu').locator('programme-picture img').count()).to.equal(0);
    expect(await row('Mto wa Mbu').locator('programme-picture app-icon').count()).to.equal(1);
    expect(await row('Asha Otieno').locator('programme-picture app-icon').count()).to.equal(1);
    expect(await violations(page)).to.deep.equal([]);
    await shot('list');
    await page.setViewportSize({ width: 1280, height: 800 });
    await shot('desk');
    await page.setViewportSize({ width: 360, height: 740 });
  });

  it('names its partners on the page about the app', async () => {
    const { page } = phone;
    await page.goto(`${place.apiUrl}/about`);
    await page.getByRole('img', { name: 'Ministry of Health' }).waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('img', { name: 'Ministry of Health' }).scrollIntoViewIfNeeded();
    await shot('about');
  });

  it('follows when they change', async () => {
    const { page } = phone;
    const stored = (await place.store().get('branding'))!;
    await place.store().write([{ ...stored, title: 'Afya Mpya', resources: {} } as Doc]);
    await page.waitForFunction(() => document.title.endsWith(' · Afya Mpya'));
    await page.goto(`${place.apiUrl}/people`);
    await page.locator('a.brand img:not(.own)').waitFor();
    await until('the server tells it', async () => {
      const told = await (await fetch(`${place.apiUrl}/api/v1/branding`)).json();
      return told.title === 'Afya Mpya' && told.logo === null;
    });
    expect((await fetch(`${place.apiUrl}/api/v1/branding/logo`)).status).to.equal(404);
    expect(phone.trouble).to.deep.equal([]);
  });
});
