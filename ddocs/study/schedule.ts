import type { Doc, Iso } from '../documents/doc.ts';

/** When day 0 of a schedule is, by a clock on the wall. */
export interface ScheduleStart {
  /** Such as `2026-03-01`; absent for the day on which each recipient came. */
  date?: string;
  /** At which time of each day messages go, such as `10:00`. */
  time: string;
  /** Zone as IANA names it; that of each recipient where none is given. */
  tz?: string;
}

/** One message of a schedule. */
export interface ScheduleEntry {
  id: string;
  /** Days after day 0, from 0 on. */
  day: number;
  /** Its text by language; `''` stands for the language of the programme. */
  text: Readonly<Record<string, string>>;
  /** For colleagues; never sent. */
  comment: string;
  enabled: boolean;
}

/** What goes to a group, to a person, or to everybody in an arm of a study, on which day. */
export interface ScheduleDoc extends Doc {
  type: 'schedule';
  /** Id of the contact that it is for. */
  contact: string;
  /** Where it is not given, that of the contact, else the moment at which the contact was made. */
  start?: ScheduleStart;
  entries: ScheduleEntry[];
  /** Name of the user who last changed it, and when. */
  by?: string;
  at?: Iso;
}

const prefix = 'schedule:';

/** Id of the schedule of a group, a person or an arm: each has one. */
export const scheduleId = (contact: string): string => `${prefix}${contact}`;

/** Whether a document is a schedule. */
export const isSchedule = (doc: Doc | null | undefined): doc is ScheduleDoc =>
  doc?.type === 'schedule' && doc._id.startsWith(prefix);

/** Whether reports of a form hold the messages of a schedule to one recipient. */
export const isScheduleForm = (form: unknown): form is string => typeof form === 'string' && form.startsWith(prefix);
