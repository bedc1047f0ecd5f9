import type { Argument, FormFunction, Result, World } from './xpath/argument.ts';
import { dateOf, isoWithOffset } from './xpath/dates.ts';
import { chtFunctions } from './xpath/functions.ts';

/** A field of the engine, which is made before it is put in its place. */
interface Attachable {
  isAttached?(): boolean;
}

/** A value as the engine passes it on. */
interface Evaluation {
  readonly type: string;
  readonly nodes?: Iterable<unknown> | null;
  toString(): string;
  toNumber(): number;
  toBoolean(): boolean;
}

interface Evaluable {
  evaluate(context: unknown): Evaluation;
}

type Callable = (context: { evaluator: Evaluator }, args: readonly Evaluable[]) => Evaluation;

interface Implementation {
  readonly signature: readonly object[];
  readonly arity: { readonly max: number };
  call: Callable;
}

interface Library {
  readonly namespaceURI: string;
  readonly implementations: Map<string, Implementation>;
}

/** What the engine reckons with: every node of a form being filled in has it. */
export interface Evaluator {
  readonly domProvider: { getNodeValue(node: unknown): string };
  readonly parser: { parse(expression: string, options: unknown): unknown };
  readonly functions: { readonly namespacedFunctionLibraries: Map<string, Library> };
  evaluateBoolean(expression: string, options?: object): boolean;
  evaluateString(expression: string, options?: object): string;
}

/** A place in a form where an expression could not be evaluated. */
export interface Fault {
  expression: string;
  message: string;
}

const xforms = 'http://www.w3.org/2002/xforms';
const basic = 'http://www.w3.org/2005/xpath-functions';
const cht = 'https://communityhealthtoolkit.org';

const worlds = new WeakMap<object, World>();
const faults = new WeakMap<object, Map<string, string>>();
let opening: World | undefined;

/** Says what the functions of the form that opens next may use: they are called before anything of it is known. */
export const announce = (world: World): void => {
  opening = world;
};

/** Says what the functions of an open form may use. */
export const settle = (evaluator: Evaluator, world: World): void => {
  worlds.set(evaluator, world);
};

/** How often an expression may be evaluated at one field before it counts as one that never comes to an end. */
const often = 300;
const long = 200_000;

interface Tally {
  times: number;
  value: unknown;
}

const tallies = new WeakMap<object, Map<unknown, Map<string, Tally>>>();

/** Begins to count anew how often each expression of a form is evaluated: something was answered. */
export const beginTurn = (evaluator: Evaluator): void => {
  tallies.delete(evaluator);
};

/**
 * The value of an expression. A calculation that holds itself, such as that of a field from the text of the group
 * around it, would go on for ever: it keeps the value that it had.
 */
const settled = (
  evaluator: Evaluator,
  expression: string,
  options: { contextNode?: unknown } | undefined,
  evaluate: (this: Evaluator, expression: string, options?: object) => unknown,
): unknown => {
  const nodes = tallies.get(evaluator) ?? new Map<unknown, Map<string, Tally>>();
  tallies.set(evaluator, nodes);
  const here = nodes.get(options?.contextNode) ?? new Map<string, Tally>();
  nodes.set(options?.contextNode, here);
  const tally = here.get(expression) ?? { times: 0, value: '' };
  here.set(expression, tally);
  tally.times += 1;
  const value = tally.times > often ? tally.value : evaluate.call(evaluator, expression, options);
  const endless = tally.times > often || (typeof value === 'string' && value.length > long);
  if (endless) noteFault(evaluator, expression, 'It depends on itself');
  else tally.value = value;
  return endless ? tally.value : value;
};

const noteFault = (evaluator: Evaluator, expression: string, message: string): void => {
  const known = faults.get(evaluator) ?? new Map<string, string>();
  known.set(expression, message);
  faults.set(evaluator, known);
};

/** Expressions of a form that could not be evaluated so far. */
export const faultsOf = (evaluator: Evaluator): Fault[] =>
  [...(faults.get(evaluator) ?? [])].map(([expression, message]) => ({ expression, message }));

/**
 * Gives the engine the functions of CHT, and lets an expression that cannot be evaluated count as blank instead of
 * ending the form. The engine offers no way to add a function, but every node shows what it reckons with; so this is
 * asked of the first form that is opened, instead of changing the package.
 * @throws when the engine is built otherwise than in the version that this was written for
 */
export const teach = (evaluator: Evaluator): void => {
  const libraries = evaluator.functions?.namespacedFunctionLibraries;
  const [odk, plain] = [libraries?.get(xforms), libraries?.get(basic)];
  const make = odk?.implementations.get('date')?.constructor as
    | (new (
        name: string,
        signature: readonly object[],
        run: Callable,
      ) => Implementation)
    | undefined;
  const [date, number] = [odk?.implementations.get('date'), plain?.implementations.get('number')];
  const [text, truth] = [plain?.implementations.get('string'), plain?.implementations.get('boolean')];
  if (!odk || !plain || !make || !date || !number || !text || !truth || !evaluator.parser?.parse)
    throw new Error('The form engine is not of the version that Rounds knows: evaluator.ts has to be looked at again');

  /** A value as the engine passes it on, made by its own functions, which let through what is of their kind. */
  const given = (context: Parameters<Callable>[0], value: Result): Evaluation => {
    const as = (kind: string): readonly Evaluable[] => [
      {
        evaluate: () => ({
          type: kind,
          toString: () => (value instanceof Date ? isoWithOffset(value) : String(value)),
          toNumber: () => value as number,
          toBoolean: () => value as boolean,
        }),
      },
    ];
    if (typeof value === 'number') return number.call(context, as('NUMBER'));
    if (typeof value === 'boolean') return truth.call(context, as('BOOLEAN'));
    return value instanceof Date ? date.call(context, as('STRING')) : text.call(context, as('STRING'));
  };

  const implementation = (name: string, { takes: [least, most], run }: FormFunction): Implementation => {
    const required = Array.from({ length: least }, () => ({ arityType: 'required' }));
    const more = Number.isFinite(most)
      ? Array.from({ length: most - least }, () => ({ arityType: 'optional' }))
      : [{ arityType: 'variadic' }];
    return new make(name, [...required, ...more], (context, args) => {
      const world = worlds.get(context.evaluator) ?? opening ?? nowhere;
      return given(
        context,
        run(
          args.map(arg => argument(context.evaluator, arg.evaluate(context))),
          world,
        ),
      );
    });
  };

  const library = new (odk.constructor as new (uri: string, all: readonly Implementation[]) => Library)(cht, []);
  for (const [name, each] of Object.entries(chtFunctions)) {
    const made = implementation(name, each);
    odk.implementations.set(name, made);
    library.implementations.set(name, made);
  }
  libraries.set(cht, library);
  // A number counts days, also where a text holds it: forms keep `decimal-date-time(…)` in a field and format it later.
  const moment: Callable = (context, [arg]) => {
    const value = arg!.evaluate(context);
    const { kind, text, number } = argument(context.evaluator, value);
    const days = (kind === 'number' || kind === 'text' || kind === 'nodes') && isNumber(text);
    const at = days ? dateOf({ kind: 'number', text, number, truth: true, texts: [] }) : null;
    return at ? given(context, at) : value;
  };
  for (const { implementations } of libraries.values())
    for (const [name, before] of implementations)
      if (ofMoments.has(name))
        implementations.set(
          name,
          new make(name, before.signature, (context, [first, ...rest]) => {
            const value = first && moment(context, [first]);
            return before.call(context, value ? [{ evaluate: () => value }, ...rest] : []);
          }),
        );
  takeWhatFits(date);
  forgive(evaluator);
};

/**
 * Lets a function that is given more than it takes go by what it takes, as in CHT: `int(. div 7, 0)` stands in forms of
 * real programmes.
 */
const takeWhatFits = (any: Implementation): void => {
  let prototype: object | null = any;
  while (prototype && !Object.hasOwn(prototype, 'call')) prototype = Object.getPrototypeOf(prototype);
  const all = prototype as { call: (this: Implementation, ...given: Parameters<Callable>) => Evaluation } | null;
  if (!all) throw new Error('The form engine is not of the version that Rounds knows: nothing calls functions');
  const { call } = all;
  all.call = function (context, args) {
    return call.call(this, context, args.slice(0, this.arity.max));
  };
};

const ofMoments = new Set(['date', 'date-time', 'decimal-date-time', 'format-date', 'format-date-time']);
const isNumber = (text: string): boolean => /^\s*-?\d+(\.\d+)?\s*$/.test(text);
const nowhere: World = { charts: undefined, extension: () => undefined, notWhenBroken: new Set() };

/** An argument as our functions read it. */
const argument = ({ domProvider }: Evaluator, value: Evaluation): Argument => {
  const nodes = value.type === 'NODE' ? [...(value.nodes ?? [])] : undefined;
  const kind = nodes
    ? 'nodes'
    : value.type === 'BOOLEAN'
      ? 'boolean'
      : value.type !== 'NUMBER'
        ? 'text'
        : 'dateTime' in value
          ? 'date'
          : 'number';
  const text = value.toString();
  return {
    kind,
    text,
    number: text.trim() === '' ? Number.NaN : value.toNumber(),
    truth: value.toBoolean(),
    texts: nodes?.map(node => domProvider.getNodeValue(node)) ?? [text],
  };
};

/**
 * Lets an expression that cannot be evaluated count as blank, and as true where it is a condition: a question is
 * rather shown than lost, an answer rather taken than refused.
 */
const forgive = (evaluator: Evaluator): void => {
  let prototype: object | null = evaluator;
  while (prototype && !Object.hasOwn(prototype, 'evaluateString')) prototype = Object.getPrototypeOf(prototype);
  const engine = prototype as Record<string, (this: Evaluator, expression: string, options?: object) => unknown> | null;
  if (!engine) throw new Error('The form engine is not of the version that Rounds knows: nothing evaluates texts');
  let depth = 0;
  const blanks: Record<string, (expression: string, world: World) => unknown> = {
    evaluateString: () => '',
    evaluateNumber: () => Number.NaN,
    evaluateNodes: () => [],
    evaluateBoolean: (expression, { notWhenBroken }) => !notWhenBroken.has(expression),
  };
  for (const [name, blank] of Object.entries(blanks)) {
    const evaluate = engine[name]!;
    engine[name] = function (expression, options) {
      depth += 1;
      try {
        return depth > 1 ? evaluate.call(this, expression, options) : settled(this, expression, options, evaluate);
      } catch (error) {
        // A question that an expression asks on the way fails with it; one that is asked before the field is in its
        // place is asked again.
        if (depth > 1 || (options as { contextNode?: Attachable } | undefined)?.contextNode?.isAttached?.() === false)
          throw error;
        noteFault(this, expression, error instanceof Error ? error.message : String(error));
        return blank(expression, worlds.get(this) ?? opening ?? nowhere);
      } finally {
        depth -= 1;
      }
    };
  }
};
