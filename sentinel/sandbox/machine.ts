import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { harden } from './harden.ts';

/** A runtime of the engine, with the functions that are compiled in it. */
export interface Machine {
  runtime: QuickJSRuntime;
  context: QuickJSContext;
  compiled: Map<string, QuickJSHandle>;
}

/** A fault that may have left the machine half done: it is thrown away. */
export class Broken extends Error {}

/** Functions that are kept ready; settings have fewer expressions. */
export const kept = 500;

/** A machine in which nobody's code has run yet. @param bytes of memory for all of it */
export const startMachine = (wasm: QuickJSWASMModule, bytes: number): Machine => {
  const runtime = wasm.newRuntime();
  runtime.setMemoryLimit(bytes);
  runtime.setMaxStackSize(256 * 1024);
  const context = runtime.newContext();
  unwrap(context, context.evalCode(harden)).dispose();
  return { runtime, context, compiled: new Map() };
};

export const endMachine = ({ runtime, context, compiled }: Machine): void => {
  for (const handle of compiled.values()) handle.dispose();
  context.dispose();
  runtime.dispose();
};

/** Runs code for what it says of itself: that it can be read. @throws Error, Broken */
export const runIn = ({ context }: Machine, source: string): void =>
  unwrap(context, context.evalCode(source)).dispose();

/**
 * Calls a function of the text of its arguments as JSON that gives JSON; undefined comes out as no text.
 * @throws Error for what it throws, Broken when it leaves something behind
 */
export const callIn = (machine: Machine, source: string, args: readonly unknown[]): unknown => {
  const { context } = machine;
  const called = compiledIn(machine, source);
  const given = context.newString(JSON.stringify(args));
  const result = context.callFunction(called, context.undefined, given);
  given.dispose();
  const value = unwrap(context, result);
  const json: unknown = context.dump(value);
  value.dispose();
  if (json === false) throw new Broken('leaves behind what cannot be taken away');
  return typeof json === 'string' ? JSON.parse(json) : undefined;
};

const compiledIn = ({ context, compiled }: Machine, source: string): QuickJSHandle => {
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

const unwrap = (context: QuickJSContext, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle => {
  if (!result.error) return result.value;
  const thrown = context.dump(result.error) as { name?: string; message?: string } | string | undefined | null;
  result.error.dispose();
  if (typeof thrown !== 'object' || thrown === null) throw new Error(String(thrown));
  const said = `${thrown.name}: ${thrown.message}`;
  throw thrown.name === 'InternalError' ? new Broken(said) : new Error(said);
};
