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
  try {
    let at = 0;
    const peek = () => parts[at];
    const take = () => parts[at++];
    const or = (): unknown => {
      let left = and();
      while (peek() === '||' && take()) {
        const right = and();
        left = left || right;
      }
      return left;
    };
    const and = (): unknown => {
      let left = compared();
      while (peek() === '&&' && take()) {
        const right = compared();
        left = left && right;
      }
      return left;
    };
    const compared = (): unknown => {
      const left = single();
      const compare = comparisons[peek() ?? ''];
      if (!compare) return left;
      take();
      return compare(left, single());
    };
    const single = (): unknown => {
      const part = take();
      if (part === undefined) throw new Error('The expression ends too soon');
      if (part === '!') return !single();
      if (part === '(') {
        const inner = or();
        if (take() !== ')') throw new Error('A bracket is missing');
        return inner;
      }
      if (/^['"]/.test(part)) return part.slice(1, -1);
      if (/^\d/.test(part)) return Number(part);
      if (part in literals) return literals[part as keyof typeof literals];
      const [first, ...path] = part.split('.');
      if (!first || !Object.hasOwn(names, first)) throw new Error(`Nothing is called ${part}`);
      return path.reduce<unknown>(
        (value, key) => (value as Record<string, unknown> | null | undefined)?.[key],
        names[first],
      );
    };
    const value = or();
    return at < parts.length ? true : Boolean(value);
  } catch {
    return true;
  }
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
