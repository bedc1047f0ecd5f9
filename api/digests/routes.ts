import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type DigestDoc, digestId } from '@rounds/sentinel/digests/job.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';

/** The parts that the door of digests takes. */
export interface DigestParts {
  sentinel: Store;
  settings: { current: () => Settings };
}

const shown = (doc: DigestDoc | null) =>
  doc && { at: doc.at, tables: doc.tables, pictures: doc.pictures ?? [], sent: doc.sent };

/** `GET /api/v1/digests`: the last digest of a day and of a week, for holders of `can_manage_study`. */
export const digestRoutes = (app: FastifyInstance, { sentinel, settings }: DigestParts): void => {
  app.get('/api/v1/digests', async request => {
    need(settings.current(), callerOf(request).roles, 'can_manage_study');
    const [daily = null, weekly = null] = await sentinel.getMany<DigestDoc>([digestId('daily'), digestId('weekly')]);
    return { daily: shown(daily), weekly: shown(weekly) };
  });
};
