import type { Comparison, Expression } from '@rounds/ddocs/dialogues/expression.ts';

/** What an expression may see. */
export interface Known {
  /** The value of an answer; undefined where there is none. */
  valueOf(variable: string): string | undefined;
  /** A text of the dialogue, in the language that is spoken. */
  say(key: string): string;
}

/** What an expression comes to. */
export type Found = string | number | boolean | null | Found[];

/** A text as the number that it is written as; the value itself otherwise. */
const numeric = (value: Found): Found =>
  typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;

const asText = (value: Found): string => {
  if (value === null) return '';
  return Array.isArray(value) ? value.map(asText).join(', ') : String(value);
};

const isEqual = (a: Found, b: Found): boolean =>
  typeof a === typeof b ? JSON.stringify(a) === JSON.stringify(b) : asText(a) === asText(b);

const isAbove = (a: Found, b: Found): boolean => {
  const [left, right] = [numeric(a), numeric(b)];
  if (typeof left === 'number' && typeof right === 'number') return left > right;
  return asText(a) > asText(b);
};

const isIn = (value: Found, among: Found): boolean =>
  Array.isArray(among) ? among.some(one => isEqual(value, one)) : asText(among).includes(asText(value));

/** Nothing is above or below an answer that was never given. */
const isMissing = (value: Found): boolean => value === '' || value === null;

const comparisons: Record<Comparison, (a: Found, b: Found) => boolean> = {
  '==': isEqual,
  '!=': (a, b) => !isEqual(a, b),
  '>': (a, b) => !isMissing(a) && !isMissing(b) && isAbove(a, b),
  '<': (a, b) => !isMissing(a) && !isMissing(b) && isAbove(b, a),
  '>=': (a, b) => !isMissing(a) && !isMissing(b) && !isAbove(b, a),
  '<=': (a, b) => !isMissing(a) && !isMissing(b) && !isAbove(a, b),
  in: isIn,
  'not in': (a, b) => !isIn(a, b),
};

const lookedUp = ({ find, among, otherwise }: Extract<Expression, { find: Expression }>, known: Known): Found => {
  const wanted = evaluate(find, known);
  const row = among.find(([key]) => isEqual(evaluate(key, known), wanted));
  if (row) return evaluate(row[1], known);
  return otherwise ? evaluate(otherwise, known) : '';
};

const added = (a: Found, b: Found): Found =>
  typeof a === 'number' && typeof b === 'number' ? a + b : asText(a) + asText(b);

/** Whether a value counts as true. */
export const isTrue = (value: Found): boolean => (Array.isArray(value) ? value.length > 0 : !!value);

/** What an expression comes to; an answer that was never given is the empty text. It has no loops, and always ends. */
export const evaluate = (expression: Expression, known: Known): Found => {
  const of = (one: Expression): Found => evaluate(one, known);
  if ('value' in expression) return expression.value;
  if ('variable' in expression) return known.valueOf(expression.variable) ?? '';
  if ('text' in expression) return expression.text.map(piece => asText(of(piece))).join('');
  if ('say' in expression) return known.say(expression.say);
  if ('list' in expression) return expression.list.map(of);
  if ('is' in expression) return comparisons[expression.is](of(expression.left), of(expression.right));
  if ('add' in expression) return added(of(expression.add[0]), of(expression.add[1]));
  if ('all' in expression) return expression.all.every(one => isTrue(of(one)));
  if ('any' in expression) return expression.any.some(one => isTrue(of(one)));
  if ('not' in expression) return !isTrue(of(expression.not));
  if ('if' in expression) return isTrue(of(expression.if)) ? of(expression.yes) : of(expression.no);
  if ('find' in expression) return lookedUp(expression, known);
  if ('number' in expression) return numeric(of(expression.number));
  return asText(of(expression.length)).length;
};

/** A value as it is put into a text. */
export const textOf = (expression: Expression, known: Known): string => asText(evaluate(expression, known));
