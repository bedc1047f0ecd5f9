import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, type Words } from '@rounds/config/words/translations.ts';
import { factsOf, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';

/** In which words and by whose clock is spoken. */
export interface Speech {
  settings: Pick<Settings, 'locale' | 'locale_outgoing' | 'default_timezone'>;
  words: Words;
  language?: string;
}

const find = ({ settings, words, language }: Speech, key: string): string | undefined =>
  findWord(words, key, messageLocales({ locale: language }, settings));

const filled = (speech: Speech, key: string, values: Readonly<Record<string, string>>): string =>
  (find(speech, key) ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);

const kindOf = (kind: string, speech: Speech): string => find(speech, `review.kind.${kind}`) ?? kind;
const answerOf = (answer: string, speech: Speech): string => find(speech, `review.answer.${answer}`) ?? answer;
const when = (at: string, { settings }: Speech): string =>
  DateTime.fromISO(at, byZone(settings.default_timezone)).toFormat('d LLL HH:mm ZZZZ');

/** Longest quotation: a chat takes 4,096 signs in all. */
const longest = 1500;

const quoted = ({ proposed }: ReviewDoc): string => {
  const text = [proposed.text, proposed.title].find(one => typeof one === 'string' && one !== '');
  return typeof text === 'string' ? text.slice(0, longest) : '';
};

/** Why it came to it: in words where there are some; what somebody typed, and what a gateway says, as it is. */
const reasonOf = ({ proposed: { reason } }: ReviewDoc, speech: Speech): string =>
  typeof reason === 'string' ? (find(speech, `review.why.${reason}`) ?? reason).slice(0, longest) : '';

const zoned = (at: string, zone: string | undefined): string =>
  DateTime.fromISO(at, byZone(zone)).toFormat('ccc d LLL HH:mm ZZZZ');

/** What is known, one line each, in words. */
const factLines = (review: ReviewDoc, speech: Speech): string[] =>
  factsOf(review).map(({ name, value, words, moment }) => {
    const all = typeof value === 'string' ? [value] : value;
    const shown = all.map(each => {
      if (moment !== undefined) return zoned(each, moment || speech.settings.default_timezone);
      return words === undefined ? each : (find(speech, words.replace('{}', each)) ?? each.replaceAll('_', ' '));
    });
    return `${find(speech, `review.fact.${name}`) ?? name}: ${shown.join(', ')}`.slice(0, longest);
  });

/** Why a person must look, as far as there are words for it. */
const whys = ({ proposed: { why } }: ReviewDoc, speech: Speech): string =>
  (Array.isArray(why) ? why : [why])
    .flatMap(one => (typeof one === 'string' && one !== '' ? (find(speech, `review.why.${one}`) ?? []) : []))
    .join(', ');

const fieldsOf = ({ asks = [] }: ReviewDoc, speech: Speech): string[] =>
  asks.flatMap(({ name, kind, value, tz }) => {
    if (!value || kind === 'text') return [];
    const shown = kind === 'moment' ? zoned(value, tz) : value;
    return [`${find(speech, `review.field.${name}`) ?? name}: ${shown}`];
  });

/** Words for reviews outside the page: in a chat of the staff, in Slack. */
export const sayReview = {
  answer: answerOf,
  /** Words to somebody of the staff, `review.staff.<key>`. */
  words: (key: string, speech: Speech, values: Readonly<Record<string, string>> = {}): string =>
    filled(speech, `review.staff.${key}`, values),
  question: (review: ReviewDoc, name: string, speech: Speech): string => {
    const { kind, deadline, asks = [], answers } = review;
    const isMore = answers.some(answer => asks.some(field => field.for?.includes(answer) && !field.value));
    return [
      filled(speech, 'review.staff.asked', { kind: kindOf(kind, speech), name }).replace(/:\s*$/, ''),
      quoted(review),
      ...factLines(review, speech),
      whys(review, speech),
      reasonOf(review, speech),
      ...fieldsOf(review, speech),
      deadline ? filled(speech, 'review.staff.until', { when: when(deadline, speech) }) : '',
      isMore ? filled(speech, 'review.staff.more', {}) : '',
    ]
      .filter(line => line !== '')
      .join('\n');
  },
  decided: ({ decision = '', by = '', closed }: ReviewDoc, speech: Speech): string => {
    const answer = answerOf(decision, speech);
    if (closed !== undefined) return `${answer}: ${find(speech, `review.closed.${closed}`) ?? closed}`;
    return by ? filled(speech, 'review.staff.was', { answer, by }) : answer;
  },
  overdue: ({ kind }: ReviewDoc, name: string, speech: Speech): string =>
    filled(speech, 'review.staff.overdue', { kind: kindOf(kind, speech), name }).replace(/:\s*$/, ''),
};
