import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialoguePointer, type DialogueVersion, dialogueId, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { placedOf, wantPlaced } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Fact } from '../engine/fact.ts';
import { reportsMadeBy } from './own-reports.ts';
import { idOfReport, inArm } from './results.ts';
import { nextIn, sequenceFor } from './sequence.ts';
import { isDialogueRun } from './stored-run.ts';

/** What must be known to go on after a run. */
export interface Onward {
  /** The version that the run is of. */
  version: DialogueVersion | null;
  /** Whom it is with. */
  placed: Placed | null;
  /** The dialogue that comes next in the sequence; null where it is through, or the run is of none. */
  next: DialogueVersion | null;
  /** Ids of the dialogues that were had, this one too. */
  done: string[];
  /** The place in which the run says that the person belongs; null where it says none. */
  arm: Placed | null;
  /** Whether the arm is another place than hers, and she has made reports already: then she is moved with them. */
  moves: boolean;
}

/** Dialogues of a sequence that were had by the end of a run; undefined where it is none of a sequence. */
const doneWith = (run: Run, version: DialogueVersion | null): string[] | undefined => {
  if (!isDialogueRun(run) || !run.derived?.done) return undefined;
  return version?.dialogue.repeatable ? run.derived.done : [...new Set([...run.derived.done, run.what.dialogue])];
};

/** The arm that a run has drawn for somebody, or that she chose. */
const armOf = (run: Run): string | undefined =>
  isDialogueRun(run) ? run.derived?.standing?.answers.findLast(({ save }) => save === 'arm')?.value : undefined;

/** Whether somebody stands in another place than the arm. */
const isElsewhere = (placed: Placed | null, arm: Placed | null): boolean =>
  placed !== null &&
  arm !== null &&
  arm.contact._id !== placed.contact._id &&
  placed.contact.parent?._id !== arm.contact._id;

const nextId = (
  run: Run,
  version: DialogueVersion | null,
  placed: Placed,
  arm: Placed | null,
  settings: Settings,
): string | null => {
  const done = doneWith(run, version);
  return done
    ? nextIn(sequenceFor(inArm(placed.contact, arm?.contact), settings), done, settings.dialogues?.closing)
    : null;
};

const versionOf = (run: Run): string | undefined =>
  isDialogueRun(run) ? versionId(run.what.dialogue, Number(run.what.version)) : undefined;

/** What comes after a run of a dialogue. */
export const onward: Fact<Run, Onward> = {
  look: (run, want) => {
    const of = versionOf(run);
    if (of === undefined) return;
    const version = want.doc(of) as DialogueVersion | null | undefined;
    wantPlaced(run.contact, want);
    wantPlaced(armOf(run), want);
    const placed = placedOf(run.contact, want.desk);
    if (version === undefined || !placed) return;
    const arm = placedOf(armOf(run), want.desk);
    if (isElsewhere(placed, arm)) want.rows(reportsMadeBy, placed.contact._id);
    const id = nextId(run, version, placed, arm, want.desk.settings);
    const pointer = id === null ? null : (want.doc(dialogueId(id)) as DialoguePointer | null | undefined);
    if (id !== null && pointer) want.doc(versionId(id, pointer.newest));
  },
  read: (run, desk) => {
    const of = versionOf(run);
    const version = (of === undefined ? null : (desk.docs.get(of) ?? null)) as DialogueVersion | null;
    const placed = placedOf(run.contact, desk);
    const arm = placedOf(armOf(run), desk);
    const id = placed ? nextId(run, version, placed, arm, desk.settings) : null;
    const made = placed && isElsewhere(placed, arm) ? (desk.lookups.find(reportsMadeBy, placed.contact._id) ?? []) : [];
    const pointer = (id === null ? null : desk.docs.get(dialogueId(id))) as DialoguePointer | null | undefined;
    const next = id !== null && pointer ? desk.docs.get(versionId(id, pointer.newest)) : null;
    return {
      version,
      placed,
      next: (next ?? null) as DialogueVersion | null,
      done: doneWith(run, version) ?? [],
      arm,
      // Settled again, the report of this very run is there already.
      moves: made.some(report => report !== idOfReport(run)),
    };
  },
};
