import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { gardenDay } from '../../unit/sentinel/dialogues/garden-day.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { runJob } from './run-job.ts';

const arm: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };
// Without its rest of half an hour.
const garden = {
  ...gardenDay,
  messages: { ...gardenDay.messages, f: { ...gardenDay.messages.f, wait: null } },
};

describe('A study by dialogues', function () {
  this.timeout(180_000);
  let rounds: ChatWorld;

  before(async () => {
    rounds = await chatWorld({
      docs: [arm],
      limits: 'none',
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
        dialogues: { sequences: { default: ['welcome', 'garden_day'] }, pacing: false, interval: 0.001 },
      }),
    });
  });
  after(() => rounds.close());

  const room = (person: User) => people.openPrivate(rounds.telegram, rounds.bot, person);
  const shown = (person: User): Message[] =>
    [...room(person).messages.values()].filter(({ from }) => from?.id === rounds.bot.user.id);
  const keyboardOf = (message: Message | undefined) =>
    (
      (message?.reply_markup as { inline_keyboard?: { text: string; callback_data: string }[][] })?.inline_keyboard ??
      []
    ).flat();
  const count = (person: User, words: RegExp): number => rounds.saidTo(person).filter(text => words.test(text)).length;

  /** Presses the button of the newest question that has it, when it is there. */
  const press = async (person: User, label: RegExp): Promise<Message> => {
    const found = await until(`there is a button ${label} among ${JSON.stringify(rounds.saidTo(person))}`, () => {
      const message = shown(person).findLast(each => keyboardOf(each).length > 0);
      const button = keyboardOf(message).find(({ text }) => label.test(text));
      return message && button ? { message, button } : undefined;
    });
    people.press(
      rounds.telegram,
      rounds.bot,
      room(person),
      person,
      found.message.message_id,
      found.button.callback_data,
    );
    return found.message;
  };
  /** Presses, and waits for what is said to it. */
  const answer = async (person: User, label: RegExp): Promise<Message> => {
    const question = await press(person, label);
    await until(`something is said after ${question.text}`, () =>
      shown(person).some(({ message_id: id }) => id > question.message_id),
    );
    return question;
  };
  const all = () => rounds.store().range<Doc>({ from: '', to: '\ufff0', limit: 100_000 });
  const runsOf = async (contact: string): Promise<Run[]> =>
    ((await all()) as Run[]).filter(doc => doc.type === 'run' && doc.contact === contact);
  const contactOf = async (index: number): Promise<Contact> => {
    const docs = (await all()) as Contact[];
    const found = docs
      .filter(({ addresses }) => addresses)
      .sort((a, b) => (a.reported_date ?? 0) - (b.reported_date ?? 0));
    return found.at(index)!;
  };
  it('takes a dialogue of CoActuem as it is, and refuses one that cannot work, by dialogue and step', async () => {
    const put = (body: object) =>
      rounds.fetch('/api/v1/dialogues/garden_day', {
        method: 'PUT',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
    const broken = { ...garden, messages: { ...garden.messages, a: { ...garden.messages.a, next: 'nowhere' } } };
    const refused = await put(broken);
    expect(refused.status).to.equal(400);
    expect(JSON.stringify(await refused.json())).to.include(
      'garden_day, step a: next leads to nowhere, which is no step',
    );
    const taken = await put(garden);
    expect(taken.status).to.equal(200);
    expect(await taken.json()).to.include({ id: 'garden_day', version: 1, published: true });
    expect(await (await put(garden)).json()).to.include({ version: 1, published: false });
    const list = (await (await rounds.fetch('/api/v1/dialogues')).json()) as { dialogues: { id: string }[] };
    expect(list.dialogues.map(({ id }) => id)).to.include('garden_day');
  });

  const anna = { name: 'Anna' } as { name: string; user: User };

  it('welcomes a participant in the language that she chooses, and asks for her consent', async () => {
    anna.user = people.addPerson(rounds.telegram, anna.name);
    people.start(rounds.telegram, rounds.bot, anna.user);
    const question = await press(anna.user, /^Català$/);
    await rounds.hears(anna.user, /^Soc el bot/);
    await until(
      'the buttons of the answered question are gone',
      () => keyboardOf(room(anna.user).messages.get(question.message_id)).length === 0,
    );
    for (const label of [/^Continuar$/, /^Continuar$/]) await answer(anna.user, label);
  });

  it('goes on where it stood when the api is killed in the middle', async () => {
    await rounds.api.kill();
    // She presses while nobody is there; Telegram keeps it for us.
    const before = shown(anna.user).length;
    await press(anna.user, /^Continuar$/);
    await rounds.api.start();
    await until('the question is asked', () => shown(anna.user).length > before, 60_000);
    await press(anna.user, /^Sí$/);
    await rounds.hears(anna.user, /18 anys/);
    await until('the confirmation is there', () => count(anna.user, /^Teniu 18 anys o més, heu/) === 1);
    await press(anna.user, /^Sí$/);
    await rounds.hears(anna.user, /^Us donem la benvinguda/);
    expect(count(anna.user, /^Soc el bot/)).to.equal(1);
    expect(count(anna.user, /^Us donem la benvinguda/)).to.equal(1);
    await rounds.settled();
  });

  it('makes a report, a profile and an entry of the ledger of it', async () => {
    const contact = await contactOf(0);
    expect(contact.language).to.equal('ca');
    const docs = await all();
    const report = docs.find(({ form }) => form === 'welcome') as Report;
    expect(report.fields).to.include({ language: 'ca', consent: 'yes', sure: 'yes', patient_uuid: contact._id });
    const consent = docs.find(({ type }) => type === 'consent');
    expect(consent).to.include({
      contact: contact._id,
      what: 'given',
      by: 'dialogue:welcome',
      version: 1,
      language: 'ca',
    });
  });

  it('brings the next dialogue when its time has come, and takes typed answers in any case', async () => {
    await until('the next one is planned', async () => (await runsOf((await contactOf(0))._id)).length === 2);
    // It is due a few seconds after the one before: the job looks until it is.
    await until('it begins', async () => {
      await runJob(rounds, 'dialogues');
      return count(anna.user, /^Bon dia!$/) > 0;
    });
    await press(anna.user, /^Go on$/);
    await until('it asks how often', () => count(anna.user, /^How often/) === 1);
    rounds.write(anna.user, 'every now and then');
    await until(
      'it explains once and asks again',
      () => count(anna.user, /Premeu un dels botons/) === 1 && count(anna.user, /^How often/) === 2,
    );
    rounds.write(anna.user, 'b) WEEKLY');
    await rounds.hears(anna.user, /^You chose: weekly/);
    const asked = await press(anna.user, /^Yes$/);
    await rounds.hears(anna.user, /^Which town/);
    // An old button, of a question that is closed.
    const [old] = shown(anna.user).filter(({ text }) => text === 'Is that what you meant?');
    expect(old?.message_id).to.equal(asked.message_id);
    rounds.write(anna.user, 'Olot');
    await until('it is over', async () =>
      (await runsOf((await contactOf(0))._id)).every(({ state }) => state === 'done'),
    );
    await rounds.settled();
    const report = (await all()).find(({ form }) => form === 'garden_day') as Report;
    expect(report.fields).to.include({ often_1: 'B', area: 'Olot', water_often: 'B' });
    expect((await contactOf(0)).fields).to.include({ area: 'Olot', water_often: 'B' });
  });

  it('plans nothing for somebody who refuses', async () => {
    const berta = people.addPerson(rounds.telegram, 'Berta');
    people.start(rounds.telegram, rounds.bot, berta);
    const choices = [/^English$/, /^Continue$/, /^Continue$/, /^Continue$/, /^No$/, /^Yes$/];
    for (const label of choices) await answer(berta, label);
    await rounds.hears(berta, /^Thank you all the same/);
    await rounds.settled();
    const contact = await contactOf(1);
    expect((await runsOf(contact._id)).map(({ state }) => state)).to.deep.equal(['done']);
    expect((await all()).filter(({ type, contact: of }) => type === 'consent' && of === contact._id)).to.have.lengthOf(
      1,
    );
  });

  it('shows the open question again to somebody who starts anew in the middle', async () => {
    const carla = people.addPerson(rounds.telegram, 'Carla');
    people.start(rounds.telegram, rounds.bot, carla);
    await press(carla, /^Deutsch$/);
    await rounds.hears(carla, /^Ich bin der Bot/);
    people.start(rounds.telegram, rounds.bot, carla);
    await until('it is shown again', () => count(carla, /^Ich bin der Bot/) === 2);
    await press(carla, /^Weiter$/);
    await rounds.hears(carla, /kein Hilfsdienst/);
    expect(await runsOf((await contactOf(2))._id)).to.have.lengthOf(1);
  });

  it('answers a settings command in the middle, and shows the question that waited afterwards', async () => {
    const dora = people.addPerson(rounds.telegram, 'Dora');
    people.start(rounds.telegram, rounds.bot, dora);
    await answer(dora, /^English$/);
    rounds.write(dora, '/freq');
    await rounds.hears(dora, /^How often may I write/);
    await answer(dora, /^Every two days$/);
    await rounds.hears(dora, /^Thank you, I have noted that/);
    await until('the page is shown again', () => count(dora, /^I am the bot of a programme/) === 2);
    await rounds.settled();
    expect((await contactOf(-1)).prefs).to.include({ interval: 48 });
    await press(dora, /^Continue$/);
    await rounds.hears(dora, /no help service/);
  });

  it('keeps nothing of who they are outside the vault', async () => {
    const text = JSON.stringify(await all());
    for (const name of ['Anna', 'Berta', 'Carla', 'Dora']) expect(text).not.to.include(name);
    expect(text).not.to.include(String(anna.user.id));
  });
});
