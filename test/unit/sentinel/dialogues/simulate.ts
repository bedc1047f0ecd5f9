import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import { spread } from '@rounds/sentinel/dialogues/draw.ts';
import { eventOf, silenceOf } from '@rounds/sentinel/dialogues/job.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { withProfile } from '@rounds/sentinel/dialogues/results.ts';
import { type DialogueEvent, isOver, type Saying } from '@rounds/sentinel/dialogues/run.ts';
import { dueAfter, nextIn, outsideQuiet } from '@rounds/sentinel/dialogues/sequence.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { type DialogueRunDoc, dialogueRunOf, withStep } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysOf } from '@rounds/sentinel/dialogues/ways.ts';

export const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
export const began = Date.UTC(2026, 2, 23, 6);

/** The settings of the study: quiet nights on everybody's own clock, and nobody is asked without consent. */
export const study = parseSettings({
  default_timezone: 'Europe/Madrid',
  quiet_hours: { from: '21:00', to: '07:00', tz: 'contact' },
  schedule_morning_hours: 0,
  schedule_evening_hours: 0,
  dialogues: { sequences: { default: ['welcome', 'training', 'plants', 'lift'] }, interval: 24, consent: true },
}).settings;

/** Dice that always fall the same for a person. */
export const diceOf = (name: string): (() => number) => {
  let count = 0;
  return () => spread(`${name} ${count++}`);
};

/** What somebody was told, when, and for which event. */
export interface Told extends Saying {
  dialogue: string;
  event: DialogueEvent;
}

/** Somebody's days in the study. */
export interface Life {
  contact: Contact;
  told: Told[];
  /** Every run, in its order, as it stands in the end. */
  runs: DialogueRunDoc[];
  /** When she had paused. */
  pauses: { from: number; to: number }[];
}

const zones = ['Europe/Madrid', 'Africa/Nairobi', 'America/Bogota', 'Asia/Tokyo'];

/** What happens next, and when. */
interface Next {
  at: number;
  do: () => void;
}

/**
 * One person's days, from the first word to the last day: she answers when she likes, wrongly at times, presses old
 * buttons, writes twice, pauses, refuses, or falls silent. The process that looks after her forgets everything between two
 * events, as one that is restarted does.
 */
export const live = (
  name: string,
  corpus: Readonly<Record<string, Dialogue>>,
  sequence: readonly string[],
  days: number,
): Life => {
  const dice = diceOf(name);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(dice() * all.length)]!;
  const ways = waysOf(study, '+34600000000');
  const end = began + days * day;
  const interval = pick([8, 24, 48]);
  let contact: Contact = { _id: name, type: 'person', prefs: { tz: pick(zones), interval }, phone: '+34600000000' };
  const placed = (): Placed => ({ contact, lineage: [], phones: new Map() });
  const refuses = dice() < 0.1;
  const fallsSilent = dice() < 0.1;
  const pausesAt = dice() < 0.2 ? began + dice() * days * day : Number.POSITIVE_INFINITY;
  const pauses = pausesAt < end ? [{ from: pausesAt, to: pausesAt + 2 * day }] : [];
  const life: Life = { contact, told: [], runs: [], pauses };
  const state = (at: number): NonNullable<Contact['participation']> => ({
    state: stateAt(at),
    since: at,
    by: 'simulation',
  });
  const stateAt = (at: number): NonNullable<Contact['participation']>['state'] =>
    pauses.some(({ from, to }) => at >= from && at < to)
      ? 'paused'
      : (contact.consented as boolean)
        ? 'active'
        : 'refused';

  /** All that is kept of a run, as text: nothing else outlives an event. */
  let stored = JSON.stringify(first());
  let answer: Next | undefined;
  let at = began;

  function first(): DialogueRunDoc {
    const due = outsideQuiet(began + Math.floor(dice() * 12 * hour), placed(), study)!;
    const base = { id: `run:${name}0`, dialogue: sequence[0]!, version: 1, contact, address: '+34600000000' };
    return plannedRun({ ...base, language: 'en', at: began, due, done: [], unasked: true });
  }

  const happens = (event: DialogueEvent): Saying[] => {
    const run = JSON.parse(stored) as DialogueRunDoc;
    const dialogue = corpus[run.what.dialogue]!;
    const next = step(dialogue, dialogueRunOf(run), event, ways);
    stored = JSON.stringify({ ...withStep(run, next.run), events: next.run.events });
    life.told.push(...next.say.map(saying => ({ ...saying, dialogue: run.what.dialogue, event })));
    return next.say;
  };

  const goOn = (): void => {
    const run = JSON.parse(stored) as DialogueRunDoc;
    const standing = run.derived!.standing;
    if (!standing || !isOver(standing)) return;
    life.runs.push(run);
    contact = withProfile(contact, standing, study.default_timezone);
    // The interval stays her own, whatever she is asked.
    contact = { ...contact, consented: contact.consented || standing.actions.includes('legal_yes') };
    const done = [...run.derived!.done!, run.what.dialogue];
    const id = standing.actions.includes('legal_no') ? null : nextIn(sequence, done);
    if (id === null) {
      stored = '';
      return;
    }
    const due = dueAfter(at, corpus[id]!, placed(), { ...study, dialogues: study.dialogues! })!;
    const base = { id: `run:${name}${life.runs.length}`, dialogue: id, version: 1, contact, address: '+34600000000' };
    stored = JSON.stringify(plannedRun({ ...base, language: standing.language, at, due, done, unasked: true }));
  };

  const answers = (run: DialogueRunDoc): void => {
    const { step: id, turn, wakes, asked } = run.derived!.standing!;
    const question = id === null ? undefined : corpus[run.what.dialogue]!.steps[id];
    if (!question?.asks || wakes !== undefined || asked === undefined) return;
    const when = Math.max(at, asked) + Math.floor(1000 + dice() ** 4 * 10 * hour);
    const event = (more: object): DialogueEvent =>
      ({ id: `e${run.events.length}`, at: when, ...more }) as DialogueEvent;
    const act = (): void => {
      const chance = dice();
      if (chance < 0.05) happens(event({ kind: 'text', text: 'what do you mean?' }));
      else if (chance < 0.1) happens(event({ kind: 'press', turn: turn - 1, choice: 0 }));
      else if (question.asks === 'text') happens(event({ kind: 'text', text: pick(['Olot', 'NO', 'Vic']) }));
      else {
        const saysNo = refuses ? id === 'ask' : false;
        const choice = id === 'ask' ? (saysNo ? 1 : 0) : Math.floor(dice() ** 2 * question.choices!.length);
        const press = event({ kind: 'press', turn, choice });
        happens(press);
        // The same press comes again, as after a crash.
        if (dice() < 0.2) happens(press);
      }
    };
    answer = { at: when, do: act };
  };

  for (let count = 0; count < 20_000 && stored !== ''; count++) {
    const run = JSON.parse(stored) as DialogueRunDoc;
    if (run.events.length > 0 && !answer && !(fallsSilent && at > began + 2 * day)) answers(run);
    const tick =
      run.due === undefined ? Number.POSITIVE_INFINITY : Math.max(at + minute, Math.ceil(run.due / minute) * minute);
    const next = Math.min(tick, answer?.at ?? Number.POSITIVE_INFINITY);
    if (next >= end) break;
    at = next;
    if (answer && answer.at === next) {
      const { do: act } = answer;
      answer = undefined;
      act();
    } else {
      contact = { ...contact, participation: state(at) };
      const dialogue = corpus[run.what.dialogue]!;
      const silence = silenceOf(placed(), run, dialogue, study, at);
      const event = eventOf(run, silence, at);
      if (event) {
        happens(event);
        answer = undefined;
      } else at = silence === 'quiet hours' ? outsideQuiet(at, placed(), study)! - minute : at + hour;
    }
    goOn();
  }
  if (stored !== '') life.runs.push(JSON.parse(stored) as DialogueRunDoc);
  return { ...life, contact };
};
