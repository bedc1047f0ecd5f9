import { jsonSchema } from '@rounds/config/settings/json-schema.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { SettingsParts } from './parts.ts';
import { writeSettings } from './write-settings.ts';

/** Whether a parameter of the address says yes. */
export const isTrue = (value: unknown): boolean => value === 'true' || value === '' || value === '1';

/** Largest settings, in bytes: those of a large programme have a few MB of code in them. */
export const settingsLimit = 20 * 1024 * 1024;

/**
 * `GET/PUT /api/v1/settings` with the peer's merge rules; a faulty section is refused with every path. See README.md,
 * "Settings".
 */
export const settingsRoutes = (app: FastifyInstance, parts: SettingsParts): void => {
  const { settings } = parts;

  app.get('/api/v1/settings', async request => {
    callerOf(request);
    return (await settings.stored()).raw;
  });

  app.get('/api/v1/settings/schema', async () => jsonSchema());

  app.put<{ Querystring: { replace?: string; overwrite?: string } }>(
    '/api/v1/settings',
    { bodyLimit: settingsLimit },
    async request => {
      need(settings.current(), callerOf(request).roles, 'can_configure');
      const options = { replace: isTrue(request.query.replace), overwrite: isTrue(request.query.overwrite) };
      return { success: true, ...(await writeSettings(parts, request.body, options)) };
    },
  );
};
