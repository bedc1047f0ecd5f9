import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Runs } from '@rounds/ddocs/runs/runs.ts';
import type { DialogueEvent, Heard } from '@rounds/sentinel/dialogues/run.ts';
import { heardOf } from '@rounds/sentinel/dialogues/step.ts';
import { type DialogueRunDoc, dialogueRunOf, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysFor } from '@rounds/sentinel/dialogues/ways.ts';
import type { TakerParts } from '../chats/takers.ts';

/** What the dialogues take of what is said in chats. */
export interface Taking extends TakerParts {
  settings: { current: () => Settings };
  runs: Runs;
}

/** The version that a run is of. */
export const versionOf = ({ main }: Taking, { what }: DialogueRunDoc): Promise<DialogueVersion | null> =>
  main.get<DialogueVersion>(versionId(what.dialogue, Number(what.version)));

/** How a run understands something, or understood it when it came before. */
export const hears = (
  { settings }: Taking,
  run: DialogueRunDoc,
  { dialogue }: DialogueVersion,
  event: DialogueEvent,
): Heard => {
  const ways = waysFor(settings.current(), run);
  return run.events.some(({ id }) => id === event.id)
    ? heardOf(dialogue, dialogueRunOf(run), event.id, ways)
    : stepStored(run, dialogue, event, ways).heard;
};

/**
 * Has something happen to a run. What means nothing to it is not written down.
 * @returns whether it meant something
 */
export const happens = async (taking: Taking, run: DialogueRunDoc, event: DialogueEvent): Promise<boolean> => {
  const { runs, settings, inbox } = taking;
  const version = await versionOf(taking, run);
  if (!version) return false;
  const { dialogue } = version;
  const ways = waysFor(settings.current(), run);
  const known = run.events.some(({ id }) => id === event.id);
  const heard = hears(taking, run, version, event);
  if (event.kind !== 'show' && (heard === 'nothing' || heard === 'closed')) return false;
  if (known) return true;
  let said: ReturnType<typeof stepStored>['said'] = [];
  await runs.step(run._id, event, stored => {
    const next = stepStored(stored as DialogueRunDoc, dialogue, event, ways);
    said = next.said;
    return { run: next.run, said: [] };
  });
  if (said.length > 0) await inbox.keep(said);
  return true;
};
