import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type Button, isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import {
  type EventDoc,
  eventId,
  type FollowDoc,
  followId,
  isEvent,
  type RoomDoc,
  roomDocId,
} from '@rounds/ddocs/events/event.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import { roomName, venueMoment, venueTime, worded } from '@rounds/sentinel/events/words.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import type { ChatCommand, ChatPress, FromChat, Taker, TakerParts } from '../chats/takers.ts';
import { bookEvent } from './book.ts';
import { freeSlots } from './free.ts';

/** What booking and following by chat takes. */
export interface EventChatParts extends TakerParts {
  settings: { current: () => Settings; words: () => Words };
}

/** What a button tells: room, day and slot by their places in the settings, as far as they are chosen. */
const prefix = 'book:';

/** A message in which a slot is chosen, with what it is for. */
interface BookingMessage extends Report {
  booking?: { title: string };
}

interface Talk {
  parts: EventChatParts;
  events: EventSettings;
  who: FromChat;
}

const word = ({ parts, who }: Talk, key: string, values: Record<string, string> = {}): string =>
  worded(
    { settings: parts.settings.current(), words: parts.settings.words() },
    `events.chat.${key}`,
    values,
    who.language,
  );

const say = async (talk: Talk, text: string, more: { buttons?: Button[][]; edit?: string; title?: string } = {}) => {
  const { parts, who } = talk;
  const { buttons, edit, title } = more;
  const doc: BookingMessage = {
    ...said({
      ...{ cause: [who.event, 'events'], to: who.address, by: 'events', at: parts.now(), class: 'answer', text },
      ...(who.contact ? { contact: { _id: who.contact } } : {}),
      chat: { ...(buttons ? { buttons } : {}), ...(edit ? { edit } : {}) },
    }),
    ...(title === undefined ? {} : { booking: { title } }),
  };
  await parts.inbox.keep([doc]);
};

const inRows = (buttons: Button[], wide: number): Button[][] =>
  Array.from({ length: Math.ceil(buttons.length / wide) }, (_, row) => buttons.slice(row * wide, (row + 1) * wide));

/** Rooms, then days, then what is free on that day, as buttons. */
const choices = async ({ parts, events }: Talk, [room, day]: readonly number[]): Promise<Button[][]> => {
  const { venue } = events;
  if (room === undefined)
    return inRows(
      venue.rooms.slice(0, 60).map(({ id }, at) => ({ text: roomName(events, id), data: `${prefix}${at}` })),
      2,
    );
  if (day === undefined) {
    const open = venue.days.map((text, at) => ({ text, data: `${prefix}${room}.${at}` }));
    const today = new Date(parts.now() - 86_400_000).toISOString().slice(0, 10);
    return inRows(
      open.filter(({ text }) => text >= today),
      2,
    );
  }
  const stored = await parts.main.get<RoomDoc>(roomDocId(venue.rooms[room]!.id));
  const free = freeSlots(stored, venue.days[day]!, events, parts.now()).slice(0, 40);
  return inRows(
    free.map(at => ({ text: venueTime(events, at), data: `${prefix}${room}.${day}.${Date.parse(at) / 60_000}` })),
    3,
  );
};

const questions = ['which_room', 'which_day', 'which_slot'];

const titleOf = async ({ parts }: Talk, message: string): Promise<string | undefined> => {
  const rows = await parts.main.query<unknown, BookingMessage>('medic-sms/messages_by_gateway_ref', {
    ...{ key: message, limit: 10, docs: true, prompt: true },
  });
  return rows.flatMap(({ doc }) => (isReport(doc) ? (doc.booking?.title ?? []) : []))[0];
};

/** Whoever books is reminded one to one. */
const follow = async ({ parts, who }: Talk, what: string): Promise<void> => {
  const doc: FollowDoc = {
    ...{ _id: followId(idFrom('follow', who.address, what)), type: 'event-follow', address: who.address, what },
    ...{ since: new Date(parts.now()).toISOString() },
    ...(who.contact ? { contact: who.contact } : {}),
    ...(who.language ? { language: who.language } : {}),
  };
  await win<FollowDoc>(parts.main, doc._id, stored => stored ?? doc);
};

const unfollow = async ({ parts, who }: Talk, what: string): Promise<void> => {
  await win<FollowDoc>(parts.main, followId(idFrom('follow', who.address, what)), stored =>
    stored ? { ...stored, _deleted: true } : null,
  );
};

/** What somebody names: a room of the venue in any of its ways, else a tag. */
const whatIs = ({ venue }: EventSettings, rest: string): string | undefined => {
  const asked = rest.trim().toLowerCase();
  if (asked === '') return undefined;
  const room = venue.rooms.find(({ id, name = '', aliases }) =>
    [id, name, ...aliases].some(one => one.toLowerCase() === asked),
  );
  return room ? `room:${room.id}` : `tag:${asked.replace(/^#/, '')}`;
};

const book = async (talk: Talk, press: ChatPress): Promise<void> => {
  const { parts, events } = talk;
  const chosen = press.data.slice(prefix.length).split('.').map(Number);
  const [room, day, slot] = chosen;
  const title = await titleOf(talk, press.message);
  const place = events.venue.rooms[room ?? -1];
  const date = day === undefined ? '' : events.venue.days[day];
  if (title === undefined || !place || date === undefined || chosen.some(Number.isNaN))
    return say(talk, word(talk, 'over'));
  const values = { title, room: roomName(events, place.id), day: date };
  const ask = async (upTo: readonly number[], key: string) =>
    say(talk, word(talk, key, values), { buttons: await choices(talk, upTo), edit: press.message, title });
  if (slot === undefined) return ask(chosen, questions[chosen.length]!);
  const start = new Date(slot * 60_000).toISOString();
  const id = eventId(idFrom('booked', press.address, place.id, start, title));
  try {
    const plan = {
      room: place.id,
      start,
      title,
      from: { post: press.event, source: 'telegram', author: press.address },
    };
    await bookEvent({ main: parts.main, settings: events, now: parts.now }, id, plan, press.user ?? 'chat');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return ask([room!, day!], 'taken');
  }
  await follow(talk, `event:${id}`);
  const when = venueMoment(events, start, press.language);
  await say(talk, word(talk, 'booked', { ...values, when }), { buttons: [], edit: press.message });
};

/** What is on from now to the end of tomorrow. */
const list = async (talk: Talk): Promise<void> => {
  const { parts, events } = talk;
  const [from, to] = [0, 36].map(hours => new Date(parts.now() + hours * 3_600_000).toISOString());
  const rows = await parts.main.query<null, EventDoc>('medic-events/events', {
    ...{ startKey: ['at', from!], endKey: ['at', to!], limit: 100, docs: true, prompt: true },
  });
  const lines = rows.flatMap(({ doc }) =>
    isEvent(doc) && doc.state === 'approved'
      ? [
          `${venueMoment(events, doc.start, talk.who.language)} · ${roomName(events, doc.room)}: ${doc.title.slice(0, 100)}`,
        ]
      : [],
  );
  await say(talk, lines.length > 0 ? lines.slice(0, 30).join('\n') : word(talk, 'none'));
};

const obey = async (talk: Talk, { name, rest }: ChatCommand): Promise<boolean> => {
  const { events } = talk;
  if (name === 'events') await list(talk);
  else if (name === 'book') {
    const title = rest.trim().slice(0, 400);
    if (title === '') await say(talk, word(talk, 'how_book'));
    else await say(talk, word(talk, questions[0]!, { title }), { buttons: await choices(talk, []), title });
  } else if (name === 'follow' || name === 'unfollow') {
    const what = whatIs(events, rest);
    if (what === undefined) await say(talk, word(talk, 'how_follow'));
    else {
      await (name === 'follow' ? follow(talk, what) : unfollow(talk, what));
      await say(talk, word(talk, `${name}ed`, { what: what.replace(/^(room|tag):/, '') }));
    }
  } else return false;
  return true;
};

/**
 * In a private chat: `/events` says what is on, `/book <what>` books a free slot (room, day and slot as buttons), so that
 * nothing need be understood, and `/follow <room or tag>` has the bot remind one to one.
 */
export const eventTaker = (parts: EventChatParts): Taker => {
  const talkOf = (who: FromChat): Talk | undefined => {
    const { events } = parts.settings.current();
    return events && { parts, events, who };
  };
  return {
    name: 'events',
    command: async command => {
      const talk = talkOf(command);
      return talk ? obey(talk, command) : false;
    },
    press: async press => {
      const talk = press.data.startsWith(prefix) && !press.group ? talkOf(press) : undefined;
      if (!talk) return false;
      await book(talk, press);
      return true;
    },
  };
};
