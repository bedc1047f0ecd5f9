import type { FormDoc } from '../programme/phone-programme.ts';
import { storedFile } from './answer-files.ts';

/** Files of a form as a browser shows them. */
export interface FormMedia {
  /** Where a file is found; undefined as long as it is not read, and where there is none. */
  url(address: string): string | undefined;
  /** The file itself; null where there is none. */
  file(address: string): Promise<Blob | null>;
}

/**
 * The pictures and sounds that a form comes with: `jr://images/cough.png` is the attachment `images/cough.png` of its
 * document, or `cough.png`; what the form lacks may be among the pictures and lists of the programme, in the document
 * `resources`. One that is missing is left out.
 * @param onRead is told that another can be shown, until `signal` aborts, which gives them up
 */
export const formMedia = (
  db: PouchDB.Database,
  { _id }: Pick<FormDoc, '_id'>,
  onRead: () => void,
  signal: AbortSignal,
): FormMedia => {
  const urls = new Map<string, string | undefined>();
  signal.addEventListener('abort', () => {
    for (const url of urls.values()) if (url) URL.revokeObjectURL(url);
    urls.clear();
  });
  const file = (address: string): Promise<Blob | null> => formFile(db, { _id }, address);
  const read = async (address: string): Promise<void> => {
    const blob = await file(address);
    if (!blob || signal.aborted) return;
    urls.set(address, URL.createObjectURL(blob));
    onRead();
  };
  return {
    file,
    url: address => {
      if (!urls.has(address) && !signal.aborted) {
        urls.set(address, undefined);
        void read(address).catch(error => console.error(error));
      }
      return urls.get(address);
    },
  };
};

/** A file of a form, or of the programme, by its address in the form; null where there is none. */
export const formFile = async (
  db: PouchDB.Database,
  { _id }: Pick<FormDoc, '_id'>,
  address: string,
): Promise<Blob | null> => {
  for (const name of namesOf(address)) {
    const own = await storedFile(db, _id, name);
    if (own) return own;
  }
  return resource(db, namesOf(address));
};

/** A file of the programme: `resources` names its attachments, and holds some without a name of their own. */
const resource = async (db: PouchDB.Database, names: readonly string[]): Promise<Blob | null> => {
  const doc = await db.get<{ resources?: Record<string, string> }>('resources').catch(() => null);
  for (const name of names) {
    const attachment = doc?.resources?.[name] ?? name;
    if (doc?._attachments?.[attachment]) return storedFile(db, 'resources', attachment);
  }
  return null;
};

/** The names that an attachment may have for an address of the form. */
const namesOf = (address: string): string[] => {
  const path = decodeURIComponent(address.replace(/^jr:\/\/+/, '').replace(/^\/+/, ''));
  return [...new Set([path, path.split('/').at(-1) ?? path])];
};
