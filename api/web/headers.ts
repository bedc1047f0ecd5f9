import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuseToRun } from './files.ts';

/** Content policy of the PWA: nothing from elsewhere, no inline script, WebAssembly for the form engine. */
const appPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self' data:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The worker in which a programme's own code runs makes code of text, and reaches nothing at all: neither the network
 * nor another script. A worker goes by the policy of its own answer, not by that of the page.
 */
const programmePolicy = "default-src 'none'; script-src 'unsafe-eval'";
const programmeWorker = /^\/assets\/rules-worker-[\w-]+\.js(\?|$)/;

/** Fauxton builds code at run time; it is served to administrators only. */
const fauxtonPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

const policyFor = (url: string): string => {
  if (url.startsWith('/_utils')) return fauxtonPolicy;
  return programmeWorker.test(url) ? programmePolicy : appPolicy;
};

const unsafe = new Set(['POST', 'PUT', 'DELETE', 'PATCH', 'COPY']);

/** Whether a browser sent this for a page of another origin. Machines send neither header. */
const isFromElsewhere = (request: FastifyRequest): boolean => {
  if (request.headers['sec-fetch-site'] === 'cross-site') return true;
  const { origin } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.host;
};

const isData = (url: string): boolean => /^\/(api|medic|metrics|_(?!utils))/.test(url);

/** Headers of every answer, and the refusal of writes that come from pages of other origins. */
export const guard = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(self), geolocation=(self), microphone=(self)',
      'content-security-policy': policyFor(request.url),
      'x-request-id': request.id,
      ...(request.protocol === 'https' ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
    if (isData(request.url)) refuseToRun(request);
    if (unsafe.has(request.method) && isFromElsewhere(request))
      throw new AppError('access/forbidden', 'This request came from a page of another origin', {
        hint: 'Open the app itself and try again',
      });
  });
};
