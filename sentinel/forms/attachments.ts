import type { Attachment, Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Answered } from './documents.ts';

/** Stands before the name of every file that somebody answered with, as in CHT. */
const prefix = 'user-file-';

/** The name under which a document keeps a file, by the answer that names it. */
export const attachmentName = (file: string): string => `${prefix}${file}`;

/** Names of attachments that somebody answered with: those of earlier versions of CHT name the field. */
export const isAnswer = (attachment: string): boolean => /^user-file[-/]/.test(attachment);

/**
 * What a document keeps beside its answers. What others put there stays, and so do files that were answered with before
 * as long as an answer names them; those of fields that hold the file itself go by the path of the field.
 * @param before the document as it was; undefined for a new one
 * @param file finds a file that was answered with now; undefined for one that was there before
 * @param form internal id of the form
 */
export const attachmentsOf = (
  before: Doc | undefined,
  { files, binaries }: Pick<Answered, 'files' | 'binaries'>,
  file: (name: string) => Attachment | undefined,
  form: string,
): Record<string, Attachment> => {
  const named = new Set(files.map(attachmentName));
  // A field that held the file itself is not filled in again when the form is opened anew: its file stays.
  const kept = Object.entries(before?._attachments ?? {}).filter(
    ([name]) => !name.startsWith(prefix) || named.has(name),
  );
  const added = files.flatMap(name => {
    const found = file(name);
    return found ? [[attachmentName(name), found] as const] : [];
  });
  const drawn = Object.entries(binaries).map(
    ([path, data]) => [`user-file/${form}/${path}`, { content_type: 'image/png', data }] as const,
  );
  return Object.fromEntries([...kept, ...added, ...drawn]);
};
