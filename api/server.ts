import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { Databases } from '@rounds/ddocs/databases.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { answerError } from './answers.ts';
import { attempts } from './attempts.ts';
import { identify } from './doors.ts';
import { guard } from './headers.ts';
import { healthRoutes } from './health.ts';
import { loginRoutes } from './login.ts';
import { type Programme, programme } from './programme.ts';
import { bulkRoutes } from './replicate/bulk.ts';
import { changesRoutes } from './replicate/changes.ts';
import { docRoutes } from './replicate/docs.ts';
import { fillRoutes } from './replicate/fill.ts';
import { localRoutes } from './replicate/local.ts';

export interface ServerOptions {
  /** With the administrator's name and password. */
  couchUrl: string;
  databases: Databases;
  /** Folder of the built PWA; without it only the doors for programs are there. */
  webRoot?: string;
  log: FastifyBaseLogger;
  /** Whether the addresses in `X-Forwarded-*` may be believed: true only behind a proxy of your own. */
  trustProxy?: boolean;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** The doors of a programme. The databases must be installed; `ready()` reads the settings and begins to follow the changes. */
export const buildServer = async ({
  couchUrl,
  databases,
  log,
  trustProxy = false,
  now = Date.now,
}: ServerOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    loggerInstance: log,
    trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 5 * 1024 * 1024,
    routerOptions: { maxParamLength: 2000 },
    forceCloseConnections: true,
  });
  const world = programme({ couchUrl, databases, log, now });
  const tries = attempts(now);

  await app.register(cookie);
  await app.register(formbody);
  await app.register(compress, { encodings: ['gzip', 'br'], threshold: 1024 });
  readBodies(app);
  app.setErrorHandler(answerError);
  guard(app);
  identify(app, world, tries);

  healthRoutes(app, world);
  loginRoutes(app, world, tries);
  replicationRoutes(app, world);
  app.setNotFoundHandler(async () => {
    throw new AppError('doc/missing', 'There is nothing at this address');
  });

  app.addHook('onReady', () => world.start());
  app.addHook('preClose', async () => world.stop());
  return app;
};

const replicationRoutes = (app: FastifyInstance, world: Programme): void => {
  fillRoutes(app, world);
  changesRoutes(app, world);
  bulkRoutes(app, world);
  localRoutes(app, world);
  docRoutes(app, world);
};

/** JSON bodies, empty ones too; everything else comes as a stream. */
const readBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body as string, done);
  });
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
};
