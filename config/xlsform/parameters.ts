import { meant } from './sheet.ts';

/** Parameters of a question by name, such as `{start: '1', end: '10'}`. */
export type Parameters = Readonly<Record<string, string>>;

/** Parameters that a type of question takes; a type that is not named takes none. */
const known: Readonly<Record<string, readonly string[]>> = {
  range: ['start', 'end', 'step', 'tick_interval', 'placeholder', 'tick_labelset'],
  select: ['randomize', 'seed'],
  file: ['randomize', 'seed', 'value', 'label'],
  image: ['max-pixels', 'app'],
  audio: ['quality'],
  'background-audio': ['quality'],
  text: ['rows'],
  geopoint: [
    'allow-mock-accuracy',
    'capture-accuracy',
    'warning-accuracy',
    'incremental',
    'reference-geometry',
    'label',
    'value',
  ],
  geotrace: ['allow-mock-accuracy', 'incremental', 'reference-geometry', 'label', 'value'],
  geoshape: ['allow-mock-accuracy', 'incremental', 'reference-geometry', 'label', 'value'],
  audit: [
    ...['location-priority', 'location-min-interval', 'location-max-age', 'track-changes', 'identify-user'],
    'track-changes-reasons',
  ],
};

/**
 * Reads `key=value key=value`, with blanks, commas or semicolons between them.
 * @param type the kind of question, `file` for one with choices from a file
 * @returns what was read, and what is wrong with it
 */
export const readParameters = (text: string | undefined, type: string): { given: Parameters; faults: string[] } => {
  const given: Record<string, string> = {};
  const faults: string[] = [];
  if (text === undefined) return { given, faults };
  const parts = text
    .replace(/\s*=\s*/g, '=')
    .split(/[\s,;]+/)
    .filter(part => part !== '');
  for (const part of parts) {
    const [name = '', value = '', ...more] = part.split('=');
    if (name === '' || value === '' || more.length > 0) faults.push(`"${part}" is not of the form name=value`);
    else given[name.toLowerCase()] = value;
  }
  const names = known[type];
  if (names)
    for (const name of Object.keys(given))
      if (!names.includes(name))
        faults.push(`there is no parameter "${name}" here, but ${names.join(', ')}.${meant(name, names)}`);
  return { given, faults: [...faults, ...valueFaults(given, type)] };
};

const isNumber = (text: string | undefined): boolean => text !== undefined && /^-?\d+(\.\d+)?$/.test(text);
const isName = (text: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(text);
const isYesNo = (text: string): boolean => /^(true|false|yes|no)(\(\))?$/i.test(text);

/** Parameters that take one of a few words. */
const words: Readonly<Record<string, readonly string[]>> = {
  'allow-mock-accuracy': ['true', 'false'],
  'track-changes': ['true', 'false'],
  'identify-user': ['true', 'false'],
  'track-changes-reasons': ['on-form-edit'],
  'location-priority': ['no-power', 'low-power', 'balanced', 'high-accuracy'],
};

const qualities: Readonly<Record<string, readonly string[]>> = {
  audio: ['normal', 'low', 'voice-only', 'external'],
  'background-audio': ['normal', 'low', 'voice-only'],
};

/** Parameters that are a number from 0 on. */
const amounts = new Set([
  ...['rows', 'max-pixels', 'location-min-interval', 'location-max-age', 'capture-accuracy', 'warning-accuracy'],
]);

const valueFaults = (given: Parameters, type: string): string[] => {
  const single = Object.entries(given).flatMap(([name, value]) => {
    const allowed = name === 'quality' ? qualities[type] : words[name];
    if (allowed && !allowed.includes(value)) return [`${name} is one of ${allowed.join(', ')}`];
    if (amounts.has(name) && !/^\d+(\.\d+)?$/.test(value)) return [`${name} has to be a number`];
    if ((name === 'value' || name === 'label') && !isName(value)) return [`"${value}" cannot be the name of a column`];
    if ((name === 'incremental' || name === 'randomize') && !isYesNo(value)) return [`${name} is true or false`];
    if (name === 'seed' && !isNumber(value) && !value.startsWith('${'))
      return [`seed is a number or a question, as \${name}`];
    return [];
  });
  return [...single, ...togetherFaults(given, type), ...(type === 'range' ? rangeFaults(given) : [])];
};

/** Parameters that hang on others. */
const togetherFaults = (given: Parameters, type: string): string[] => {
  if (given.seed !== undefined && !/^(true|yes)/i.test(given.randomize ?? '')) return ['seed needs randomize=true'];
  if (type !== 'audit') return [];
  const places = ['location-priority', 'location-min-interval', 'location-max-age'];
  const named = places.filter(name => given[name] !== undefined);
  if (named.length > 0 && named.length < places.length) return [`${places.join(', ')} go together: give all three`];
  const [least, most] = [given['location-min-interval'], given['location-max-age']];
  return isNumber(least) && isNumber(most) && Number(most) < Number(least)
    ? ['location-max-age has to be as much as location-min-interval, or more']
    : [];
};

/** Whether a number is so many whole steps. Fractions are not exact in binary. */
const isWhole = (value: number, step: number): boolean => Math.abs(value / step - Math.round(value / step)) < 1e-9;

const rangeFaults = (given: Parameters): string[] => {
  const numbers = ['start', 'end', 'step', 'tick_interval', 'placeholder'];
  const wrong = numbers.filter(name => given[name] !== undefined && !isNumber(given[name]));
  if (wrong.length > 0) return wrong.map(name => `${name} has to be a number`);
  const [start, end, step] = [Number(given.start ?? 1), Number(given.end ?? 10), Number(given.step ?? 1)];
  const size = Math.abs(end - start);
  const tick = given.tick_interval === undefined ? undefined : Number(given.tick_interval);
  const shown = given.placeholder === undefined ? undefined : Number(given.placeholder);
  const faults: string[] = [];
  if (step === 0) return ['step has to be a number above 0'];
  if (Math.abs(step) > size) faults.push('step is larger than the range from start to end');
  if (tick === 0) return [...faults, 'tick_interval has to be a number above 0'];
  if (tick !== undefined && Math.abs(tick) > size) faults.push('tick_interval is larger than the range');
  if (tick !== undefined && !isWhole(tick, step)) faults.push('tick_interval has to be so many whole steps');
  if (shown !== undefined && (shown < Math.min(start, end) || shown > Math.max(start, end)))
    faults.push('placeholder has to lie between start and end');
  else if (shown !== undefined && !isWhole(shown - start, step))
    faults.push('placeholder has to lie so many whole steps from start');
  return faults;
};
