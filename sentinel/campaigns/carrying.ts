import type { Settings } from '@rounds/config/settings/settings.ts';
import type { JobContext } from '../jobs/job.ts';

/** What carrying campaigns out takes. */
export type Carrying = Pick<JobContext, 'main' | 'now' | 'fence'> & { settings: Settings };
