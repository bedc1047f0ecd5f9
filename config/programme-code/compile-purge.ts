import { bundle, fileThere } from './bundle.ts';
import { evaluated, isFunction } from './evaluate.ts';
import type { Odd } from './odd.ts';

/** What a project's purge function comes to. */
export interface CompiledPurge {
  /** `app_settings.purge`; its keys are those that the file exports. */
  section?: { fn: string } & Record<string, unknown>;
  file?: string;
  faults: Odd[];
  warnings: Odd[];
}

/**
 * Compiles `purge.js` (by its old name `purging.js`): what it exports besides is data, such as `text_expression` or
 * `cron`. The function keeps what its file declares and requires around it.
 * @returns neither section nor fault where the project has no such file
 */
export const compilePurge = async (folder: string): Promise<CompiledPurge> => {
  const file = fileThere(folder, 'purge.js', 'purging.js');
  if (file === undefined) return { faults: [], warnings: [] };
  const source = `import * as written from ${JSON.stringify(`./${file}`)};
    const { default: whole, ...own } = written as { default?: object };
    export const { fn, ...rest } = { ...own, ...whole };`;
  const { text, faults } = await bundle(folder, source, 'Defined');
  if (text === undefined) return { faults: faults.map(fault => ({ ...fault, file })), warnings: [] };
  const { value, fault } = await evaluated(text);
  if (fault !== undefined) return { faults: [{ file, message: `cannot be evaluated: ${fault}` }], warnings: [] };
  const { fn, rest = {} } = (value ?? {}) as { fn?: unknown; rest?: Record<string, unknown> };
  const warnings: Odd[] =
    file === 'purge.js' && fileThere(folder, 'purging.js')
      ? [{ file: 'purging.js', message: 'is left out: purge.js is there, and counts', fate: 'ignored' }]
      : [];
  if (Object.keys(rest).length === 0 && fn === undefined)
    return {
      faults: [],
      warnings: [...warnings, { file, message: 'is left out: it exports nothing', fate: 'ignored' }],
    };
  if (!isFunction(fn)) {
    const message =
      'exports no fn: give the function that says what is purged, (userCtx, contact, reports, messages) => ids';
    return { faults: [{ file, message }], warnings };
  }
  return { file, section: { ...rest, fn: `(function () { ${text} return Defined.fn; })()` }, faults: [], warnings };
};
