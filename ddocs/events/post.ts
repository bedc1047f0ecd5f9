import type { Doc, Iso, Ms } from '../documents/doc.ts';
import { isReport, type Report } from '../documents/reports.ts';

/** A place in a post that says something: where it stands there, and what it was read as. */
export interface Mark {
  kind: 'room' | 'unknown_room' | 'time' | 'date';
  /** Index of its first sign in the text, and how many there are. */
  at: number;
  length: number;
  /** Id of a room, a clock time such as `14:05`, a day such as `2026-05-12`. */
  value: string;
  /** Whether it may be meant otherwise: `at 5`. */
  guess?: boolean;
}

/** How sure it is what a post announces. */
export type Grade = 'sure' | 'guess' | 'none';

/** What was found in a post. */
export interface Reading {
  /** The text that was read. */
  text: string;
  marks: Mark[];
  grade: Grade;
  /** The room, where exactly one is named. */
  room?: string;
  /** When it begins, where exactly one time is named. */
  start?: Iso;
  end?: Iso;
  /** Why a person must look: `no room`, `several rooms`, `no time`, `several times`, `am or pm`, `which day`, … */
  why: string[];
}

/** What became of a post. */
export type Outcome = 'nothing' | 'incomplete' | 'conflict' | 'repeat' | 'scheduled' | 'held' | 'over' | 'withdrawn';

/** What is known of a message as an announcement. */
export interface PostMark {
  /** `telegram`, `sms`, `api`, `mastodon`, `bluesky`. */
  source: string;
  /** An address, or an author such as `mastodon:ana@example.org`. */
  author?: string;
  author_name?: string;
  /** Where it is read. */
  url?: string;
  /** When its author took it back, in ms. */
  deleted?: Ms;
  reading?: Reading;
  outcome?: Outcome;
  /** Id of the event that it announces. */
  event?: string;
}

/** A message that was listened to. */
export interface Post extends Report {
  post?: PostMark;
}

/** Whether a document is a message that was listened to. */
export const isPost = (doc: Doc | null | undefined): doc is Post & { post: PostMark } =>
  isReport(doc) && !!doc.post && typeof doc.post === 'object';

/** What a post says, as it says it now. */
export const textOfPost = ({ sms_message: sms }: Report): string => String(sms?.message ?? '');
