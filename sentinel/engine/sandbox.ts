/** Runs expressions of the settings where they reach nothing but what they are given, and no longer than they may. */
export interface Sandbox {
  /**
   * The value of an expression, such as `doc.fields.lmp > 4`, with these names. Values go in and come out as JSON.
   * @throws AppError `settings/expression` when it cannot be read, throws, or takes too long
   */
  evaluate(expression: string, names: Readonly<Record<string, unknown>>): unknown;
  /** What is wrong with an expression that cannot even be read; undefined when nothing is. */
  faultOf(expression: string): string | undefined;
}
