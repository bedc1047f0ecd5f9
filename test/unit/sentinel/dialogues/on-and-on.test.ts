import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import type { DialogueEvent } from '@rounds/sentinel/dialogues/run.ts';
import { begunRun, type DialogueRunDoc, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';
import { expect } from 'chai';
import { contact, type SentinelInMemory, sentinelInMemory, wednesday } from '../engine/sentinel-in-memory.ts';
import { dialogueOf } from './going.ts';

const chat = 'chat:AAAAAAAAAAAAAAAAAAAAAA';
const asking = dialogueOf({
  ...{ schema_version: 1, id: 'asking', languages: ['en'], first: 'rest' },
  steps: {
    rest: { wait: 3600, next: 'ask' },
    ask: {
      asks: 'text',
      variable: 'town',
      save: 'town',
      next: { cases: [{ variable: 'town', is: { help: 'person' } }], otherwise: 'end' },
    },
    person: { hand_over: { exits: { better: 'end' } }, next: 'ask' },
    end: { next: null },
  },
  texts: {
    en: {
      'rest.text': 'Good day.',
      'ask.text': 'Which town?',
      'person.text': 'Somebody comes.',
      'end.text': 'Thank you.',
    },
  },
});
const settings = {
  default_timezone: 'UTC',
  dialogues: { sequences: { default: ['asking', 'second'], arm: ['asking', 'third'] }, interval: 24, pacing: true },
};

describe('A run', () => {
  let sentinel: SentinelInMemory;
  const ana = (more: object = {}) => contact('ana', 'person', ['study'], { addresses: [{ address: chat }], ...more });
  const opened = async (who = ana(), more: object = {}) => {
    sentinel = await sentinelInMemory({
      settings,
      docs: [contact('study', 'district_hospital'), contact('arm', 'clinic', ['study']), who],
    });
    for (const dialogue of [asking, { ...asking, id: 'second' }, { ...asking, id: 'third' }])
      await publish(sentinel.main, dialogue, { by: 'test', at: wednesday });
    const planned = plannedRun({
      ...{ id: 'run:one', dialogue: 'asking', version: 1, contact: who, address: chat, language: 'en' },
      ...{ at: wednesday, due: wednesday, done: [], unasked: true, ...more },
    });
    await sentinel.put(begunRun(planned, asking, wednesday, waysFor(sentinel.programme.settings, planned)));
    await sentinel.settle();
  };
  const all = async () => sentinel.main.range<Doc>({ from: '', to: '\ufff0', limit: 1000 });
  const texts = async () =>
    ((await all()) as Report[])
      .filter(({ kujua_message, tasks }) => kujua_message && tasks?.[0]?.messages?.[0]?.message)
      .sort((a, b) => a.reported_date! - b.reported_date!)
      .map(({ tasks }) => tasks![0]!.messages![0]!.message);
  const run = async () => (await sentinel.main.get<DialogueRunDoc>('run:one'))!;
  const stepped = (stored: DialogueRunDoc, event: DialogueEvent): DialogueRunDoc => ({
    ...stepStored(stored, asking, event, waysFor(sentinel.programme.settings, stored)).run,
    events: [...stored.events, event],
    changed: event.at,
  });
  const happens = async (...events: DialogueEvent[]) => {
    for (const event of events) await sentinel.put(stepped(await run(), event));
    await sentinel.settle();
  };
  const hour = 3_600_000;
  const wakes = { id: 'tick', at: wednesday + hour + 5000, kind: 'tick' } as const;
  const writes = (text: string, at = wednesday + 2 * hour) => ({ id: `w ${text}`, at, kind: 'text', text }) as const;
  afterEach(() => sentinel.close());

  it('is given to a person, and goes on by the exit that she chose, once', async () => {
    await opened();
    await happens(wakes, writes('help'));
    const [review] = (await all()).filter(({ type }) => type === 'review') as ReviewDoc[];
    expect(review).to.deep.include({ kind: 'hand_over', state: 'open', answers: ['go_on', 'better'] });
    expect((await run()).state).to.equal('held');
    const decided = {
      state: 'decided' as const,
      decision: 'better',
      by: 'maria',
      at: new Date(wednesday + 3 * hour).toISOString(),
    };
    await sentinel.put({ ...review!, ...decided });
    await sentinel.settle();
    sentinel.restart('0');
    await sentinel.settle();
    expect((await run()).state).to.equal('done');
    expect(await texts()).to.deep.equal(['Good day.', 'Which town?', 'Somebody comes.', 'Thank you.']);
  });

  it('shows its open question again, once, to somebody who ends her pause', async () => {
    await opened();
    await happens(wakes);
    const entry = { type: 'consent', contact: 'ana', by: 'command' };
    await sentinel.put({ ...entry, _id: 'consent:ana:1', what: 'paused', at: wednesday + hour + 6000 });
    await sentinel.settle();
    expect((await sentinel.contact('ana')).participation?.state).to.equal('paused');
    await sentinel.put({ ...entry, _id: 'consent:ana:2', what: 'resumed', at: wednesday + 2 * hour });
    await sentinel.settle();
    sentinel.restart('0');
    await sentinel.settle();
    expect((await run()).state).to.equal('open');
    expect(await texts()).to.deep.equal(['Good day.', 'Which town?', 'Which town?']);
  });

  it('of which two leaves meet is one of all its events, whichever leaf wins', async () => {
    await opened();
    await happens(wakes);
    const stored = await run();
    const [right, other] = [
      stepped(stored, writes('Olot')),
      stepped(stored, { ...wakes, id: 'show', at: wednesday + 90 * 60_000, kind: 'show' }),
    ];
    const leaf = (doc: DialogueRunDoc, hash: string) => ({ ...doc, _rev: `9-${hash.repeat(32)}` });
    await sentinel.main.write([leaf(right, 'a'), leaf(other, 'b')], { newEdits: false });
    await sentinel.settle();
    const whole = await run();
    expect(whole.events.map(({ id }) => id)).to.deep.equal(['begin', 'tick', 'show', 'w Olot']);
    expect(whole).to.include({ state: 'done' });
    expect(whole.derived).not.to.have.property('torn');
    expect(whole.derived?.standing?.answers.map(({ value }) => value)).to.deep.equal(['Olot']);
    expect(whole).not.to.have.property('merged_conflicts');
    expect((await all()).some(({ form }) => form === 'asking')).to.equal(true);
  });

  it('of a participant who is there for trials has no rests, names its dialogue, goes on at once and is not counted', async () => {
    await opened(ana({ trial: true }));
    expect(await texts()).to.deep.equal(['▶ asking (1)', 'Good day.', 'Which town?']);
    await happens(writes('Olot'));
    expect((await texts()).slice(3)).to.deep.equal(['Thank you.', '▶ second (1)', 'Good day.', 'Which town?']);
    expect((await all()).filter(({ form }) => form !== undefined)).to.deep.equal([]);
    expect((await sentinel.contact('ana')).fields).to.deep.equal({ town: 'Olot' });
    expect(await sentinel.main.query('medic-campaigns/had', { limit: 10 })).to.deep.equal([]);
  });

  it('that a colleague plays leaves nothing on her', async () => {
    await opened(ana(), { played: true, done: undefined });
    await happens(writes('Olot'));
    expect((await run()).state).to.equal('done');
    expect(await sentinel.contact('ana')).not.to.have.property('fields');
    expect((await all()).filter(({ type, form }) => type === 'consent' || form !== undefined)).to.deep.equal([]);
  });
});
