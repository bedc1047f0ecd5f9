import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Attachment } from '@rounds/ddocs/documents/doc.ts';

const types: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.3gp': 'video/3gpp',
  '.csv': 'text/csv',
  '.txt': 'text/plain',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.pdf': 'application/pdf',
};

/** A file as an attachment, its type told by the end of its name. */
export const attachedFile = async (path: string): Promise<Attachment> => ({
  content_type: types[extname(path).toLowerCase()] ?? 'application/octet-stream',
  data: (await readFile(path)).toString('base64'),
});

/** Paths of the files in a folder and the folders in it, with slashes, in order; none where there is no folder. */
export const pathsIn = async (folder: string): Promise<string[]> => {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile() && !entry.name.startsWith('.'));
  return files
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
};

/** The files of a folder as attachments by their paths in it. */
export const attachmentsIn = async (folder: string): Promise<Record<string, Attachment>> => {
  const entries = (await pathsIn(folder)).map(async path => [path, await attachedFile(join(folder, path))] as const);
  return Object.fromEntries(await Promise.all(entries));
};
