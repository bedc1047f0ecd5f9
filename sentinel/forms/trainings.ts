import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isTraining } from '@rounds/ddocs/documents/trainings.ts';
import { daysAfter, localDay } from '../tasks/days.ts';

/** A training form as far as it says for whom and when it is. */
export interface TrainingForm {
  internalId: string;
  context?: {
    /** The day on which it begins, as `YYYY-MM-DD`, or a moment; without one it has begun. */
    start_date?: unknown;
    /** How many days it is shown by itself; for ever without. */
    duration?: unknown;
    /** Roles of which a user has one; without any it is for everybody. */
    user_roles?: unknown;
    permission?: string | string[];
  } | null;
}

/** The days on which a training is shown by itself, as `YYYY-MM-DD`, both of them included. */
interface Days {
  /** '' where it has always been. */
  first: string;
  /** Undefined for ever. */
  last: string | undefined;
}

/** For whom trainings are, by roles and permissions. */
export interface Trainee {
  roles: readonly string[];
  may(permission: string): boolean;
}

/** The trainings of a user that have begun, the one that began first at the head. */
export const trainingsFor = <T extends TrainingForm>(forms: readonly T[], { roles, may }: Trainee, now: Ms): T[] =>
  forms
    .filter(({ internalId }) => isTraining(internalId))
    .filter(({ context }) => isFor(roles, context?.user_roles))
    .filter(({ context }) => ([] as string[]).concat(context?.permission ?? []).every(may))
    .flatMap(form => {
      const days = daysOf(form);
      return days && days.first <= localDay(now)! ? [{ form, first: days.first }] : [];
    })
    .sort((a, b) => compare(a.first, b.first) || compare(a.form.internalId, b.form.internalId))
    .map(({ form }) => form);

/**
 * The training that a user is shown next by itself: that which began first of those whose days are not over and that
 * she has not gone through. @param done internal ids of those that she has
 */
export const nextTraining = <T extends TrainingForm>(
  forms: readonly T[],
  trainee: Trainee,
  done: ReadonlySet<string>,
  now: Ms,
): T | undefined =>
  trainingsFor(forms, trainee, now).find(form => {
    const last = daysOf(form)?.last;
    return !done.has(form.internalId) && (last === undefined || localDay(now)! <= last);
  });

/** The days of a training; undefined where its beginning cannot be read: then it has none. */
const daysOf = ({ context }: TrainingForm): Days | undefined => {
  const { start_date: start, duration } = context ?? {};
  const unset = start === undefined || start === null || start === '';
  const first = unset ? '' : localDay(start);
  if (first === undefined) return undefined;
  const days = Math.trunc(Number(duration));
  return { first, last: days > 0 && first ? daysAfter(first, days - 1) : undefined };
};

const isFor = (roles: readonly string[], wanted: unknown): boolean => {
  const named = ([] as unknown[]).concat(wanted ?? []).filter(role => typeof role === 'string' && role !== '');
  return named.length === 0 || named.some(role => roles.includes(role as string));
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
