import type { DialogueSettings } from '@rounds/config/sections/dialogues.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { ancestorIds, type Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Placed } from '../contacts/placed.ts';
import { type Hours, opening } from '../schedule/may-send.ts';
import { inDayPart } from './day-part.ts';
import { spread } from './draw.ts';

const [minute, hour]: [Ms, Ms] = [60_000, 3_600_000];

/** The sequence of a contact: that of the nearest place above that has one, else the one for everybody. */
export const sequenceFor = (
  contact: Pick<Contact, 'parent'>,
  { dialogues }: Pick<Settings, 'dialogues'>,
): readonly string[] => {
  const sequences = dialogues?.sequences ?? {};
  const arm = ancestorIds(contact).find(id => Object.hasOwn(sequences, id));
  return sequences[arm ?? 'default'] ?? [];
};

/**
 * The next dialogue of a sequence: the first that somebody has not had; then the closing one, once; then nothing more
 * (null).
 * @param done ids of dialogues that were had, in whatever order
 */
export const nextIn = (
  sequence: readonly string[],
  done: readonly string[],
  closing?: string | undefined,
): string | null => {
  const had = new Set(done);
  return [...sequence, ...(closing === undefined ? [] : [closing])].find(id => !had.has(id)) ?? null;
};

/** How many hours somebody wants between two dialogues; what is no number of hours, or none that can be, is passed over. */
export const intervalOf = (
  contact: Readonly<Record<string, unknown>> | null,
  { interval }: Pick<DialogueSettings, 'interval'>,
): number => {
  const wanted = Number((contact?.prefs as { interval?: unknown } | undefined)?.interval);
  return wanted > 0 && wanted <= 24 * 365 ? wanted : interval;
};

/**
 * A moment moved out of the quiet hours: to their end, and a while later, which differs from person to person; null
 * where the quiet hours leave no hour.
 */
export const outsideQuiet = (
  at: Ms,
  receiver: Placed | null,
  settings: Hours & Pick<Settings, 'dialogues'>,
): Ms | null => {
  const open = opening(at, receiver, settings);
  if (open === null || open === at) return open;
  const most = (settings.dialogues?.jitter ?? 0) * minute;
  const late = open + Math.floor(most * spread(receiver?.contact._id ?? ''));
  return opening(late, receiver, settings) === late ? late : open;
};

/** When the next dialogue is due after the end of one: in the part of the day that the person chose, and not in the quiet hours. */
export const dueAfter = (
  ended: Ms,
  next: Pick<Dialogue, 'kind'> | null,
  receiver: Placed | null,
  settings: Hours & { dialogues: DialogueSettings },
): Ms | null => {
  const { dialogues } = settings;
  const isStory = dialogues.stories.includes(next?.kind ?? '');
  const wait = intervalOf(receiver?.contact ?? null, dialogues) * (isStory ? 1 : dialogues.pace_factor);
  const due = ended + wait * hour;
  const liked = inDayPart(due, receiver, settings.default_timezone);
  // All who like the same hour would be asked at its first moment.
  const late =
    liked === due ? due : liked + Math.floor(dialogues.jitter * minute * spread(receiver?.contact._id ?? ''));
  return outsideQuiet(late, receiver, settings);
};
