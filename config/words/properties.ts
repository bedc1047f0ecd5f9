const escapes: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f' };

const withoutEscapes = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (escapes[code] ?? code),
  );

/**
 * Lines as the format means them: comments and blank ones dropped, a line ending in an odd number of backslashes joined
 * to the next. Each with the line of the file in which it begins.
 */
const logicalLines = (text: string): { text: string; line: number }[] => {
  const lines: { text: string; line: number }[] = [];
  let open: { text: string; line: number } | undefined;
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = raw.replace(/^[ \t\f]+/, '');
    if (open === undefined && (line === '' || /^[#!]/.test(line))) continue;
    const goesOn = (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1;
    const whole = { text: (open?.text ?? '') + (goesOn ? line.slice(0, -1) : line), line: open?.line ?? at + 1 };
    if (goesOn) open = whole;
    else {
      lines.push(whole);
      open = undefined;
    }
  }
  return open === undefined ? lines : [...lines, open];
};

/** A pair of a `.properties` file, and the line in which it begins; 1 is the first. */
export interface Property {
  key: string;
  value: string;
  line: number;
}

/** Pairs of a `.properties` file in the order of the file, a key that stands there twice twice. */
export const propertyLines = (text: string): Property[] =>
  logicalLines(text).map(({ text: whole, line }) => {
    const key = /^(?:\\[\s\S]|[^\\:=\s])*/.exec(whole)?.[0] ?? '';
    const value = whole.slice(key.length).replace(/^[ \t\f]*[:=]?[ \t\f]*/, '');
    return { key: withoutEscapes(key), value: withoutEscapes(value), line };
  });

/** {@link propertyLines} without their lines. */
export const propertyPairs = (text: string): [key: string, value: string][] =>
  propertyLines(text).map(({ key, value }) => [key, value]);

/** A `.properties` file as Java and CHT write it (UTF-8): text by key; of a key that stands there twice the last. */
export const parseProperties = (text: string): Record<string, string> => Object.fromEntries(propertyPairs(text));

const escapeKey = (key: string): string =>
  key
    .replace(/[\\:=#! \t\f]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r');
const escapeValue = (value: string): string =>
  value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replace(/\f/g, '\\f')
    .replace(/^ /, '\\ ');

/** A `.properties` file, one `key = value` a line, in the order of the keys given. */
export const formatProperties = (words: Readonly<Record<string, string>>): string =>
  Object.entries(words)
    .map(([key, value]) => `${escapeKey(key)} = ${escapeValue(value)}\n`)
    .join('');
