import { fileURLToPath } from 'node:url';
import type { Noted } from '../programme/noted.ts';
import { bundle, fileThere } from '../programme-code/bundle.ts';

const templated = fileURLToPath(new URL('./templated.ts', import.meta.url));

/**
 * Compiles the contact summary of a project: `contact-summary.templated.js`, or `contact-summary.js`, which says by
 * itself what is shown.
 * @returns neither text nor fault where the project has neither file
 */
export const compileSummary = async (folder: string): Promise<{ text?: string; faults: Noted[] }> => {
  const forms = ['contact-summary.templated.js', 'contact-summary.js'].filter(name => fileThere(folder, name));
  if (forms.length === 0) return { faults: [] };
  if (forms.length > 1)
    return { faults: [{ file: forms[1]!, message: `stands beside ${forms[0]}; have the one or the other` }] };
  const source =
    forms[0] === 'contact-summary.js'
      ? `module.exports = require('./contact-summary.js');`
      : `import * as written from './contact-summary.templated.js';
        import { templated } from ${JSON.stringify(templated)};
        declare const contact: any, reports: any;
        const made = templated({ ...written.default, ...written }, contact, reports);
        export const fields = made.fields, cards = made.cards, context = made.context;`;
  const { text, faults } = await bundle(folder, source, 'ContactSummary');
  return text === undefined ? { faults } : { text: `${text} return ContactSummary;`, faults };
};
