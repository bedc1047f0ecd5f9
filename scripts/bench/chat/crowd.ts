import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { runJob } from '../../../test/scenario/dialogues/run-job.ts';
import { until, type World, world } from '../../../test/world.ts';
import type { BenchContext, Measurement } from '../figures/benchmark.ts';

const { BENCH_SHARE = '0.02' } = process.env;
/** A study of 50,000 participants with 20,000 open runs and a million messages, or a share of it. */
const share = Math.min(1, Math.max(0.001, Number(BENCH_SHARE)));
const [participants, open, messages] = [50_000, 20_000, 1_000_000].map(whole => Math.round(whole * share)) as [
  number,
  number,
  number,
];
/** Documents of a request, and how long everything may take to be filled in, in ms. */
const [together, patience] = [1000, 600_000];

const study: Contact = { _id: 'study', type: 'district_hospital', name: 'Study' };
const addressOf = (at: number): string => `chat:${String(at).padStart(22, 'A')}`;
const personOf = (at: number): Contact => ({
  ...{ _id: `person-${at}`, type: 'person', name: `Participant ${at}`, parent: { _id: 'study' }, reported_date: 1 },
  ...{ addresses: [{ address: addressOf(at) }], language: 'en', fields: { area: `area ${at % 20}` } },
  participation: { state: 'active', since: 1, by: 'consent:x' },
});
/** Every other message came in. */
const messageOf = (at: number, now: number): Doc => {
  const person = at % participants;
  const [to, moment] = [addressOf(person), now - (messages - at) * 1000];
  const who = { _id: `person-${person}`, parent: { _id: 'study' } };
  if (at % 2 === 0) {
    const doc = said({
      cause: [`${at}`],
      to,
      text: `Question ${at}`,
      by: 'dialogue:hall',
      at: moment,
      class: 'answer',
      contact: who,
    });
    return { ...doc, tasks: (doc.tasks ?? []).map(task => ({ ...task, state: 'sent' as const })) };
  }
  return {
    ...{ _id: `in-${at}`, type: 'data_record', from: to, contact: who, reported_date: moment, fields: {}, tasks: [] },
    ...{ chat_message: { id: `${at}` }, sms_message: { message: `Answer ${at}`, from: to, type: 'sms_message' } },
  };
};
const runOf = (at: number, now: number): Doc => {
  const contact = personOf(at);
  const planned = plannedRun({
    ...{ id: `run:${String(at).padStart(22, 'B')}`, dialogue: 'hall', version: 1, contact, address: addressOf(at) },
    ...{ language: 'en', at: now, due: now + 30 * 86_400_000, unasked: true, done: [] },
  });
  return { ...planned, events: [{ id: 'begin', at: now, kind: 'begin' }] } as Doc;
};

const fill = async (place: World, count: number, docOf: (at: number) => Doc): Promise<void> => {
  const store = place.store();
  for (let from = 0; from < count; from += together) {
    const docs = Array.from({ length: Math.min(together, count - from) }, (_, at) => docOf(from + at));
    const refused = (await store.write(docs)).find(({ ok }) => !ok);
    if (refused) throw new Error(`not filled in: ${JSON.stringify(refused)}`);
  }
};

/** How long a request takes, once so that indexes are there, then as often as wanted. */
const timed = async (place: World, path: string, runs: number, init: RequestInit = {}): Promise<number[]> => {
  const ask = async (): Promise<number> => {
    const begun = performance.now();
    const answer = await place.fetch(path, init);
    await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (performance.now() - begun) / 1000;
  };
  await ask();
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await ask());
  return values;
};

/** The pages of a desk before a large study. The sentinel is at work, and has settled everything. */
export const crowd = async ({ runs, say }: BenchContext): Promise<Measurement[]> => {
  say(`Filling in ${participants} participants, ${open} open runs and ${messages} messages …`);
  const now = Date.now();
  const place = await world({
    docs: [study],
    sentinel: false,
    settings: settings => ({
      ...settings,
      quiet_hours: undefined,
      telegram: { bots: [], strangers: 'participant', participants_under: 'study', participant_type: 'person' },
      dialogues: { sequences: { default: ['hall'] }, profile: ['area'] },
    }),
  });
  try {
    const begun = Date.now();
    await fill(place, participants, personOf);
    await fill(place, open, at => runOf(at, now));
    await fill(place, messages, at => messageOf(at, now));
    const filled = (Date.now() - begun) / 1000;
    say(`Filled in ${filled.toFixed(0)} s; indexes are built with the first of each request …`);
    if (Date.now() - begun > patience)
      throw new Error('filling in took longer than ten minutes: take a smaller BENCH_SHARE');
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const audience = { under: ['study'], languages: [], fields: {} };
    const preview = { title: 'x', audience, says: { text: { en: 'Hello' } }, when_busy: 'wait' };
    const list = await timed(place, '/api/v1/conversations?order=newest&limit=50', runs);
    const talk = await timed(place, '/api/v1/conversations/person-1/messages?limit=50', runs);
    const progress = await timed(place, '/api/v1/study/progress', runs);
    const campaign = await timed(place, '/api/v1/campaigns/preview', runs, { ...post, body: JSON.stringify(preview) });
    await place.sentinel.start();
    await until(
      'the sentinel leads',
      async () => (await place.store(place.databases.sentinel).get('lease:sentinel')) !== null,
      60_000,
    );
    const jobs = performance.now();
    await runJob(place, 'dialogues');
    const job = (performance.now() - jobs) / 1000;
    const goal = (peer: number): Pick<Measurement, 'compare'> => ({ compare: { peer, atLeast: 1, of: 'the goal' } });
    const of = `${participants} participants, ${open} runs, ${messages} messages`;
    return [
      { work: `${of}: the newest 50 conversations`, unit: 's', values: list, ...goal(0.5) },
      { work: 'one of them, its last messages', unit: 's', values: talk, ...goal(0.5) },
      { work: 'how the study goes', unit: 's', values: progress },
      { work: 'whom a campaign to all would reach, by reason', unit: 's', values: campaign, ...goal(2) },
      { work: 'the job that lets time tell, with nothing due', unit: 's', values: [job] },
    ];
  } finally {
    await place.close();
  }
};
