import type { IncomingMessage } from 'node:http';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { badRequest } from './refusal.ts';
import type { Params } from './shapes.ts';

/** Largest body that is taken, in bytes: a file of 50 MB and what stands around it. */
const largest = 51 * 1024 * 1024;

/** A form, with or without files; a file becomes a `File`. */
const formOf = (request: IncomingMessage): Promise<Params> =>
  new Promise((resolve, reject) => {
    const params: Record<string, unknown> = {};
    const form = new Busboy({ headers: request.headers as BusboyHeaders, limits: { fileSize: largest } });
    form.on('field', (name, value) => {
      params[name] = value;
    });
    form.on('file', (name, stream, filename, _encoding, type) => {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      stream.on('data', part => void parts.push(part));
      stream.on('end', () => {
        params[name] = new File(parts, filename, { type });
      });
    });
    form.on('finish', () => resolve(params));
    form.on('error', error => reject(badRequest(`can't parse the form: ${(error as Error).message}`)));
    request.pipe(form);
  });

const jsonOf = async (request: IncomingMessage): Promise<Params> => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of request) parts.push(part as Uint8Array<ArrayBuffer>);
  const text = await new Blob(parts).text();
  if (!text) return {};
  try {
    return JSON.parse(text) as Params;
  } catch {
    throw badRequest("can't parse the request body: it is no JSON");
  }
};

/** The arguments of a call: JSON, a form, or a form with files. @throws Refusal for a body that cannot be read */
export const bodyOf = (request: IncomingMessage): Promise<Params> =>
  /^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(request.headers['content-type'] ?? '')
    ? formOf(request)
    : jsonOf(request);
