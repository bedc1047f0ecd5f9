import type { DialogueMove } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { type DialogueRunDoc, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { renameStep } from '@rounds/webapp/data/dialogues/edit.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { flow, node, say } from '../../unit/sentinel/dialogues/flows.ts';
import { gardenDay } from '../../unit/sentinel/dialogues/garden-day.ts';
import { atOnce, dialogueOf } from '../../unit/sentinel/dialogues/going.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from '../chats/chat-world.ts';
import { runJob } from './run-job.ts';

const arm: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };
const crowd: Contact[] = Array.from({ length: 150 }, (_, at) => ({
  ...{ _id: `person-${at}`, type: 'person', name: `Person ${at}`, parent: { _id: 'study' }, reported_date: 0 },
  phone: `+2547110${String(10_000 + at)}`,
}));
const garden = dialogueOf(gardenDay);
const path = '/api/v1/dialogues/garden_day';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('A dialogue that is published, and published again', function () {
  this.timeout(240_000);
  let rounds: ChatWorld;
  let first: Dialogue;

  const send = (at: string, method: string, body: object) =>
    rounds.fetch(at, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const told = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
  const shown = (person: User): Message[] =>
    [...people.openPrivate(rounds.telegram, rounds.bot, person).messages.values()].filter(
      ({ from }) => from?.id === rounds.bot.user.id,
    );
  const press = async (person: User, label: RegExp): Promise<void> => {
    const found = await until(`there is a button ${label}`, () => {
      for (const message of shown(person).reverse()) {
        const markup = message.reply_markup as
          | { inline_keyboard?: { text: string; callback_data: string }[][] }
          | undefined;
        const button = markup?.inline_keyboard?.flat().find(({ text }) => label.test(text));
        if (button) return { message, button };
      }
      return undefined;
    });
    const room = people.openPrivate(rounds.telegram, rounds.bot, person);
    people.press(rounds.telegram, rounds.bot, room, person, found.message.message_id, found.button.callback_data);
  };
  const runs = async (): Promise<Run[]> =>
    (await rounds.store().range<Doc>({ from: 'run:', to: 'run:\ufff0', limit: 1000 })) as Run[];
  const versions = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { what, state } of await runs())
      if (what.is === 'dialogue' && state === 'open') counts[what.version] = (counts[what.version] ?? 0) + 1;
    return counts;
  };
  /** Somebody of the crowd in the middle of version 1: a third each before it begins, at b, and at c. */
  const inTheMiddle = (contact: Contact, at: number): DialogueRunDoc => {
    const planned = plannedRun({
      ...{ id: `run:crowd-${at}`, dialogue: 'garden_day', version: 1, contact, address: contact.phone! },
      ...{ language: 'en', at: 0, due: Date.now() + 86_400_000, unasked: true },
    });
    const events = [
      { id: 'begin', at: 1, kind: 'begin' as const },
      { id: 'press', at: 2, kind: 'press' as const, turn: 1, choice: 0 },
    ].slice(0, at % 3);
    return events.reduce<DialogueRunDoc>((run, event) => {
      const next = stepStored(run, first, event, atOnce).run;
      return { ...next, events: [...run.events, event] };
    }, planned);
  };

  before(async () => {
    rounds = await chatWorld({
      docs: [arm, ...crowd],
      limits: 'none',
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        telegram: { strangers: 'participant', participants_under: 'study', participant_type: 'person' },
        dialogues: { sequences: { default: ['garden_day'] }, pacing: false },
      }),
    });
  });
  after(() => rounds.close());

  const anna = {} as { user: User };

  it('is kept as a draft, refused with faults, and published with a note and its picture', async () => {
    const upload = await rounds.fetch(`${path}/files?name=plants.jpg`, {
      ...{ method: 'POST', body: new Uint8Array(png), headers: { 'content-type': 'application/octet-stream' } },
    });
    const { file } = (await upload.json()) as { file: { id: string; mime: string; size: number } };
    expect(file).to.include({ mime: 'image/png', size: png.length });
    first = { ...garden, files: { 'plants.jpg': file } };
    const faulty = { ...first, steps: { ...first.steps, a: { next: 'nowhere' } } };
    const { rev } = await told<{ rev: string }>(send(`${path}/draft`, 'PUT', { dialogue: faulty }));
    const refused = await send(`${path}/publish`, 'POST', { rev });
    expect(refused.status).to.equal(400);
    expect(JSON.stringify(await refused.json())).to.include('next leads to nowhere, which is no step');
    expect((await send(`${path}/draft`, 'PUT', { dialogue: first })).status).to.equal(409);
    const kept = await told<{ rev: string }>(send(`${path}/draft`, 'PUT', { dialogue: first, rev }));
    const published = await told(send(`${path}/publish`, 'POST', { rev: kept.rev, note: 'The first one' }));
    expect(published).to.include({ version: 1, published: true });
    expect((await rounds.fetch(`${path}/draft`)).status).to.equal(404);
    const { dialogues } = await told<{ dialogues: { id: string; versions: object[] }[] }>(
      rounds.fetch('/api/v1/dialogues'),
    );
    const listed = dialogues.find(({ id }) => id === 'garden_day')!;
    expect(listed.versions[0]).to.include({ version: 1, note: 'The first one', open: 0 });
  });

  it('goes out as JSON and as a workbook, and comes in again as the same; a flow of RapidPro comes in, too', async () => {
    const upload = async (body: Uint8Array<ArrayBuffer>) =>
      told<{ dialogues: { dialogue?: Dialogue; findings: { level: string; message: string }[] }[] }>(
        rounds.fetch('/api/v1/dialogues/check', {
          ...{ method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } },
        }),
      );
    for (const name of ['download.json', 'download.xlsx']) {
      const answer = await rounds.fetch(`${path}/${name}`);
      const { dialogues } = await upload(new Uint8Array(await answer.arrayBuffer()));
      expect(dialogues[0]?.dialogue, name).to.deep.equal(JSON.parse(JSON.stringify(first)));
    }
    const tea = flow([node('n1', [say('a', 'Tea is ready'), { uuid: 'z', type: 'send_email' }])]);
    const { dialogues } = await upload(new TextEncoder().encode(JSON.stringify(tea)));
    expect(dialogues[0]?.dialogue?.texts.en).to.deep.equal({ 'a.text': 'Tea is ready' });
    expect(dialogues[0]?.findings[0]).to.include({ level: 'fault', message: 'send_email cannot be taken over' });
    const unread = await upload(new TextEncoder().encode('PK: no workbook'));
    expect(unread.dialogues[0]?.findings[0]?.message).to.include('This file cannot be read as a workbook');
  });

  it('is said with its picture, and the buttons below it', async () => {
    anna.user = people.addPerson(rounds.telegram, 'Anna');
    people.start(rounds.telegram, rounds.bot, anna.user);
    const picture = await until('the picture is there', () => shown(anna.user).find(({ photo }) => photo));
    expect(picture.caption).to.equal('Mara asks: would you water her plants?');
    await press(anna.user, /^Go on$/);
    await rounds.hears(anna.user, /^How often/);
  });

  it('begins with one person after a look at what it waits for, and is taken back while it has not begun', async () => {
    const look = (contact: string) => told(send(`${path}/runs?dry_run=true`, 'POST', { contact }));
    expect(await look('person-3')).to.deep.equal({ dialogue: 'garden_day', version: 1 });
    const [annas] = await runs();
    const busy = await look(annas!.contact!);
    expect(busy).to.deep.include({ waits_for: 'busy' });
    expect(busy).to.have.nested.property('had.state', 'open');
    const { run } = await told<{ run: string }>(send(`${path}/runs`, 'POST', { contact: 'person-3' }));
    const drop = () => rounds.fetch(`${path}/runs/${run}`, { method: 'DELETE' });
    expect((await drop()).status).to.equal(200);
    expect((await drop()).status).to.equal(404);
    const begun = await rounds.fetch(`${path}/runs/${annas!._id}`, { method: 'DELETE' });
    expect(begun.status).to.equal(409);
    expect((await runs()).map(({ _id }) => _id)).to.deep.equal([annas!._id]);
  });

  it('is no way to have somebody pause or leave: those are begun by the person alone', async () => {
    for (const own of ['leave', 'pause', 'resume'])
      for (const query of ['', '?dry_run=true']) {
        const answer = await send(`/api/v1/dialogues/${own}/runs${query}`, 'POST', { contact: 'person-3' });
        expect(answer.status, own).to.equal(400);
        expect(await answer.json()).to.deep.include({ details: { why: 'own_word', name: own } });
      }
    expect((await runs()).filter(({ contact }) => contact === 'person-3')).to.deep.equal([]);
  });

  it('says what would become of who is in it, before a move', async () => {
    await rounds.store().write(crowd.map(inTheMiddle));
    const renamed = renameStep(first, 'c', 'much');
    const en = { ...renamed.texts.en, 'much.text': 'How much?', 'dB.text': 'Weekly, then.' };
    const second: Dialogue = { ...renamed, texts: { ...renamed.texts, en } };
    const published = await told(send(path, 'PUT', second));
    expect(published).to.include({ version: 2, published: true });
    expect(await versions()).to.deep.equal({ 1: 151 });
    const preview = await told(send(`${path}/moves?dry_run=true`, 'POST', { to: 2 }));
    expect(preview).to.deep.equal({
      ...{ to: 2, planned: 50, moves: 50, again: 0 },
      gone: [{ step: 'c', runs: 51, to: null }],
    });
    const led = await told(send(`${path}/moves?dry_run=true`, 'POST', { to: 2, gone: { c: 'much' } }));
    expect(led).to.deep.include({ gone: [{ step: 'c', runs: 51, to: 'much' }] });
    expect((await send(`${path}/moves`, 'POST', { to: 2, gone: { c: 'nowhere' } })).status).to.equal(400);
    expect(await versions()).to.deep.equal({ 1: 151 });
  });

  it('is left by all in it for the new version, though the sentinel is killed in the middle', async () => {
    expect((await send(`${path}/moves`, 'POST', { to: 2, gone: { c: 'much' } })).status).to.equal(202);
    const carriedOut = runJob(rounds, 'dialogue_moves');
    await until('some have moved', async () => ((await versions())[2] ?? 0) > 0);
    await rounds.sentinel.kill();
    await rounds.sentinel.start();
    await carriedOut;
    await until(
      'all have moved',
      async () => {
        const move = await rounds.store().get<DialogueMove>('dialogue:garden_day:move:2');
        return move?.state === 'done';
      },
      120_000,
    );
    expect(await versions()).to.deep.equal({ 2: 151 });
    const moved = (await runs()).filter(({ events }) => events.length > 0);
    for (const { events } of moved) expect(events.filter(({ kind }) => kind === 'moved')).to.have.lengthOf(1);
    await rounds.settled();
  });

  it('goes on for somebody in Telegram with the words of the new version, asked once', async () => {
    await rounds.hears(anna.user, /^How much/);
    expect(rounds.saidTo(anna.user).filter(text => /^How much/.test(text))).to.have.lengthOf(1);
    await press(anna.user, /^B\) weekly$/);
    await rounds.hears(anna.user, /^Weekly, then/);
    const { moves } = await told<{ moves: object[] }>(rounds.fetch(`${path}/moves`));
    expect(moves[0]).to.include({ to: 2, state: 'done', stayed: 0 });
  });
});
