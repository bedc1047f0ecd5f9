import { bikramSambatText } from '@rounds/sentinel/dates/bikram-sambat.ts';
import type { SummaryField } from '@rounds/sentinel/summary/summary.ts';
import { html, type TemplateResult } from 'lit';
import { age, ago, day, dayHeading, inLine, moment, number } from '../../words/say.ts';
import { said } from '../../words/task-words.ts';
import { hasWords, locale, t } from '../../words/words.ts';

type Shown = string | TemplateResult;

const timeOf = (value: unknown): number => {
  if (typeof value === 'number') return value;
  const text = String(value ?? '');
  // A plain day is one here, not the midnight of another zone.
  return /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00`).getTime() : new Date(text).getTime();
};

const dated = (value: unknown, words: (at: number) => string): Shown => {
  const at = timeOf(value);
  if (Number.isNaN(at)) return plain(value);
  return html`<time datetime=${new Date(at).toISOString()}>${words(at)}</time>`;
};

/** A day; in Nepali that of the calendar there. */
const dayWords = (at: number, now: number): string => (/^ne\b/.test(locale()) ? bikramDay(at) : day(at, now));

const bikramDay = (at: number): string => {
  const date = new Date(at);
  return bikramSambatText([date.getFullYear(), date.getMonth() + 1, date.getDate()]) ?? day(at, at);
};

/** A value as text. */
const plain = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return t(value ? 'summary.yes' : 'summary.no');
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(', ');
  return typeof value === 'object' ? '' : String(value);
};

/** Names of places, nearest first. */
const lineage = (value: unknown): string => {
  const names: unknown[] = [];
  if (Array.isArray(value)) for (const each of value) names.push(typeof each === 'object' ? each?.name : each);
  else
    for (
      let at = value as { name?: unknown; parent?: unknown } | null;
      at && typeof at === 'object';
      at = at.parent as never
    )
      names.push(at.name);
  return inLine(names.map(name => (name ? String(name) : undefined)));
};

const weeks = (value: unknown): Shown => {
  const { number: count } = (typeof value === 'object' && value !== null ? value : { number: value }) as {
    number?: unknown;
  };
  if (!Number.isFinite(Number(count))) return plain(count);
  const words = t('summary.weeks', { count: Number(count) });
  // From week 37 on the child may come any day.
  return Number(count) >= 37 ? html`<strong class="near">${words}</strong>` : words;
};

/** When something is due: overdue, today, in some days, or the day. */
const dueIn = (at: number, now: number): string => {
  const left = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 86_400_000);
  if (left < 0) return t('tasks.overdue', { count: -left });
  if (left === 0) return t('tasks.due_today');
  return left <= 4 ? t('tasks.left', { count: left }) : day(at, now);
};

/** What programmes show values by, under the names that they have in CHT. An unknown one shows the value as it is. */
const filters: Record<string, (value: unknown, now: number) => Shown> = {
  age: (value, now) => dated(value, at => age(new Date(at).toISOString(), now)),
  dateOfDeath: (value, now) => dated(value, at => t('summary.died', { when: ago(at, now) })),
  dayMonth: (value, now) => dated(value, at => dayWords(at, now)),
  simpleDate: (value, now) => dated(value, at => dayWords(at, now)),
  simpleDateTime: (value, now) => dated(value, at => moment(at, now)),
  date: (value, now) => dated(value, at => dayWords(at, now)),
  fullDate: (value, now) => dated(value, at => `${ago(at, now)}, ${moment(at, now)}`),
  relativeDate: (value, now) => dated(value, at => ago(at, now)),
  relativeDay: (value, now) => dated(value, at => dayHeading(at, now)),
  taskDueDate: (value, now) => dated(value, at => dueIn(at, now)),
  weeksPregnant: weeks,
  lineage,
  clinic: lineage,
  phone: value => html`<a href="tel:${plain(value)}"><bdi dir="ltr">${value}</bdi></a>`,
  localizeNumber: value => (Number.isFinite(Number(value)) ? number(Number(value)) : plain(value)),
  translateFrom: value => said(value),
  resourceIcon: value => html`<programme-picture name=${plain(value)} fallback=""></programme-picture>`,
};

/** The value of a field as it is shown. HTML of a programme is shown as the text that it is. */
export const shownValue = ({ value, translate, filter, context }: SummaryField, now: number): Shown => {
  if (translate) {
    const key = String(value ?? '');
    return hasWords(key) ? t(key, context) : key;
  }
  const show = filter === undefined || !Object.hasOwn(filters, filter) ? undefined : filters[filter];
  return show && value !== '' && value !== null && value !== undefined ? show(value, now) : plain(value);
};
