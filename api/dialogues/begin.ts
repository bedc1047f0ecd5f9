import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import { type Contact, reachedAt } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { openRuns, runIdFrom } from '@rounds/ddocs/runs/runs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { versionInForce } from '@rounds/sentinel/dialogues/built-in.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { type DialogueRunDoc, dialogueRunOf, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';

/** What beginning a dialogue takes. */
export interface BeginningParts {
  main: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** A dialogue that is to begin with somebody. */
export interface Beginning {
  /** What led to it: the same cause begins it once. */
  cause: readonly string[];
  dialogue: string;
  contact: Contact;
  /** Where the person is asked. @default where the contact is reached */
  address?: Address;
  language?: string | undefined;
  /** It is the first of the contact's sequence, and the others follow. */
  sequence?: boolean;
  /** The person did not ask for it, and it waits for the hours in which messages may go. */
  unasked?: boolean;
  /** A colleague plays it herself: nothing is kept of it. */
  played?: boolean;
}

/**
 * Begins a dialogue: at once where the person asked for it, else when its turn comes.
 * @returns the run; the very same for the same cause
 * @throws AppError `doc/missing` where there is no such dialogue, `request/invalid` where the contact is reached nowhere
 */
export const beginDialogue = async (
  { main, settings, now }: BeginningParts,
  {
    cause,
    dialogue: id,
    contact,
    address = reachedAt(contact),
    language,
    sequence,
    unasked = false,
    played = false,
  }: Beginning,
): Promise<DialogueRunDoc> => {
  const at = now();
  const version = await versionInForce(main, id, at);
  if (!version)
    throw new AppError('doc/missing', `There is no dialogue "${id}"`, {
      hint: `Publish it with PUT /api/v1/dialogues/${id}`,
    });
  if (address === undefined)
    throw new AppError('request/invalid', `${contact.name ?? contact._id} is reached nowhere`, {
      hint: 'Give the contact a phone number, or have its chat linked',
    });
  const own = typeof contact.language === 'string' ? contact.language : undefined;
  const current = settings.current();
  const spoken = own ?? language ?? current.locale_outgoing ?? current.locale;
  const base = { id: runIdFrom('dialogue', ...cause, id), dialogue: id, version: version.version, contact, address };
  const planned = plannedRun({
    ...base,
    language: spoken,
    at,
    due: at,
    unasked,
    played,
    ...(sequence ? { done: [] } : {}),
  });
  const runs = openRuns(main);
  const before = (await runs.get(planned._id)) as DialogueRunDoc | null;
  if (before) return before;
  if (unasked) {
    await runs.begin(planned, []);
    return planned;
  }
  const event = { id: 'begin', at, kind: 'begin' } as const;
  const begun = stepStored(planned, version.dialogue, event, waysFor(current, planned));
  const run: DialogueRunDoc = {
    ...begun.run,
    events: dialogueRunOf(planned).events.concat(event) as DialogueRunDoc['events'],
  };
  await runs.begin(run, begun.said);
  return run;
};
