import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { until, type World } from '../world.ts';
import { type Device, loginAndFill, openDevice, syncState, violations, wordsOf } from './browser.ts';
import { phoneInVillage } from './phone-in-village.ts';
import type { Wire } from './wire.ts';

/** What a gateway is handed at a poll. */
interface Handed {
  id: string;
  to: string;
  content: string;
}

describe('a health worker writes messages', function () {
  this.timeout(180_000);
  let place: World;
  let wire: Wire;
  let browser: Browser;
  let phone: Device;
  let user: string;

  let close: (() => Promise<void>) | undefined;

  before(async () => {
    ({ place, wire, phone, browser, user, close } = await phoneInVillage());
  });
  after(async () => {
    await close?.();
  });

  /** What a phone with the gateway does when it has a network. */
  const poll = async (body: { messages?: object[]; updates?: object[] } = {}): Promise<Handed[]> => {
    const answer = await place.fetch('/api/sms', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).to.equal(200);
    return ((await answer.json()) as { messages: Handed[] }).messages;
  };
  const handed = (content: string) =>
    until(`the gateway is handed “${content}”`, async () => (await poll()).find(each => each.content === content));
  const bubble = (page: Page, text: string) => page.locator('message-bubble', { hasText: text });
  const stateOf = (page: Page, text: string, state: string) =>
    until(
      `“${text}” is ${state}`,
      async () => (await wordsOf(bubble(page, text).locator('.state'))).startsWith(state),
      60_000,
    );
  const write = async (page: Page, text: string) => {
    await page.locator('message-composer textarea').fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  };
  const unread = (page: Page) => page.locator('section-tabs .count').allTextContents();

  it('to somebody with the network cut: the message waits on the phone, also after the app was opened again', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/people/eloise`);
    wire.cut();
    await page.getByRole('link', { name: 'Message', exact: true }).click();
    await page.locator('conversation-page').getByRole('heading', { name: 'Éloïse Kamau' }).waitFor();
    await page.locator('message-composer textarea').fill('Habari');
    expect(await wordsOf(page.locator('message-composer p'))).to.equal('6 characters · 1 SMS · 154 left');
    await write(page, 'Please come on Thursday.');
    await stateOf(page, 'Please come on Thursday.', 'Waiting on this phone');
    await page.reload();
    await stateOf(page, 'Please come on Thursday.', 'Waiting on this phone');
    expect(await syncState(page)).to.match(/^1 message waiting$|cannot be reached/);
  });

  it('and follows their way to the gateway, when the network is back, and to the person', async () => {
    const { page } = phone;
    wire.mend();
    await stateOf(page, 'Please come on Thursday.', 'Waiting for the gateway');
    const { id, to } = await handed('Please come on Thursday.');
    expect(to).to.equal('+255712345678');
    await stateOf(page, 'Please come on Thursday.', 'At the gateway');
    await poll({ updates: [{ id, status: 'SENT' }] });
    await stateOf(page, 'Please come on Thursday.', 'Sent');
    await poll({ updates: [{ id, status: 'DELIVERED' }] });
    await stateOf(page, 'Please come on Thursday.', 'Delivered');
    const shown = bubble(page, 'Please come on Thursday.');
    await shown.locator('.state').click();
    const steps = await shown.locator('message-history .what').allTextContents();
    expect(steps).to.deep.equal(['Waiting for the gateway', 'At the gateway', 'Sent', 'Delivered']);
    expect(await wordsOf(shown.locator('message-history ol'))).to.include('Neema Mushi');
    expect(await violations(page)).to.deep.equal([]);
  });

  it('and hears the answer: a screen reader says it, and it is not new where it was read', async () => {
    const { page } = phone;
    await poll({ messages: [{ id: 'sms-1', from: '+255712345678', content: 'Asante, I will come.' }] });
    await bubble(page, 'Asante, I will come.').waitFor();
    expect(await wordsOf(page.locator('conversation-page [role=log]'))).to.equal(
      'Message from Éloïse Kamau: Asante, I will come.',
    );
    expect(await unread(page)).to.deep.equal([]);
  });

  it('and finds what is new in the list, until she has read it, on any of her devices', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/messages`);
    await page.locator('conversation-row').first().waitFor();
    await poll({ messages: [{ id: 'sms-2', from: '+255712345678', content: 'Shall I bring the card?' }] });
    await page.locator('conversation-row .count').waitFor();
    expect(await unread(page)).to.deep.equal(['1']);
    await page.locator('messages-page').getByRole('searchbox').fill('bring the CARD');
    await page.getByText('1 found').waitFor();
    expect(await wordsOf(page.locator('conversation-row').getByRole('link')))
      .to.include('Éloïse Kamau')
      .and.to.include('1 new message');
    expect(await violations(page)).to.deep.equal([]);
    await page.locator('conversation-row').first().getByRole('link').click();
    await bubble(page, 'Shall I bring the card?').waitFor();
    await until('nothing is new', async () => (await unread(page)).length === 0);
    await page.goto(`${wire.url}/messages`);
    await page.locator('conversation-row').first().waitFor();
    expect(await unread(page)).to.deep.equal([]);
    const other = await openDevice(browser, { width: 1280, height: 800 });
    const meta = place.store(userMetaDatabase(place.databases.main, user));
    await until(
      'the marks are on the server',
      async () => (await meta.range({ from: 'read:', to: 'read:\ufff0', limit: 10 }).catch(() => [])).length === 2,
    );
    await loginAndFill(other.page, wire.url, user);
    await other.page.goto(`${wire.url}/messages`);
    await until('nothing is new there either', async () => (await unread(other.page)).length === 0);
    await other.page.goto(`${wire.url}/messages/eloise`);
    await bubble(other.page, 'Shall I bring the card?').waitFor();
    expect(await violations(other.page)).to.deep.equal([]);
    await other.context.close();
  });

  it('again with one tap when one failed, and reads why', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/messages/eloise`);
    await write(page, 'Yes, bring it.');
    const first = await handed('Yes, bring it.');
    await poll({ updates: [{ id: first.id, status: 'FAILED', reason: 'No credit on the SIM' }] });
    await stateOf(page, 'Yes, bring it.', 'Failed');
    expect(await wordsOf(bubble(page, 'Yes, bring it.').locator('article'))).to.include('No credit on the SIM');
    await page.getByRole('button', { name: 'Send again' }).click();
    await bubble(page, 'Yes, bring it.').nth(1).waitFor();
    expect(await page.getByRole('button', { name: 'Send again' }).count()).to.equal(0);
    const second = await until('the gateway is handed another', async () =>
      (await poll()).find(({ content, id }) => content === 'Yes, bring it.' && id !== first.id),
    );
    await poll({ updates: [{ id: second.id, status: 'DELIVERED' }] });
    await until('the second is delivered', async () =>
      (await wordsOf(bubble(page, 'Yes, bring it.').nth(1).locator('.state'))).startsWith('Delivered'),
    );
    expect(await violations(page)).to.deep.equal([]);
  });

  it('to everyone of a household at once', async () => {
    const { page } = phone;
    await page.goto(`${wire.url}/messages`);
    await page.getByRole('link', { name: 'New message' }).click();
    await page.locator('new-message-page').getByRole('searchbox').fill('kamau');
    await page.getByRole('button', { name: 'Everyone at Kamau household' }).click();
    await page.getByText('1 number gets this message').waitFor();
    await page.locator('new-message-page').getByRole('searchbox').fill('neema');
    await page.getByRole('button', { name: /Neema Mushi/ }).click();
    await page.getByText('2 numbers get this message').waitFor();
    expect(await violations(page)).to.deep.equal([]);
    await write(page, 'The clinic is closed tomorrow.');
    await page.locator('app-notices').getByText('The message to 2 people is on its way').waitFor();
    const got = new Set<string>();
    await until('the gateway has both', async () => {
      for (const each of await poll()) if (each.content === 'The clinic is closed tomorrow.') got.add(each.to);
      return got.size === 2;
    });
    expect(phone.trouble).to.deep.equal([]);
  });
});
