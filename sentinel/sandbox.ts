import variant from '@jitl/quickjs-wasmfile-release-sync';
import { AppError } from '@rounds/ddocs/error.ts';
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { Sandbox as Expressions } from './rules/rule.ts';

/** A sandbox: an engine of its own, in WebAssembly, with no process, no files, no network and no timers. */
export interface Sandbox extends Expressions {
  /**
   * Calls a function given as text, such as the one of `purge.fn`, with arguments that go in, and a value that comes out, as JSON.
   * @throws AppError `settings/expression` when it cannot be read, throws, or takes too long
   */
  call(functionText: string, args: readonly unknown[]): unknown;
  /** Frees its memory; it must not be used any more. */
  close(): void;
}

export interface SandboxLimits {
  /** Milliseconds of processor time that one evaluation may take; a busy machine makes none of them fail. @default 100 */
  milliseconds?: number;
  /** Bytes of memory for all of it. @default 16 MB */
  bytes?: number;
}

/** A fault that may have left the engine half done: it is thrown away. */
class Broken extends Error {}

/** Milliseconds of the processor that this process has had. */
const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What one evaluation does to what the language itself brings must not be seen by the next. */
const harden = `(function () {
  Object.getOwnPropertyNames(globalThis).forEach(function (name) {
    var own = globalThis[name];
    if (own && (typeof own === 'function' || typeof own === 'object') && own !== globalThis) {
      Object.freeze(own);
      if (own.prototype) Object.freeze(own.prototype);
    }
  });
})()`;

/** Functions that are kept ready; settings have fewer expressions. */
const kept = 500;

/** Opens a sandbox. Node only: phones evaluate no expressions. */
export const openSandbox = async (limits: SandboxLimits = {}): Promise<Sandbox> => {
  const wasm = await newQuickJSWASMModuleFromVariant(variant as unknown as Parameters<typeof newQuickJSWASMModuleFromVariant>[0]);
  return sandboxIn(wasm, limits);
};

/** An engine with the functions compiled in it. */
interface Machine {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  compiled: Map<string, QuickJSHandle>;
}

const sandboxIn = (wasm: QuickJSWASMModule, { milliseconds = 100, bytes = 16 * 1024 * 1024 }: SandboxLimits): Sandbox => {
  let machine: Machine | undefined;

  const start = (): Machine => {
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

  /** Runs something for as long as it may. */
  const within = <T>(text: string, work: (machine: Machine) => T): T => {
    machine ??= start();
    const until = processorTime() + milliseconds;
    let late = false;
    // Asking the clock is dear, and QuickJS asks often.
    let asked = 0;
    machine.runtime.setInterruptHandler(() => {
      late ||= (asked++ & 15) === 15 && processorTime() > until;
      return late;
    });
    try {
      return work(machine);
    } catch (error) {
      if (late || error instanceof Broken) stop();
      const reason = late ? `takes more than ${milliseconds} ms` : messageOf(error);
      throw new AppError('settings/expression', `${shortened(text)}: ${reason}`, { hint: 'Mend this expression in the settings' });
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

  const callWith = (text: string, source: string, args: readonly unknown[]): unknown =>
    within(text, at => {
      const called = functionOf(at, source);
      const given = at.context.newString(JSON.stringify(args));
      const result = at.context.callFunction(called, at.context.undefined, given);
      given.dispose();
      const value = unwrap(at.context, result);
      const json: unknown = at.context.dump(value);
      value.dispose();
      return typeof json === 'string' ? JSON.parse(json) : undefined;
    });

  const wrapped = (names: readonly string[], body: string): string =>
    `(function (given) {
      try {
        return JSON.stringify((function (${names.join(', ')}) { ${body} }).apply(undefined, JSON.parse(given)));
      } finally {
        for (var left in globalThis) delete globalThis[left];
      }
    })`;

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
      const within = [`return (\n${text}\n);`, `return [\n${text}\n];`].map(body => `new Function(${JSON.stringify(body)})`);
      checked.set(text, faultIn(text, `(function () { return [${within.join(', ')}]; })()`));
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
