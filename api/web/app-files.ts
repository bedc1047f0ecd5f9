import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import statics from '@fastify/static';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Files whose name changes with their content. */
const isHashed = (path: string): boolean => /\/assets\/.+-[\w-]{8,}\.\w+$/.test(path);

const wantsPage = ({ method, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && String(headers.accept ?? '').includes('text/html');

/** Deep links of the app: addresses that are neither those of a door for programs nor of a file. */
const isDoor = (url: string): boolean => /^\/(api|_|metrics|medic\/(?!login|password-reset))/.test(url);

/**
 * The PWA: its files with the right age, and its one page for every address of its own. Without a build there is a
 * note.
 * @param manifest what the app is called on the screen of a phone, from what its build says
 */
export const appFiles = async (
  app: FastifyInstance,
  webRoot: string | undefined,
  manifest: (built: object) => object,
): Promise<void> => {
  const page = async (reply: FastifyReply) => {
    if (!webRoot) throw new AppError('doc/missing', 'The app has not been built', { hint: 'Run npm run build' });
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(await readFile(join(webRoot, 'index.html')));
  };

  app.get('/medic/login', (_request, reply) => page(reply));
  app.get('/medic/password-reset', (_request, reply) => page(reply));
  app.get('/medic/login/token/:token', (_request, reply) => page(reply));
  if (webRoot) {
    app.get('/manifest.webmanifest', async (_request, reply) => {
      const built = JSON.parse(await readFile(join(webRoot, 'manifest.webmanifest'), 'utf8')) as object;
      return reply
        .type('application/manifest+json; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(JSON.stringify(manifest(built)));
    });
    await app.register(statics, {
      root: webRoot,
      cacheControl: false,
      setHeaders(response, path) {
        response.setHeader('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }

  app.setNotFoundHandler(async (request, reply) => {
    if (wantsPage(request) && !isDoor(request.url)) return page(reply);
    throw new AppError('doc/missing', 'There is nothing at this address');
  });
};
