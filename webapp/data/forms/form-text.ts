import type { FormDoc } from '../programme/phone-programme.ts';

/** The XForm of a form document, or null when it has none. CHT names the attachment `xml`. */
export const formText = async (db: PouchDB.Database, form: FormDoc): Promise<string | null> => {
  try {
    const blob = (await db.getAttachment(form._id, 'xml')) as Blob;
    return await blob.text();
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
};
