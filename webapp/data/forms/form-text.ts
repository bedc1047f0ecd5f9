import { filesOfLists } from '@rounds/sentinel/forms/external-lists.ts';
import { readForm } from '@rounds/sentinel/forms/form-document.ts';
import type { FormDoc } from '../programme/phone-programme.ts';
import { storedFile } from './answer-files.ts';
import { formFile } from './form-media.ts';

/** The XForm of a form document, or null when it has none. CHT names the attachment `xml`. */
export const formText = async (db: PouchDB.Database, form: FormDoc): Promise<string | null> =>
  (await (await storedFile(db, form._id, 'xml'))?.text()) ?? null;

/** The files from which a form takes choices, as text, by their address; those that the phone lacks are left out. */
export const listsOf = async (db: PouchDB.Database, form: FormDoc, xml: string): Promise<Map<string, string>> => {
  const lists = new Map<string, string>();
  if (!/<instance[^>]*\bsrc=/.test(xml)) return lists;
  for (const address of filesOfLists(readForm(window, xml)).values()) {
    const file = await formFile(db, form, address);
    if (file) lists.set(address, await file.text());
  }
  return lists;
};
