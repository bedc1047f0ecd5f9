import type { TestInput, TestOutcome } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { type DialogueEvent, type DialogueRun, type Heard, newRun, type Saying } from './run.ts';
import { step } from './step.ts';
import { offered } from './texts.ts';
import type { Ways } from './walk.ts';

/** One thing done in a rehearsal, and what was said to it. */
export interface RehearsedInput {
  /** Undefined for the beginning. */
  input?: TestInput;
  at: Ms;
  said: Saying[];
  /** `impossible` where the choice is not offered, or nothing waits for its time. */
  heard: Heard | 'impossible';
}

/** A dialogue gone through by hand. */
export interface Rehearsal {
  run: DialogueRun;
  inputs: RehearsedInput[];
  /** The moment at which it stands. */
  at: Ms;
}

/** When a rehearsal begins: always the same moment, so that it always comes to the same. */
const beginning: Ms = Date.UTC(2026, 0, 5, 9);

type Bare<E = DialogueEvent> = E extends DialogueEvent ? Omit<E, 'id' | 'at'> : never;

const pressOf = (
  dialogue: Dialogue,
  { standing }: DialogueRun,
  { value, variable }: Extract<TestInput, { do: 'press' }>,
): Bare | undefined => {
  const { step: id, turn, language, answers } = standing;
  if (id === null || !Object.hasOwn(dialogue.steps, id)) return undefined;
  const found = offered(dialogue, id, language, answers).find(
    choice => choice.value === value && (variable === undefined || choice.variable === variable),
  );
  return found && { kind: 'press', turn, choice: found.choice };
};

const eventOf = (dialogue: Dialogue, run: DialogueRun, input: TestInput): Bare | undefined => {
  switch (input.do) {
    case 'press':
      return pressOf(dialogue, run, input);
    case 'text':
      return { kind: 'text', text: input.text };
    case 'language':
      return { kind: 'language', language: input.language };
    case 'time':
      return run.standing.due === undefined ? undefined : { kind: 'tick' };
  }
};

/** The first moment at which an input may come: after all that was said, and where time goes by, when it is due. */
const momentOf = ({ run, inputs, at }: Rehearsal, input: TestInput): Ms => {
  const { asked = 0, due = 0 } = run.standing;
  const said = inputs.at(-1)?.said.map(saying => saying.due) ?? [];
  return Math.max(at, asked, ...said, input.do === 'time' ? due : 0) + 1000;
};

/**
 * A dialogue gone through by what is done in it, with the very step that people are led by. The moments are made up: each
 * thing is done a second after the last words, and time goes on to what is due next.
 */
export const rehearse = (
  dialogue: Dialogue,
  { language, inputs }: { language: string; inputs: readonly TestInput[] },
  ways: Ways,
): Rehearsal => {
  const fresh = newRun({ id: 'run:rehearsal', dialogue: dialogue.id, version: 0, language });
  const begun = step(dialogue, fresh, { id: 'begin', at: beginning, kind: 'begin' }, ways);
  let rehearsal: Rehearsal = {
    run: begun.run,
    inputs: [{ at: beginning, said: begun.say, heard: begun.heard }],
    at: beginning,
  };
  for (const [nth, input] of inputs.entries()) {
    const at = momentOf(rehearsal, input);
    const bare = eventOf(dialogue, rehearsal.run, input);
    const { run, say, heard } = bare
      ? step(dialogue, rehearsal.run, { ...bare, id: `input ${nth}`, at } as DialogueEvent, ways)
      : { run: rehearsal.run, say: [], heard: 'impossible' as const };
    rehearsal = { run, inputs: [...rehearsal.inputs, { input, at, said: say, heard }], at };
  }
  return rehearsal;
};

/** What a rehearsal came to, as it is kept: by steps and answers, not by words, which may be mended at any time. */
export const outcomeOf = ({ run, inputs }: Rehearsal): TestOutcome => ({
  said: inputs.map(({ said, heard }) => [
    ...(heard === 'impossible' ? ['impossible'] : []),
    ...said.map(saying => `${saying.step} ${saying.as}`),
  ]),
  answers: run.standing.answers.map(
    ({ variable, value, declined, save }) =>
      `${variable}=${declined ? '(declined)' : value}${save === undefined ? '' : ` saved as ${save}`}`,
  ),
  state: run.standing.state,
  step: run.standing.step,
  actions: [...run.standing.actions],
});

/** Where a rehearsal came to something else than was kept. */
export interface Difference {
  /** How many things were done before; undefined for what holds at the end. */
  input?: number;
  what: 'said' | 'answers' | 'state' | 'step' | 'actions';
  expected: string;
  found: string;
}

const list = (lines: readonly string[]): string => lines.join(', ') || 'nothing';

/** Each way in which two outcomes differ: of what was said the first only, since all that follows differs with it. */
export const differencesOf = (expected: TestOutcome, found: TestOutcome): Difference[] => {
  const at = expected.said.findIndex((said, nth) => list(said) !== list(found.said[nth] ?? []));
  const said: Difference[] =
    at < 0 ? [] : [{ input: at, what: 'said', expected: list(expected.said[at]!), found: list(found.said[at] ?? []) }];
  const ends: Difference[] = [
    { what: 'answers', expected: list(expected.answers), found: list(found.answers) },
    { what: 'state', expected: expected.state, found: found.state },
    { what: 'step', expected: expected.step ?? 'the end', found: found.step ?? 'the end' },
    { what: 'actions', expected: list(expected.actions), found: list(found.actions) },
  ];
  return [...said, ...ends.filter(each => each.expected !== each.found)];
};

/** A difference as one line. */
export const differenceLine = ({ input, what, expected, found }: Difference): string => {
  const when = input === undefined ? 'at the end' : input === 0 ? 'at the beginning' : `after input ${input}`;
  return `${when}, ${what}: ${found} instead of ${expected}`;
};
