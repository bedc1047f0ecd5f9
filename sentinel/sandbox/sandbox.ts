import variant from '@jitl/quickjs-wasmfile-release-sync';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { processorTime } from '@rounds/ddocs/store/processor-time.ts';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { Sandbox as Expressions } from '../engine/sandbox.ts';
import { isCalm } from './calm.ts';
import { harden } from './harden.ts';
import { openRests, patience } from './rests.ts';
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
  /** Milliseconds for which an expression that took too long again and again is not tried. @default a minute */
  rest?: number;
}

/** A fault that may have left the engine half done: it is thrown away. */
class Broken extends Error {}

/** Functions that are kept ready; settings have fewer expressions. */
const kept = 500;

const load = () =>
  newQuickJSWASMModuleFromVariant(variant as unknown as Parameters<typeof newQuickJSWASMModuleFromVariant>[0]);

/** Opens a sandbox. Node only: phones evaluate no expressions. */
export const openSandbox = async (limits: SandboxLimits = {}): Promise<Sandbox> => sandboxIn(await load(), limits);

/** An engine with the functions compiled in it. */
interface Machine {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  compiled: Map<string, QuickJSHandle>;
}

const sandboxIn = (loaded: QuickJSWASMModule, limits: SandboxLimits): Sandbox => {
  const {
    milliseconds = 100,
    force = Math.max(3_000, 2 * milliseconds),
    bytes = 16 * 1024 * 1024,
    rest = 60_000,
  } = limits;
  let wasm: QuickJSWASMModule | undefined = loaded;
  let spare: QuickJSWASMModule | undefined;
  let machine: Machine | undefined;
  const watched = watchedBy(force);

  let loading = false;
  /** Has another engine ready for the time when one was ended by force. */
  const prepare = async (): Promise<void> => {
    if (loading || (wasm && spare)) return;
    loading = true;
    const more = await load().catch(() => undefined);
    loading = false;
    if (wasm) spare ??= more;
    else wasm = more;
    if (more) await prepare();
  };
  void prepare();

  const rests = openRests(rest, kept);
  const calm = new Map<string, boolean>();
  const needsNoWatch = (text: string): boolean => {
    const known = calm.get(text);
    if (known !== undefined) return known;
    if (calm.size >= kept) calm.clear();
    calm.set(text, isCalm(text));
    return calm.get(text)!;
  };
  const fault = (text: string, reason: string): AppError =>
    new AppError('settings/expression', `${shortened(text)}: ${reason}`, {
      hint: 'Mend this expression in the settings',
    });

  const start = (): Machine => {
    if (!wasm) {
      void prepare();
      throw new Error('the engine for expressions is being started again');
    }
    const runtime = wasm.newRuntime();
    runtime.setMemoryLimit(bytes);
    runtime.setMaxStackSize(256 * 1024);
    const context = runtime.newContext();
    unwrap(context, context.evalCode(harden)).dispose();
    return { runtime, context, compiled: new Map() };
  };

  const stop = (): void => {
    const old = machine;
    machine = undefined;
    if (!old) return;
    for (const handle of old.compiled.values()) handle.dispose();
    old.context.dispose();
    old.runtime.dispose();
  };

  /** Another engine in place of one that was ended in the midst of something, which cannot be told to clean up. */
  const replace = (): void => {
    machine = undefined;
    [wasm, spare] = [spare, undefined];
    void prepare();
  };

  /** Runs something for as long as it may. */
  const within = <T>(text: string, work: (machine: Machine) => T, again = true): T => {
    let late = false;
    const until = processorTime() + milliseconds;
    const act = (): T => {
      machine ??= start();
      // Asking the clock is dear, and QuickJS asks often.
      let asked = 0;
      machine.runtime.setInterruptHandler(() => {
        late ||= (asked++ & 15) === 15 && processorTime() > until;
        return late;
      });
      return work(machine);
    };
    try {
      return needsNoWatch(text) ? act() : watched(act);
    } catch (error) {
      const isForced = (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      if (isForced) replace();
      else if (late || error instanceof Broken) stop();
      // A machine that is too busy for it is no fault of the expression.
      if (isForced && processorTime() < until) {
        if (again && wasm) return within(text, work, false);
        throw fault(text, 'was not evaluated, this machine is too busy');
      }
      if (late || isForced) rests.tooSlow(text, isForced ? patience : 1);
      throw fault(text, late || isForced ? `takes more than ${milliseconds} ms` : messageOf(error));
    }
  };

  /** A function of the text of its arguments as JSON that gives JSON; undefined comes out as no text. */
  const functionOf = ({ context, compiled }: Machine, source: string): QuickJSHandle => {
    const known = compiled.get(source);
    if (known) return known;
    if (compiled.size >= kept) {
      for (const handle of compiled.values()) handle.dispose();
      compiled.clear();
    }
    const handle = unwrap(context, context.evalCode(source, 'expression', { strict: false }));
    compiled.set(source, handle);
    return handle;
  };

  const callWith = (text: string, source: string, args: readonly unknown[]): unknown => {
    if (rests.has(text)) throw fault(text, `took more than ${milliseconds} ms again and again, and rests for a while`);
    return within(text, at => {
      const called = functionOf(at, source);
      const given = at.context.newString(JSON.stringify(args));
      const result = at.context.callFunction(called, at.context.undefined, given);
      given.dispose();
      const value = unwrap(at.context, result);
      const json: unknown = at.context.dump(value);
      value.dispose();
      if (json === false) throw new Broken('leaves behind what cannot be taken away');
      return typeof json === 'string' ? JSON.parse(json) : undefined;
    });
  };

  /** A function of its own, so that it sees none of ours; code that cannot assign anything leaves nothing behind. */
  const wrapped = (names: readonly string[], body: string, isTidy: boolean): string => {
    const run = `function (${names.join(', ')}) { ${body} }`;
    if (isTidy)
      return `(function (run) { return function (given) { return JSON.stringify(run.apply(undefined, JSON.parse(given))); }; })(${run})`;
    return `(function (run) {
      return function (given) {
        var tidied = true;
        try {
          var json = JSON.stringify(run.apply(undefined, JSON.parse(given)));
        } finally {
          tidied = tidy();
        }
        return tidied ? json : false;
      };
    })(${run})`;
  };

  const faultIn = (text: string, source: string): string | undefined => {
    try {
      within(text, ({ context }) => unwrap(context, context.evalCode(source)).dispose());
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  const checked = new Map<string, string | undefined>();
  const faultOf = (text: string): string | undefined => {
    if (!checked.has(text)) {
      if (checked.size >= kept) checked.clear();
      // Read in two kinds of brackets, so that it cannot close the ones and go on as something else.
      const within = [`return (\n${text}\n);`, `return [\n${text}\n];`].map(
        body => `new Function(${JSON.stringify(body)})`,
      );
      const fault = faultIn(text, `(function () { return [${within.join(', ')}]; })()`);
      // Any other says how this process is, not how the expression is.
      if (fault !== undefined && !fault.includes('SyntaxError')) return fault;
      checked.set(text, fault);
    }
    return checked.get(text);
  };

  return {
    evaluate: (text, names) => {
      const entries = Object.entries(names);
      return callWith(
        text,
        wrapped(
          entries.map(([name]) => name),
          `return (\n${text}\n);`,
          needsNoWatch(text),
        ),
        entries.map(([, value]) => value ?? null),
      );
    },
    faultOf,
    call: (text, args) =>
      callWith(
        text,
        wrapped(
          args.map((_, at) => `given${at}`),
          `return (${text}\n).apply(undefined, arguments);`,
          false,
        ),
        args,
      ),
    close: stop,
  };
};

const unwrap = (context: QuickJSContext, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle => {
  if (!result.error) return result.value;
  const thrown = context.dump(result.error) as { name?: string; message?: string } | string | undefined | null;
  result.error.dispose();
  if (typeof thrown !== 'object' || thrown === null) throw new Error(String(thrown));
  const said = `${thrown.name}: ${thrown.message}`;
  throw thrown.name === 'InternalError' ? new Broken(said) : new Error(said);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
