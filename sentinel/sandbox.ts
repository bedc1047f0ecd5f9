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

/** A sandbox: an engine of its own, in WebAssembly, with no process, no files, no network, no timers, no clock of ours. */
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
  /** Milliseconds that one evaluation may take. @default 100 */
  milliseconds?: number;
  /** Bytes of memory for all of it. @default 16 MB */
  bytes?: number;
}

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
    return { runtime, context: runtime.newContext(), compiled: new Map() };
  };

  const stop = (): void => {
    const old = machine;
    machine = undefined;
    if (!old) return;
    for (const handle of old.compiled.values()) handle.dispose();
    old.context.dispose();
    old.runtime.dispose();
  };

  /** Runs something for as long as it may; an engine that broke off is thrown away, for what was left half done in it. */
  const within = <T>(text: string, work: (machine: Machine) => T): T => {
    machine ??= start();
    const until = performance.now() + milliseconds;
    let late = false;
    // Asking the clock is dear, and QuickJS asks often.
    let asked = 0;
    machine.runtime.setInterruptHandler(() => {
      late ||= (asked++ & 15) === 15 && performance.now() > until;
      return late;
    });
    try {
      return work(machine);
    } catch (error) {
      stop();
      const reason = late ? `takes more than ${milliseconds} ms` : error instanceof Error ? error.message : String(error);
      throw new AppError('settings/expression', `${shortened(text)}: ${reason}`, { hint: 'Mend this expression in the settings' });
    }
  };

  const unwrap = (context: QuickJSContext, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle => {
    if (!result.error) return result.value;
    const error = context.dump(result.error) as { name?: string; message?: string } | string;
    result.error.dispose();
    throw new Error(typeof error === 'object' && error !== null ? `${error.name}: ${error.message}` : String(error));
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
    `(function (parse, stringify) {
      var read = parse, write = stringify;
      return function (given) {
        var called = (function (${names.join(', ')}) { ${body} });
        return write(called.apply(undefined, read(given)));
      };
    })(JSON.parse, JSON.stringify)`;

  const faultIn = (text: string, source: string): string | undefined => {
    try {
      within(text, at => functionOf(at, source));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const expression = (text: string, names: readonly string[]): string => {
    // Read on its own, it must be one whole expression: not one that closes our brackets and opens others.
    return wrapped(names, `return (\n${text}\n);`);
  };
  const checked = new Map<string, string | undefined>();
  const faultOf = (text: string): string | undefined => {
    if (checked.has(text)) return checked.get(text);
    // `new Function` in the sandbox reads the text by itself, so that it cannot close our brackets and go on.
    const fault = faultIn(
      text,
      `(new Function(${JSON.stringify(`return (\n${text}\n);`)}), new Function(${JSON.stringify(`(\n${text}\n)`)}))`,
    );
    if (checked.size >= kept) checked.clear();
    checked.set(text, fault);
    return fault;
  };

  return {
    evaluate: (text, names) => {
      const entries = Object.entries(names);
      const keys = entries.map(([key]) => key);
      return callWith(
        text,
        expression(text, keys),
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

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
