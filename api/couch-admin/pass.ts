import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Couch } from '../couch/couch.ts';
import { forward } from '../couch/forward.ts';
import { partsOf } from './address.ts';

/** The parts that handing requests on to CouchDB takes. */
export interface PassParts {
  couch: Couch;
  databases: Databases;
}

/** How routes are that hand their bodies on as they come. */
export const passOptions = {
  method: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
  bodyLimit: 1024 ** 3,
  compress: false as const,
};

/** Leaves bodies unread. */
export const leaveBodies = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
};

/** Hands a request on to CouchDB as it is, under the name that the main database has there. */
export const pass = (
  { couch, databases }: PassParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { parts, query } = partsOf(request.url);
  const [first = '', ...rest] = parts;
  const name = first === 'medic' ? databases.main : decodeURIComponent(first);
  return forward({ couch }, request, reply, `/${[encodeURIComponent(name), ...rest].join('/')}${query}`);
};
