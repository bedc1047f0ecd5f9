import type { Attachment } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { attachmentName } from '@rounds/sentinel/forms/attachments.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';

/** A file that somebody answered with, as a browser shows it. */
export interface ShownFile {
  url: string;
  /** Its type, such as `image/jpeg`. */
  type: string;
  /** In bytes. */
  size: number;
}

/** The files that questions of one form were answered with. They are kept on the device as long as its draft is. */
export interface AnswerFiles {
  /**
   * Keeps a file.
   * @param replaces the name of the one whose place it takes; '' for none
   * @returns the name that is the answer
   * @throws AppError `request/too-large` when the report could no longer be sent with it
   */
  keep(file: Blob, name: string, replaces: string): Promise<string>;
  /** A file by its name; undefined as long as it is not read, and where the device does not hold it. */
  shown(name: string): ShownFile | undefined;
  /** A file as it is stored with the report; undefined for one that is there already. */
  attachment(name: string): Attachment | undefined;
}

/** How much all files of a report may be, in bytes: a larger one is not taken by every server. */
export const mostBytes = 7 * 1024 * 1024;

type Kept = Record<string, Attachment & { data: string }>;

const localId = (draft: string): string => `files-${draft}`;

/** The files kept for a draft, to be put back after it was given up. */
export const readFiles = async (db: PouchDB.Database, draft: string): Promise<Kept> =>
  (await readLocal<{ files: Kept }>(db, localId(draft)))?.files ?? {};

/** Keeps the files of a draft, or with none of them forgets that there were any. */
export const writeFiles = async (db: PouchDB.Database, draft: string, files: Kept): Promise<void> => {
  const id = localId(draft);
  if (Object.keys(files).length > 0) return writeLocal(db, id, { files });
  if (await readLocal(db, id)) await db.remove(await db.get(`_local/${id}`));
};

/** Where the files of a form come from. */
interface Source {
  db: PouchDB.Database;
  /** Key of the draft. */
  draft: string;
  /** Whether it goes on from a draft: otherwise files of an earlier one are forgotten. */
  goesOn: boolean;
  /** Id of the document that is edited; undefined for a new one. */
  edited: string | undefined;
}

/**
 * The files of a form that is filled in.
 * @param onRead is told that another can be shown, until `signal` aborts, which gives them up
 */
export const answerFiles = async (source: Source, onRead: () => void, signal: AbortSignal): Promise<AnswerFiles> => {
  const { db, draft, goesOn, edited } = source;
  if (!goesOn) await writeFiles(db, draft, {});
  let kept: Kept = await readFiles(db, draft);
  const shown = new Map<string, ShownFile | undefined>();
  const show = (name: string, file: Blob): void => {
    if (signal.aborted) return;
    shown.set(name, shownAs(file));
    onRead();
  };
  signal.addEventListener('abort', () => {
    for (const each of shown.values()) if (each) URL.revokeObjectURL(each.url);
    shown.clear();
  });
  const read = async (name: string): Promise<void> => {
    const own = kept[name];
    if (own) return show(name, fromBase64(own));
    if (edited === undefined) return;
    const stored = await storedFile(db, edited, attachmentName(name));
    if (stored) show(name, stored);
  };
  return {
    keep: async (file, name, replaces) => {
      const { [replaces]: _, ...others } = kept;
      const size = Object.values(others).reduce((sum, { data }) => sum + bytesOf(data), file.size);
      if (size > mostBytes) throw new AppError('request/too-large', 'All files of this report are too large together');
      const own = nameFor(name, file.type, others);
      kept = {
        ...others,
        [own]: { content_type: file.type || 'application/octet-stream', data: await base64Of(file) },
      };
      await writeFiles(db, draft, kept);
      show(own, file);
      return own;
    },
    shown: name => {
      if (!shown.has(name) && !signal.aborted) {
        shown.set(name, undefined);
        void read(name).catch(error => console.error(error));
      }
      return shown.get(name);
    },
    attachment: name => kept[name],
  };
};

/** A file that is stored with a document; null where the phone does not hold it. */
export const storedFile = async (db: PouchDB.Database, id: string, attachment: string): Promise<Blob | null> => {
  try {
    return (await db.getAttachment(id, attachment)) as Blob;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
};

/** A file as a browser shows it. What is neither seen nor heard gets no type by which a browser would open it. */
export const shownAs = (file: Blob): ShownFile => {
  const plays = /^(image|audio|video)\//.test(file.type);
  const safe = plays ? file : file.slice(0, file.size, 'application/octet-stream');
  return { url: URL.createObjectURL(safe), type: safe.type, size: file.size };
};

/** A name that every database takes and no other file has: photographs are all called the same. */
const nameFor = (name: string, type: string, others: Kept): string => {
  const [, stem = name, ending = ''] = /^(.*?)(\.[a-z0-9]{1,5})?$/i.exec(name) ?? [];
  const base =
    stem
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, '_')
      .replace(/^[_.]+/, '')
      .slice(0, 60) || 'file';
  const last = type === 'image/jpeg' ? '.jpg' : type === 'image/png' ? '.png' : ending.toLowerCase();
  const stamp = new Date().toISOString().slice(11, 19).replaceAll(':', '_');
  for (let n = 0; ; n += 1) {
    const found = `${base}-${stamp}${n > 0 ? `-${n}` : ''}${last}`;
    if (!(found in others)) return found;
  }
};

const bytesOf = (base64: string): number => Math.floor((base64.length * 3) / 4);

/** What a file holds, as a document takes it. */
export const base64Of = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(file);
  });

const fromBase64 = ({ content_type, data }: Attachment & { data: string }): Blob =>
  new Blob([Uint8Array.from(atob(data), sign => sign.charCodeAt(0))], { type: content_type });
