import type { Attachment } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { base64Of, mostBytes } from '../forms/answer-files.ts';
import { scaledPhoto } from '../forms/scaled-photo.ts';

/** Files of a message, by the names of its attachments. */
export type Files = Readonly<Record<string, Attachment & { data: string }>>;

/** A name that every database takes and no other file of the message has. */
const nameFor = (name: string, others: Files): string => {
  const [, stem = name, ending = ''] = /^(.*?)(\.[a-z0-9]{1,5})?$/i.exec(name) ?? [];
  const base =
    stem
      .normalize('NFC')
      .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, '_')
      .replace(/^[_.]+/, '')
      .slice(0, 60) || 'file';
  for (let n = 1; ; n += 1) {
    const found = `${base}${n > 1 ? `-${n}` : ''}${ending.toLowerCase()}`;
    if (!(found in others)) return found;
  }
};

/**
 * Files of a message and some more: photographs made as small as they may be. @throws AppError `request/too-large` where
 * the message could not be sent with all of them
 */
export const takeFiles = async (before: Files, chosen: readonly File[]): Promise<Files> => {
  let files: Record<string, Attachment & { data: string }> = { ...before };
  for (const file of chosen) {
    const small = await scaledPhoto(file);
    const name = nameFor(file.name, files);
    files = {
      ...files,
      [name]: { content_type: small.type || 'application/octet-stream', data: await base64Of(small) },
    };
  }
  const size = Object.values(files).reduce((sum, { data }) => sum + Math.floor((data.length * 3) / 4), 0);
  if (size > mostBytes) throw new AppError('request/too-large', 'All files of this message are too large together');
  return files;
};
