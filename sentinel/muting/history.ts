import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEntry, MutingEvent, MutingMoment } from '@rounds/ddocs/documents/infodocs.ts';
import { byMoment, isLater } from '../reports/moments.ts';

/**
 * When the report of a history entry was made; for entries of CHT, when its sentinel wrote them. 0 when neither can be
 * read.
 */
export const when = ({ reported_date, date }: Pick<MutingEntry, 'reported_date' | 'date'>): Ms =>
  reported_date ?? (Date.parse(date) || 0);

/** Entries in the order in which their reports were made; equal times stay as they stand. */
export const inOrder = (entries: readonly MutingEntry[]): MutingEntry[] =>
  [...entries].sort((a, b) => when(a) - when(b));

/** An entry as a report gives it: when it was written is filled in. */
export type ToldEntry = Required<Pick<MutingEntry, 'muted' | 'root'>> &
  Pick<MutingEntry, 'report_id' | 'reported_date' | 'scope'>;

/** The entry of a mute for the reason for which a contact is muted. */
export const entryOf = ({ report_id, reported_date, root, scope }: MutedBy): ToldEntry => ({
  muted: true,
  root,
  ...(report_id === undefined ? {} : { report_id }),
  ...(reported_date === undefined ? {} : { reported_date }),
  ...(scope ? { scope } : {}),
});

/** An infodoc whose history tells of a report, once, at the place of its date; the same object when it does already. */
export const withEntry = (info: InfoDoc, told: ToldEntry, timestamp: Iso): InfoDoc => {
  const entries = info.muting_history ?? [];
  const before = entries.find(({ report_id, muted }) => report_id === told.report_id && muted === told.muted);
  if (before && before.root === told.root && before.reported_date === told.reported_date) return info;
  const entry = clean({ date: before?.date ?? timestamp, ...told });
  return { ...info, muting_history: inOrder([...entries.filter(other => other !== before), entry]) };
};

/**
 * An infodoc whose history is what a fold says: entries of the folded reports exactly where told, all other entries as
 * they are.
 * @param folded ids of all reports of the fold
 * @param told entries of those reports that reached this contact
 */
export const withHistory = (
  info: InfoDoc,
  folded: ReadonlySet<string>,
  told: readonly ToldEntry[],
  timestamp: Iso,
): InfoDoc => {
  const entries = info.muting_history ?? [];
  const others = entries.filter(({ report_id }) => report_id === undefined || !folded.has(report_id));
  const dates = new Map(entries.map(({ report_id, date }) => [report_id, date]));
  const next = inOrder([
    ...others,
    ...told.map(entry => clean({ date: dates.get(entry.report_id) ?? timestamp, ...entry })),
  ]);
  return JSON.stringify(next) === JSON.stringify(entries) ? info : { ...info, muting_history: next };
};

const clean = ({ muted, date, report_id, reported_date, root, scope }: MutingEntry): MutingEntry => ({
  muted,
  date,
  ...(report_id === undefined ? {} : { report_id }),
  ...(reported_date === undefined ? {} : { reported_date }),
  ...(root === undefined ? {} : { root }),
  ...(scope ? { scope } : {}),
});

/** An infodoc of a subject with a report logged on it, once; the same object when it is there already. */
export const withEvent = (info: InfoDoc, event: MutingEvent): InfoDoc => {
  const events = info.muting_events ?? [];
  if (events.some(({ report_id }) => report_id === event.report_id)) return info;
  return { ...info, muting_events: [...events, event].sort(byMoment) };
};

/**
 * An infodoc of a subject or of a place above it that knows of an event below; the same object when it knows of a later
 * one.
 */
export const withLatest = (info: InfoDoc, { reported_date, arrived, report_id }: MutingMoment): InfoDoc => {
  const moment = { reported_date, arrived, report_id };
  return info.muting_latest && !isLater(moment, info.muting_latest) ? info : { ...info, muting_latest: moment };
};
