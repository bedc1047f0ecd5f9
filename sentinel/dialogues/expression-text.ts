import type { Comparison, Expression } from '@rounds/ddocs/dialogues/expression.ts';

/** An expression that cannot be converted, with the reason. */
export class Unreadable extends Error {}

type Token = { kind: 'text' | 'number' | 'name' | 'sign' | 'place'; text: string };

const longest = 10_000;
const token =
  /\s+|(?<place>\{[\p{L}_][\p{L}\p{N}_]*\})|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>==|!=|<=|>=|\{\{|\}\}|[<>+()[\]{},:.])/uy;

const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const from = token.lastIndex;
    const groups = token.exec(source)?.groups;
    if (!groups) throw new Unreadable(`"${source.slice(from, from + 10)}" is not understood`);
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined) ?? [];
    if (kind && text !== undefined) tokens.push({ kind: kind as Token['kind'], text });
  }
  return tokens;
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

/** The text of a literal, with the answers that it names. */
const literal = (quoted: string): Expression => {
  const text = quoted.slice(1, -1).replace(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign);
  const pieces = text.split(/(\{[\p{L}_][\p{L}\p{N}_]*\})/u).filter(piece => piece !== '');
  const parts = pieces.map(
    (piece): Expression => (/^\{.+\}$/s.test(piece) ? { variable: piece.slice(1, -1) } : { value: piece }),
  );
  if (parts.length === 0) return { value: '' };
  return parts.length === 1 ? parts[0]! : { text: parts };
};

const constants: Readonly<Record<string, boolean | null>> = {
  True: true,
  False: false,
  None: null,
  true: true,
  false: false,
  null: null,
};
const words = new Set(['if', 'else', 'and', 'or', 'not', 'in']);
const comparisons: readonly string[] = ['==', '!=', '<', '<=', '>', '>='];

/** Reads tokens from left to right; each function leaves `at` behind what it read. */
interface Reader {
  tokens: readonly Token[];
  at: number;
  depth: number;
}

const isNext = (reader: Reader, ...texts: string[]): boolean => {
  const next = reader.tokens[reader.at];
  return next !== undefined && (next.kind === 'sign' || next.kind === 'name') && texts.includes(next.text);
};
const take = (reader: Reader, ...texts: string[]): boolean => {
  if (!isNext(reader, ...texts)) return false;
  reader.at += 1;
  return true;
};
const want = (reader: Reader, ...texts: string[]): void => {
  if (!take(reader, ...texts))
    throw new Unreadable(`${texts[0]} is missing before "${reader.tokens[reader.at]?.text ?? 'the end'}"`);
};

const separated = <T>(reader: Reader, read: () => T, ...ends: string[]): T[] => {
  const found: T[] = [];
  while (!isNext(reader, ...ends)) {
    found.push(read());
    if (!take(reader, ',')) break;
  }
  want(reader, ...ends);
  return found;
};

/** Functions that may be called: they say what they do, and do nothing else. */
const calls: Readonly<Record<string, (given: Expression) => Expression>> = {
  int: number => ({ number }),
  float: number => ({ number }),
  str: given => ({ text: [given] }),
  len: length => ({ length }),
};

const map = (reader: Reader): [Expression, Expression][] =>
  separated(
    reader,
    () => {
      const key = condition(reader);
      want(reader, ':');
      return [key, condition(reader)] as [Expression, Expression];
    },
    '}}',
    '}',
  );

const named = (reader: Reader, name: string): Expression => {
  if (Object.hasOwn(constants, name)) return { value: constants[name]! };
  if (words.has(name)) throw new Unreadable(`"${name}" stands where a value is expected`);
  if (!isNext(reader, '(')) return { variable: name };
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (!call) throw new Unreadable(`${name}() cannot be called; int, float, str and len can`);
  want(reader, '(');
  const given = condition(reader);
  want(reader, ')');
  return call(given);
};

const first = (reader: Reader): Expression | { among: [Expression, Expression][] } => {
  const next = reader.tokens[reader.at];
  if (!next) throw new Unreadable('it ends too early');
  reader.at += 1;
  if (next.kind === 'text') return literal(next.text);
  if (next.kind === 'number') return { value: Number(next.text) };
  if (next.kind === 'place') return { variable: next.text.slice(1, -1) };
  if (next.kind === 'name') return named(reader, next.text);
  if (next.text === '{' || next.text === '{{') return { among: map(reader) };
  if (next.text === '[') return { list: separated(reader, () => condition(reader), ']') };
  if (next.text !== '(') throw new Unreadable(`"${next.text}" stands where a value is expected`);
  const inner = condition(reader);
  if (!isNext(reader, ',')) {
    want(reader, ')');
    return inner;
  }
  want(reader, ',');
  return { list: [inner, ...separated(reader, () => condition(reader), ')')] };
};

const value = (reader: Reader): Expression => {
  const found = first(reader);
  if (!('among' in found) || 'find' in found) {
    if (isNext(reader, '.', '['))
      throw new Unreadable(`"${reader.tokens[reader.at]!.text}" after a value is not allowed`);
    return found as Expression;
  }
  if (take(reader, '[')) {
    const find = condition(reader);
    want(reader, ']');
    return { find, among: found.among };
  }
  if (take(reader, '.')) {
    want(reader, 'get');
    want(reader, '(');
    const find = condition(reader);
    const otherwise = take(reader, ',') ? condition(reader) : { value: '' };
    want(reader, ')');
    return { find, among: found.among, otherwise };
  }
  throw new Unreadable('a table must be looked up in: {"A": "daily"}["{often}"]');
};

const sum = (reader: Reader): Expression => {
  let left = value(reader);
  while (take(reader, '+')) left = { add: [left, value(reader)] };
  return left;
};

const comparison = (reader: Reader): Expression => {
  if (take(reader, 'not')) return { not: comparison(reader) };
  let left = sum(reader);
  let before: Expression | undefined;
  for (;;) {
    const sign = reader.tokens[reader.at]?.text ?? '';
    let is: Comparison;
    if (isNext(reader, ...comparisons)) is = sign as Comparison;
    else if (isNext(reader, 'in')) is = 'in';
    else if (isNext(reader, 'not') && reader.tokens[reader.at + 1]?.text === 'in') is = 'not in';
    else break;
    reader.at += is === 'not in' ? 2 : 1;
    const right = sum(reader);
    const compared: Expression = { is, left, right };
    // As in `0 < age < 18`.
    before = before ? { all: [before, compared] } : compared;
    left = right;
  }
  return before ?? left;
};

const both = (reader: Reader): Expression => {
  const found = [comparison(reader)];
  while (take(reader, 'and')) found.push(comparison(reader));
  return found.length === 1 ? found[0]! : { all: found };
};

const either = (reader: Reader): Expression => {
  const found = [both(reader)];
  while (take(reader, 'or')) found.push(both(reader));
  return found.length === 1 ? found[0]! : { any: found };
};

const condition = (reader: Reader): Expression => {
  reader.depth += 1;
  if (reader.depth > 50) throw new Unreadable('it is nested too deeply');
  const yes = either(reader);
  let found = yes;
  if (take(reader, 'if')) {
    const holds = either(reader);
    want(reader, 'else');
    found = { if: holds, yes, no: condition(reader) };
  }
  reader.depth -= 1;
  return found;
};

/**
 * Reads an expression as CoActuem writes it, such as `'daily' if '{often}' == 'A' else 'weekly'`: comparisons, `in`,
 * `and`, `or`, `not`, `if … else`, tables that are looked up in, `+`, `int`, `str`, `len`. What it reads is data; none of it is
 * ever run as code.
 * @throws Unreadable for anything else
 */
export const readExpression = (source: string): Expression => {
  if (source.length > longest) throw new Unreadable(`it is longer than ${longest} signs`);
  const reader: Reader = { tokens: tokensOf(source), at: 0, depth: 0 };
  const found = condition(reader);
  const rest = reader.tokens[reader.at];
  if (rest) throw new Unreadable(`"${rest.text}" is not understood`);
  return found;
};
