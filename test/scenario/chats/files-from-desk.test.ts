import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { typedMessage } from '../../../webapp/data/messages/send.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

const photo = { content_type: 'image/jpeg', data: btoa('a photograph') };
const paper = { content_type: 'application/pdf', data: btoa('a paper') };

describe('What a colleague sends from the console', function () {
  this.timeout(120_000);
  let [rounds, amina, contact, to]: [ChatWorld, User, Contact, string] = [] as never;

  before(async () => {
    const telegram = { bots: ['bot'], strangers: 'participant', participants_under: 'district' };
    rounds = await chatWorld({
      docs: [{ _id: 'district', type: 'district_hospital', name: 'District' }],
      settings: settings => ({ ...settings, telegram }),
      limits: 'none',
    });
    await rounds.createUser({ username: rounds.userName('peter'), roles: ['program_officer'] });
    amina = people.addPerson(rounds.telegram, 'Amina');
    people.start(rounds.telegram, rounds.bot, amina);
    await rounds.hears(amina, /./);
    to = await until('her chat is known', async () => (await rounds.chatReports())[0]?.from as string | undefined);
    const id = (await rounds.chatReports())[0]?.contact?._id ?? '';
    contact = (await until('she is a participant', () => rounds.store().get<Contact>(id))) as Contact;
  });
  after(() => rounds?.close());

  const standing = (): Message[] =>
    [...people.openPrivate(rounds.telegram, rounds.bot, amina).messages.values()].filter(
      ({ from }) => from?.id === rounds.bot.user.id,
    );
  /** Sends as the app does: the document as it is made there, by the door through which it comes. */
  const send = async (id: string, text: string, beside: Parameters<typeof typedMessage>[0]['beside'] = {}) => {
    const doc = typedMessage({
      ...{ id, text, recipients: [{ contact, phone: to }], sender: null, user: rounds.userName('peter') },
      ...{ now: Date.now(), beside },
    });
    const peter = await rounds.login(rounds.userName('peter'));
    const answer = await peter.fetch('/medic/_bulk_docs', {
      ...{ method: 'POST', body: JSON.stringify({ docs: [doc] }), headers: { 'content-type': 'application/json' } },
    });
    expect(answer.status).to.be.oneOf([200, 201]);
    await until('it is sent', async () => (await stateOf(id)) === 'sent');
    return standing().at(-1)!;
  };
  const stateOf = async (id: string): Promise<TaskState | undefined> =>
    (await rounds.store().get<Report>(id))?.tasks?.[0]?.state;
  const bytesOf = (file: string | undefined): string =>
    Buffer.from(rounds.telegram.files.get(file ?? '')?.bytes ?? []).toString();

  it('comes as a photograph, with its words below it and every byte of it', async () => {
    const message = await send('one-photo', 'The way to the school', { files: { 'way.jpg': photo } });
    expect(message.caption).to.equal('The way to the school');
    const sizes = message.photo as { file_id: string }[];
    expect(bytesOf(sizes.at(-1)?.file_id)).to.equal('a photograph');
  });

  it('comes as a document under its name, also without words', async () => {
    const message = await send('one-paper', '', { files: { 'consent form.pdf': paper } });
    const document = message.document as { file_id: string; file_name: string };
    expect(document.file_name).to.equal('consent_form.pdf');
    expect(bytesOf(document.file_id)).to.equal('a paper');
    expect(message.caption).to.equal(undefined);
  });

  it('comes as one album where it is several pictures', async () => {
    await send('album', 'Both wells', { files: { 'a.jpg': photo, 'b.jpg': photo } });
    const [one, other] = standing().slice(-2);
    expect(one?.media_group_id).to.be.a('string').and.equal(other?.media_group_id);
    expect([one?.caption, other?.caption]).to.deep.equal(['Both wells', undefined]);
  });

  it('stands in the chat as it was typed, whatever signs it has', async () => {
    const text = '<b>2 < 3</b> & *so* [on](https://x.org) \u2068é\u2069 😀';
    const message = await send('signs', text);
    expect([message.text, message.entities]).to.deep.equal([text, undefined]);
  });

  it('answers the message that it was written to', async () => {
    const asked = people.write(
      rounds.telegram,
      people.openPrivate(rounds.telegram, rounds.bot, amina),
      amina,
      'Where is it?',
    );
    const reply = await until('it is kept', async () => {
      const found = (await rounds.chatReports()).find(({ sms_message: sms }) => sms?.message === 'Where is it?');
      return found?.chat_message?.id;
    });
    const message = await send('answer', 'Behind the market', { reply });
    expect(message.reply_to_message?.message_id).to.equal(asked.message_id);
  });
});
