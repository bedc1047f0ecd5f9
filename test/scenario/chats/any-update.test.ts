import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const baraka = { id: 88, is_bot: false, first_name: 'Baraka', language_code: 'sw' };
const alone = { id: 88, type: 'private', first_name: 'Baraka' };
const study = { id: -1_000_000_000_077, type: 'supergroup', title: 'Study' };
const came = { message_id: 5, date: 1_780_000_000, from: baraka, chat: alone };
const size = { file_id: 'none', file_unique_id: 'u', width: 9, height: 9, file_size: 4 };

/** What Telegram brings, one of each kind that is asked for. */
const whole: readonly (readonly [kind: string, content: Json])[] = [
  ['message', { ...came, text: 'MUTE 10011', entities: [{ type: 'bold', offset: 0, length: 4 }] }],
  ['message', { ...came, text: '/start abcdefghijklmnopqrstuv', reply_to_message: { ...came, text: 'hello' } }],
  ['message', { ...came, photo: [size, size], caption: 'well', media_group_id: '7' }],
  ['message', { ...came, location: { latitude: 1, longitude: 2 }, venue: { title: 'Well', address: 'Road' } }],
  ['message', { ...came, contact: { phone_number: '+254', first_name: 'A' }, poll: { question: 'q', options: [] } }],
  ['message', { ...came, chat: study, text: '@rounds_bot hello', message_thread_id: 4, is_topic_message: true }],
  ['message', { ...came, chat: study, new_chat_members: [baraka], new_chat_title: 'Other' }],
  ['message', { ...came, chat: study, sender_chat: study, migrate_from_chat_id: -8, left_chat_member: baraka }],
  ['edited_message', { ...came, edit_date: 1_780_000_009, text: 'MUTE 10012' }],
  ['callback_query', { id: 'q1', from: baraka, chat_instance: 'c', data: 'aaaaaabbbbcc', message: came }],
  ['my_chat_member', { chat: study, from: baraka, date: 1, new_chat_member: { status: 'member', user: baraka } }],
  ['my_chat_member', { chat: alone, from: baraka, date: 1, new_chat_member: { status: 'kicked', user: baraka } }],
  ['chat_member', { chat: study, from: baraka, date: 1, new_chat_member: { status: 'restricted', user: baraka } }],
  ['message_reaction', { chat: study, message_id: 3, date: 1, user: baraka, old_reaction: [], new_reaction: [] }],
];

/** The places within a value, by their keys from the outside inwards. */
const placesIn = (value: Json): string[][] =>
  value === null || typeof value !== 'object'
    ? [[]]
    : [[], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map(place => [key, ...place]))];

/** A value with something else, or nothing, at a place. */
const withAt = (value: Json, [key, ...rest]: readonly string[], put: Json | undefined): Json | undefined => {
  if (key === undefined || value === null || typeof value !== 'object') return put;
  const inner = withAt((value as { [key: string]: Json })[key] ?? null, rest, put);
  const entries = Object.entries(value).flatMap(([name, one]): [string, Json][] =>
    name !== key ? [[name, one]] : inner === undefined ? [] : [[name, inner]],
  );
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
};

const strange = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    'x'.repeat(5000),
    -1,
    0,
    2 ** 53,
    1e308,
    [],
    {},
    true,
    '\u0000',
    '\uD800',
    '__proto__',
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

/** An update of which one to three parts are gone or something else, or which is nothing at all that Telegram would say. */
const mutilated = fc
  .tuple(
    fc.constantFrom(...whole),
    fc.array(fc.tuple(fc.nat(), fc.option(strange, { nil: undefined })), { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 0, max: 9 }),
    strange,
  )
  .map(([[kind, content], cuts, dice, anything]): readonly [string, Json] => {
    if (dice === 0) return [kind, anything];
    const made = cuts.reduce<Json>((value, [nth, put]) => {
      const places = placesIn(value);
      return withAt(value, places[nth % places.length]!, put) ?? null;
    }, content);
    return [kind, made];
  });

describe('Whatever a Bot API brings', function () {
  this.timeout(240_000);
  let [rounds, amina]: [ChatWorld, User] = [] as never;
  before(async () => {
    const telegram = {
      ...{ bots: ['bot'], group_type: 'study_group', groups_under: 'district' },
      ...{ strangers: 'participant', participants_under: 'district' },
    };
    rounds = await chatWorld({
      docs: [{ _id: 'district', type: 'district_hospital', name: 'District' }],
      settings: settings => ({ ...settings, telegram }),
      limits: 'none',
    });
    amina = people.addPerson(rounds.telegram, 'Amina');
    people.start(rounds.telegram, rounds.bot, amina);
    await rounds.hears(amina, /./);
  });
  after(() => rounds?.close());

  const kept = async (text: string): Promise<boolean> =>
    (await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 100_000 })).some(
      ({ sms_message: sms }) => sms?.message === text,
    );

  it('never stops the bot, and never loses what comes next', async () => {
    const queue = rounds.bot.queue as unknown as { push(kind: string, content: unknown): void };
    const updates = fc.sample(mutilated, { seed: 20_261_130, numRuns: 400 });
    for (let at = 0; at < updates.length; at += 50) {
      for (const [kind, content] of updates.slice(at, at + 50)) queue.push(kind, content);
      const text = `still there, ${at}`;
      rounds.write(amina, text);
      await until(`«${text}» is kept`, () => kept(text), 60_000);
    }
    await until('all is worked off', () => rounds.bot.queue.waiting().length === 0);
    const health = async () =>
      (await (await rounds.fetch('/api/v1/chats/health')).json()) as { bots: { hears: boolean }[]; parked: number };
    await until('the bot is said to hear', async () => (await health()).bots[0]?.hears);
    const { parked } = await health();
    // What nobody could read is there to be seen.
    expect(parked).to.be.greaterThan(0);
  });

  it('leaves the words that come after it in their order', async () => {
    for (const text of ['one', 'two', 'three']) rounds.write(amina, text);
    await until('the last is kept', () => kept('three'));
    const reports = (await rounds.chatReports()).map(({ sms_message: sms }) => sms?.message);
    expect(reports.filter(text => /^(one|two|three)$/.test(String(text)))).to.deep.equal(['one', 'two', 'three']);
  });
});
