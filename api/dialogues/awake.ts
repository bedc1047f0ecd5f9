import type { DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { placedAll, silenceOf } from '@rounds/sentinel/dialogues/job.ts';
import { type DialogueRunDoc, isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import { happens, type Taking, versionOf } from './taking.ts';

/** Runs that are read at once. */
const page = 500;
const day: Ms = 24 * 3_600_000;

/** A time in which nobody heard what was said in chats. */
interface Gap {
  from: Ms;
  to: Ms;
}

/** Whether somebody may have pressed a button of a run while nobody heard. */
const mayHaveBeenPressed = ({ state, address, derived, changed }: DialogueRunDoc, { from, to }: Gap): boolean => {
  const { asked, keyboard, wakes } = derived?.standing ?? {};
  const hasButtons = isChatAddress(address) && keyboard !== undefined && wakes === undefined;
  return state === 'open' && hasButtons && asked !== undefined && asked <= to && changed > from - day && changed <= to;
};

/** Of several that one person has open the one that changed last: the others wait for it. */
const newestOfEach = (runs: readonly DialogueRunDoc[]): DialogueRunDoc[] => [
  ...new Map(runs.toSorted((a, b) => a.changed - b.changed).map(run => [run.address, run])).values(),
];

/** Runs of dialogues whose open question may have been pressed in the gap, page by page. */
const pressedIn = async function* ({ main }: Taking, gap: Gap) {
  for (let [skip, more] = [0, true]; more; skip += page) {
    const rows = await main.query<null, Run>('medic-runs/runs', {
      ...{ startKey: ['open'], endKey: ['open', {}], limit: page, skip, docs: true },
    });
    more = rows.length === page;
    yield newestOfEach(rows.flatMap(({ doc }) => (isDialogueRun(doc) && mayHaveBeenPressed(doc, gap) ? [doc] : [])));
  }
};

/**
 * Shows the open question of every dialogue once more that somebody may have pressed while nobody heard: presses of that time
 * never come, typed words do. Whoever may not be written to now is left alone, and so is a dialogue that nobody touched for a
 * day before: its question is shown when its person writes.
 */
export const showAgainAfter = async (taking: Taking, gap: Gap): Promise<void> => {
  const { settings, now } = taking;
  const versions = new Map<string, DialogueVersion | null>();
  const dialogueOf = async (run: DialogueRunDoc) => {
    const key = `${run.what.dialogue} ${run.what.version}`;
    if (!versions.has(key)) versions.set(key, await versionOf(taking, run));
    return versions.get(key)?.dialogue;
  };
  for await (const runs of pressedIn(taking, gap)) {
    const people = await placedAll(taking, runs);
    for (const run of runs) {
      const dialogue = await dialogueOf(run);
      const placed = people.get(run.contact ?? '') ?? null;
      if (!dialogue || silenceOf(placed, run, dialogue, settings.current(), now()) !== undefined) continue;
      await happens(taking, run, { id: `woke ${gap.to}`, at: now(), kind: 'show' });
    }
  }
};
