/** What is wrong in a settings document, and where. */
export interface Fault {
  /** Such as `schedules[0].messages[2].offset`; empty for the document as a whole. */
  path: string;
  /** What is wrong or what to do, without a full stop: `name at least one form that mutes`. */
  message: string;
  /** Of a warning: what it is about is not read at all. */
  fate?: 'ignored';
}

/** A name that Rounds does not know: kept as it is, and told to the person who uploads it. */
export interface Unknown {
  /** Path of the key, or of the key whose value names what does not exist. */
  key: string;
  /** The unknown value, where the key itself is known. */
  value?: string;
  /** The known name that it may have been meant to be. */
  nearest?: string;
}

/** What zod tells of a fault, in so far as it is worded here. */
export interface Issue {
  code: string;
  path: PropertyKey[];
  message: string;
}

/** A path as people write it. `['schedules', 0, 'start_from']` is `schedules[0].start_from`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text ? `${text}.${String(part)}` : String(part);
  }, '');

/** The section that a fault is in. */
export const sectionOf = ({ path }: Fault): string => path.split(/[.[]/)[0]!;

/** The faults of one section. @param section its name, which begins every path. */
export const faultsOf = (section: string, issues: readonly Issue[]): Fault[] =>
  issues.map(({ path, message }) => ({ path: pathText([section, ...path]), message }));

const names: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  undefined: 'nothing',
  null: 'nothing',
};

const nameOf = (type: string): string => names[type] ?? type;

const found = (input: unknown): string => {
  if (input === null || input === undefined) return 'is missing';
  if (Array.isArray(input)) return 'found a list';
  if (typeof input === 'string') return `found the text "${input.length > 40 ? `${input.slice(0, 40)}...` : input}"`;
  return `found ${typeof input === 'object' ? 'an object' : String(input)}`;
};

/** Words for the kinds of fault that a schema does not word itself. */
export const wording = (issue: {
  code?: string;
  expected?: unknown;
  input?: unknown;
  values?: unknown;
}): string | undefined => {
  if (issue.code === 'invalid_type') return `expected ${nameOf(String(issue.expected))}, ${found(issue.input)}`;
  if (issue.code === 'invalid_value' && Array.isArray(issue.values))
    return `expected one of ${issue.values.map(String).join(', ')}, ${found(issue.input)}`;
  return undefined;
};
