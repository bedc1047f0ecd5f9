import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { type DialogueRun, newRun, type Saying } from '@rounds/sentinel/dialogues/run.ts';
import { step } from '@rounds/sentinel/dialogues/step.ts';
import { type DialogueRunDoc, dialogueRunOf } from '@rounds/sentinel/dialogues/stored-run.ts';
import { waysOf } from '@rounds/sentinel/dialogues/ways.ts';
import { opening } from '@rounds/sentinel/schedule/may-send.ts';
import { day, type Life, study } from './simulate.ts';

/** What a study promises of each person. Each gives what is broken, in words; nothing where the promise is kept. */
type Promised = (life: Life, corpus: Readonly<Record<string, Dialogue>>, sequence: readonly string[]) => string[];

/** Her dialogues come in the order of the sequence, each once. */
export const inSequence: Promised = ({ contact, runs }, _, sequence) => {
  const had = runs.map(({ what }) => what.dialogue);
  return had.join() === sequence.slice(0, had.length).join() ? [] : [`${contact._id} had ${had}`];
};

/** Nothing is said unasked in her night or her pause, nor, beside the welcome, before she agreed. */
export const silentWhenWanted: Promised = ({ contact, told, runs, pauses }) => {
  const agreed = runs[0]?.derived?.standing?.actions.includes('legal_yes') ?? false;
  const unasked = told.filter(({ event }) => event.kind === 'begin' || event.kind === 'tick');
  const wrong = unasked.filter(({ event: { at } }) => {
    const placed = { contact, lineage: [], phones: new Map() };
    return opening(at, placed, study) !== at || pauses.some(({ from, to }) => at >= from && at < to);
  });
  const tooEarly = agreed ? [] : told.filter(({ dialogue }) => dialogue !== 'welcome');
  return [...wrong, ...tooEarly].map(({ event, key }) => `${contact._id} heard ${key} at ${event.at}`);
};

const repeated = (all: readonly string[]): string[] => all.filter((each, at) => all.indexOf(each) !== at);

/** No question comes twice as a new one, and nothing is said twice. */
export const saidOnce: Promised = ({ contact, told }) => {
  const questions = told.filter(({ as }) => as === 'question').map(({ dialogue, turn }) => `${dialogue} ${turn}`);
  return repeated([...questions, ...told.map(({ dialogue, key }) => `said ${dialogue} ${key}`)]).map(
    each => `${contact._id} heard twice: ${each}`,
  );
};

/** What is said of one dialogue begins with its first step, and each follows from the one before. */
export const skipsIn = ({ first, steps }: Dialogue, told: readonly Pick<Saying, 'as' | 'step'>[]): string[] => {
  const said = told.filter(({ as }) => as === 'said' || as === 'question');
  return said.flatMap(({ step: to }, at) => {
    const from = said[at - 1]?.step;
    const follows = from === undefined ? to === first : JSON.stringify(steps[from]!.next).includes(`"${to}"`);
    return follows ? [] : [`${to} came after ${from}`];
  });
};

/** No step is skipped. */
export const skipsNothing: Promised = ({ contact, told }, corpus, sequence) =>
  sequence.flatMap(id =>
    skipsIn(
      corpus[id]!,
      told.filter(({ dialogue }) => dialogue === id),
    ).map(skip => `${contact._id}, ${id}: ${skip}`),
  );

/** The run of somebody who gave the same answers, one a day, and nothing else. */
const withAnswersAlone = (stored: DialogueRunDoc, dialogue: Dialogue): DialogueRun => {
  const { standing, events } = dialogueRunOf(stored);
  const ways = waysOf(study, stored.address);
  let run = step(dialogue, newRun(dialogueRunOf(stored)), { ...events[0]!, at: 0 }, ways).run;
  let at = 0;
  const wakesAt = (moment: number): void => {
    if (run.standing.wakes === undefined) return;
    run = step(dialogue, run, { id: `tick ${moment}`, at: moment, kind: 'tick' }, ways).run;
  };
  for (const { value, choice, declined } of standing.answers) {
    at += day;
    wakesAt(at - 1);
    const given =
      choice === undefined
        ? ({ kind: 'text', text: declined ? 'NO' : value } as const)
        : ({ kind: 'press', turn: run.standing.turn, choice } as const);
    run = step(dialogue, run, { id: `answer ${at}`, at, ...given }, ways).run;
  }
  if (standing.wakes === undefined) wakesAt(at + day);
  return run;
};

/** A run ends as its answers alone say, whenever they were given and whatever else was done. */
export const endsOtherwise = (run: DialogueRunDoc, dialogue: Dialogue): string[] => {
  if (run.events.length === 0) return [];
  const endOf = ({ step, state, actions, language }: DialogueRun['standing']): string =>
    JSON.stringify({ step, state, actions, language });
  const is = endOf(run.derived!.standing!);
  const byAnswers = endOf(withAnswersAlone(run, dialogue).standing);
  return is === byAnswers ? [] : [`${run._id} of ${dialogue.id} stands at ${is}, by its answers at ${byAnswers}`];
};

/** Her dialogues end as her answers alone say. */
export const endsByAnswers: Promised = ({ runs }, corpus) =>
  runs.flatMap(run => endsOtherwise(run, corpus[run.what.dialogue]!));

/** All promises, by their names. */
export const promises = { inSequence, silentWhenWanted, saidOnce, skipsNothing, endsByAnswers } as const;
