import type { DispatchSettings } from '@rounds/config/sections/dispatch.ts';
import { cellsWithin, kilometres } from '@rounds/ddocs/dispatch/cells.ts';
import { type Candidate, type DispatchDoc, isAfter, type Stage } from '@rounds/ddocs/dispatch/dispatch.ts';
import { mayBeAsked, type Position, positionOf, volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { byRank, type Known, rankOf } from './rank.ts';
import { type Scene, whereIs, zoneOf } from './scene.ts';

/** Rows that are read at once; a city has fewer volunteers within reach. */
const most = 20_000;
/** Of those who are near, so many are looked at more closely. */
const shortlist = 200;
const day: Ms = 86_400_000;

/** Somebody who is near, by the index. */
interface Near {
  id: string;
  km: number | null;
  estimated: boolean;
}

/** Who is within a circle, the nearest first, and who stands in the zone and says no position. */
const nearby = async (
  main: Store,
  here: Position | undefined,
  km: number,
  zone: string | undefined,
): Promise<Near[]> => {
  // Whoever says neither where he is nor where he belongs is looked for everywhere.
  const inZone = await main.query('medic-dispatch/volunteers', {
    ...{ keys: [...(zone === undefined ? [] : [zone]), ''].map(each => ['zone', each]), limit: most, prompt: true },
  });
  const unplaced = inZone.map(({ id }) => ({ id, km: null, estimated: true }));
  if (!here) return unplaced;
  const cells = cellsWithin(here, km);
  const range = cells
    ? { keys: cells.map(([north, east]) => ['cell', north, east] as const) }
    : { startKey: ['cell'], endKey: ['cell', {}] };
  const rows = await main.query<[number, number]>('medic-dispatch/volunteers', { ...range, limit: most, prompt: true });
  const placed = rows
    .map(({ id, value: [latitude, longitude] }) => ({
      id,
      km: kilometres(here, { latitude, longitude }),
      estimated: false,
    }))
    .filter(near => near.km <= km)
    .sort((a, b) => a.km - b.km);
  return [...placed, ...unplaced];
};

/** What an index says of one earlier request. */
interface Past {
  at: Ms;
  last: Ms;
  yes: boolean;
  stage: Stage;
}

const monthsUntil = (now: Ms): string[] =>
  [0, 1, 2].map(back => DateTime.fromMillis(now, { zone: 'UTC' }).minus({ months: back }).toFormat('yyyy-MM'));

/** What was asked of people lately, and what is open with them. */
interface Ledger {
  open: Map<string, { id: string; is: string }[]>;
  past: Map<string, Past[]>;
}

/** How it went with people in these months, by the requests that they were asked for. */
export const ledgerOf = async (main: Store, ids: readonly string[], now: Ms): Promise<Ledger> => {
  const months = monthsUntil(now);
  const [open, past] = await Promise.all([
    main.query<string>('medic-dispatch/dispatches', {
      ...{ keys: ids.map(id => ['open', id]), limit: most, prompt: true },
    }),
    main.query<Past>('medic-dispatch/dispatches', {
      ...{ keys: ids.flatMap(id => months.map(month => ['past', id, month])), limit: most, prompt: true },
    }),
  ]);
  const ledger: Ledger = { open: new Map(), past: new Map() };
  const add = <T>(to: Map<string, T[]>, key: unknown, value: T): void => {
    const who = String((key as readonly unknown[])[1]);
    to.set(who, [...(to.get(who) ?? []), value]);
  };
  for (const { key, id, value: is } of open) add(ledger.open, key, { id, is });
  for (const { key, value } of past) add(ledger.past, key, value);
  return ledger;
};

/** Whether a volunteer does what is needed. */
const fits = (contact: Contact, { help: { needs } }: DispatchDoc, { dispatch }: Scene['settings']): boolean => {
  const { activities = [] } = volunteerOf(contact) ?? {};
  const isAny = dispatch?.match_on === 'nothing' || activities.length === 0 || needs.length === 0;
  return isAny || needs.some(need => activities.includes(need));
};

/**
 * The first moment from one on that is within the hours and days of which a volunteer said that he may be asked, by his own
 * clock; undefined where there is none within a week.
 */
export const openingOf = (
  contact: Contact,
  from: Ms,
  settings: Pick<Scene['settings'], 'default_timezone'>,
): Ms | undefined => {
  const { hours = [0, 24], days = [] } = volunteerOf(contact) ?? {};
  const zone = (contact.prefs as { tz?: string } | undefined)?.tz ?? settings.default_timezone;
  const now = DateTime.fromMillis(from, byZone(zone));
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const begin = now.plus({ days: ahead }).startOf('day');
    if (days.length > 0 && !days.includes(begin.weekday)) continue;
    const [opens, closes] = hours.map(hour => (hour === 24 ? begin.plus({ days: 1 }) : begin.set({ hour })).toMillis());
    if (from < closes!) return Math.max(from, opens!);
  }
  return undefined;
};

/** Why somebody is not asked for a request though he is near. */
type Reason = 'not now' | 'no chat' | 'not this' | 'hours' | 'busy' | 'rests' | 'asked enough';

const week = 7 * day;

const reasonAgainst = (
  contact: Contact,
  doc: DispatchDoc,
  { dispatch, ...settings }: Scene['settings'] & { dispatch: DispatchSettings },
  { open, past }: { open: { id: string; is: string }[]; past: Past[] },
  now: Ms,
): Reason | undefined => {
  if (!mayBeAsked(contact)) return 'not now';
  if (!isChatAddress(chatOf(contact))) return 'no chat';
  if (!fits(contact, doc, { ...settings, dispatch })) return 'not this';
  const onMission = open.some(({ id, is }) => is === 'mission' && id !== doc._id);
  if (onMission && !volunteerOf(contact)?.several) return 'busy';
  const done = past.filter(({ yes, stage }) => yes && (stage === 'thanks' || isAfter({ stage })));
  if (done.some(({ last }) => last > now - dispatch.rest_minutes * 60_000)) return 'rests';
  if (past.filter(({ at }) => at > now - week).length >= dispatch.most_a_week) return 'asked enough';
  // The last of all: who is not asked for his hours alone may be asked where nobody else is left, or later.
  const when = Math.max(now, doc.help.wanted ?? now);
  return openingOf(contact, when, settings) === when ? undefined : 'hours';
};

/** The chat by which somebody is asked; undefined for one who has none that takes something. */
const chatOf = ({ addresses }: Contact): string | undefined =>
  Array.isArray(addresses)
    ? addresses.find(({ address, blocked }) => isChatAddress(address) && !blocked)?.address
    : undefined;

const knownOf = (near: Near, contact: Contact, scene: Scene, doc: DispatchDoc, ledger: Ledger): Known => {
  const past = ledger.past.get(contact._id) ?? [];
  const open = (ledger.open.get(contact._id) ?? []).filter(({ id }) => id !== doc._id);
  const missions = past.filter(({ stage }) => stage === 'thanks' || stage === 'amount' || stage === 'remarks');
  const here = whereIs(doc, scene);
  return {
    km: near.km,
    ...(near.estimated || here?.estimated ? { estimated: true } : {}),
    ...{ open: open.length, asked: past.length, yes: past.filter(({ yes }) => yes).length },
    ...(missions.length > 0 ? { lastMission: Math.max(...missions.map(({ last }) => last)) } : {}),
  };
};

/** Somebody as a candidate: reached by chat where there is one. */
export const candidateOf = (contact: Contact, rank: Candidate['rank']): Candidate | undefined => {
  const address = chatOf(contact) ?? reachedAt(contact);
  return address === undefined
    ? undefined
    : {
        ...{ volunteer: contact._id, address, rank },
        ...(contact.name ? { name: contact.name } : {}),
        ...(typeof contact.language === 'string' ? { language: contact.language } : {}),
        ...(contact.parent ? { zone: contact.parent._id } : {}),
      };
};

/** Somebody who was looked at, with why he is not asked. */
export interface Looked {
  candidate: Candidate;
  against?: Reason;
  /** Of one who is not asked for his hours: when he may be; undefined where that is never. */
  from?: Ms | undefined;
}

/**
 * Everybody who may be asked for a request within some km, ranked, and with a reason those who are not asked.
 * @param km how far one looks
 */
export const lookAround = async (
  { main, now }: { main: Store; now: () => Ms },
  doc: DispatchDoc,
  scene: Scene,
  km: number,
): Promise<Looked[]> => {
  const { dispatch } = scene.settings;
  if (!dispatch) return [];
  const at = now();
  const near = (await nearby(main, whereIs(doc, scene), km, zoneOf(scene)?._id)).slice(0, shortlist);
  const contacts = await main.getMany<Contact>(near.map(({ id }) => id));
  const ledger = await ledgerOf(
    main,
    near.map(({ id }) => id),
    at,
  );
  const widest = Math.max(...dispatch.radius_km);
  const looked = contacts.flatMap((contact, nth): (Looked & { rank: Candidate['rank']; volunteer: string })[] => {
    if (!contact) return [];
    const rank = rankOf(knownOf(near[nth]!, contact, scene, doc, ledger), widest, at);
    const candidate = candidateOf(contact, rank);
    if (!candidate) return [];
    const facts = { open: ledger.open.get(contact._id) ?? [], past: ledger.past.get(contact._id) ?? [] };
    const against = reasonAgainst(contact, doc, { ...scene.settings, dispatch }, facts, at);
    const later = against === 'hours' ? { from: openingOf(contact, at, scene.settings) } : {};
    return [{ candidate, rank, volunteer: contact._id, ...(against ? { against } : {}), ...later }];
  });
  return byRank(looked, doc._id).map(({ rank: _, volunteer: __, ...each }) => each);
};

/** Whether somebody has a mission other than this one, and takes one at a time. */
export const isBusy = async (main: Store, contact: Contact, dispatch: string): Promise<boolean> => {
  if (volunteerOf(contact)?.several) return false;
  const rows = await main.query<string>('medic-dispatch/dispatches', {
    ...{ key: ['open', contact._id], limit: 100, prompt: true },
  });
  return rows.some(({ id, value }) => value === 'mission' && id !== dispatch);
};

/** Where a contact is, for the map. */
export const placeOf = (contact: Contact): Position | undefined => positionOf(contact);
