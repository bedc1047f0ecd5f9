import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { type Contact, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { RunState } from '@rounds/ddocs/runs/run.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { placedAll, silenceOf } from '@rounds/sentinel/dialogues/job.ts';
import { isOfOwnWord, ofOwnWord } from '@rounds/sentinel/dialogues/own-word.ts';
import { newestVersion } from '@rounds/sentinel/dialogues/publish.ts';
import type { BeginningParts } from './begin.ts';

/** What beginning a dialogue with somebody would come to. */
export interface Outlook {
  /** 0 for the one that comes with Rounds, which nobody has had yet. */
  version: number;
  /** Why it does not begin at once: she is muted, paused, in the middle of another dialogue, it is night. */
  waits_for?: string;
  /** When she had it before, as far as it began, and how that ended. */
  had?: { at: Ms; state: RunState };
}

/** Whether somebody is in the middle of something at an address. */
const isBusy = async ({ main }: BeginningParts, address: string): Promise<boolean> =>
  (await openRuns(main).openOf(address)).some(({ state, events }) => state === 'open' && events.length > 0);

/**
 * What beginning a dialogue with somebody would come to; nothing is written.
 * @throws AppError `doc/missing` where there is no such dialogue, `request/invalid` where the contact is reached nowhere or
 *   where it is hers alone to begin
 */
export const outlookOf = async (parts: BeginningParts, id: string, contact: Contact): Promise<Outlook> => {
  const { main, settings, now } = parts;
  const newest = await newestVersion(main, id);
  const dialogue: Dialogue | undefined = newest?.dialogue ?? (Object.hasOwn(builtIn, id) ? builtIn[id] : undefined);
  if (!dialogue) throw new AppError('doc/missing', `There is no dialogue "${id}"`, { hint: 'Publish it first' });
  if (isOfOwnWord(dialogue)) throw ofOwnWord(id);
  const address = reachedAt(contact);
  if (address === undefined)
    throw new AppError('request/invalid', `${contact.name ?? contact._id} is reached nowhere`, {
      hint: 'Give the contact a phone number, or have its chat linked',
      details: { why: 'reached_nowhere', name: contact.name ?? contact._id },
    });
  const rows = await main.query<{ state: RunState; begun: boolean; started: Ms }>('medic-campaigns/had', {
    key: [id, contact._id],
    limit: 1000,
  });
  const before = rows.flatMap(({ value }) => (value.begun ? [value] : [])).sort((a, b) => b.started - a.started)[0];
  const placed = (await placedAll(parts, [{ contact: contact._id }])).get(contact._id) ?? null;
  const silence = silenceOf(placed, { address }, dialogue, settings.current(), now());
  const waits = silence ?? ((await isBusy(parts, address)) ? 'busy' : undefined);
  return {
    version: newest?.version ?? 0,
    ...(waits === undefined ? {} : { waits_for: waits }),
    ...(before ? { had: { at: before.started, state: before.state } } : {}),
  };
};
