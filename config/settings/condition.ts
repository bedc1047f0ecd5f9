/** A parsed condition of `validations[].rule`, in the notation of Pupil that CHT uses. */
export type Condition =
  | { is: 'call'; name: string; args: string[] }
  | { is: 'not'; of: Condition }
  | { is: 'and' | 'or'; left: Condition; right: Condition }
  | { is: 'if'; test: Condition; then: Condition; otherwise: Condition };

type Token = { kind: 'sign'; text: string } | { kind: 'word'; text: string } | { kind: 'text'; text: string };

const patterns = /\s*(?:(&&|\|\||[!?:(),])|"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s&|!?:(),"']+))/y;

const tokens = (rule: string): Token[] | null => {
  const found: Token[] = [];
  const text = rule.trim();
  patterns.lastIndex = 0;
  while (patterns.lastIndex < text.length) {
    const match = patterns.exec(text);
    if (!match) return null;
    const [, sign, double, single, word] = match;
    if (sign !== undefined) found.push({ kind: 'sign', text: sign });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'text', text: unquote(double ?? single ?? '') });
  }
  return found;
};

/**
 * Text between quotes: a backslash before a quote or a backslash is dropped, every other stays, as patterns need it.
 */
const unquote = (text: string): string => text.replace(/\\(["'\\])/g, '$1');

/**
 * Reads a rule such as `lenMin(5) && (regex("^[0-9]+$") || optional())`: calls, `!`, `&&`, `||`, `? :` and brackets,
 * and nothing else. No code is run. Null when it cannot be read.
 */
export const parseCondition = (rule: string): Condition | null => {
  const known = read.get(rule);
  if (known !== undefined) return known;
  if (read.size >= mostRead) read.clear();
  const condition = parsed(rule);
  read.set(rule, condition);
  return condition;
};

/** Rules that were read, for every report is tested by the same ones. */
const read = new Map<string, Condition | null>();
const mostRead = 1000;
/** Words and signs of a rule; one inside the other without end would take more of the machine than it has. */
const longest = 1000;

const parsed = (rule: string): Condition | null => {
  const list = tokens(rule);
  if (!list || list.length === 0 || list.length > longest) return null;
  let at = 0;
  const isSign = (text: string) => list[at]?.kind === 'sign' && list[at]?.text === text;
  const take = (text: string) => isSign(text) && ++at > 0;

  const call = (): Condition | null => {
    const name = list[at++]!.text;
    const args: string[] = [];
    if (!take('(')) return { is: 'call', name, args };
    while (!take(')')) {
      const arg = list[at++];
      if (!arg || arg.kind === 'sign') return null;
      args.push(arg.text);
      if (!take(',') && !isSign(')')) return null;
    }
    return { is: 'call', name, args };
  };
  const single = (): Condition | null => {
    if (take('!')) {
      const of = single();
      return of && { is: 'not', of };
    }
    if (take('(')) {
      const inner = choice();
      return inner && take(')') ? inner : null;
    }
    return list[at]?.kind === 'word' ? call() : null;
  };
  const chain = (sign: '&&' | '||', is: 'and' | 'or', part: () => Condition | null) => (): Condition | null => {
    let left = part();
    while (left && take(sign)) {
      const right = part();
      left = right && { is, left, right };
    }
    return left;
  };
  const all = chain('&&', 'and', single);
  const any = chain('||', 'or', all);
  const choice = (): Condition | null => {
    const test = any();
    if (!test || !take('?')) return test;
    const then = choice();
    if (!then || !take(':')) return null;
    const otherwise = choice();
    return otherwise && { is: 'if', test, then, otherwise };
  };

  const condition = choice();
  return condition && at === list.length ? condition : null;
};

/** Tests that a rule of `validations` may call, as compared: in lower case. */
export const testNames = [
  ...(['equals', 'sequals', 'iequals', 'siequals', 'equalsto', 'sequalsto', 'iequalsto', 'siequalsto'] as const),
  ...(['lenmin', 'lenmax', 'lenequals', 'min', 'max', 'between', 'in', 'required', 'optional'] as const),
  ...(['numeric', 'integer', 'alpha', 'alphanumeric', 'email', 'url', 'regex', 'iregex'] as const),
  ...(['unique', 'uniquewithin', 'exists', 'uniquephone', 'validphone', 'isisoweek', 'isafter', 'isbefore'] as const),
  // Rounds' own: CHT has no test of what goes on, and lets one that it does not know pass.
  'nonerunning',
] as const;

/** Every call in a condition, as it is written. */
export const callsIn = (condition: Condition): { name: string; args: string[] }[] => {
  switch (condition.is) {
    case 'call':
      return [condition];
    case 'not':
      return callsIn(condition.of);
    case 'if':
      return [condition.test, condition.then, condition.otherwise].flatMap(callsIn);
    default:
      return [condition.left, condition.right].flatMap(callsIn);
  }
};
