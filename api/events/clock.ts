import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import type { Post } from '@rounds/ddocs/events/post.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { inPages } from '@rounds/sentinel/engine/draft.ts';
import type { Log } from '../web/log.ts';
import { type Due, minuteOf, mostInMinute, saidOf, takenOn, toSay } from './due.ts';
import { followersOf } from './followers.ts';
import { listTo, type Place, placeOf, reminderTo, reminderToFollower, type Saying } from './sayings.ts';

/** What reminding takes. */
export interface ClockParts {
  main: Store;
  settings: { current: () => Settings; words: () => Words };
  now: () => Ms;
  log: Log;
  /** Told when something was said that has to go out: to chats, and to numbers. */
  spoken: (toNumbers: boolean) => void;
}

/** Events that are looked at in one round, and followers that are told in one write. */
const [most, page] = [500, 500];

/** How long the clock rests at most, and how far it looks ahead, in ms. */
const [longestRest, ahead]: [Ms, Ms] = [1000, 2000];

/** Events of which is to be reminded up to a moment. */
const dueUpTo = async (main: Store, from: Ms | null, until: Ms): Promise<EventDoc[]> => {
  const rows = await main.query<null, EventDoc>('medic-events/events', {
    ...{ startKey: ['due', from], endKey: ['due', until], limit: most, docs: true, prompt: true },
  });
  return [...new Map(rows.flatMap(({ doc }) => (isEvent(doc) ? [[doc._id, doc] as const] : []))).values()];
};

/** Where each event is reminded of: the group of its post, who announced it, or the group that the settings name. */
const placesFor = async (
  main: Store,
  events: readonly EventDoc[],
  { announce_in }: EventSettings,
): Promise<{ placeFor: (event: EventDoc) => Place | undefined; postFor: (event: EventDoc) => Post | null }> => {
  const ids = [...new Set(events.flatMap(({ from }) => [from?.group, from?.post]).concat(announce_in))].filter(
    id => id !== undefined,
  );
  const docs = new Map((await main.getMany(ids)).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  const contact = (id: string | undefined) => (id === undefined ? null : ((docs.get(id) ?? null) as Contact | null));
  const postFor = ({ from }: EventDoc) => ((from && docs.get(from.post)) ?? null) as Post | null;
  return {
    postFor,
    placeFor: event => {
      const inGroup = placeOf(contact(event.from?.group)) ?? placeOf(contact(announce_in));
      const author = postFor(event)?.from;
      return inGroup ?? (author ? { to: author, group: null } : undefined);
    },
  };
};

/** Writes documents that may stand already: who wrote them wrote the same. */
const keepAll = async (main: Store, docs: readonly Doc[]): Promise<void> => {
  for (const some of inPages(docs, page)) {
    const refused = (await main.write(some)).find(result => !result.ok && result.error !== 'conflict');
    if (refused) throw new Error(`${main.name} refused ${refused.id}`);
  }
};

/** How many reminders are due at a place in a minute, by both. */
const countsOf = (events: readonly EventDoc[], placeFor: (event: EventDoc) => Place | undefined) => {
  const counts = new Map<string, number>();
  const keyOf = (event: EventDoc, due: string) => `${minuteOf(due)} ${placeFor(event)?.to}`;
  for (const event of events)
    for (const { due, state } of event.reminders)
      if (state === 'planned' || state === 'saying')
        counts.set(keyOf(event, due), (counts.get(keyOf(event, due)) ?? 0) + 1);
  return (event: EventDoc, due: string): number => counts.get(keyOf(event, due)) ?? 0;
};

/** Takes on what is due: only who could write it says it. */
const takeOn = async (
  { main, now }: ClockParts,
  events: readonly EventDoc[],
  placeFor: (event: EventDoc) => Place | undefined,
): Promise<EventDoc[]> => {
  const countOf = countsOf(events, placeFor);
  const at = now();
  const wanted = events.map(event => takenOn(event, at, ({ due }) => countOf(event, due) > mostInMinute));
  const fresh = wanted.filter((event, index) => event !== events[index]);
  const results = await main.write(fresh);
  const taken = fresh.flatMap((event, index) => {
    const result = results[index]!;
    return result.ok ? [{ ...event, _rev: result.rev }] : [];
  });
  return [...taken, ...wanted.filter((event, index) => event === events[index])];
};

/** What is due by now, and with it all that is due in the same minute: a group may get it as one list. */
const dueNow = async (main: Store, found: readonly EventDoc[], at: Ms): Promise<EventDoc[]> => {
  const isDue = ({ reminders }: EventDoc) =>
    reminders.some(({ state, due }) => state === 'saying' || (state === 'planned' && Date.parse(due) <= at));
  if (!found.some(isDue)) return [];
  const minute = Date.parse(minuteOf(new Date(at).toISOString()));
  const others = await dueUpTo(main, minute, minute + 59_999);
  return [...new Map([...found, ...others].map(event => [event._id, event])).values()];
};

/** What is to be said of events, by the event that it is of. */
const sayingsOf = (
  dues: readonly Due[],
  { placeFor, postFor }: Awaited<ReturnType<typeof placesFor>>,
  saying: Saying,
): Map<string, Report> => {
  const said = new Map<string, Report>();
  const lists = new Map<string, { place: Place; minute: string; dues: Due[] }>();
  for (const due of dues) {
    const { event, reminder } = due;
    const place = placeFor(event);
    if (!place) continue;
    const { listed } = reminder;
    if (listed === undefined || !place.group) said.set(event._id, reminderTo(place, due, postFor(event), saying));
    else {
      const key = `${listed} ${place.to}`;
      lists.set(key, { place, minute: listed, dues: [...(lists.get(key)?.dues ?? []), due] });
    }
  }
  for (const { place, minute, dues: some } of lists.values())
    for (const { event } of some) said.set(event._id, listTo(place, minute, some, saying));
  return said;
};

/** Tells those who follow, and writes down that all is said. */
const tellFollowers = async (
  { main }: ClockParts,
  due: Due,
  saying: Saying,
  said: string | undefined,
): Promise<void> => {
  for await (const followers of followersOf(main, due.event))
    await keepAll(
      main,
      followers.map(follower => reminderToFollower(follower, due, saying)),
    );
  // Whoever wrote in between has what is to be said before him, and the next round sees it.
  await main.write([saidOf(due.event, said)]);
};

/** Events whose followers are being told. A process that ends before leaves them `saying`, and another one repeats it. */
export interface UnderWay {
  has(event: string): boolean;
  add(event: string, telling: Promise<void>): void;
  /** Waits until nobody is being told any more. */
  done(): Promise<void>;
}

export const openUnderWay = (log: Pick<Log, 'warn'>): UnderWay => {
  const all = new Map<string, Promise<void>>();
  return {
    has: event => all.has(event),
    add: (event, telling) => {
      const ends = telling
        .catch(error => log.warn({ err: error }, 'those who follow an event were not all told; it is tried again'))
        .finally(() => all.delete(event));
      all.set(event, ends);
    },
    done: async () => {
      await Promise.all(all.values());
    },
  };
};

/** One round: says what is due now, and begins to tell those who follow. @returns ms until it is to look again */
export const remind = async (parts: ClockParts, underWay: UnderWay): Promise<Ms> => {
  const { main, now, settings, spoken } = parts;
  const events = settings.current().events;
  if (!events) return longestRest;
  const found = (await dueUpTo(main, null, now() + ahead)).filter(({ _id }) => !underWay.has(_id));
  if (found.length === 0) return longestRest;
  const near = (await dueNow(main, found, now())).filter(({ _id }) => !underWay.has(_id));
  const places = await placesFor(main, near, events);
  const dues = (await takeOn(parts, near, places.placeFor)).flatMap(toSay);
  if (dues.length > 0) {
    const wording = { settings: settings.current(), words: settings.words() };
    const saying: Saying = { settings: events, wording, now: now() };
    const said = sayingsOf(dues, places, saying);
    const reports = [...new Map([...said.values()].map(report => [report._id, report])).values()];
    await keepAll(main, reports);
    spoken(reports.some(({ tasks }) => !tasks?.[0]?.messages?.[0]?.to.startsWith('chat:')));
    const telling = dues.map(due => tellFollowers(parts, due, saying, said.get(due.event._id)?._id));
    // However many follow: what is due next does not wait for them.
    for (const [nth, { event }] of dues.entries()) underWay.add(event._id, telling[nth]!);
  }
  const next = Math.min(
    ...found.flatMap(({ reminders }) =>
      reminders.flatMap(({ state, due }) => (state === 'planned' && Date.parse(due) > now() ? [Date.parse(due)] : [])),
    ),
  );
  return Math.max(5, Math.min(longestRest, next - now()));
};
