import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '@rounds/config/sections/nearest.ts';
import { environment, type VariableName } from './environment.ts';

/** An option as `parseArgs` of Node takes it, and what it does. */
export type Option = NonNullable<ParseArgsConfig['options']>[string] & {
  about: string;
  /** What stands for its value: `seconds` is shown as `--wait <seconds>`. */
  value?: string;
};

/** What a script says of itself on `--help`. */
export interface Script<Options extends Record<string, Option> = Record<string, Option>> {
  /** As it is called, one form a line: `npm run import -- <folder>`. */
  usage: readonly string[];
  /** What it does, in a sentence or two. */
  about: string;
  /** Arguments without dashes, and what each is. */
  words?: readonly (readonly [word: string, about: string])[];
  options?: Options;
  /** Variables of the environment that it heeds. */
  heeds?: readonly VariableName[];
  /** Calls to copy. */
  examples: readonly string[];
}

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`);
};

const block = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', title, ...lines] : []);

/** The text of `--help`. */
export const helpText = ({ usage, about, words = [], options = {}, heeds = [], examples }: Script): string => {
  const optionRows = Object.entries(options).map(([name, { value, about }]): [string, string] => [
    `--${name}${value ? ` <${value}>` : ''}`,
    about,
  ]);
  const variableRows = heeds.map((name): [string, string] => [
    name,
    `${environment[name].about} (${environment[name].by})`,
  ]);
  return [
    ...usage,
    '',
    about,
    ...block('Arguments', [...words].length > 0 ? columns(words) : []),
    ...block('Options', columns([...optionRows, ['--help, -h', 'says this, and does nothing else']])),
    ...block('Environment (and what counts when it is not set)', heeds.length > 0 ? columns(variableRows) : []),
    ...block(
      examples.length === 1 ? 'Example' : 'Examples',
      examples.map(line => `  ${line}`),
    ),
  ].join('\n');
};

const help = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** What is wrong with the arguments, in words; any other error as it is. */
const misspelt = (error: unknown, options: Record<string, Option>): string => {
  const { code = '', message } = error as Error & { code?: string };
  const [, option = ''] = /'(--?[^'\s]+)/.exec(message) ?? [];
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const near = nearest(option.replace(/^-+/, ''), [...Object.keys(options), 'help']);
    return `There is no option ${option}${near ? `; is --${near} meant?` : ''}`;
  }
  return message.split('. ')[0] ?? message;
};

/** Arguments that cannot be read; its message says why, and where help is. */
export class Misspelt extends Error {}

/**
 * Reads the arguments of a script. @returns `help` when only that is asked for
 * @throws Misspelt for an option that there is not, with the known one that is nearest
 */
export const readArguments = <const Options extends Record<string, Option>>(
  script: Script<Options>,
  args: readonly string[],
) => {
  const options = (script.options ?? {}) as Options;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: (script.words ?? []).length > 0,
      options: { ...options, ...help },
    });
    return (values as { help?: boolean }).help ? ('help' as const) : { values, positionals: positionals as string[] };
  } catch (error) {
    throw new Misspelt(`${misspelt(error, options)}\n\n${script.usage.join('\n')}\n--help says more.`);
  }
};

/**
 * What a script was asked for on the command line. `--help` is answered, and arguments that cannot be read are refused;
 * both end this process.
 */
export const asked = <const Options extends Record<string, Option>>(script: Script<Options>) => {
  try {
    const read = readArguments(script, process.argv.slice(2));
    if (read !== 'help') return read;
    console.log(helpText(script));
    process.exit(0);
  } catch (error) {
    if (!(error instanceof Misspelt)) throw error;
    console.error(error.message);
    process.exit(1);
  }
};
