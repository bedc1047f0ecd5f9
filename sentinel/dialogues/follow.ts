import type { Settings } from '@rounds/config/settings/settings.ts';
import type { DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { wantedMove } from '@rounds/ddocs/moving/contact-move.ts';
import { runIdFrom } from '@rounds/ddocs/runs/runs.ts';
import { change, create, type Effect, queue } from '../engine/effects.ts';
import { now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { askReview } from '../review/ask.ts';
import { aDialogueRun } from './kind.ts';
import { wholeRun } from './mend.ts';
import { type Onward, onward } from './onward.ts';
import { plannedRun } from './plan.ts';
import { consentOf, inArm, pointsOf, reportOf, withProfile } from './results.ts';
import { isOver, type Standing } from './run.ts';
import { dueAfter } from './sequence.ts';
import { begunRun, type DialogueRunDoc, lastSaid } from './stored-run.ts';
import { waysFor } from './ways.ts';

/** Ends after which the sequence does not go on by itself. */
const stops = (standing: Standing): boolean =>
  standing.state === 'left' ||
  standing.actions.some(name => ['legal_no', 'refuse', 'leave', 'erase', 'unsubscribe_final'].includes(name));

const nextRun = (
  run: DialogueRunDoc,
  standing: Standing,
  { next, placed, done }: Onward,
  settings: Settings,
  at: Ms,
): Effect[] => {
  const { dialogues } = settings;
  if (!dialogues || !next || !placed || run.derived?.done === undefined || stops(standing)) return [];
  const isTrial = run.derived.trial !== undefined;
  const due = isTrial ? at : dueAfter(at, next.dialogue, placed, { ...settings, dialogues });
  if (due === null) return [];
  const id = runIdFrom('dialogue', run._id, next.dialogue.id);
  const { contact } = placed;
  const planned = { id, dialogue: next.dialogue.id, version: next.version, contact, address: run.address };
  const coming = plannedRun({ ...planned, language: standing.language, at, due, done, unasked: true });
  return [create(isTrial ? begunRun(coming, next.dialogue, at + 1000, waysFor(settings, coming)) : coming)];
};

/** Whoever has made reports goes to her arm with them, which the job `contact_moves` carries out. */
const toArm = (run: DialogueRunDoc, contact: Contact, arm: Contact, at: Ms): Effect => {
  const [by, iso] = [`dialogue:${run.what.dialogue}`, new Date(at).toISOString()];
  const move = wantedMove(run._id, { contact: contact._id, to: arm._id, by, at: iso });
  return queue(move._id, before => before ?? move);
};

const atEnd = (run: DialogueRunDoc, standing: Standing, seen: Onward, settings: Settings): Effect[] => {
  const at = run.events.at(-1)?.at ?? run.changed;
  const { placed, moves } = seen;
  const arm = seen.arm?.contact ?? null;
  // Whoever is drawn into an arm has been in it with all that she says from then on, the report of this run too.
  const points = seen.version ? pointsOf(seen.version.dialogue, standing) : undefined;
  const report = reportOf(run, standing, placed ? inArm(placed.contact, arm) : null, at, points);
  const isKept = standing.answers.some(({ save, declined }) => save !== undefined && !declined);
  return [
    ...(report && run.derived?.trial === undefined ? [create(report)] : []),
    ...(isKept && placed
      ? [
          change<Contact>(placed.contact._id, contact =>
            withProfile(contact, standing, settings.default_timezone, moves ? null : arm),
          ),
        ]
      : []),
    ...(moves && placed && arm ? [toArm(run, placed.contact, arm, at)] : []),
    ...nextRun(run, standing, seen, settings, at),
  ];
};

/** What follows from a run as it stands. */
const followed = (
  run: DialogueRunDoc,
  standing: Standing,
  seen: Onward & { version: DialogueVersion },
  settings: Settings,
  now: Ms,
): Effect[] => {
  // Who leaves is silenced at once, and asked about erasure after it.
  const ledger = consentOf(run, standing, seen.version, run.events.at(-1)?.at ?? run.changed).map(create);
  const said = lastSaid(run, seen.version.dialogue, waysFor(settings, run)).map(create);
  if (run.derived?.trial === 'played') return said;
  if (isOver(standing)) return [...said, ...ledger, ...atEnd(run, standing, seen, settings)];
  if (standing.state !== 'held') return [...said, ...ledger];
  const { dialogue } = seen.version;
  const asked = {
    kind: 'hand_over',
    subject: { ...(run.contact === undefined ? {} : { contact: run.contact }), title: dialogue.id },
    // Nobody of the staff sees runs themselves: it is named here, and not as what the review is about.
    proposed: { run: run._id, why: standing.why ?? '', step: standing.step ?? '', dialogue: dialogue.id },
    answers: ['go_on', ...Object.keys(dialogue.steps[standing.step ?? '']?.hand_over?.exits ?? {})],
  };
  return [
    ...said,
    ...ledger,
    create(askReview([run._id, String(run.events.length)], asked, new Date(now).toISOString())),
  ];
};

/**
 * What follows from a run: what was said for it and perhaps not written yet, at its end a report with its answers, the
 * profile, the ledger of consent and the next dialogue; where a person is wanted, something to decide.
 */
export const followsDialogueRuns = rule({
  name: 'follows_dialogue_runs',
  on: aDialogueRun,
  sentinelOnly: true,
  reads: { settings, now, onward },
  concerns: run => run.events.length > 0,
  run: (stored, { settings, now, onward: seen }) => {
    if (!stored.derived?.standing || !seen.version) return [];
    const { dialogue } = seen.version;
    const whole = (doc: DialogueRunDoc): DialogueRunDoc =>
      doc.derived?.torn ? wholeRun(doc, dialogue, waysFor(settings, doc)) : doc;
    const run = whole(stored);
    const effects = followed(run, run.derived!.standing!, { ...seen, version: seen.version }, settings, now);
    return run === stored ? effects : [change<DialogueRunDoc>(run._id, whole), ...effects];
  },
});
