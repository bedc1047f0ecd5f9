import { everyFiveMinutes, type Job } from './job.ts';

/**
 * Says again and again, in the log and in monitoring, which transitions are off because a section of the settings is
 * faulty.
 */
export const transitionsDisabled: Job = {
  name: 'transitions_disabled',
  about: 'reminds of transitions that faulty settings switch off',
  when: everyFiveMinutes,
  run: async ({ programme, log }) => {
    const { off } = programme();
    for (const { section, transitions, faults } of off)
      log.error({ section, transitions, faults }, 'A section of the settings is faulty; what it concerns is off');
    const names = [...new Set(off.flatMap(({ transitions }) => transitions))];
    return {
      done: names.length,
      ...(off.length > 0
        ? {
            note: `faulty: ${off.map(({ section }) => section).join(', ')}; off for it: ${names.join(', ') || 'no transition'}`,
          }
        : {}),
    };
  },
};
