/** What conditions of the settings call, none of which takes longer than the text it is given is long. */
const calls = new Set(
  [
    'test match search replace split trim indexOf lastIndexOf includes startsWith endsWith substring substr slice charAt join',
    'toLowerCase toUpperCase toString toFixed hasOwnProperty now parse getTime getDate getDay getMonth getFullYear getHours toISOString',
    'Number String Boolean Date RegExp parseInt parseFloat isNaN isArray isInteger abs floor round ceil min max typeof in instanceof void',
  ]
    .join(' ')
    .split(' '),
);

/**
 * Functions, loops, blocks, assignments, large integers, what is made anew, and whatever else may run something or
 * grow.
 */
const restless = [
  /[`@#]|\/[/*]|=>|\+\+|--|\\[ux]|\d_?n\b/,
  /(^|[^=!<>])=(?!=)/,
  /\{(?!\d+(,\d*)?\})/,
  /\bnew\b(?!\s+(Date|RegExp)\b)/,
  /\b(function|class|for|while|do|yield|async|await|import|eval|valueOf|toJSON|prototype|constructor|__proto__|Symbol|Reflect|Proxy|globalThis)\b/,
];

/** Before a bracket that groups; not a division, which may as well be the end of a pattern. */
const groups = /(^|[(,!&|?:<>=+*%[~^-])$/;

/**
 * Whether it can be seen from an expression that it takes no longer than its length and its values allow: most
 * conditions of programmes only compare. All others are watched while they run, which costs more than they do.
 */
export const isCalm = (text: string): boolean => {
  if (restless.some(sign => sign.test(text))) return false;
  return [...text.matchAll(/\(/g)].every(({ index }) => {
    const before = text.slice(0, index).trimEnd();
    const [name] = /[\p{L}\p{N}_$]+$/u.exec(before) ?? [];
    return name === undefined ? groups.test(before) : calls.has(name);
  });
};
