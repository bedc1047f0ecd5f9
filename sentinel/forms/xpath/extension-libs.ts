import type { Argument, Result } from './argument.ts';

/** An argument as the code of a programme gets it, as CHT hands it over. */
export type RawArgument =
  | { t: 'str'; v: string }
  | { t: 'num'; v: number }
  | { t: 'bool'; v: boolean }
  | { t: 'date'; v: string }
  | { t: 'arr'; v: { textContent: string }[] };

/** Runs the code of a programme behind its fence. @throws when it has no code of that name, or when that fails */
export type RunExtension = (name: string, args: readonly RawArgument[]) => Promise<unknown>;

/** Calls of a programme's own code from a form that is being filled in. */
export interface Extensions {
  /**
   * What is known of a call: undefined at first, while the code runs elsewhere.
   * @throws when the code failed
   */
  call(name: string, args: readonly Argument[]): Result | undefined;
  /** Whether some call has not been answered yet. */
  waiting(): boolean;
}

/**
 * Forms ask in the middle of a calculation, and the code runs where it can harm nobody, which takes a moment. So a
 * call is answered with what is known, and `onAnswer` is told when more is. Such code is expected to give the same for
 * the same arguments.
 */
export const extensionCalls = (run: RunExtension | undefined, onAnswer: () => void): Extensions => {
  const known = new Map<string, { value?: Result; fault?: Error }>();
  let open = 0;
  const ask = async (key: string, name: string, args: readonly RawArgument[]): Promise<void> => {
    open += 1;
    try {
      if (!run) throw new Error(`No code of the programme is at hand for ${name}`);
      known.set(key, { value: resultOf(await run(name, args)) });
    } catch (error) {
      known.set(key, { fault: error instanceof Error ? error : new Error(String(error)) });
    }
    open -= 1;
    onAnswer();
  };
  return {
    call: (name, args) => {
      const raw = args.map(rawOf);
      const key = JSON.stringify([name, raw]);
      const found = known.get(key);
      if (!found) {
        known.set(key, {});
        void ask(key, name, raw);
      }
      if (found?.fault) throw found.fault;
      return found?.value;
    },
    waiting: () => open > 0,
  };
};

const rawOf = ({ kind, text, number, truth, texts }: Argument): RawArgument => {
  if (kind === 'nodes') return { t: 'arr', v: texts.map(textContent => ({ textContent })) };
  if (kind === 'number') return { t: 'num', v: number };
  if (kind === 'boolean') return { t: 'bool', v: truth };
  return { t: kind === 'date' ? 'date' : 'str', v: text };
};

/** What came back: `{t, v}` as CHT wants it, or the value alone. */
const resultOf = (given: unknown): Result => {
  const { t, v } = (typeof given === 'object' && given !== null ? given : { t: '', v: given }) as RawArgument;
  if (t === 'arr')
    return ([] as { textContent?: unknown }[]).concat(v).map(node => String(node?.textContent ?? node))[0] ?? '';
  if (t === 'date') return new Date(v);
  if (typeof v === 'number' || typeof v === 'boolean') return v;
  return v === null || v === undefined ? '' : String(v);
};
