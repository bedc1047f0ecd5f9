/** An argument of a function in a form, as the form gives it. */
export interface Argument {
  /** What the form gave: nodes of its answers, or a value. */
  readonly kind: 'nodes' | 'text' | 'number' | 'boolean' | 'date';
  readonly text: string;
  /** NaN where it is no number. */
  readonly number: number;
  readonly truth: boolean;
  /** The text of each node; of a value the value alone. */
  readonly texts: readonly string[];
}

/** What a function of a form may use besides its arguments. */
export interface World {
  /** A document of the programme that the functions read, such as `zscore-charts`; undefined when there is none. */
  readonly charts: unknown;
  /**
   * Answers a call of the programme's own code with what is known of it; undefined while nothing is.
   * @throws when the programme has no such code
   */
  readonly extension: (name: string, args: readonly Argument[]) => Result | undefined;
  /** Conditions that do not hold when they cannot be evaluated; any other then holds. */
  readonly notWhenBroken: ReadonlySet<string>;
}

/** What a function of a form gives. */
export type Result = string | number | boolean | Date;

/** A function that forms may call: its arguments are read, and a value comes back. */
export interface FormFunction {
  /** How many arguments it takes, at least and at most. */
  readonly takes: readonly [least: number, most: number];
  readonly run: (args: readonly Argument[], world: World) => Result;
}
