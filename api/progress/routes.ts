import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { runsOf } from '@rounds/sentinel/digests/job.ts';
import { daysIn } from '@rounds/sentinel/progress/days.ts';
import { orderOf, progressOf, type StepCount } from '@rounds/sentinel/progress/progress.ts';
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
    return progressOf(runs, steps, order, daysIn(default_timezone), now());
  });
};
