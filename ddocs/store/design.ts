import type { Doc } from '../documents/doc.ts';
import { lazyDesigns, type ViewName, viewNames } from './store.ts';
import { viewFiles } from './view-files.ts';

/** A design document as stored. */
export interface DesignDoc extends Doc {
  language: 'javascript';
  views?: Record<string, { map: string }>;
  validate_doc_update?: string;
  /** False where CouchDB shall not bring the views up to date by itself, but when somebody asks. */
  autoupdate?: false;
}

/**
 * The design documents of the main database: `medic`, `medic-client`, and those of {@link lazyDesigns}. Node only.
 * @param validate text of the validation that `medic` carries; none where nobody but administrators writes to the
 * database
 */
export const mainDesign = (validate?: string, texts: Record<ViewName, string> = viewFiles()): DesignDoc[] => {
  const ddocs = [...new Set(viewNames.map(name => name.split('/')[0]!))];
  return ddocs.map(ddoc => ({
    _id: `_design/${ddoc}`,
    language: 'javascript',
    views: Object.fromEntries(
      viewNames
        .filter(name => name.startsWith(`${ddoc}/`))
        .map(name => [name.slice(ddoc.length + 1), { map: texts[name] }]),
    ),
    ...(lazyDesigns.includes(ddoc) ? { autoupdate: false as const } : {}),
    ...(ddoc === 'medic' && validate !== undefined ? { validate_doc_update: validate } : {}),
  }));
};
