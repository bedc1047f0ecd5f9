import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';

/** Documents of which something could not be read: what was left out, by id. */
export type Misread = Map<string, readonly string[]>;

/**
 * Documents as the lists can take them: one that an import or another program left faulty must not keep everybody from
 * opening the app. What was left out of which is noted, for the person to see.
 */
export const readable = (docs: readonly Doc[], misread: Misread): Doc[] =>
  docs.map(given => {
    const { doc, misfits } = legible(given);
    if (misfits.length > 0 && !given._deleted) misread.set(given._id, misfits);
    else misread.delete(given._id);
    return doc;
  });
