/** `yes`, `TRUE` and their like as XPath has them; any other text as it is. */
export const asCondition = (text: string): string => {
  if (/^(yes|true|true\(\))$/i.test(text.trim())) return 'true()';
  if (/^(no|false|false\(\))$/i.test(text.trim())) return 'false()';
  return text;
};

/** Kinds of questions whose plain values may hold a dash. */
const dashed = new Set(['date', 'dateTime', 'time', 'geopoint', 'geotrace', 'geoshape']);

/**
 * Whether a default has to be reckoned: it calls a function, refers to a question, or is a sum. Any other is a plain
 * value.
 */
export const isReckoned = (text: string, type: string): boolean => {
  if (dashed.has(type) && /-/.test(text) && !/[({]/.test(text)) return false;
  if (/^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(text) || /^\d[\d.:-]*(T\S+)?$/.test(text)) return false;
  const plain = text.replace(/'[^']*'|"[^"]*"/g, '""');
  if (/\$\{/.test(plain) || /[\p{L}_][\w.:-]*\(/u.test(plain)) return true;
  if (/\[[^\]]*\]/.test(plain) && /^[\w/.:"'()-]+\[/.test(plain)) return true;
  const operand = String.raw`(?:[\p{L}_][\p{L}\p{N}_.-]*|-?\d+(?:\.\d+)?|"")`;
  const sign = String.raw`(?:\s*[+*|]\s*|\s+-\s+|(?<=\d)-(?=\d)|\s+(?:div|mod)\s+)`;
  return new RegExp(`^${operand}(?:${sign}${operand})+$`, 'u').test(plain.trim());
};

/**
 * Parts of a text that are looked up in a list, such as `instance('places')/root/item[name = 1]/label`, as pairs of
 * places.
 */
export const lookUpsIn = (text: string): [number, number][] => {
  const found: [number, number][] = [];
  for (const { 0: head, index } of text.matchAll(/instance\(\s*(?:'[^']*'|"[^"]*")\s*\)/g)) {
    if (found.some(([from, to]) => index >= from && index < to)) continue;
    let at = index + head.length;
    for (;;) {
      const step = /^\s*\/[\w.:-]+/.exec(text.slice(at))?.[0];
      const end = step === undefined && text[at] === '[' ? closing(text, at) : -1;
      if (step !== undefined) at += step.length;
      else if (end >= 0) at = end + 1;
      else break;
    }
    if (at > index + head.length) found.push([index, at]);
  }
  return found;
};

const closing = (text: string, from: number): number => {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quote) quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '[') depth += 1;
    else if (sign === ']' && --depth === 0) return at;
  }
  return -1;
};
