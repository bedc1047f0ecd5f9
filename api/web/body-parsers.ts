import type { FastifyInstance } from 'fastify';
import { shallow } from './depth.ts';

/** JSON bodies, empty ones too, and not nested too deep; everything else comes as a stream. */
export const readBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else
      void parse(request, body as string, (error, value) => {
        try {
          done(error, shallow(value));
        } catch (fault) {
          done(fault as Error);
        }
      });
  });
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
};

/**
 * At the doors of documents everything is JSON: what a form or a text looks like must not be stored as if it were a
 * document. A PUT is read as JSON whatever it is called, as CouchDB does, because curl calls what it sends a form; any
 * other is refused with 415.
 */
export const readDocuments = (app: FastifyInstance): void => {
  // A document with a field called "__proto__" is refused alone, by those who judge it, and not the batch it is in.
  const parse = app.getDefaultJsonParser('ignore', 'ignore');
  app.removeContentTypeParser(['application/json', 'application/x-www-form-urlencoded', 'text/plain', '*']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'PUT') void parse(request, body as string, done);
    else done(Object.assign(new Error('Content-Type must be application/json'), { statusCode: 415 }));
  });
};
