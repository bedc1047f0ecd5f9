import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { rawRoutes } from './couch/raw.ts';
import { africasTalkingRoutes } from './messages/africas-talking.ts';
import { openMessaging, pushEvery } from './messages/messaging.ts';
import { rapidproRoutes } from './messages/rapidpro.ts';
import { recordRoutes } from './messages/records.ts';
import { gatewayRoutes } from './messages/sms.ts';
import { appSettingsRoutes } from './programme/app-settings-routes.ts';
import { attachmentSettingsRoutes } from './programme/attachment-settings.ts';
import { creatorReportsRoutes } from './programme/creator-reports.ts';
import { credentialRoutes } from './programme/credentials.ts';
import { deployInfoRoutes } from './programme/deploy-info.ts';
import { formRoutes } from './programme/form-routes.ts';
import { type Programme, programme } from './programme/programme.ts';
import { settingsRoutes } from './programme/settings-routes.ts';
import { allDocsRoutes } from './replicate/all-docs.ts';
import { attachmentRoutes } from './replicate/attachments.ts';
import { bulkRoutes } from './replicate/bulk.ts';
import { changesRoutes } from './replicate/changes-routes.ts';
import { noteConnected } from './replicate/connected.ts';
import { docRoutes } from './replicate/docs.ts';
import { fillRoutes } from './replicate/fill.ts';
import { idRoutes } from './replicate/ids.ts';
import { leftRoutes } from './replicate/left.ts';
import { localRoutes } from './replicate/local-docs.ts';
import { queryRoutes } from './replicate/queries.ts';
import { replicationLogRoutes } from './replicate/replication-log-routes.ts';
import { attempts } from './session/attempts.ts';
import { identify, ordinaryBody } from './session/doors.ts';
import { loginRoutes } from './session/login.ts';
import { passwordResetRoutes } from './session/password-reset.ts';
import { tokenLoginRoutes } from './session/token-login.ts';
import { userRoutes } from './users/routes.ts';
import { healthRoutes } from './watching/health.ts';
import { metricsRoutes } from './watching/metrics.ts';
import { monitor, monitoringRoutes } from './watching/monitoring.ts';
import { answerError } from './web/answers.ts';
import { guard } from './web/headers.ts';
import { webRoutes } from './web/web.ts';

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
  /** What the vault's key is made from. @default the secret of CouchDB's cookies */
  vaultSecret?: string;
}

/**
 * The doors of a programme. The databases must be installed; `ready()` reads the settings and begins to follow the
 * changes.
 */
export const buildServer = async ({
  couchUrl,
  databases,
  webRoot,
  log,
  trustProxy = false,
  now = Date.now,
  vaultSecret,
}: ServerOptions): Promise<FastifyInstance> => {
  const app = Fastify({
    loggerInstance: log,
    trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: ordinaryBody,
    routerOptions: { maxParamLength: 2000 },
    forceCloseConnections: true,
  });
  const world = programme({ couchUrl, databases, log, now, ...(vaultSecret ? { vaultSecret } : {}) });
  const sandbox = await openSandbox();
  const messaging = openMessaging(world, sandbox);
  const tries = attempts(now);

  await app.register(cookie);
  await app.register(formbody);
  // Brotli at its default costs a server seconds for what gzip does in milliseconds.
  await app.register(compress, { encodings: ['gzip'], threshold: 1024, zlibOptions: { level: 5 } });
  readBodies(app);
  app.setErrorHandler(answerError);
  guard(app);
  identify(app, world, tries);

  noteConnected(app, world);
  const monitoring = monitor(world);
  metricsRoutes(app, world, monitoring);
  monitoringRoutes(app, monitoring);
  healthRoutes(app, world);
  loginRoutes(app, world, tries);
  passwordResetRoutes(app, world, tries);
  tokenLoginRoutes(app, world, tries);
  settingsRoutes(app, world, sandbox);
  appSettingsRoutes(app, world, sandbox);
  deployInfoRoutes(app);
  attachmentSettingsRoutes(app, world);
  await formRoutes(app, world);
  creatorReportsRoutes(app, world);
  userRoutes(app, world);
  await credentialRoutes(app, world);
  await gatewayRoutes(app, world, messaging);
  africasTalkingRoutes(app, world, messaging);
  rapidproRoutes(app, world, messaging);
  recordRoutes(app, world, messaging);
  await app.register(async scoped => {
    readDocuments(scoped);
    replicationRoutes(scoped, world);
    queryRoutes(scoped, world);
  });
  replicationLogRoutes(app, world);
  await rawRoutes(app, world, couchUrl);
  await webRoutes(app, webRoot);

  app.addHook('onReady', async () => {
    await world.start();
    messaging.push.start(pushEvery);
  });
  app.addHook('preClose', async () => {
    world.stop();
    await messaging.push.stop();
  });
  app.addHook('onClose', async () => sandbox.close());
  return app;
};

const replicationRoutes = (app: FastifyInstance, world: Programme): void => {
  fillRoutes(app, world);
  idRoutes(app, world);
  leftRoutes(app, world);
  allDocsRoutes(app, world);
  changesRoutes(app, world);
  bulkRoutes(app, world);
  localRoutes(app, world);
  docRoutes(app, world);
  attachmentRoutes(app, world);
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

/**
 * At the doors of documents everything is JSON: what a form or a text looks like must not be stored as if it were a
 * document. A PUT is read as JSON whatever it is called, as CouchDB does, because curl calls what it sends a form; any
 * other is refused with 415.
 */
const readDocuments = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/x-www-form-urlencoded', 'text/plain', '*']);
  app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (request.method === 'PUT') void parse(request, body as string, done);
    else done(Object.assign(new Error('Content-Type must be application/json'), { statusCode: 415 }));
  });
};
