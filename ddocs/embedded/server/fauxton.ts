import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize, sep } from 'node:path';
import type { Answer } from '../http/answer.ts';
import { notFound } from '../http/error.ts';
import type { Call } from './call.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.eot': 'application/vnd.ms-fontobject',
};

/**
 * `/_utils/…`: the files of Fauxton, CouchDB's own console. They are the same for everybody; they ask with a session
 * for what they show.
 */
export async function fauxton(call: Call): Promise<Answer> {
  const [, ...rest] = call.path;
  if (!rest.length && !call.request.url?.split('?')[0]?.endsWith('/'))
    return { status: 301, headers: { location: '/_utils/' } };
  const root = join(dirname(createRequire(import.meta.url).resolve('pouchdb-fauxton/package.json')), 'www');
  const file = normalize(join(root, rest.join('/') || 'index.html'));
  if (!file.startsWith(root + sep) || file.includes('\0')) throw notFound();
  try {
    const body = await readFile(file);
    return {
      status: 200,
      headers: { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' },
      body,
    };
  } catch {
    throw notFound();
  }
}
