/** An expression taken apart. */
export type Node =
  | { is: 'value'; value: unknown }
  | { is: 'name'; name: string }
  | { is: 'member'; of: Node; key: Node }
  | { is: 'call'; callee: Node; args: readonly Node[] }
  | { is: 'unary'; sign: string; of: Node }
  | { is: 'binary'; sign: string; left: Node; right: Node }
  | { is: 'choice'; when: Node; then: Node; else: Node }
  | { is: 'list'; items: readonly Node[] }
  | { is: 'object'; entries: readonly (readonly [string, Node])[] };

/** Why an expression cannot be read. */
export class UnreadableExpression extends Error {
  override readonly name = 'UnreadableExpression';
  /** Where in the expression, counted from 0. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

interface Token {
  kind: 'text' | 'number' | 'name' | 'sign' | 'end';
  text: string;
  at: number;
}

const shapes =
  /\s+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_$][\w$]*|\?\.|\?\?|===|!==|==|!=|<=|>=|&&|\|\||[-+*/%!<>()[\]{}?:,.]|[\s\S]/gy;

const tokensOf = (expression: string): Token[] => {
  const tokens: Token[] = [];
  for (const { 0: text, index: at } of expression.matchAll(shapes)) {
    if (/^\s/.test(text)) continue;
    const kind = /^['"]./.test(text)
      ? 'text'
      : /^\d/.test(text)
        ? 'number'
        : /^[A-Za-z_$]/.test(text)
          ? 'name'
          : 'sign';
    if (kind === 'sign' && !/^(\?\.|\?\?|===|!==|==|!=|<=|>=|&&|\|\||[-+*/%!<>()[\]{}?:,.])$/.test(text))
      throw new UnreadableExpression(`\`${text}\` has no meaning here`, at);
    tokens.push({ kind, text, at });
  }
  return [...tokens, { kind: 'end', text: 'the end', at: expression.length }];
};

/** Signs that stand between two values, from those that bind least to those that bind most. */
const levels: readonly (readonly string[])[] = [
  ['??', '||'],
  ['&&'],
  ['==', '!=', '===', '!=='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
]);

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const textIn = (quoted: string): string =>
  quoted.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => escapes[sign] ?? sign);

/**
 * Reads an expression as the templates of CHT's app have them: values, paths, calls, `!`, arithmetic, comparisons,
 * `&&`, `||`, `?:`, lists, objects, brackets. Nothing is run.
 * @throws UnreadableExpression
 */
export const read = (expression: string): Node => {
  const tokens = tokensOf(expression);
  let at = 0;
  const peek = (): Token => tokens[at]!;
  const is = (...signs: string[]): boolean => peek().kind === 'sign' && signs.includes(peek().text);
  const take = (): Token => tokens[at++]!;
  const wrong = (token: Token): UnreadableExpression =>
    new UnreadableExpression(
      `${token.kind === 'end' ? token.text : `\`${token.text}\``} is not expected here`,
      token.at,
    );
  const expect = (sign: string): void => {
    if (!is(sign)) throw wrong(peek());
    at += 1;
  };

  const choice = (): Node => {
    const when = binary(0);
    if (!is('?')) return when;
    take();
    const then = choice();
    expect(':');
    return { is: 'choice', when, then, else: choice() };
  };
  const binary = (level: number): Node => {
    const signs = levels[level];
    if (!signs) return unary();
    let left = binary(level + 1);
    while (is(...signs)) left = { is: 'binary', sign: take().text, left, right: binary(level + 1) };
    return left;
  };
  const unary = (): Node => {
    if (is('!', '-', '+')) return { is: 'unary', sign: take().text, of: unary() };
    return postfix(single());
  };
  const postfix = (start: Node): Node => {
    let node = start;
    for (;;) {
      if (is('.', '?.')) {
        take();
        const name = take();
        if (name.kind !== 'name') throw wrong(name);
        node = { is: 'member', of: node, key: { is: 'value', value: name.text } };
      } else if (is('[')) {
        take();
        node = { is: 'member', of: node, key: choice() };
        expect(']');
      } else if (is('(')) {
        take();
        node = { is: 'call', callee: node, args: until(')') };
      } else return node;
    }
  };
  const until = (end: string): Node[] => {
    const items: Node[] = [];
    while (!is(end)) {
      items.push(choice());
      if (!is(end)) expect(',');
    }
    take();
    return items;
  };
  const single = (): Node => {
    const token = take();
    if (token.kind === 'text') return { is: 'value', value: textIn(token.text) };
    if (token.kind === 'number') return { is: 'value', value: Number(token.text) };
    if (token.kind === 'name')
      return constants.has(token.text)
        ? { is: 'value', value: constants.get(token.text) }
        : { is: 'name', name: token.text };
    if (token.kind === 'sign' && token.text === '(') {
      const inner = choice();
      expect(')');
      return inner;
    }
    if (token.kind === 'sign' && token.text === '[') return { is: 'list', items: until(']') };
    if (token.kind === 'sign' && token.text === '{') return object();
    throw wrong(token);
  };
  const object = (): Node => {
    const entries: [string, Node][] = [];
    while (!is('}')) {
      const key = take();
      if (key.kind !== 'name' && key.kind !== 'text') throw wrong(key);
      expect(':');
      entries.push([key.kind === 'text' ? textIn(key.text) : key.text, choice()]);
      if (!is('}')) expect(',');
    }
    take();
    return { is: 'object', entries };
  };

  const whole = choice();
  if (peek().kind !== 'end') throw wrong(peek());
  return whole;
};
