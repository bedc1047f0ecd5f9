/**
 * What a dialogue computes from earlier answers, as data: nothing of it is ever run as code.
 *
 * A variable without an answer is the empty text. `text` joins pieces; `say` is a text by language, by its key.
 */
export type Expression =
  | { value: string | number | boolean | null }
  | { variable: string }
  | { text: Expression[] }
  | { say: string }
  | { list: Expression[] }
  | { is: Comparison; left: Expression; right: Expression }
  | { add: [Expression, Expression] }
  | { all: Expression[] }
  | { any: Expression[] }
  | { not: Expression }
  | { if: Expression; yes: Expression; no: Expression }
  | { find: Expression; among: [key: Expression, value: Expression][]; otherwise?: Expression }
  | { number: Expression }
  | { length: Expression };

/** How two values are compared. */
export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';
