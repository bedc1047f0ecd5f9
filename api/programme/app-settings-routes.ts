import { deprecatedTransitions } from '@rounds/config/settings/deprecated-transitions.ts';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { SettingsParts } from './parts.ts';
import { isTrue, settingsLimit } from './settings-routes.ts';
import { writeSettings } from './write-settings.ts';

/** What stands at a path of the settings, its names apart by slashes. @throws `doc/missing` */
const partAt = (settings: unknown, path: string): unknown => {
  let part = settings;
  for (const name of path.split('/').filter(each => each !== '')) {
    const inside = typeof part === 'object' && part !== null && Object.hasOwn(part, name);
    if (!inside) throw new AppError('doc/missing', `There is nothing at ${path} in the settings`);
    part = (part as Record<string, unknown>)[name];
  }
  return part;
};

/**
 * The older doors of the settings, at the addresses that they had when a design document of CouchDB led to them. The
 * tools of CHT's programmes still come through these; settings that they write are checked as at `/api/v1/settings`.
 * Faulty settings are answered with `success: false`, as ever at this door: cht-conf shows its user the faults then,
 * where it would try any other status five times more.
 */
export const appSettingsRoutes = (app: FastifyInstance, parts: SettingsParts): void => {
  const { settings } = parts;
  const root = '/medic/_design/medic/_rewrite';

  const read = async (path: string) => ({
    settings: partAt((await settings.stored()).raw, path),
    meta: {},
    schema: {},
  });
  app.get(`${root}/app_settings/medic`, { preHandler: onlineOnly }, () => read(''));
  app.get<{ Params: { '*': string } }>(`${root}/app_settings/medic/*`, { preHandler: onlineOnly }, ({ params }) =>
    read(params['*']),
  );

  app.put<{ Querystring: { replace?: string; overwrite?: string } }>(
    `${root}/update_settings/medic`,
    { bodyLimit: settingsLimit },
    async request => {
      need(settings.current(), callerOf(request).roles, 'can_configure');
      const options = { replace: isTrue(request.query.replace), overwrite: isTrue(request.query.overwrite) };
      try {
        return { success: true, ...(await writeSettings(parts, request.body, options)) };
      } catch (error) {
        if (!isAppError(error, 'settings/invalid') && !isAppError(error, 'request/invalid')) throw error;
        const { code, message, hint, details } = error;
        return { success: false, error: message, code, hint, details };
      }
    },
  );

  app.get('/api/v1/settings/deprecated-transitions', { preHandler: onlineOnly }, async () => deprecatedTransitions);
};
