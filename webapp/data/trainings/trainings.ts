import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { trainedPrefix } from '@rounds/ddocs/documents/trainings.ts';
import { nextTraining, trainingsFor } from '@rounds/sentinel/forms/trainings.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';
import type { Phone } from '../phone/phone-context.ts';
import type { FormDoc } from '../programme/phone-programme.ts';

/** A training of the user that has begun. */
export interface Training {
  form: FormDoc;
  /** When she went through it, in ms; undefined as long as she has not. */
  done: Ms | undefined;
}

type Trained = Pick<Phone, 'db' | 'user' | 'programme' | 'clock'>;

/** All trainings of the user that have begun, the newest first. */
export const ownTrainings = async (phone: Trained): Promise<Training[]> => {
  const done = await doneOf(phone);
  const { programme, clock } = phone;
  return trainingsFor(programme.trainings(), traineeOf(phone), clock())
    .reverse()
    .map(form => ({ form, done: done.get(form.internalId) }));
};

/** The training that the user is shown by itself today; undefined where there is none, or she put it off today. */
export const dueTraining = async (phone: Trained): Promise<FormDoc | undefined> => {
  const { programme, clock, user } = phone;
  const now = clock();
  const all = programme.trainings();
  if (all.length === 0 || !programme.may('can_edit') || wasSeen(user.name, now)) return undefined;
  return nextTraining(all, traineeOf(phone), new Set((await doneOf(phone)).keys()), now);
};

/** Whether documents that came may change what is due. */
export const saysOfTrainings = (docs: readonly Doc[]): boolean =>
  docs.some(({ _id }) => /^(form:)?training:/.test(_id));

/** When the user first went through each training, by the form's internal id: on any of her devices. */
const doneOf = async ({ db, user }: Trained): Promise<Map<string, Ms>> => {
  const startkey = trainedPrefix(user.name);
  const { rows } = await db.allDocs<Report>({ startkey, endkey: `${startkey}\ufff0`, include_docs: true });
  const done = new Map<string, Ms>();
  for (const { doc } of rows) {
    const at = Number(doc?.reported_date);
    if (doc?.form) done.set(doc.form, Math.min(at, done.get(doc.form) ?? at));
  }
  return done;
};

const traineeOf = ({ user, programme }: Trained) => ({ roles: user.roles, may: programme.may });

/** Where this device remembers the day on which the user last had a training before her, as CHT does. */
const key = (user: string): string => `training-cards-last-viewed-date-${user}`;

/** Remembers that the user had a training before her today: the next one comes tomorrow. */
export const noteSeen = (user: string, now: Ms): void => localStorage.setItem(key(user), localDay(now)!);

/** A day that lies ahead was noted by a clock that went wrong: it hides nothing. */
const wasSeen = (user: string, now: Ms): boolean => localStorage.getItem(key(user)) === localDay(now);
