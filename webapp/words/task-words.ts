import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import { dayStart, localDay } from '@rounds/sentinel/tasks/days.ts';
import { daysLeft } from '@rounds/sentinel/tasks/order.ts';
import { day } from './say.ts';
import { hasWords, locale, t } from './words.ts';

/** Words of a key with values in them, of an old list by language, or as they stand. */
export const said = (given: unknown, values: Record<string, unknown> = {}): string => {
  if (Array.isArray(given)) {
    const found =
      given.find(each => each?.locale === locale()) ?? given.find(each => each?.locale === 'en') ?? given[0];
    return String(found?.content ?? '').replaceAll(/\{\{\s*([^}\s]+)\s*\}\}/g, (_, path: string) =>
      String(path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | null)?.[key], values) ?? ''),
    );
  }
  const text = typeof given === 'string' ? given : '';
  return text && hasWords(text) ? t(text, values) : text;
};

/** The title of a task in words. */
export const taskTitle = ({ emission }: CareTask): string => said(emission.title, { ...emission }) || emission._id;

/** When a task is due, in words: overdue, today, or so many days left; '' where that is long. */
export const dueWords = (task: CareTask, now: number, limit = 4): string => {
  const left = daysLeft(task, now);
  if (Number.isNaN(left)) return '';
  if (left < 0) return t('tasks.overdue', { count: -left });
  if (left === 0) return t('tasks.due_today');
  return left <= limit ? t('tasks.left', { count: left }) : '';
};

/** From when on a task can be done, in words; '' where it can be now. */
export const fromWords = ({ emission: { startDate } }: CareTask, now: number): string =>
  startDate && startDate > localDay(now)! ? t('tasks.to_come', { day: day(dayStart(startDate), now) }) : '';

/** The name of a target in words. */
export const targetName = (item: TargetItem): string =>
  said(item.translation_key) || said(item.name) || said(item.title) || item.id;
