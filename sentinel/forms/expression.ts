/**
 * Whether a form is offered for a contact, by the `expression` of its context. Understands what forms use in practice:
 * paths from `contact`, `summary` and `user`, texts, numbers, `!`, `&&`, `||`, comparisons and brackets. Anything else
 * counts as yes: a form offered once too often can be left, one that is missing cannot be found. The phone's content
 * policy forbids to run it as code.
 */
export const offers = (expression: string | undefined, names: Record<string, unknown>): boolean => {
  if (!expression?.trim()) return true;
  const parts = expression.match(tokens) ?? [];
  if (parts.join('').length !== expression.replace(/\s+/g, '').length) return true;
  const reading: Reading = { parts, at: 0, names };
  try {
    const value = anyOf(reading);
    return reading.at < parts.length ? true : Boolean(value);
  } catch {
    return true;
  }
};

/** An expression in its parts, and how far it is read. */
interface Reading {
  readonly parts: readonly string[];
  at: number;
  readonly names: Record<string, unknown>;
}

const take = (reading: Reading): string | undefined => reading.parts[reading.at++];

/** Goes past a part, where it comes next. */
const taken = (reading: Reading, part: string): boolean => {
  if (reading.parts[reading.at] !== part) return false;
  reading.at++;
  return true;
};

const anyOf = (reading: Reading): unknown => {
  let left = allOf(reading);
  while (taken(reading, '||')) {
    const right = allOf(reading);
    left = left || right;
  }
  return left;
};

const allOf = (reading: Reading): unknown => {
  let left = compared(reading);
  while (taken(reading, '&&')) {
    const right = compared(reading);
    left = left && right;
  }
  return left;
};

const compared = (reading: Reading): unknown => {
  const left = single(reading);
  const compare = comparisons[reading.parts[reading.at] ?? ''];
  if (!compare) return left;
  reading.at++;
  return compare(left, single(reading));
};

const single = (reading: Reading): unknown => {
  const part = take(reading);
  if (part === undefined) throw new Error('The expression ends too soon');
  if (part === '!') return !single(reading);
  if (part === '(') {
    const inner = anyOf(reading);
    if (!taken(reading, ')')) throw new Error('A bracket is missing');
    return inner;
  }
  if (/^['"]/.test(part)) return part.slice(1, -1);
  if (/^\d/.test(part)) return Number(part);
  return part in literals ? literals[part as keyof typeof literals] : named(reading, part);
};

/** The value of a path such as `contact.parent.type`. */
const named = ({ names }: Reading, part: string): unknown => {
  const [first, ...path] = part.split('.');
  if (!first || !Object.hasOwn(names, first)) throw new Error(`Nothing is called ${part}`);
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
    names[first],
  );
};

const tokens =
  /'[^']*'|"[^"]*"|\d+(?:\.\d+)?|===|!==|==|!=|<=|>=|&&|\|\||[!()<>]|[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/g;
const literals = { true: true, false: false, null: null, undefined };
const comparisons: Record<string, (a: unknown, b: unknown) => boolean> = {
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '==': (a, b) => (a ?? null) === (b ?? null) || String(a) === String(b),
  '!=': (a, b) => (a ?? null) !== (b ?? null) && String(a) !== String(b),
  '<': (a, b) => Number(a) < Number(b),
  '>': (a, b) => Number(a) > Number(b),
  '<=': (a, b) => Number(a) <= Number(b),
  '>=': (a, b) => Number(a) >= Number(b),
};
