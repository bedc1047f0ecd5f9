import { pipeline, Transform } from 'node:stream';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { type Attempts, attemptKeys, provenKey } from './attempts.ts';
import { callerOf } from './caller.ts';
import { setSessionCookie } from './cookies.ts';
import { keepGatewayOut } from './gateways.ts';
import { readBasic, type Sessions } from './sessions.ts';
import { underWay } from './under-way.ts';

/** The app's own files and pages: they are the same for everybody, and come while the database is away, too. */
const isForAll = (url: string, main: string): boolean => {
  const path = url.split('?')[0]!;
  return (
    /^\/medic\/(login|password-reset)(\/|$)/.test(path) ||
    !['/api', '/openspaces/', '/medic', '/_', '/metrics', `/${main}`].some(door => path.startsWith(door))
  );
};

/**
 * Largest body of a stranger, in bytes. A route that takes more is for users who have logged in, and reads nothing of
 * others.
 */
export const ordinaryBody = 5 * 1024 * 1024;

/** Largest body of somebody who has not logged in, in bytes, and how long it may take to come, in ms. */
const [strangersBody, strangersTime] = [256 * 1024, 20_000];

/** Bodies that are handed on as they come are not held in memory: of these so much counts, in bytes. */
const longestHeld = 64 * 1024 * 1024;

/** The body of a stranger: short, and soon here; else the connection ends, and with it what was held of it. */
const ofStranger = (
  request: FastifyRequest,
  reply: FastifyReply,
  payload: RequestPayload,
  within: number,
): RequestPayload => {
  const tooLarge = () =>
    new AppError('request/too-large', 'The body is too large for somebody who has not logged in', {
      hint: 'Log in first',
    });
  if (Number(request.headers['content-length'] ?? 0) > strangersBody) throw tooLarge();
  const timer = setTimeout(() => request.raw.destroy(), within);
  reply.raw.once('close', () => clearTimeout(timer));
  let received = 0;
  const counted: Transform & RequestPayload = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      counted.receivedEncodedLength = received;
      done(received > strangersBody ? tooLarge() : null, chunk);
    },
    flush(done) {
      clearTimeout(timer);
      done();
    },
  });
  pipeline(payload, counted, () => undefined);
  return counted;
};

/** So much of a body is held in memory at once; where that is not said, or the body is packed, as much as the door takes. */
const lengthOf = ({ headers, routeOptions }: FastifyRequest): number => {
  const said = headers['content-length'];
  if (said === undefined && headers['transfer-encoding'] === undefined) return 0;
  const isPacked = headers['content-encoding'] !== undefined;
  return Math.min(said === undefined || isPacked ? Infinity : Number(said), routeOptions.bodyLimit ?? 0, longestHeld);
};

/** The parts that finding out the caller takes. */
export interface IdentifyParts {
  databases: Databases;
  sessions: Sessions;
  attempts: Attempts;
  /** How long the body of a stranger may take to come, in ms. @default 20 seconds */
  strangersTime?: number | undefined;
}

/** The caller whom the credentials of a request show. @throws `session/refused` when they do not hold */
const shownBy = (
  request: FastifyRequest,
  reply: FastifyReply,
  { sessions, attempts }: IdentifyParts,
): Promise<FastifyRequest['caller']> => {
  const basic = readBasic(request.headers.authorization);
  const shown = basic ? { authorization: basic.authorization } : { cookie: request.cookies.AuthSession };
  const find = () => sessions.caller(shown, renewed => setSessionCookie(request, reply, renewed));
  return basic
    ? attempts.attempt(attemptKeys(request.ip, basic.user, basic.password), find, provenKey(basic.user, basic.password))
    : find();
};

/** Finds out the caller, before any route runs that depends on it. */
export const identify = (app: FastifyInstance, parts: IdentifyParts): void => {
  app.decorateRequest('caller', null);
  app.decorateRequest('refused', null);
  app.decorateRequest('byPassword', false);
  app.addHook('onRequest', async (request, reply) => {
    if (isForAll(request.url, parts.databases.main)) return;
    const byPassword = readBasic(request.headers.authorization) !== undefined;
    if (!byPassword && !request.cookies.AuthSession) return;
    try {
      request.caller = await shownBy(request, reply, parts);
      request.byPassword = byPassword;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'session/refused') throw error;
      request.refused = error;
    }
    if (request.caller) keepGatewayOut(request.caller.roles, request.url);
  });
  const bodies = underWay();
  app.addHook('preParsing', async (request, reply, payload) => {
    if (['GET', 'HEAD'].includes(request.method)) return payload;
    if (request.caller) {
      reply.raw.once('close', bodies.begin(request.caller.name, lengthOf(request)));
      return payload;
    }
    return ofStranger(request, reply, payload, parts.strangersTime ?? strangersTime);
  });
  // A stranger who was answered before his body ended would keep the connection for what is left of it.
  app.addHook('onResponse', async request => {
    if (!request.caller && !request.raw.complete) request.raw.destroy();
  });
  // After what a route itself asks of its callers, which may have words of its own for them.
  app.addHook('preParsing', async request => {
    if ((request.routeOptions.bodyLimit ?? 0) > ordinaryBody) callerOf(request);
  });
};
