/** Names of the two sheets. */
export const sheets = { dialogue: 'dialogue', steps: 'steps' } as const;

/** Heads of the columns of steps; after them comes one for each language. */
export const columns = [
  'step',
  'line',
  'asks',
  'variable',
  'value',
  'next',
  'wait',
  'save',
  'action',
  'answer',
  'decline',
  'nudge',
  'expires',
  'more',
] as const;

export type Column = (typeof columns)[number];

/** A row of the sheet of steps: what stands in each column, and the texts by language. */
export interface StepRow {
  cells: Partial<Record<Column, string | number>>;
  texts: Record<string, string>;
}

/** How the end of a dialogue is written where a step is named; it can be no id. */
export const theEnd = '(end)';

/** What stands under `line`: the step itself, one of its choices; any other is the rest of the key of a text. */
export const lines = { step: 'step', choice: 'choice' } as const;

/** Properties of a step that have a column each; all others stand under `more`. */
export const stepColumns = {
  asks: 'asks',
  variable: 'variable',
  wait: 'wait',
  save: 'save',
  action: 'action',
  is: 'answer',
  decline_value: 'decline',
  nudge_after: 'nudge',
  expires: 'expires',
} as const satisfies Record<string, Column>;

/** Properties that are numbers. */
export const numbers: readonly string[] = ['wait', 'nudge_after', 'expires'];
