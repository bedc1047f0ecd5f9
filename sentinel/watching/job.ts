import { everyMinute, type Job } from '../jobs/job.ts';
import { openAlarm } from './alarm.ts';

/** Tells by a letter when bots are heard no more, also where no api is left that could. */
export const watchingJob: Job = {
  name: 'watching',
  about: 'writes a letter when a channel stopped, where the settings have mail',
  when: ({ mail }) => (mail?.alerts ? everyMinute : null),
  run: async ({ side, vault, now, programme, log }) => {
    const settings = { current: () => programme().settings };
    const troubles = await openAlarm({ sentinel: side, vault, now, settings, log, leads: true }).look();
    return {
      done: troubles.length,
      ...(troubles.length > 0 ? { note: troubles.map(({ key }) => key).join(', ') } : {}),
    };
  },
};
