import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf } from '../session/caller.ts';

/** The version of CHT whose formats and doors Rounds keeps: its tools choose by it how to ask. */
export const levelOfCht = '5.2.0';

const ownPackage = z.object({ version: z.string() });

/** `GET /api/deploy-info`: what answers here. `version` is CHT's, for its tools; `rounds` is our own. */
export const deployInfoRoutes = (app: FastifyInstance): void => {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version: rounds } = ownPackage.parse(JSON.parse(text));
  app.get('/api/deploy-info', async request => {
    callerOf(request);
    return { version: levelOfCht, rounds };
  });
};
