import { jsonSchema } from '@rounds/config/settings/json-schema.ts';
import { mergeSettings } from '@rounds/config/settings/merge.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Sandbox } from '@rounds/sentinel/engine/rule.ts';
import { timetableFaults } from '@rounds/sentinel/jobs/timetable-faults.ts';
import { expressionFaults } from '@rounds/sentinel/sandbox/expression-faults.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/doors.ts';
import { need } from '../session/permissions.ts';
import type { Programme } from './programme.ts';

const tries = 10;
const isTrue = (value: unknown): boolean => value === 'true' || value === '' || value === '1';

/**
 * `GET/PUT /api/v1/settings` with the peer's merge rules (`settings.md`); a faulty section is refused with every path.
 */
export const settingsRoutes = (app: FastifyInstance, { main, settings }: Programme, sandbox: Sandbox): void => {
  app.get('/api/v1/settings', async request => {
    callerOf(request);
    return (await settings.stored()).raw;
  });

  app.get('/api/v1/settings/schema', async () => jsonSchema());

  app.put<{ Querystring: { replace?: string; overwrite?: string } }>(
    '/api/v1/settings',
    { bodyLimit: 20 * 1024 * 1024 },
    async request => {
      need(settings.current(), callerOf(request).roles, 'can_configure');
      const { body } = request;
      if (!body || typeof body !== 'object' || Array.isArray(body))
        throw new AppError('request/invalid', 'Give an object of sections');
      const options = { replace: isTrue(request.query.replace), overwrite: isTrue(request.query.overwrite) };
      for (let left = tries; left > 0; left -= 1) {
        const { rev, raw } = await settings.stored();
        const merged = mergeSettings(raw, body as Record<string, unknown>, options);
        const { settings: read, faults: inSections, unknown } = parseSettings(merged);
        const faults = [...inSections, ...timetableFaults(read), ...expressionFaults(read, sandbox)];
        if (faults.length > 0) {
          const message = faults.map(fault => `${fault.path}: ${fault.message}`).join('\n');
          throw new AppError('settings/invalid', message, {
            hint: 'Nothing was changed. Mend these and send the settings again',
            details: faults,
          });
        }
        const same = rev !== undefined && JSON.stringify(merged) === JSON.stringify(raw);
        const [result] = same
          ? [{ ok: true as const }]
          : await main.write([{ _id: 'settings', ...(rev ? { _rev: rev } : {}), settings: merged }]);
        if (result!.ok) {
          await settings.reload();
          return { success: true, updated: !same, unknown };
        }
        if (result!.error !== 'conflict') throw new AppError('store/refused', result!.reason);
      }
      throw new AppError('doc/conflict', 'Somebody else is writing the settings', { hint: 'Try again' });
    },
  );
};
