import type { EventDoc, EventState } from '@rounds/ddocs/events/event.ts';
import type { PostMark } from '@rounds/ddocs/events/post.ts';
import { ask } from './ask.ts';

/** Settings of the events as the pages need them; what is not given has its default on the server. */
export interface EventChoices {
  venue: {
    code: string;
    name: string;
    tz: string;
    days: string[];
    rooms: { id: string; name?: string; aliases?: string[] }[];
    opens?: string;
    closes?: string;
    public?: boolean;
  };
  listen?: { keywords?: string[]; groups?: 'all' | string[]; messages?: boolean };
  reminders?: number[];
  conflict?: { before?: number; after?: number };
  auto_approve?: boolean;
  manual_if_within_min?: number;
  ignore?: string[];
}

/** A message that was listened to, as the page lists it. */
export interface ListedPost extends PostMark {
  id: string;
  text: string;
  at: number;
  group?: string;
}

const path = '/api/v1/events';

/** The settings of the events; null where the programme has none. */
export const readChoices = async (): Promise<EventChoices | null> =>
  (await ask<{ events: EventChoices | null }>(`${path}/settings`)).events;

export const writeChoices = (body: object): Promise<unknown> => ask(`${path}/settings`, { method: 'PUT', body });

/** Events from one moment up to another, as ISO text. */
export const readEvents = async (from: string, to: string): Promise<EventDoc[]> =>
  (await ask<{ events: EventDoc[] }>(`${path}?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`)).events;

export const bookEvent = (body: object): Promise<unknown> => ask(path, { body });

export const changeEvent = (id: string, body: { state?: EventState; room?: string; start?: string; title?: string }) =>
  ask(`${path}/${encodeURIComponent(id)}`, { method: 'PUT', body });

/** Messages that were listened to, the newest first. */
export const readPosts = (
  q: string,
  outcome: string,
  before?: number,
): Promise<{ posts: ListedPost[]; before?: number }> => {
  const query = new URLSearchParams({ q, outcome, ...(before === undefined ? {} : { before: String(before) }) });
  return ask(`/api/v1/posts?${query}`);
};
