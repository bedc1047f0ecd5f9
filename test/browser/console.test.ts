import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { askReview } from '@rounds/sentinel/review/ask.ts';
import { expect } from 'chai';
import ExcelJS from 'exceljs';
import type { Browser, Locator, Page } from 'playwright-core';
import { password, until, type World, world } from '../world.ts';
import { type Device, drawnBy, loginAndFill, openBrowser, openDevice } from './browser.ts';
import { soundAtAllSizes } from './sound.ts';
import { village } from './village.ts';

const now = Date.now();
const came = (_id: string, ago: number, text: string, more: object = {}): Doc => ({
  ...{ _id, type: 'data_record', reported_date: now - ago, contact: { _id: 'asha', parent: { _id: 'otieno' } } },
  ...{ from: '+255700000111', sms_message: { message: text } },
  ...more,
});
const group: Doc = {
  ...{ _id: 'group-1', type: 'contact', contact_type: 'study_group', name: 'Mothers of Mto wa Mbu' },
  ...{ reported_date: now, parent: { _id: 'district' }, addresses: [{ address: 'chat:0712345678901234567890' }] },
};
const many = Array.from({ length: 70 }, (_, at) =>
  came(`said-${String(at).padStart(2, '0')}`, (100 - at) * 60_000, `Line ${at}`),
);
const participant: Doc[] = [
  {
    ...{ _id: 'pendo', type: 'person', name: 'Pendo Kimaro', study_id: 'S-01', language: 'sw', reported_date: now },
    ...{ parent: { _id: 'otieno' }, phone: '+255700000222' },
    participation: { state: 'paused', since: now - 1000, by: 'consent:pendo:2' },
  },
  {
    ...{ _id: 'member:group-1:9999999999999999999999', type: 'member', group: 'group-1', contact: 'pendo' },
    ...{ address: 'chat:9999999999999999999999', isIn: true, since: now - 5000 },
  },
  { _id: 'consent:pendo:1', type: 'consent', contact: 'pendo', what: 'given', at: now - 9000, by: 'command' },
  { _id: 'consent:pendo:2', type: 'consent', contact: 'pendo', what: 'paused', at: now - 1000, by: 'command' },
];
const lost = askReview(
  ['a message'],
  {
    ...{ kind: 'not_known', answers: ['again', 'leave'] },
    subject: { contact: 'asha', doc: 'said-00', uuid: 'none' },
    proposed: { text: 'Please come on Monday' },
  },
  new Date(now).toISOString(),
);

describe('the console of a study', function () {
  this.timeout(240_000);
  let place: World;
  let browser: Browser;
  let desk: Device;
  let page: Page;

  before(async () => {
    place = await world({
      docs: [
        ...village().map(doc => (doc._id === 'asha' ? { ...doc, phone: '+255700000111' } : doc)),
        group,
        ...[...many, ...participant],
        came('in-group', 5000, 'Where do we meet?', { chat_message: { id: 'ref-1', group: 'group-1' } }),
        lost,
      ],
      settings: settings => ({
        ...settings,
        // Each of the seventy lines would be answered.
        transitions: { ...(settings.transitions as object), default_responses: false },
        contact_types: [
          ...(settings.contact_types as { id: string }[]).filter(({ id }) => id !== 'study_group'),
          { id: 'study_group', chat: 'group', parents: ['district_hospital'], name_key: 'contact.type.study_group' },
        ],
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

  /** The page has no fault for a screen reader at the size of a desk and of a phone. */
  const sound = async (name: string) => {
    await soundAtAllSizes(page, name);
    const longer = await page.evaluate(() => document.documentElement.scrollHeight > innerHeight);
    expect(longer, `the app is longer than the screen: ${name}`).to.equal(false);
  };

  /** Whether something stands wholly between the head of the page and the reply. */
  const inSight = async (what: Locator): Promise<boolean> => {
    const box = (await what.boundingBox())!;
    const reply = (await page.locator('talk-reply').boundingBox())!;
    return box.y >= 0 && box.y + box.height <= reply.y + 1;
  };

  it('is in the menu of those who may', async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    const menu = page.locator('menu-sheet');
    for (const name of ['To decide', 'Study', 'Chats and bots']) await menu.getByRole('link', { name }).waitFor();
    // There is one list of conversations: that of the tab.
    expect(await menu.getByRole('link', { name: 'All conversations' }).count()).to.equal(0);
    await menu.getByRole('link', { name: 'Chats and bots' }).click();
    await page.getByText('No bot hears yet').waitFor();
    await sound('chats-health');
    await page.locator('section-tabs').getByRole('link', { name: 'Messages' }).click();
    await page.locator('console-list li').first().waitFor();
  });

  it('has one list of conversations, whichever address somebody comes by', async () => {
    await page.goto(`${place.apiUrl}/console`);
    await until('it is the tab', () => new URL(page.url()).pathname === '/messages');
    await page.goto(`${place.apiUrl}/messages/asha`);
    await page.locator('talk-page article').first().waitFor();
    expect(new URL(page.url()).pathname).to.equal('/console/asha');
    expect(await page.locator('messages-page').count()).to.equal(0);
    // On a wide screen the conversation stands beside the list, and is marked there.
    await page.locator('console-list a[aria-current=page]', { hasText: 'Asha Otieno' }).waitFor();
  });

  it('lists groups and people, and finds what was said', async () => {
    await page.goto(`${place.apiUrl}/messages`);
    const rows = page.locator('console-list section[aria-label="All conversations"] li');
    await until('the group stands first', async () =>
      /Mothers of Mto wa Mbu/.test((await rows.first().textContent()) ?? ''),
    );
    await sound('console');
    await page.locator('console-list').getByRole('button', { name: 'People' }).click();
    await until(
      'groups are gone',
      async () => !/Mothers/.test((await page.locator('console-list').textContent()) ?? ''),
    );
    await page.locator('console-list').getByRole('button', { name: 'All', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search names and messages' }).fill('meet');
    await page.locator('console-list').getByRole('heading', { name: 'Messages found' }).waitFor();
    await page.getByRole('link', { name: /Where do we meet/ }).click();
    await page.locator('talk-page article.here').waitFor();
    expect(page.url()).to.contain('/console/group-1/at/in-group');
  });

  it('shows a conversation from a link on, earlier messages, flags, and whose work it is', async () => {
    await page.goto(`${place.apiUrl}/console/asha/at/${encodeURIComponent('said-10/in')}`);
    await page.locator('talk-page article.here', { hasText: 'Line 10' }).waitFor();
    await page.goto(`${place.apiUrl}/console/asha`);
    await page.locator('talk-page article', { hasText: 'Line 69' }).waitFor();
    expect(
      await page
        .locator('talk-page article', { hasText: 'Line 3' })
        .filter({ hasNotText: /Line 3\d/ })
        .count(),
    ).to.equal(0);
    // Earlier ones come while the newest are asked for: both stay.
    await page.route(/conversations\/asha\/messages\?.*limit=/, async route => {
      await new Promise(resolve => setTimeout(resolve, 2000));
      await route.continue();
    });
    const asked = page.waitForRequest(/conversations\/asha\/messages\?.*limit=/);
    await place.store().write([came('meanwhile', -90_000, 'Said meanwhile')]);
    await asked;
    await page.getByRole('button', { name: 'Earlier messages' }).click();
    await page.locator('talk-page article', { hasText: 'Said meanwhile' }).waitFor();
    await page.unroute(/conversations\/asha\/messages\?.*limit=/);
    await page
      .locator('talk-page article', { hasText: 'Line 3' })
      .filter({ hasNotText: /Line 3\d/ })
      .waitFor();
    await page.locator('talk-page article', { hasText: 'Line 69' }).getByRole('button', { name: 'Flag' }).click();
    await page.locator('talk-page article', { hasText: 'Line 69' }).getByRole('button', { name: 'Flagged' }).waitFor();
    await page.locator('talk-page summary', { hasText: 'Open' }).click();
    await page.getByRole('button', { name: 'I look after it' }).click();
    await page.locator('talk-page summary', { hasText: 'looks after it' }).waitFor();
    await sound('conversation');
    await page.goto(`${place.apiUrl}/console/flagged`);
    await page.locator('flagged-page article', { hasText: 'Line 69' }).waitFor();
    await sound('flagged');
  });

  it('shows a message that comes, without a reload', async () => {
    await page.goto(`${place.apiUrl}/console/asha`);
    await page.locator('talk-page article', { hasText: 'Line 69' }).waitFor();
    await place.store().write([came('news', -60_000, 'I am on my way')]);
    await page.locator('talk-page article', { hasText: 'I am on my way' }).waitFor({ timeout: 60_000 });
  });

  it('lets a reply that waited for a network go from whichever page is open, and tells of it', async () => {
    await desk.context.setOffline(true);
    await page.locator('talk-page message-composer textarea').fill('The road is open again');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(/^Written .* It waits for a network/).waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.locator('menu-sheet').getByRole('link', { name: '1 reply waits on this device' }).click();
    await page.locator('held-list li', { hasText: 'The road is open again' }).waitFor();
    // What the device holds is there without a network.
    await page.getByText('This is what this device holds').waitFor();
    await page
      .locator('console-list')
      .getByRole('link', { name: /Asha Otieno/ })
      .first()
      .waitFor();
    await sound('waiting');
    await page.locator('section-tabs').getByRole('link', { name: 'People' }).click();
    await desk.context.setOffline(false);
    await page.getByText('Your reply to Asha Otieno has gone').waitFor({ timeout: 60_000 });
    await until('it stands on the server', async () =>
      (
        await place
          .store()
          .range<Doc & { tasks?: { messages?: { message?: string }[] }[] }>({ from: '', to: '\ufff0', limit: 1000 })
      ).some(({ tasks = [] }) => tasks.some(({ messages }) => messages?.[0]?.message === 'The road is open again')),
    );
    await page.goto(`${place.apiUrl}/console/asha`);
    await page.locator('talk-page article', { hasText: 'The road is open again' }).waitFor();
  });

  it('asks before a reply goes that a colleague has given meanwhile', async () => {
    await page.locator('talk-page message-composer textarea').fill('We meet at ten');
    await place.store().write([
      {
        ...{
          _id: 'colleague',
          type: 'data_record',
          kujua_message: true,
          sent_by: 'rehema',
          reported_date: now + 120_000,
        },
        tasks: [
          {
            ...{ state: 'sent', timestamp: new Date(now + 120_000).toISOString() },
            messages: [{ uuid: 'u9', to: '+255700000111', message: 'At ten', contact: { _id: 'asha' } }],
          },
        ],
      },
    ]);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('rehema answered meanwhile. Send yours, too?').waitFor();
    await sound('held');
    await page.getByRole('button', { name: 'Look at it once more' }).click();
    expect(await page.locator('talk-page message-composer textarea').inputValue()).to.equal('We meet at ten');
  });

  it('opens at the newest message, with all of the reply in sight at every size', async () => {
    for (const [width, height] of [
      [360, 740],
      [740, 360],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(`${place.apiUrl}/console/asha`);
      const last = page.locator('talk-page article').last();
      await last.waitFor();
      const buttons = page.locator('reply-extras .acts');
      await buttons.waitFor();
      await until('the newest message stands above the reply', () => inSight(last));
      const { y, height: tall } = (await buttons.boundingBox())!;
      expect(y + tall, `${width}x${height}: the buttons are below the fold`).to.be.at.most(height);
    }
  });

  it('offers no files by SMS', async () => {
    await page.locator('reply-extras').getByText('Send later').waitFor();
    expect(await page.locator('reply-extras').getByText('Add files').count()).to.equal(0);
  });

  it('answers a message of a group with a picture', async () => {
    await page.goto(`${place.apiUrl}/console/group-1`);
    await page
      .locator('talk-page article', { hasText: 'Where do we meet?' })
      .getByRole('button', { name: 'Answer' })
      .click();
    await page.locator('talk-reply').getByText('Answers:').waitFor();
    const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    const picture = { name: 'Way to the school.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') };
    await page.getByLabel('Add files').setInputFiles(picture);
    await page.locator('reply-extras li', { hasText: 'Way_to_the_school' }).waitFor();
    await page.locator('talk-page message-composer textarea').fill('At the school');
    await sound('reply');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const answer = page.locator('talk-page article', { hasText: 'At the school' });
    await answer.locator('blockquote', { hasText: 'Where do we meet?' }).waitFor();
    await until('the picture is seen', () =>
      answer.locator('img').evaluate(img => (img as HTMLImageElement).naturalWidth > 0),
    );
    await sound('answered');
  });

  it('leads from the group to all that is known of it: members, arm, mute, start, notes', async () => {
    await page.getByRole('link', { name: 'About the group' }).click();
    await page.getByRole('heading', { name: 'Mothers of Mto wa Mbu' }).waitFor();
    const group = page.locator('group-page');
    await group.getByRole('link', { name: 'S-01' }).waitFor();
    const drawn = () => drawnBy(group);
    await until('it can be muted', async () => /Mute the group/.test(await drawn()), 5000).catch(async error => {
      throw new Error(`${error}: ${await drawn()}`);
    });
    await group.getByLabel('Note for colleagues').fill('Meets on Mondays');
    await group.getByRole('button', { name: 'Keep the note' }).click();
    await group.getByText('Meets on Mondays').waitFor();
    await sound('group');
    await group.getByRole('link', { name: 'Conversation' }).click();
    await page.locator('talk-page article', { hasText: 'At the school' }).waitFor();
  });

  it('keeps a message for later, and takes it back', async () => {
    await page.getByRole('button', { name: 'Send later' }).click();
    await page.locator('reply-extras input[type="datetime-local"]').fill('2099-01-02T10:00');
    await page
      .locator('reply-extras')
      .getByText(/^Goes .*2099/)
      .waitFor();
    await page.locator('talk-page message-composer textarea').fill('Happy new year');
    await sound('later');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    const later = page.locator('talk-page article', { hasText: 'Happy new year' });
    await later.getByText(/^Goes .*2099/).waitFor({ timeout: 6000 });
    expect(await page.locator('reply-extras input[type="datetime-local"]').count()).to.equal(0);
    expect(await inSight(later), 'what was written stands in sight').to.equal(true);
    await later.getByRole('button', { name: 'Take back' }).click();
    await later.getByText('No longer needed: taken back').waitFor();
  });

  it('keeps a reply as ready, and puts it in', async () => {
    const area = page.locator('talk-page message-composer textarea');
    await area.fill('Thank you for asking');
    await page.getByRole('button', { name: 'Ready replies' }).click();
    await page.getByLabel('Title of the ready reply').fill('Thanks');
    await page.getByRole('button', { name: 'Keep as ready' }).click();
    const ready = page.locator('ready-replies').getByRole('button', { name: 'Thanks', exact: true });
    await ready.waitFor();
    await sound('ready');
    await area.fill('');
    await ready.click();
    await until('it stands in the field', async () => (await area.inputValue()) === 'Thank you for asking');
  });

  it('takes a workbook, shows first what will happen, and plans it', async () => {
    await page.goto(`${place.apiUrl}/study`);
    await page.locator('study-page').getByRole('link', { name: 'Mothers of Mto wa Mbu' }).waitFor();
    const answer = await place.fetch('/api/v1/schedules.xlsx');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await answer.arrayBuffer());
    const [sheet] = book.worksheets;
    sheet!.getRow(2).values = [400, 'Welcome to the study', ''];
    sheet!.getRow(3).values = ['soon', 'No day', ''];
    const bytes = async () => Buffer.from(await book.xlsx.writeBuffer());
    const file = { name: 'schedules.xlsx', mimeType: 'application/octet-stream' };
    const upload = page.getByLabel('Upload schedules (.xlsx)');
    await upload.setInputFiles({ ...file, buffer: await bytes() });
    await page.getByText('Row 3, Days: "soon" is no whole number from 0 on').waitFor();
    sheet!.getRow(3).values = [401, 'The second day', ''];
    await upload.setInputFiles({ ...file, buffer: await bytes() });
    await page.getByText('2 will be sent').waitFor();
    await sound('study');
    await page.getByRole('button', { name: 'Schedule it' }).click();
    await page.getByText('The messages are scheduled.').waitFor();
    await place.settled();
    await page.locator('study-page').getByRole('link', { name: 'Mothers of Mto wa Mbu' }).click();
    await page.locator('schedule-page section li', { hasText: 'Welcome to the study' }).waitFor();
    expect(await page.locator('schedule-page section li').count()).to.equal(2);
  });

  it('calls nobody taken where no row of a workbook can be used, and leads back to all participants', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Study Participants');
    sheet.addRows([
      ['Study ID', 'Phone Number', 'Name', 'Arm'],
      ['', '', 'Nobody', ''],
      ['S-77', '12', 'Short', ''],
    ]);
    const bytes = async () => Buffer.from(await book.xlsx.writeBuffer());
    const file = { name: 'participants.xlsx', mimeType: 'application/octet-stream' };
    await page.goto(`${place.apiUrl}/study/participants`);
    const upload = page.getByLabel('Upload participants (.xlsx)');
    await upload.setInputFiles({ ...file, buffer: await bytes() });
    await page.getByText('No row can be used, so nobody is taken.').waitFor();
    expect(await page.getByRole('button', { name: /^Take/ }).count()).to.equal(0);
    await sound('participants');
    sheet.getRow(2).values = ['S-78', '', 'Somebody', 'otieno'];
    await upload.setInputFiles({ ...file, buffer: await bytes() });
    await page.getByRole('button', { name: 'Take the good rows' }).click();
    await page.getByText('1 of 2 participants are taken.').waitFor();
    await page.locator('participants-list').getByRole('link', { name: 'S-78' }).waitFor();
    await upload.setInputFiles({ ...file, buffer: Buffer.from('PK: torn') });
    await page.getByText(/This file is no workbook that can be read\. Open it/).waitFor();
    await page.goto(`${place.apiUrl}/study/participants/none-such`);
    await page.getByRole('heading', { level: 1, name: 'There is nothing at this address' }).waitFor();
    await page.getByRole('link', { name: 'Participants' }).click();
    await page.locator('participants-list').waitFor();
  });

  it('finds the schedule of a place that has none yet', async () => {
    await page.goto(`${place.apiUrl}/study`);
    await page.getByRole('searchbox', { name: 'A schedule for an arm' }).fill('otieno');
    await page
      .locator('study-page')
      .getByRole('link', { name: /Otieno/ })
      .first()
      .click();
    await page.getByText('Nothing planned').waitFor();
    await page.goto(`${place.apiUrl}/study/group-1`);
    await page.locator('schedule-page textarea').first().waitFor();
  });

  it('changes one message, after a look at what follows', async () => {
    await page.locator('schedule-page textarea').first().fill('Welcome, all of you');
    await page.locator('schedule-page textarea').first().blur();
    await page.getByRole('button', { name: 'See what will happen' }).click();
    await page.getByText(/2 will be sent/).waitFor();
    await sound('schedule');
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('Kept. What is due is worked out anew.').waitFor();
    await place.settled();
    await page.reload();
    await page.locator('schedule-page section li', { hasText: 'Welcome, all of you' }).waitFor();
  });

  it('lets somebody decide, once', async () => {
    await page.goto(`${place.apiUrl}/review`);
    await page.locator('review-page article', { hasText: 'Please come on Monday' }).waitFor();
    await sound('review');
    await page.getByRole('button', { name: 'Leave it' }).click();
    await page.getByText('Nothing to decide').waitFor();
    await page.getByRole('button', { name: 'Decided' }).click();
    await page.locator('review-page article', { hasText: 'decided “Leave it”' }).waitFor();
  });

  it('shows a participant: how she takes part, what she said about it, and how she is reached', async () => {
    await page.goto(`${place.apiUrl}/study`);
    await page.getByRole('searchbox', { name: 'Search participants' }).fill('pendo');
    await page.getByRole('link', { name: 'S-01' }).click();
    await page.getByRole('heading', { name: 'S-01: Pendo Kimaro' }).waitFor();
    await page.locator('participant-page').getByText('+255700000222').waitFor();
    expect(await page.locator('participant-page ol li').allTextContents()).to.have.length(2);
    await page.getByRole('button', { name: 'Look what would go' }).click();
    await page.getByText('Entries about taking part: 2').waitFor();
    await sound('participant');
  });

  it('erases her when a second person has decided, and keeps a receipt that names nobody', async () => {
    const go = page.getByRole('button', { name: 'Erase', exact: true });
    expect(await go.isDisabled()).to.equal(true);
    await page.getByLabel('Reason').selectOption('withdrew');
    await page.getByLabel('I know that nobody can undo this').check();
    await go.click();
    await page.getByText('Somebody else decides it under Review').waitFor();
    const [review] = ((await (await place.fetch('/api/v1/reviews?kind=erasure')).json()) as { reviews: Doc[] }).reviews;
    const decided = await place.fetch(`/api/v1/reviews/${encodeURIComponent(review!._id)}`, {
      ...{ method: 'POST', body: JSON.stringify({ answer: 'erase' }), headers: { 'content-type': 'application/json' } },
    });
    expect(decided.status).to.equal(200);
    await page.goto(`${place.apiUrl}/erasures`);
    await page.locator('erasures-page article').waitFor({ timeout: 60_000 });
    expect(await page.locator('erasures-page').textContent()).to.not.match(/Pendo|S-01/);
    await sound('erasures');
    await page.goto(`${place.apiUrl}/study/participants/pendo`);
    await page.getByRole('heading', { level: 1, name: 'There is nothing at this address' }).waitFor();
  });

  it('goes from the device too, which exchanges on as before', async () => {
    await page.reload();
    await page.getByText('Everything is on the server').waitFor({ timeout: 60_000 });
    await page.goto(`${place.apiUrl}/people`);
    await page.getByText('Asha Otieno').first().waitFor();
    await until('she is not in the list', async () => (await page.getByText('Pendo Kimaro').count()) === 0, 60_000);
  });

  it('makes a user with a role, ends him and brings him back', async () => {
    const name = place.userName('juma');
    await page.goto(`${place.apiUrl}/users`);
    await page.getByRole('link', { name: place.userName('peter') }).waitFor();
    await sound('users');
    await page.getByRole('link', { name: 'Add a user' }).click();
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Full name').fill('Juma Bakari');
    await page.locator('user-page fieldset label', { hasText: /officer/i }).click();
    await page.locator('user-page summary', { hasText: 'permissions' }).click();
    const allowed = await page.locator('user-page details li').allTextContents();
    expect(allowed).to.include('Plan schedules and look after participants');
    expect(allowed.filter(text => /can_/.test(text))).to.deep.equal([]);
    expect(allowed).to.deep.equal([...allowed].sort(new Intl.Collator('en').compare));
    await page.getByLabel('First password').fill('Blue-Kettle-42');
    await sound('user');
    await page.getByRole('button', { name: 'Make the user' }).click();
    await page.getByText(`${name} can log in.`).waitFor();
    await place.login(name, 'Blue-Kettle-42');
    await page.goto(`${place.apiUrl}/users/${name}`);
    await page.getByRole('button', { name: 'End this user' }).click();
    await page.getByText(`${name} cannot log in any more.`).waitFor();
    const refused = await place.login(name, 'Blue-Kettle-42').catch((error: Error) => error.message);
    expect(refused).to.contain('401');
    await page.getByLabel('First password').fill('Blue-Kettle-43');
    await page.getByRole('button', { name: 'Bring back' }).click();
    await page.getByText(`${name} can log in.`).waitFor();
    await place.login(name, 'Blue-Kettle-43');
    expect(desk.trouble).to.deep.equal([]);
  });
});
