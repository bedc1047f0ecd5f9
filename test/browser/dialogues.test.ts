import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import type { DialogueEvent } from '@rounds/sentinel/dialogues/run.ts';
import { type DialogueRunDoc, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { runJob } from '../scenario/dialogues/run-job.ts';
import { gardenDay } from '../unit/sentinel/dialogues/garden-day.ts';
import { atOnce, dialogueOf } from '../unit/sentinel/dialogues/going.ts';
import { password, type World, world } from '../world.ts';
import { type Device, loginAndFill, openBrowser, openDevice, typeLogin, violations } from './browser.ts';
import { village } from './village.ts';

/** A file as somebody chooses it. */
const file = (name: string, content: object) => ({
  ...{ name, mimeType: 'application/json' },
  buffer: Buffer.from(JSON.stringify(content)),
});

describe('the pages of dialogues', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({
      docs: village(),
      settings: settings => ({
        ...settings,
        roles: { ...(settings.roles as object), study_lead: { offline: false }, clerk: { offline: false } },
        permissions: {
          ...(settings.permissions as object),
          can_configure: ['program_officer'],
          can_manage_study: ['program_officer', 'study_lead'],
        },
      }),
    });
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

  const shots = process.env.ROUNDS_SHOTS;
  /** The page has no fault for a screen reader at the size of a desk and of a phone. */
  const sound = async (name: string): Promise<void> => {
    for (const [width, height] of [
      [1280, 800],
      [740, 360],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height });
      if (shots) await page.locator('h1').last().scrollIntoViewIfNeeded();
      if (shots) await page.screenshot({ path: `${shots}/${name}-${width}.png` });
      expect(await violations(page), `${name} at ${width}`).to.deep.equal([]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wider, `${name} is wider than ${width}`).to.equal(false);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  it('are in the menu, and list what there is', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: 'Dialogues' }).click();
    await page.locator('dialogues-page').getByRole('heading', { name: 'welcome' }).waitFor();
    await sound('dialogues');
  });

  it('take a file, say first what is found in it by step and language, and keep it as a draft', async () => {
    const { a, ...others } = gardenDay.messages;
    const upload = page.getByLabel('Upload a file (.json, .xlsx)');
    await upload.setInputFiles(
      file('broken.json', { ...gardenDay, messages: { ...others, a: { ...a, next: 'nowhere' } } }),
    );
    await page.getByText('next leads to nowhere, which is no step').waitFor();
    await upload.setInputFiles(file('garden.json', gardenDay));
    await page.locator('findings-list').getByText('has no words yet for: Words').first().waitFor();
    await sound('upload');
    await page.getByRole('button', { name: 'Keep as a draft' }).click();
    await page.getByText('Kept as a draft.').waitFor();
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.locator('dialogue-page').getByRole('heading', { name: 'garden_day' }).waitFor();
  });

  it('try a draft out in Telegram and by SMS side by side, and keep it as a test', async () => {
    await page.locator('dialogue-page').getByRole('link', { name: 'Try it out' }).first().click();
    const [telegram, sms] = [page.locator('tried-chat[as=telegram]'), page.locator('tried-chat[as=sms]')];
    await telegram.getByText('Bon dia!').waitFor();
    await telegram.getByRole('button', { name: 'Go on' }).click();
    await sms.getByText('A) daily').waitFor();
    await sms.getByRole('textbox').fill('never mind');
    await sms.getByRole('button', { name: 'Send' }).click();
    await telegram.getByText('How often?').nth(1).waitFor();
    await telegram.getByRole('button', { name: 'B) weekly' }).last().click();
    await page.locator('tried-state').getByText('saved as water_often').waitFor();
    await page.getByRole('button', { name: 'Back one step' }).click();
    await page.locator('tried-state').getByText('saved as water_often').waitFor({ state: 'detached' });
    await telegram.getByRole('button', { name: 'A) daily' }).last().click();
    await telegram.getByRole('button', { name: 'Yes' }).click();
    await telegram.getByText('Saved. Every day, then.').waitFor();
    await page.getByRole('button', { name: 'Let time go by' }).click();
    await telegram.getByText('Which town? Type NO to skip.').waitFor();
    await telegram.getByRole('textbox').fill('Olot');
    await telegram.getByRole('button', { name: 'Send' }).click();
    await page.locator('tried-state').getByText('saved as area').waitFor();
    await page.locator('tried-state').getByText('the end · done').waitFor();
    await sound('try-out');
    await page.getByLabel('Name of the test').fill('Waters daily');
    await page.getByRole('button', { name: 'Keep as a test' }).click();
    await page.getByText('Kept as “Waters daily”.').waitFor();
    await page.getByLabel('Language').selectOption('de');
    await telegram.getByText('(language: de)').waitFor();
    await page.getByRole('button', { name: 'Begin anew' }).click();
    await telegram.getByText('(language: de)').waitFor({ state: 'detached' });
    await page.getByLabel('Language').selectOption('de');
    await telegram.getByText('Guten Tag!').waitFor();
  });

  it('publish a draft with a note', async () => {
    await page.getByRole('link', { name: 'Look at it' }).click();
    await page.locator('dialogue-page').getByText('Comes to the same as when it was kept.').waitFor();
    await page.getByLabel('What is new in this version').fill('The first one');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Version 1 is published.').waitFor();
    await page.locator('dialogue-page .note', { hasText: 'The first one' }).waitFor();
    await sound('dialogue');
  });

  it('edit a step with its words side by side, undo and redo, and keep every change', async () => {
    await page.getByRole('button', { name: 'Write a new version' }).click();
    const editor = page.locator('edit-page step-editor');
    await page.locator('edit-page dialogue-graph svg').waitFor();
    await page.getByLabel('Step that is edited').selectOption('b');
    await editor.getByLabel('Words, de').fill('Mara fragt: würden Sie ihre Pflanzen gießen?');
    await editor.getByLabel('Words, de').blur();
    await page.getByText('All is kept.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await editor.getByLabel('Words, de').and(page.locator('.lacking')).waitFor();
    await page.getByRole('button', { name: 'Redo' }).click();
    await editor.getByLabel('Words, de').and(page.locator(':not(.lacking)')).waitFor();
    await page.getByLabel('Step that is edited').selectOption('c');
    await editor.getByLabel('Name of the step').fill('how_often');
    await editor.getByLabel('Name of the step').blur();
    await page.locator('edit-page').getByRole('heading', { name: 'Step how_often' }).waitFor();
    await page.getByText('As a list').click();
    await page.locator('dialogue-graph li', { hasText: '→ how_often' }).first().waitFor();
    await page.getByRole('button', { name: 'Add a step after this one' }).click();
    await page.locator('findings-list').getByText('nobody comes here: no step leads to it').first().waitFor();
    await page.getByRole('button', { name: /Remove step step_/ }).click();
    await page.getByLabel('Step that is edited').selectOption('how_often');
    await editor.getByRole('button', { name: 'Add a choice' }).click();
    const added = editor.getByRole('group', { name: 'Choice 4' });
    await added.getByLabel('Leads to').selectOption('z');
    await added.getByLabel('Label, en').fill('D) never');
    await added.getByLabel('Label, en').blur();
    await page.getByText('All is kept.').waitFor();
    await sound('editor');
    const draft = await (await place.fetch('/api/v1/dialogues/garden_day/draft')).json();
    const { steps, texts } = (
      draft as { dialogue: { steps: Record<string, object>; texts: Record<string, Record<string, string>> } }
    ).dialogue;
    expect(Object.keys(steps)).to.include('how_often').and.not.to.include('c');
    expect(texts.en).to.include({ 'how_often.choice.3': 'D) never' });
    expect(texts.de?.['b.text']).to.match(/^Mara fragt/);
  });

  it('say what follows a wrong answer or none, with what is wrong beside each field', async () => {
    await page.getByLabel('Step that is edited').selectOption('how_often');
    const silence = page.locator('edit-page silence-editor');
    const write = async (label: string, text: string): Promise<void> => {
      await silence.getByLabel(label, { exact: true }).fill(text);
      await silence.getByLabel(label, { exact: true }).blur();
    };
    await write('Said after a wrong answer, en', 'Daily or weekly?');
    await write('Wrong answers that are explained (always where empty)', '3');
    await silence.getByLabel('After the last of them').selectOption('next');
    await silence.getByLabel('Goes on at').selectOption('z');
    await write('Hours until it is asked once more', '-1');
    await silence.getByRole('alert').getByText('Give hours as a number above 0.').waitFor();
    await write('Hours until it is asked once more', '48');
    await write('Words of the reminder, en', 'Are you still there?');
    await write('Hours until it goes on without an answer', '24');
    await silence.getByText('asks once more after 48 hours, when it is over after 24').waitFor();
    await silence.getByLabel('Goes on then at').selectOption('z');
    await write('Hours until it is asked once more', '12');
    await silence.getByText('asks once more after').waitFor({ state: 'detached' });
    await write('Hours until it ends without an answer', '72');
    await page.getByText('All is kept.').waitFor();
    await sound('silence');
    if (shots) await silence.screenshot({ path: `${shots}/silence-fields.png` });
    const { dialogue } = (await (await place.fetch('/api/v1/dialogues/garden_day/draft')).json()) as {
      dialogue: { steps: Record<string, object>; texts: Record<string, Record<string, string>> };
    };
    expect(dialogue.steps.how_often).to.deep.include({
      nudge_after: 12,
      timeout: { after: 24, next: 'z' },
      expires: 72,
      attempts: { most: 3, after: { next: 'z' } },
    });
    expect(dialogue.texts.en).to.include({ 'how_often.nudge': 'Are you still there?' });
  });

  it('add a picture to a step', async () => {
    await page.getByLabel('Step that is edited').selectOption('b');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await page
      .getByLabel('Add a picture or a PDF')
      .setInputFiles({ name: 'garden.png', mimeType: 'image/png', buffer: png });
    await page.locator('step-editor .badge', { hasText: 'kept here' }).waitFor();
    await page.getByText('All is kept.').waitFor();
  });

  it('tell who changed a draft meanwhile, and let the author choose', async () => {
    const path = '/api/v1/dialogues/garden_day/draft';
    const { dialogue, rev } = (await (await place.fetch(path)).json()) as { dialogue: object; rev: string };
    const body = JSON.stringify({ dialogue: { ...dialogue, kind: 'story' }, rev });
    await place.fetch(path, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
    await page.getByLabel('Action').fill('profile');
    await page.getByLabel('Action').blur();
    await page.getByText(/has changed this draft meanwhile/).waitFor();
    await sound('conflict');
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await page.getByText(/has changed this draft meanwhile/).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Kind').inputValue()).to.equal('story');
  });

  it('are kept from being published by a test that comes to something else, and say what', async () => {
    await page.getByRole('link', { name: 'Look at it and publish' }).click();
    await page
      .locator('dialogue-page')
      .getByText(/how_often question instead of c question/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/1 of its tests say otherwise: Waters daily/).waitFor();
    await page.getByRole('button', { name: 'Drop the test' }).click();
    await page.locator('dialogue-page').getByText('No test is kept').waitFor();
    await page.getByRole('link', { name: 'Compare with version 1' }).first().click();
    await page.locator('compare-page').getByRole('heading', { name: 'how_often', exact: true }).waitFor();
    await sound('compare');
    await page.goBack();
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Version 2 is published.').waitFor();
  });

  it('move people to the new version, after a look at who goes where', async () => {
    await place.store().write(
      ['asha', 'baraka', 'zawadi'].map((name, at) => {
        const contact: Contact = { _id: name, type: 'person' };
        const planned = plannedRun({
          ...{ id: `run:${name}`, dialogue: 'garden_day', version: 1, contact, address: `+25571100010${at}` },
          ...{ language: 'en', at: 0, due: Date.now() + 86_400_000, unasked: true },
        });
        const events: DialogueEvent[] = [
          { id: 'begin', at: 1, kind: 'begin' },
          { id: 'press', at: 2, kind: 'press', turn: 1, choice: 0 },
        ];
        return events.slice(0, at).reduce<DialogueRunDoc>((run, event) => {
          const next = stepStored(run, dialogueOf(gardenDay), event, atOnce).run;
          return { ...next, events: [...run.events, event] as DialogueRunDoc['events'] };
        }, planned);
      }),
    );
    await page.reload();
    await page.getByText('3 people are in other versions.').waitFor();
    await page.getByRole('button', { name: 'See what would happen' }).click();
    await page.getByLabel('1 person at c').selectOption('how_often');
    await page.getByText('1 person goes on where she stands.').waitFor();
    await page.getByText('1 has not begun and begins with the new version.').waitFor();
    await sound('move');
    await page.getByRole('button', { name: 'Move them' }).click();
    await page.getByText(/is moving them to version 2|3 moved to version 2/).waitFor();
    await runJob(place, 'dialogue_moves');
    await page.getByText('3 moved to version 2, 0 stayed in theirs.').waitFor();
  });

  it('set sequences, pace and quiet hours', async () => {
    await page.goto(`${place.apiUrl}/dialogue-settings`);
    await page.getByLabel('Dialogues', { exact: true }).fill('welcome\ngarden_day');
    await page.getByLabel('Hours between two stories').fill('48');
    await sound('settings');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('Saved, and in force.').waitFor();
    const stored = (await (await place.fetch('/api/v1/settings')).json()) as { dialogues: object };
    expect(stored.dialogues).to.deep.include({ sequences: { default: ['welcome', 'garden_day'] }, interval: 48 });
    await page.getByLabel('Hours between two stories').fill('0');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText(/Hours between two stories: give hours above 0/).waitFor();
    expect(desk.trouble).to.deep.equal([]);
  });

  it('show what comes with Rounds as in force, before anybody has published it', async () => {
    await page.goto(`${place.apiUrl}/dialogues/privacy`);
    await page.locator('dialogue-page').getByText('People are led through it as it is.').waitFor();
    await page.getByText('Not published yet').waitFor({ state: 'detached' });
    await sound('comes-with-rounds');
  });

  it('begin one with a person after a look at what it would wait for, and take it back', async () => {
    await page.goto(`${place.apiUrl}/people/neema`);
    await page.getByRole('link', { name: 'Begin a dialogue', exact: true }).click();
    const select = page.locator('begin-page select');
    await select.locator('option', { hasText: 'garden_day' }).waitFor({ state: 'attached' });
    expect(await select.inputValue(), 'nothing is chosen beforehand').to.equal('');
    expect(await select.locator('option').allTextContents()).not.to.include.members(['leave (leave)']);
    await select.selectOption('garden_day');
    await page.getByText(/had this dialogue before/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Begin it' }).click();
    await page.getByText(/is asked within a minute|It is planned for/).waitFor();
    await sound('begin');
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('It will not begin.').waitFor();
  });

  it('say to whom may not configure or may not lead a study that this is why', async () => {
    const [lead, clerk] = [place.userName('lead'), place.userName('clerk')];
    await place.createUser({ username: lead, roles: ['study_lead'], fullname: 'Lead', password });
    await place.createUser({ username: clerk, roles: ['clerk'], fullname: 'Clerk', password });
    for (const [user, words] of [
      [lead, /You may see this, but not change it/],
      [clerk, /This is not open to you/],
    ] as const) {
      const other = await openDevice(browser, { width: 1280, height: 800 });
      await other.page.goto(`${place.apiUrl}/people`);
      await typeLogin(other.page, user);
      await other.page.locator('work-place').waitFor({ timeout: 50_000 });
      await other.page.goto(`${place.apiUrl}/dialogue-settings`);
      await other.page.getByText(words).waitFor();
      await other.page.context().close();
    }
  });
});
