import type { Doc } from './doc.ts';
import { type ViewName, viewNames } from './store.ts';
import { validateText } from './validate.ts';
import { viewFiles } from './view-files.ts';

/** A design document as stored. */
export interface DesignDoc extends Doc {
  language: 'javascript';
  views?: Record<string, { map: string }>;
  validate_doc_update?: string;
}

/** The design documents of the main database: `medic` (with the validation), `medic-client`, `medic-sms`, `medic-conflicts`. Node only. */
export const mainDesign = (texts: Record<ViewName, string> = viewFiles(), validate = validateText()): DesignDoc[] => {
  const ddocs = [...new Set(viewNames.map(name => name.split('/')[0]!))];
  return ddocs.map(ddoc => ({
    _id: `_design/${ddoc}`,
    language: 'javascript',
    views: Object.fromEntries(
      viewNames.filter(name => name.startsWith(`${ddoc}/`)).map(name => [name.slice(ddoc.length + 1), { map: texts[name] }]),
    ),
    ...(ddoc === 'medic' ? { validate_doc_update: validate } : {}),
  }));
};
