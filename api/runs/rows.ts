import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Answer } from '@rounds/sentinel/dialogues/run.ts';
import type { DialogueRunDoc } from '@rounds/sentinel/dialogues/stored-run.ts';
import { textIn } from '@rounds/sentinel/dialogues/texts.ts';

/** A run that is told, with the dialogue that it is of. */
export interface Told {
  run: DialogueRunDoc;
  dialogue: Dialogue | undefined;
  /** How the person is called in the file: by study id, id, or a name that means nothing. */
  person: string;
}

/** Heads of the long shape: a row for each answer. */
export const longColumns = [
  'person',
  'dialogue',
  'version',
  'run',
  'started',
  'state',
  'variable',
  'value',
  'label',
  'at',
] as const;

/** Heads that come first in the wide shape: a row for each run; then each variable with its label. */
export const wideColumns = ['person', 'dialogue', 'version', 'run', 'started', 'ended', 'state', 'language'] as const;

const iso = (at: number): string => new Date(at).toISOString();

const answersOf = ({ derived }: DialogueRunDoc): readonly Answer[] => derived?.standing?.answers ?? [];

/** What was chosen, as it stood on the button in the language of the file; what was typed as it was typed. */
const labelOf = (dialogue: Dialogue | undefined, { step, choice, value }: Answer, language: string): string =>
  dialogue && choice !== undefined ? textIn(dialogue, language, `${step}.choice.${choice}`) || value : value;

const ends = ['done', 'declined', 'expired', 'left'];

/** A run as rows of answers. A question that was answered twice has two rows. */
export const longRows = ({ run, dialogue, person }: Told, language: string): string[][] =>
  answersOf(run).map(answer => [
    ...[person, run.what.dialogue, String(run.what.version), run._id, iso(run.started), run.state],
    ...[
      answer.variable,
      answer.declined ? '' : answer.value,
      answer.declined ? '' : labelOf(dialogue, answer, language),
    ],
    iso(answer.at),
  ]);

/** The variables of some runs, in the order in which they were first answered. */
export const variablesIn = (runs: readonly DialogueRunDoc[]): string[] => [
  ...new Set(runs.flatMap(run => answersOf(run).map(({ variable }) => variable))),
];

/** A run as one row: each variable as it was answered last, coded and with its label. */
export const wideRow = ({ run, dialogue, person }: Told, variables: readonly string[], language: string): string[] => {
  const last = new Map(answersOf(run).map(answer => [answer.variable, answer]));
  return [
    ...[person, run.what.dialogue, String(run.what.version), run._id, iso(run.started)],
    ...[ends.includes(run.state) ? iso(run.changed) : '', run.state, run.derived?.standing?.language ?? run.language],
    ...variables.flatMap(variable => {
      const answer = last.get(variable);
      return answer && !answer.declined ? [answer.value, labelOf(dialogue, answer, language)] : ['', ''];
    }),
  ];
};

/** A row of FLOIP Flow Results: timestamp, row id, contact, session, question, response, metadata. */
export type FlowResult = [string, string, string, string, string, string, Record<string, unknown>];

/** The answers of a run as rows of FLOIP Flow Results. */
export const flowResults = ({ run, person }: Told): FlowResult[] =>
  answersOf(run).map((answer, nth) => [
    ...([iso(answer.at), `${run._id}:${nth}`, person, run._id, answer.variable] as const),
    answer.declined ? '' : answer.value,
    { step: answer.step, version: run.what.version, ...(answer.declined ? { declined: true } : {}) },
  ]);

/** The questions of a dialogue, as FLOIP describes them. */
export const flowQuestions = (dialogue: Dialogue, language: string): Record<string, object> =>
  Object.fromEntries(
    Object.entries(dialogue.steps).flatMap(([id, { asks, choices = [], variable, is }]) => {
      const label = textIn(dialogue, language, `${id}.text`);
      if (asks === 'text')
        return [[variable ?? id, { type: is === 'number' ? 'numeric' : 'open', label, type_options: {} }]];
      const names = [...new Set(choices.map(choice => choice.variable))];
      return names.map(name => {
        const values = choices.filter(choice => choice.variable === name).map(({ value }) => value);
        return [name, { type: 'select_one', label, type_options: { choices: values } }];
      });
    }),
  );
