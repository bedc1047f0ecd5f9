import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, type Words } from '@rounds/config/words/translations.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
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
  const text = [proposed.text, proposed.title, proposed.reason].find(one => typeof one === 'string' && one !== '');
  return typeof text === 'string' ? text.slice(0, longest) : '';
};

const fieldsOf = ({ asks = [] }: ReviewDoc, speech: Speech): string[] =>
  asks.flatMap(({ name, kind, value, tz }) => {
    if (!value || kind === 'text') return [];
    const shown = kind === 'moment' ? DateTime.fromISO(value, byZone(tz)).toFormat('ccc d LLL HH:mm ZZZZ') : value;
    return [`${find(speech, `review.field.${name}`) ?? name}: ${shown}`];
  });

/** Words for reviews outside the page: in a chat of the staff, in Slack. */
export const sayReview = {
  answer: answerOf,
  question: (review: ReviewDoc, name: string, speech: Speech): string => {
    const { kind, deadline, asks = [], answers } = review;
    const isMore = answers.some(answer => asks.some(field => field.for?.includes(answer) && !field.value));
    return [
      filled(speech, 'review.staff.asked', { kind: kindOf(kind, speech), name }).replace(/:\s*$/, ''),
      quoted(review),
      ...fieldsOf(review, speech),
      deadline ? filled(speech, 'review.staff.until', { when: when(deadline, speech) }) : '',
      isMore ? filled(speech, 'review.staff.more', {}) : '',
    ]
      .filter(line => line !== '')
      .join('\n');
  },
  decided: ({ decision = '', by = '' }: ReviewDoc, speech: Speech): string =>
    by ? filled(speech, 'review.staff.was', { answer: answerOf(decision, speech), by }) : answerOf(decision, speech),
  overdue: ({ kind }: ReviewDoc, name: string, speech: Speech): string =>
    filled(speech, 'review.staff.overdue', { kind: kindOf(kind, speech), name }).replace(/:\s*$/, ''),
};
