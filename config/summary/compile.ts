import { fileURLToPath } from 'node:url';
import { bundle, fileThere } from '../programme-code/bundle.ts';
import { evaluated } from '../programme-code/evaluate.ts';
import type { Odd } from '../programme-code/odd.ts';

const templated = fileURLToPath(new URL('./templated.ts', import.meta.url));

/**
 * Compiles the contact summary of a project: `contact-summary.templated.js`, or `contact-summary.js`, which says by
 * itself what is shown.
 * @param types those of contacts: the summary is tried for a new one of each
 * @returns neither text nor fault where the project has neither file
 */
export const compileSummary = async (
  folder: string,
  types: readonly string[] = [],
): Promise<{ text?: string; file?: string; faults: Odd[]; warnings: Odd[] }> => {
  const forms = ['contact-summary.templated.js', 'contact-summary.js'].filter(name => fileThere(folder, name));
  if (forms.length === 0) return { faults: [], warnings: [] };
  if (forms.length > 1)
    return {
      faults: [{ file: forms[1]!, message: `stands beside ${forms[0]}; have the one or the other` }],
      warnings: [],
    };
  const source =
    forms[0] === 'contact-summary.js'
      ? `module.exports = require('./contact-summary.js');`
      : `import * as written from './contact-summary.templated.js';
        import { templated } from ${JSON.stringify(templated)};
        declare const contact: any, reports: any;
        const made = templated({ ...written.default, ...written }, contact, reports);
        export const fields = made.fields, cards = made.cards, context = made.context;`;
  const { text, faults } = await bundle(folder, source, 'ContactSummary');
  if (text === undefined) return { faults, warnings: [] };
  const made = `${text} return ContactSummary;`;
  const tried = await Promise.all(types.map(type => triedFor(made, type)));
  const unnamed = [...new Set(tried.flatMap(each => each.unnamed))].map(
    (key): Odd => ({
      file: forms[0]!,
      path: `context.${key}`,
      message: 'cannot be the name of an element; forms are not told it',
    }),
  );
  const warnings = tried.flatMap(({ fault }, at): Odd[] =>
    fault
      ? [{ file: forms[0]!, message: `fails for a new ${types[at]}, about whom there is no report: ${fault}` }]
      : [],
  );
  return { text: made, file: forms[0]!, faults, warnings: [...warnings, ...unnamed] };
};

/**
 * Why the summary fails for somebody who was only just registered, undefined where it does not; and the keys of its
 * context that no form can be told.
 */
const triedFor = async (text: string, type: string): Promise<{ fault: string | undefined; unnamed: string[] }> => {
  const kind = hardTypes.has(type) ? { type } : { type: 'contact', contact_type: type };
  const contact = { _id: 'new', ...kind, name: 'New', parent: { _id: 'above' }, reported_date: 1, muted: false };
  const lineage = [{ _id: 'above', name: 'Above' }];
  const given = [contact, [], lineage, {}].map(each => JSON.stringify(each)).join(', ');
  const run = `var Defined = (function (contact, reports, lineage, uhcStats, cht, targetDoc) {${text}\n})(${given}, cht);`;
  const { value, fault } = await evaluated(run);
  const { context } = (value ?? {}) as { context?: unknown };
  return { fault, unnamed: Object.keys(isObject(context) ? context : {}).filter(key => !isName(key)) };
};

/** Types of contacts that are their own `type`. */
const hardTypes = new Set(['district_hospital', 'health_center', 'clinic', 'person']);

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether forms can be told something under a key: it becomes the name of an element. */
const isName = (key: string): boolean => /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(key);
