import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Pictures, sound and video, which a browser shows and never runs; an SVG is a document with scripts. */
export const isShown = (type: string): boolean =>
  /^(image\/(?!svg)|audio\/|video\/)[\w.+-]+$/i.test(type.split(';')[0]!.trim());

/** What a file of a user is served under: it must never run as a script of this origin, whatever it calls itself. */
export const asFile = (reply: FastifyReply, type: string | null): void => {
  if (!isShown(type ?? ''))
    void reply.header('content-type', 'application/octet-stream').header('content-disposition', 'attachment');
};

/** The policy of what comes from the database: it runs nothing and fetches nothing. */
export const filePolicy = "sandbox; default-src 'none'";

/** What a browser runs or lets style a page: data at the doors of programs is never that. */
const runs = new Set(['script', 'worker', 'sharedworker', 'serviceworker', 'style', 'audioworklet', 'paintworklet']);

/** @throws `access/forbidden` where a browser would run what is asked for */
export const refuseToRun = (request: FastifyRequest): void => {
  if (runs.has(String(request.headers['sec-fetch-dest'])))
    throw new AppError('access/forbidden', 'Data is not run', { hint: 'Open it as a file' });
};
