import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import type { Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { expect } from 'chai';
import { build } from 'vite';
import { bareBrowser } from './bare-browser.ts';
import { everyKind } from './every-kind.ts';
import type { Story, Told } from './fill-in.ts';

const about: Purpose = { contactId: 'asha', form: '', create: '', edit: false };
/** The forms of the default programme by their files, and one that asks in every way that takes a device. */
const filledIn: Record<string, Pick<Story, 'purpose' | 'answers'> & { xml?: string }> = {
  every: {
    xml: everyKind,
    purpose: { ...about, form: 'every' },
    answers: [
      ['/data/photo', 'hut-08_30_00.jpg'],
      ['/data/sign', 'signature-08_31_00.png'],
      ['/data/place', '-3.36 36.85 1200 4'],
      ['/data/code', '4006381333931'],
      ['/data/phone', '+255712345699'],
      ['/data/breath', 'OK'],
      ['/data/born', '2016-09-10'],
      ['/data/seen', '2026-03-04T08:30:00.000+03:00'],
      ['/data/wide', '07:15:00.000+03:00'],
      ['/data/month', '2026-02-01'],
      ['/data/pain', '7'],
    ],
  },
  'app/mute': {
    purpose: { ...about, form: 'mute' },
    answers: [
      ['/mute/reason', 'other'],
      ['/mute/reason_other', 'Harvest'],
      ['/mute/note', 'Until spring'],
    ],
  },
  'app/unmute': {
    purpose: { ...about, form: 'unmute' },
    answers: [
      ['/unmute/reason', 'other'],
      ['/unmute/reason_other', 'Back'],
      ['/unmute/note', 'Typed'],
      ['/unmute/note', ''],
    ],
  },
  'app/pregnancy': {
    purpose: { ...about, form: 'pregnancy' },
    answers: [
      ['/pregnancy/lmp_method', 'weeks'],
      ['/pregnancy/lmp_weeks', '12'],
      ['/pregnancy/danger_signs', 'bleeding fever'],
      ['/pregnancy/note', '«Tired»'],
    ],
  },
  'contact/clinic-create': {
    purpose: { ...about, contactId: 'centre', create: 'clinic' },
    answers: [
      ['/data/clinic/name', 'Mrembo'],
      ['/data/clinic/village', 'Kijiji'],
      ['/data/init/add_head', 'yes'],
      ['/data/contact/name', 'Juma'],
      ['/data/contact/sex', 'male'],
    ],
  },
  'contact/person-create': {
    purpose: { ...about, contactId: 'otieno', create: 'person' },
    answers: [
      ['/data/person/name', 'Tatu'],
      ['/data/person/sex', 'female'],
      ['/data/init/age_method', 'age'],
      ['/data/init/years', '3'],
      ['/data/init/months', '2'],
    ],
  },
  'contact/clinic-edit': {
    purpose: { ...about, contactId: 'otieno', edit: true },
    answers: [
      ['/data/clinic/name', 'Otieno wa Mto'],
      ['/data/clinic/village', 'Kijiji'],
      ['/data/clinic/directions', 'Past the mill'],
    ],
  },
  'contact/person-edit': {
    purpose: { ...about, edit: true },
    answers: [
      ['/data/person/name', 'Asha B.'],
      ['/data/person/sex', 'female'],
      ['/data/person/notes', 'Moved'],
    ],
  },
};

/** What was told without what differs each time: ids made by chance. */
const comparable = (told: Told): unknown =>
  JSON.parse(
    JSON.stringify(told).replaceAll(/(?:uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'uuid'),
  );

const inNode = (stories: readonly Story[]): Promise<Told[]> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./fill-in-node.mjs', import.meta.url), { workerData: stories });
    worker.once('message', (told: Told[]) => {
      resolve(told);
      void worker.terminate();
    });
    worker.once('error', reject);
  });

/** The stories told in a page of Chromium. */
const inBrowser = async (browser: ReturnType<ReturnType<typeof bareBrowser>>, stories: readonly Story[]) => {
  const built = await build({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      rollupOptions: {
        input: fileURLToPath(new URL('./fill-in-page.ts', import.meta.url)),
        output: { codeSplitting: false },
      },
    },
  });
  const [output] = [built].flat() as { output: { code?: string }[] }[];
  const page = await browser.newPage({ timezoneId: Intl.DateTimeFormat().resolvedOptions().timeZone });
  await page.route('**/*', route =>
    new URL(route.request().url()).pathname === '/page.js'
      ? route.fulfill({ contentType: 'text/javascript', body: output!.output[0]!.code! })
      : route.fulfill({
          contentType: 'text/html',
          body: '<!doctype html><script type="module" src="/page.js"></script>',
        }),
  );
  await page.goto('http://localhost/');
  await page.waitForFunction(() => 'fillIn' in globalThis);
  const told: Told[] = [];
  for (const story of stories)
    told.push(
      await page.evaluate(
        asked => (globalThis as unknown as { fillIn(story: Story): Promise<Told> }).fillIn(asked),
        story,
      ),
    );
  return told;
};

describe('a form of the default programme, and one of every kind', function () {
  this.timeout(120_000);

  const browser = bareBrowser();
  const names = Object.keys(filledIn);
  let phone: Told[];
  let server: Told[];
  before(async () => {
    const stories = await Promise.all(
      Object.entries(filledIn).map(async ([name, story]): Promise<Story> => {
        const xml = story.xml ?? (await readFile(join(defaultProgramme, 'forms', `${name}.xml`), 'utf8'));
        return { ...story, xml, form: name.replace('app/', '') };
      }),
    );
    [phone, server] = await Promise.all([inBrowser(browser(), stories), inNode(stories)]);
  });

  for (const [at, name] of names.entries())
    it(`makes of the same answers the same documents in a browser and in Node: ${name}`, () => {
      expect(server[at]!.docs[0]).to.have.property('_id');
      expect(server[at]!.questions.length).to.be.greaterThan(1);
      expect(comparable(server[at]!)).to.deep.equal(comparable(phone[at]!));
    });

  it('keeps the names of files and a position as they were answered', () => {
    const [report] = phone[names.indexOf('every')]!.docs as unknown as { fields: object }[];
    expect(report?.fields).to.include({
      photo: 'hut-08_30_00.jpg',
      place: '-3.36 36.85 1200 4',
      phone: '+255712345699',
    });
  });

  it('is saved with a text that was typed and taken out again', () => {
    const [report] = phone[names.indexOf('app/unmute')]!.docs as unknown as { fields: object }[];
    expect(report?.fields).to.include({ reason_other: 'Back', note: '' });
  });

  it('asks in Node for what is missing, works out what follows from the answers, and speaks French', () => {
    const { missing, questions, docs } = server[names.indexOf('app/pregnancy')]!;
    const [report] = docs as unknown as { fields: Record<string, string>; contact: object; locale: string }[];
    expect(missing).to.be.greaterThan(0);
    expect(questions.join('\n')).to.include('De combien de semaines est-elle enceinte ?');
    expect(report).to.deep.include({ locale: 'fr', contact: { _id: 'neema', parent: { _id: 'centre' } } });
    expect(report?.fields).to.include({ patient_id: '10018', patient_name: 'Asha & co', lmp_weeks: '12' });
    expect(report?.fields.lmp_date).to.match(/^\d{4}-\d{2}-\d{2}$/);
  });
});
