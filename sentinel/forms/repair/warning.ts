/** Something in a form that could not be taken as it is written; the rest of the form works. */
export interface Warning {
  kind:
    | 'meta-twice'
    | 'no-node'
    | 'wrong-element'
    | 'empty-group'
    | 'misspelt-function'
    | 'unreadable'
    | 'holds-itself'
    | 'unknown-function'
    | 'not-evaluated'
    | 'no-form';
  /** Path of the question or field; '' where none is named. */
  at: string;
  /** What was found: an expression, a name. */
  found: string;
  /** In plain words what is the matter and what became of it. */
  message: string;
}
