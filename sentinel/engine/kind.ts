import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/** A kind of document that rules are about, such as reports or contacts. */
export interface Kind<T extends Doc = Doc> {
  name: string;
  recognises: (doc: Doc, settings: Settings) => doc is T;
}

/** Whatever document it is. */
export const anyDoc: Kind = { name: 'document', recognises: (doc): doc is Doc => !!doc };
