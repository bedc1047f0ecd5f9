import { positionOf, type Volunteer } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewFact } from '@rounds/ddocs/review/review.ts';

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}`.trim() : '';
const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value.map(text) : text(value).split(/[\s,;]+/))
    .map(each => each.toLowerCase())
    .filter(Boolean);

/** Old systems write `assist_delivery` where they mean `delivery`. */
const activity = (name: string): string => name.replace(/^assist_/, '');

/** What somebody told who wants to become a volunteer. */
export interface Application {
  /** What of it belongs to the contact itself. */
  contact: Partial<Contact> & { email?: string };
  volunteer: Omit<Volunteer, 'status'>;
  /** All of it, for a person to read. */
  facts: ReviewFact[];
}

/** Hours of a day from `9-17` or from two numbers. */
const hoursIn = (value: unknown): [number, number] | undefined => {
  const [, from, to] = /^(\d{1,2})(?::00)?\s*[-–]\s*(\d{1,2})(?::00)?$/.exec(text(value)) ?? [];
  const hours: [number, number] = [Number(from), Number(to)];
  return from !== undefined && hours[0] < hours[1] && hours[1] <= 24 ? hours : undefined;
};

/** Reads what somebody told, by chat, in the app or by another system. */
export const applicationIn = (report: Report): Application => {
  const fields = report.fields ?? {};
  const name = [fields.first_name, fields.last_name].map(text).filter(Boolean).join(' ') || text(fields.name);
  const activities = list(fields.activities).map(activity);
  const [phone, email] = [text(fields.phone), text(fields.email)];
  const hours = hoursIn(fields.hours);
  const position = positionOf(fields);
  const days = list(fields.days)
    .map(Number)
    .filter(day => day >= 1 && day <= 7);
  const facts: ReviewFact[] = [
    { name: 'name', value: name },
    { name: 'phone', value: phone },
    { name: 'email', value: email },
    { name: 'activities', value: activities, words: 'dispatch.need.{}' },
    { name: 'hours', value: text(fields.hours) },
    { name: 'days', value: days.map(String), words: 'review.day.{}' },
  ];
  return {
    contact: {
      ...(name ? { name } : {}),
      ...(phone ? { phone } : {}),
      ...(email ? { email } : {}),
      ...(position ?? {}),
    },
    volunteer: {
      ...(activities.length > 0 ? { activities } : {}),
      ...(hours ? { hours } : {}),
      ...(days.length > 0 ? { days } : {}),
    },
    facts: facts.filter(({ value }) => value.length > 0),
  };
};
