import type { Doc, Iso } from '../documents/doc.ts';

/** Where an event stands. Only what is `approved` is reminded of and shown to everybody. */
export type EventState = 'approved' | 'held' | 'denied' | 'cancelled';

/** One reminder of an event. */
export interface Reminder {
  /** Minutes before the start at which it was planned. */
  minutes: number;
  /** When it goes. */
  due: Iso;
  /**
   * `planned`, until its time; `saying` from the moment at which somebody has it to say; then `said`. `cleared` where it
   * goes no more, `late` where another that is nearer to the start was said in its place.
   */
  state: 'planned' | 'saying' | 'said' | 'cleared' | 'late';
  /** When it came to its state. */
  at?: Iso;
  /** The minute of whose list it is a part, where a group was due more than it takes. */
  listed?: Iso;
}

/** Where an event was announced. */
export interface EventSource {
  /** Id of the document of the post. */
  post: string;
  /** `telegram`, `sms`, `api`, `mastodon`, `bluesky`. */
  source: string;
  /** Who wrote it: an address, or an author of a stream. */
  author?: string;
  /** Contact id of the group in which it was said. */
  group?: string;
  /** Where the post is read. */
  url?: string;
}

/** What happens in a room at a time: `event:<key made from its cause>`. Written by rules and doors of the server alone. */
export interface EventDoc extends Doc {
  type: 'event';
  state: EventState;
  /** Id of the room, as the settings have it. */
  room: string;
  start: Iso;
  end?: Iso;
  /** What is said of it, as its author wrote it. */
  title: string;
  /** What was made of the words last: a person who changed it has the last word. */
  by?: string;
  from?: EventSource;
  reminders: Reminder[];
  /** Minutes before the start at which is reminded of this event; those of the programme where nobody said others. */
  remind?: number[];
  /** Reminders that were said to the group where it was announced: what they said, by the id of their document. */
  told?: { said: string; room: string; start: Iso }[];
  /** Counts changes, for calendars that follow it. */
  sequence: number;
  created: Iso;
  changed: Iso;
  /** Why it is held, denied or cancelled: `soon`, `by hand`, `deleted`, `edited`, the note of who decided. */
  reason?: string;
  tags?: string[];
}

/** What is taken of a room, by which no two events get it at once: `event-room:<room>`. */
export interface RoomDoc extends Doc {
  type: 'event-room';
  taken: Taken[];
}

/** One event that has a room. */
export interface Taken {
  event: string;
  start: Iso;
  /** A key made of its words without case and signs, by which a post is known that says the same again. */
  words: string;
}

/** Somebody who is reminded one to one of what happens in a room or has a tag: `event-follow:<key>`. */
export interface FollowDoc extends Doc {
  type: 'event-follow';
  address: string;
  contact?: string;
  /** `room:<id>`, `tag:<word>` or `event:<id>`. */
  what: string;
  language?: string;
  since: Iso;
}

export const eventId = (key: string): string => `event:${key}`;
export const roomDocId = (room: string): string => `event-room:${room}`;
export const followId = (key: string): string => `event-follow:${key}`;

/** Whether a document is an event. */
export const isEvent = (doc: Doc | null | undefined): doc is EventDoc =>
  doc?.type === 'event' && doc._id.startsWith('event:');

/** Words of a text without case, signs, mentions and addresses, for telling what says the same. */
export const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/^\s*rt\s+@\w+:?/, ' ')
    .replace(/[^\p{L}\p{N}+:]+/gu, ' ')
    .trim();
