import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { byProfile } from '@rounds/sentinel/progress/by-profile.ts';
import { daysIn } from '@rounds/sentinel/progress/days.ts';
import { profileFields } from '@rounds/sentinel/progress/profile.ts';
import { orderOf, progressOf, type StepCount } from '@rounds/sentinel/progress/progress.ts';
import { peopleOf, runsOf } from '@rounds/sentinel/progress/read.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';

/** The parts that the door of progress takes. */
export interface ProgressParts {
  main: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** Runs that have not come to their end and are counted at most. */
const mostStopped = 200_000;

const stepsOf = async (main: Store): Promise<StepCount[]> => {
  const rows = await main.query<null>('medic-progress/stopped_at', { limit: mostStopped });
  return rows.map(({ key }) => {
    const [dialogue, is, step] = key as readonly [string, StepCount['is'], string];
    return { dialogue, is, step };
  });
};

/** `GET /api/v1/study/progress`: how a study goes, counted from views, for holders of `can_manage_study`. */
export const progressRoutes = (app: FastifyInstance, { main, settings, now }: ProgressParts): void => {
  app.get('/api/v1/study/progress', async request => {
    const chosen = settings.current();
    need(chosen, callerOf(request).roles, 'can_manage_study');
    const { dialogues, default_timezone } = chosen;
    const [runs, steps] = [await runsOf(main), await stepsOf(main)];
    const order = orderOf(dialogues?.sequences ?? {}, dialogues?.closing);
    const dayOf = daysIn(default_timezone);
    const progress = progressOf(runs, steps, order, dayOf, now());
    const fields = profileFields(dialogues);
    if (fields.length === 0) return progress;
    const people = await peopleOf(main, chosen);
    const days = progress.days.map(({ day }) => day);
    return { ...progress, profile: byProfile(fields, people, runs, days, dayOf) };
  });
};
