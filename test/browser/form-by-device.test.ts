import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { until } from '../world.ts';
import { violations, wordsOf } from './browser.ts';
import { everyKind, villages } from './every-kind.ts';
import { formDoc } from './form-doc.ts';
import { type PhoneInVillage, phoneInVillage } from './phone-in-village.ts';

/** A photograph of a size, as a browser makes it: its pixels differ, so that it is as large as one. */
const photograph = (page: Page, width: number, height: number): Promise<Buffer> =>
  page
    .evaluate(
      async ([w, h]) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [w!, h!];
        const context = canvas.getContext('2d')!;
        for (let at = 0; at < 400; at += 1) {
          context.fillStyle = `hsl(${(at * 47) % 360} 70% 50%)`;
          context.fillRect((at * 131) % w!, (at * 197) % h!, 180, 120);
        }
        const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.95));
        return [...new Uint8Array(await blob!.arrayBuffer())];
      },
      [width, height],
    )
    .then(bytes => Buffer.from(bytes));

/** Width and height of a JPEG. */
const sizeOfJpeg = (jpeg: Buffer): [number, number] => {
  for (let at = 2; at < jpeg.length; ) {
    const marker = jpeg[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc3) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  throw new Error('That is no JPEG');
};

describe('a health worker answers with her phone: photos, drawings, where she is', function () {
  this.timeout(180_000);
  let all: PhoneInVillage;
  let page: Page;

  before(async () => {
    all = await phoneInVillage([formDoc('every', everyKind, { title: 'Everything' }, villages)]);
    page = all.phone.page;
    await all.phone.context.grantPermissions(['geolocation']);
    await all.phone.context.setGeolocation({ latitude: -3.36, longitude: 36.85, accuracy: 4 });
    // The chunks of the form are kept by the service worker: from here on nothing comes from the network.
    await page.goto(`${all.wire.url}/people/asha`);
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    all.wire.cut();
  });
  after(() => all?.close());

  const field = (path: string): Locator => page.locator(`form-field[data-path="/data/${path}"]`);
  const draw = async (path: string): Promise<void> => {
    const canvas = field(path).locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    await until(`the place to draw is ready: ${path}`, () =>
      canvas.evaluate((element: HTMLCanvasElement) => element.style.blockSize !== ''),
    );
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 30, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 90, { steps: 5 });
    await page.mouse.up();
  };

  it('opens the form without a network and is told what is missing', async () => {
    await page.locator('contact-page a[href$="/report/every"]').click();
    await field('photo').getByText('Take or choose a photo').waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await field('photo').getByText('Please answer this question.').waitFor();
  });

  it('takes a photo, which is made smaller, and sees it', async () => {
    const jpeg = await photograph(page, 3000, 2000);
    await field('photo')
      .locator('input[type=file]')
      .setInputFiles({ name: 'IMG 0001.JPG', mimeType: 'image/jpeg', buffer: jpeg });
    const image = field('photo').locator('img');
    await image.waitFor();
    expect(
      await image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight]),
    ).to.deep.equal([1280, 853]);
  });

  it('records a sound, and brings a paper, which is never opened as a page', async () => {
    await field('voice')
      .locator('input[type=file]')
      .setInputFiles({ name: 'voice.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('no real sound') });
    await field('voice').locator('audio').waitFor();
    await field('paper')
      .locator('input[type=file]')
      .setInputFiles({
        name: 'page.html',
        mimeType: 'text/html',
        buffer: Buffer.from('<script>document.title = "ran"</script>'),
      });
    const link = field('paper').locator('a[download]');
    await link.waitFor();
    expect(await page.title()).to.not.equal('ran');
  });

  it('refuses a file that could never be sent, and says why', async () => {
    const film = join(await mkdtemp(join(tmpdir(), 'film-')), 'film.mov');
    await writeFile(film, new Uint8Array(8 * 1024 * 1024));
    await field('paper').locator('input[type=file]').setInputFiles(film);
    await rm(dirname(film), { recursive: true });
    await field('paper').getByText('too large to be sent').waitFor();
    expect(await wordsOf(field('paper').locator('a[download]'))).to.include('page');
  });

  it('signs, takes a line back, draws, and marks a photo', async () => {
    await draw('sign');
    await draw('sketch');
    await field('sketch').getByRole('button', { name: 'Undo the last line' }).click();
    await draw('sketch');
    await field('marks')
      .locator('input[type=file]')
      .setInputFiles({ name: 'leg.jpg', mimeType: 'image/jpeg', buffer: await photograph(page, 400, 300) });
    await field('marks').locator('canvas').waitFor();
    await draw('marks');
    expect(await violations(page)).to.deep.equal([]);
  });

  it('has the phone find where she is, as accurately as it can', async () => {
    await field('place').getByRole('button', { name: 'Find where I am' }).click();
    await field('place').getByText('-3.36000, 36.85000').waitFor();
    await field('place').getByText('Accurate to 4 m').waitFor();
  });

  it('is told of a number that is none, and of one that somebody else has', async () => {
    await field('code').locator('input').fill('4006381333931');
    const phone = field('phone').locator('input');
    await phone.fill('12');
    await phone.blur();
    await field('phone').getByText('This is not a phone number.').waitFor();
    await phone.fill('+255 712 345 678');
    await phone.blur();
    await field('phone').getByText('Éloïse Kamau has this number already.').waitFor();
    await phone.fill('+255 712 345 699');
    await phone.blur();
    await until('the number is taken', async () => (await field('phone').locator('.fault').count()) === 0);
  });

  it('waits for a breath to be counted, and answers the others', async () => {
    await field('breath').getByRole('button', { name: 'Start: 1 second' }).click();
    await field('breath').getByText('The time is over.').waitFor();
    await field('born').getByLabel('Day').fill('२५');
    await field('born').getByLabel('Day').blur();
    await field('born').getByLabel('Month').selectOption('5');
    await field('born').getByLabel('Year').fill('2073');
    await field('born').getByLabel('Year').blur();
    await field('seen').locator('input').fill('2026-03-04T08:30');
    await field('wide').locator('input').fill('07:15');
    await field('month').locator('input').fill('2026-02');
    await field('year').locator('input').fill('2025');
    await field('pain').locator('input').fill('7');
    await field('village').getByText('Mto wa Mbu').click();
    expect(await violations(page)).to.deep.equal([]);
  });

  it('keeps all of it as a draft, files too, when the app is closed', async () => {
    await page.waitForTimeout(1000);
    await page.reload();
    await page.getByText('Your draft').waitFor();
    await until('the photo is there again', () =>
      field('photo')
        .locator('img')
        .evaluate((element: HTMLImageElement) => element.naturalWidth === 1280),
    );
    await field('sign').locator('img').waitFor();
  });

  it('saves it offline and sees it on the page of the report', async () => {
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await page.locator('contact-page').getByRole('heading', { name: 'Asha Otieno' }).waitFor();
    await page.locator('contact-page a.report', { hasText: 'Everything' }).click();
    const report = page.locator('report-page');
    await report.getByRole('heading', { name: 'Everything' }).waitFor();
    await until('its pictures are seen', async () => (await report.locator('dd img').count()) === 4);
    await report.getByText('Mto wa Mbu').waitFor();
    await report.locator('a[download]').waitFor();
    expect(await violations(page)).to.deep.equal([]);
  });

  it('sends everything when the network is back: the server has the files, and where she was', async () => {
    all.wire.mend();
    await page.reload();
    const store = all.place.store();
    const found = await until(
      'the report has come',
      async () =>
        (await store.query<Report>('medic-client/reports_by_subject', { key: 'asha', limit: 9, docs: true })).find(
          ({ doc }) => doc?.form === 'every',
        )?.doc,
    );
    const fields = found.fields as Record<string, string>;
    expect(fields).to.deep.include({
      place: '-3.36 36.85 0 4',
      code: '4006381333931',
      phone: '+255712345699',
      breath: 'OK',
      born: '2016-09-10',
      month: '2026-02-01',
      year: '2025-01-01',
      pain: '7',
      village: 'mbu',
    });
    expect(found.geolocation).to.deep.include({ latitude: -3.36, longitude: 36.85 });
    expect(found.geolocation_log).to.have.length(1);
    const names = ['photo', 'voice', 'paper', 'sign', 'sketch', 'marks'].map(name => `user-file-${fields[name]}`);
    expect(Object.keys(found._attachments ?? {}).sort()).to.deep.equal(names.sort());
    const [whole] = await store.getMany([found._id], { attachments: true });
    const photo = Buffer.from(whole?._attachments?.[`user-file-${fields.photo}`]?.data ?? '', 'base64');
    expect(sizeOfJpeg(photo)).to.deep.equal([1280, 853]);
    expect(all.phone.trouble).to.deep.equal([]);
  });

  it('is not kept from saving where the phone cannot tell where it is', async () => {
    await all.phone.context.clearPermissions();
    await page.goto(`${all.wire.url}/people/asha/report/every`);
    await field('place').getByRole('button', { name: 'Find where I am' }).click();
    await field('place').getByText('This phone could not find where it is.').waitFor();
    await page.getByRole('button', { name: /^(Save$|Mute \d|Unmute \d)/ }).click();
    await field('photo').getByText('Please answer this question.').waitFor();
    expect(await field('place').locator('.fault').count()).to.equal(0);
  });
});
