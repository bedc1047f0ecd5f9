import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';

/** The engine in use, and another for the time when that one was ended by force. */
export interface Engines {
  /** Undefined while one is loaded in place of one that was ended. */
  wasm: QuickJSWASMModule | undefined;
  spare: QuickJSWASMModule | undefined;
  loading: boolean;
}

const load = (): Promise<QuickJSWASMModule> =>
  newQuickJSWASMModuleFromVariant(variant as unknown as Parameters<typeof newQuickJSWASMModuleFromVariant>[0]);

/** Loads an engine, and begins to load the spare one. */
export const loadEngines = async (): Promise<Engines> => {
  const engines: Engines = { wasm: await load(), spare: undefined, loading: false };
  void prepare(engines);
  return engines;
};

/** Loads what is missing; one that cannot be loaded is tried again when it is needed. */
const prepare = async (engines: Engines): Promise<void> => {
  if (engines.loading || (engines.wasm && engines.spare)) return;
  engines.loading = true;
  const more = await load().catch(() => undefined);
  engines.loading = false;
  if (engines.wasm) engines.spare ??= more;
  else engines.wasm = more;
  if (more) await prepare(engines);
};

/** Puts the spare engine in the place of one that was ended in the midst of something, which cannot clean up. */
export const replaceEngine = (engines: Engines): void => {
  [engines.wasm, engines.spare] = [engines.spare, undefined];
  void prepare(engines);
};

/** The engine in use. @throws Error while there is none */
export const engineOf = (engines: Engines): QuickJSWASMModule => {
  if (engines.wasm) return engines.wasm;
  void prepare(engines);
  throw new Error('the engine for expressions is being started again');
};
