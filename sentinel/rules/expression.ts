import type { Report } from '@rounds/ddocs/reports.ts';

/** What a condition compares: a literal, or a field of the report. */
type Part = { kind: 'value'; value: unknown } | { kind: 'sign'; text: string };

const pattern =
  /\s*(?:(===|!==|==|!=|>=|<=|&&|\|\||[<>!()])|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(-?\d+(?:\.\d+)?)|([A-Za-z_$][\w$]*(?:\.[\w$]+)*))/y;

/** Thrown and caught in here only: the expression is not of the kind that is understood. */
const unreadable = Symbol('unreadable');

/**
 * Whether a `bool_expr` holds: comparisons of fields (`doc.lmp > 4`), of text and numbers, with `&&`, `||`, `!` and brackets. It is
 * read, never run as code. None holds; one that is not understood does not (`sms.md` §4.5: an error skips).
 * @param report stands for `doc`, its answers beside its own fields
 */
export const passes = (expression: string | undefined, report: Report): boolean => {
  if (!expression?.trim()) return true;
  try {
    return Boolean(evaluate(parts(expression.trim(), { ...report, ...report.fields })));
  } catch (error) {
    if (error === unreadable) return false;
    throw error;
  }
};

const parts = (text: string, doc: Record<string, unknown>): Part[] => {
  const found: Part[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (!match) throw unreadable;
    const [, sign, double, single, number, name] = match;
    if (sign !== undefined) found.push({ kind: 'sign', text: sign });
    else if (number !== undefined) found.push({ kind: 'value', value: Number(number) });
    else if (name !== undefined) found.push({ kind: 'value', value: named(name, doc) });
    else found.push({ kind: 'value', value: (double ?? single ?? '').replace(/\\(.)/g, '$1') });
  }
  return found;
};

const constants: Record<string, unknown> = { true: true, false: false, null: null, undefined };

const named = (name: string, doc: Record<string, unknown>): unknown => {
  if (Object.hasOwn(constants, name)) return constants[name];
  const [start, ...path] = name.split('.');
  if (start !== 'doc') throw unreadable;
  return path.reduce<unknown>((value, key) => {
    if (value === undefined || value === null) throw unreadable;
    return Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : undefined;
  }, doc);
};

const compare: Record<string, (a: unknown, b: unknown) => boolean> = {
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '==': (a, b) => looselyEqual(a, b),
  '!=': (a, b) => !looselyEqual(a, b),
  '>': (a, b) => Number(a) > Number(b),
  '<': (a, b) => Number(a) < Number(b),
  '>=': (a, b) => Number(a) >= Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
};

const looselyEqual = (a: unknown, b: unknown): boolean =>
  (a ?? null) === (b ?? null) || (a != null && b != null && String(a) === String(b));

const evaluate = (list: readonly Part[]): unknown => {
  let at = 0;
  const take = (sign: string) => {
    const part = list[at];
    return part?.kind === 'sign' && part.text === sign && ++at > 0;
  };
  const single = (): unknown => {
    if (take('!')) return !single();
    if (take('(')) {
      const inner = any();
      if (!take(')')) throw unreadable;
      return inner;
    }
    const part = list[at++];
    if (part?.kind !== 'value') throw unreadable;
    return part.value;
  };
  const compared = (): unknown => {
    const left = single();
    const sign = Object.keys(compare).find(take);
    return sign ? compare[sign]!(left, single()) : left;
  };
  const all = (): unknown => {
    let value = compared();
    while (take('&&')) {
      const right = compared();
      value = value && right;
    }
    return value;
  };
  const any = (): unknown => {
    let value = all();
    while (take('||')) {
      const right = all();
      value = value || right;
    }
    return value;
  };
  const value = any();
  if (at !== list.length) throw unreadable;
  return value;
};
