import { type Expression, parse, parseExpressionAt, type Statement, tokenizer } from 'acorn';

const options = { ecmaVersion: 'latest', sourceType: 'script' } as const;

const textOf = (text: string, { start, end }: { start: number; end: number }): string => text.slice(start, end);

/** Whether nothing but blanks and remarks follows. */
const isEnd = (text: string, from: number): boolean =>
  tokenizer(' '.repeat(from) + text.slice(from), options).getToken().type.label === 'eof';

/** Whether a text is one expression and nothing else: `doc.n > 1`, or a function, without a semicolon behind it. */
export const isExpression = (text: string): boolean => {
  try {
    return isEnd(text, parseExpressionAt(text, 0, options).end);
  } catch {
    return false;
  }
};

type Part = Statement | { type: 'ExpressionStatement'; expression: Expression; start: number; end: number };

/** A statement that gives its value back, where it is one that has a value. */
const giving = (text: string, part: Part): string => {
  switch (part.type) {
    case 'ExpressionStatement':
      return `return (\n${textOf(text, part.expression)}\n);`;
    case 'BlockStatement':
      return `{ ${givingLast(text, part.body)} }`;
    case 'IfStatement': {
      const otherwise = part.alternate ? ` else { ${giving(text, part.alternate)} }` : '';
      return `if (${textOf(text, part.test)}) { ${giving(text, part.consequent)} }${otherwise}`;
    }
    case 'TryStatement': {
      const { block, handler, finalizer } = part;
      const param = handler?.param ? ` (${textOf(text, handler.param)})` : '';
      const caught = handler ? ` catch${param} ${giving(text, handler.body)}` : '';
      return `try ${giving(text, block)}${caught}${finalizer ? ` finally ${textOf(text, finalizer)}` : ''}`;
    }
    default:
      return textOf(text, part);
  }
};

const hasValue = ({ type }: Part): boolean =>
  ['ExpressionStatement', 'BlockStatement', 'IfStatement', 'TryStatement'].includes(type);

/** Statements of which the last that has a value gives it back; what stands behind it only declares something. */
const givingLast = (text: string, parts: readonly Part[]): string => {
  const last = parts.findLastIndex(hasValue);
  return parts.map((part, at) => (at === last ? giving(text, part) : textOf(text, part))).join('\n');
};

/**
 * The body of a function that gives the value of a text of the settings: of an expression, or of several statements,
 * whose value is that of the last, as it is in CHT.
 *
 * `var big = function (x) { return x > 1; }; big(doc.fields.n)` becomes
 * `var big = function (x) { return x > 1; }; return (big(doc.fields.n));`
 * @throws SyntaxError where it is neither, or has no value
 */
export const bodyOf = (text: string): string => {
  if (isExpression(text)) return `return (\n${text}\n);`;
  const parts = parse(text, options).body as Part[];
  if (!parts.some(hasValue)) throw new SyntaxError('gives no value; end with an expression such as doc.fields.age > 4');
  return givingLast(text, parts);
};
