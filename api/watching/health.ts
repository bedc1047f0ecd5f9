import { createRequire } from 'node:module';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyInstance } from 'fastify';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Version of Rounds. */
export const roundsVersion = version;

/** Whether the api is alive and reaches its database; for load balancers and for CHT's clients. */
export const healthRoutes = (app: FastifyInstance, { main }: { main: Store }): void => {
  app.get('/api/v1/health', async () => {
    await main.info();
    return { ok: true, version };
  });
  app.get('/api/info', async () => ({ version }));
};
