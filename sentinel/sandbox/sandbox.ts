import { AppError } from '@rounds/ddocs/documents/error.ts';
import { processorTime } from '@rounds/ddocs/store/processor-time.ts';
import type { Sandbox as Expressions } from '../engine/sandbox.ts';
import { isCalm } from './calm.ts';
import { type Engines, engineOf, loadEngines, replaceEngine } from './engines.ts';
import { Broken, callIn, endMachine, kept, type Machine, runIn, startMachine } from './machine.ts';
import { openRests, patience } from './rests.ts';
import { reading, wrapped } from './source.ts';
import { watchedBy } from './watched.ts';

/** A sandbox: an engine of its own, in WebAssembly, with no process, no files, no network and no timers. */
export interface Sandbox extends Expressions {
  /**
   * Calls a function given as text, such as the one of `purge.fn`, with arguments that go in, and a value that comes
   * out, as JSON.
   * @throws AppError `settings/expression` when it cannot be read, throws, or takes too long
   */
  call(functionText: string, args: readonly unknown[]): unknown;
  /** Frees its memory; it must not be used any more. */
  close(): void;
}

export interface SandboxLimits {
  /**
   * Milliseconds of processor time that one evaluation may take; a busy machine makes none of them fail.
   * @default 100
   */
  milliseconds?: number;
  /**
   * Milliseconds by the clock after which one is ended by force that cannot be ended otherwise.
   * @default twice its time, at least 3000
   */
  force?: number;
  /** Bytes of memory for all of it. @default 16 MB */
  bytes?: number;
  /** Milliseconds for which an expression that took too long or too much again and again is not tried. @default a minute */
  rest?: number;
}

/** What a sandbox has at hand. */
interface Box {
  readonly engines: Engines;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly watched: ReturnType<typeof watchedBy>;
  readonly rests: ReturnType<typeof openRests>;
  /** Whether an expression needs no watch, by its text. */
  readonly calm: Map<string, boolean>;
  /** What is wrong with an expression, by its text. */
  readonly faults: Map<string, string | undefined>;
  machine: Machine | undefined;
}

/** Opens a sandbox. Node only: phones evaluate no expressions. */
export const openSandbox = async ({
  milliseconds = 100,
  force = Math.max(3_000, 2 * milliseconds),
  bytes = 16 * 1024 * 1024,
  rest = 60_000,
}: SandboxLimits = {}): Promise<Sandbox> => {
  const box: Box = {
    engines: await loadEngines(),
    milliseconds,
    bytes,
    watched: watchedBy(force),
    rests: openRests(rest, kept),
    calm: new Map(),
    faults: new Map(),
    machine: undefined,
  };
  return {
    evaluate: (text, names) => evaluate(box, text, names),
    faultOf: text => faultOf(box, text),
    call: (text, args) => {
      const names = args.map((_, at) => `given${at}`);
      return callWith(box, text, wrapped(names, `return (${text}\n).apply(undefined, arguments);`, false), args);
    },
    close: () => stop(box),
  };
};

const evaluate = (box: Box, text: string, names: Parameters<Sandbox['evaluate']>[1]): unknown => {
  const entries = Object.entries(names);
  const source = wrapped(
    entries.map(([name]) => name),
    `return (\n${text}\n);`,
    needsNoWatch(box, text),
  );
  return callWith(
    box,
    text,
    source,
    entries.map(([, value]) => value ?? null),
  );
};

const callWith = (box: Box, text: string, source: string, args: readonly unknown[]): unknown => {
  if (box.rests.has(text)) throw fault(text, 'took too much time or memory again and again, and rests for a while');
  return within(box, text, machine => callIn(machine, source, args));
};

/** What is wrong with an expression as it stands; undefined when it can be read. */
const faultOf = (box: Box, text: string): string | undefined => {
  const { faults } = box;
  if (faults.has(text)) return faults.get(text);
  if (faults.size >= kept) faults.clear();
  const found = faultIn(box, text);
  // Any other says how this process is, not how the expression is.
  if (found === undefined || found.includes('SyntaxError')) faults.set(text, found);
  return found;
};

const faultIn = (box: Box, text: string): string | undefined => {
  try {
    within(box, text, machine => runIn(machine, reading(text)));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

const needsNoWatch = ({ calm }: Box, text: string): boolean => {
  const known = calm.get(text);
  if (known !== undefined) return known;
  if (calm.size >= kept) calm.clear();
  const found = isCalm(text);
  calm.set(text, found);
  return found;
};

/** How long one evaluation has been at it. */
interface Timing {
  /** Processor time at which it must be done. */
  readonly until: number;
  /** Whether it was told to stop. */
  late: boolean;
}

/** Runs something for as long as it may. @param again whether it may be tried once more */
const within = <T>(box: Box, text: string, work: (machine: Machine) => T, again = true): T => {
  const timing: Timing = { until: processorTime() + box.milliseconds, late: false };
  const act = (): T => {
    box.machine ??= startMachine(engineOf(box.engines), box.bytes);
    limit(box.machine, timing);
    return work(box.machine);
  };
  try {
    return needsNoWatch(box, text) ? act() : box.watched(act);
  } catch (error) {
    const isForced = (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (isForced) replace(box);
    else if (timing.late || error instanceof Broken) stop(box);
    // A machine that is too busy for it is no fault of the expression.
    if (isForced && processorTime() < timing.until) {
      if (again && box.engines.wasm) return within(box, text, work, false);
      throw fault(text, 'was not evaluated, this machine is too busy');
    }
    const tooSlow = timing.late || isForced;
    // One that takes all memory takes time as well, and the machine with it: another must be started.
    if (tooSlow || error instanceof Broken) box.rests.tooSlow(text, isForced ? patience : 1);
    throw fault(text, tooSlow ? `takes more than ${box.milliseconds} ms` : messageOf(error));
  }
};

/** Has a machine stop what it runs when its time is over. */
const limit = ({ runtime }: Machine, timing: Timing): void => {
  // Asking the clock is dear, and QuickJS asks often.
  let asked = 0;
  runtime.setInterruptHandler(() => {
    timing.late ||= (asked++ & 15) === 15 && processorTime() > timing.until;
    return timing.late;
  });
};

const stop = (box: Box): void => {
  const { machine } = box;
  box.machine = undefined;
  if (machine) endMachine(machine);
};

/** The machine of an engine that was ended by force cannot be told to clean up. */
const replace = (box: Box): void => {
  box.machine = undefined;
  replaceEngine(box.engines);
};

const fault = (text: string, reason: string): AppError =>
  new AppError('settings/expression', `${shortened(text)}: ${reason}`, {
    hint: 'Mend this expression in the settings',
  });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
