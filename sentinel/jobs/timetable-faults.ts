import type { Fault } from '@rounds/config/settings/faults.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Times, timesFault } from './timetable.ts';

/**
 * Times of reminders, pushes and purging that cannot be read, by their paths: told at upload. A stored one keeps only
 * its own job from running.
 */
export const timetableFaults = ({
  reminders,
  outbound,
  purge,
}: Pick<Settings, 'reminders' | 'outbound' | 'purge'>): Fault[] => {
  const named: [path: string, times: Times][] = [
    ...reminders.map((reminder, at): [string, Times] => [`reminders[${at}]`, reminder]),
    ...Object.entries(outbound).map(([name, { cron }]): [string, Times] => [`outbound.${name}`, { cron }]),
    ...(purge ? [['purge', purge] as [string, Times]] : []),
  ];
  return named.flatMap(([path, times]) => {
    const fault = timesFault(times);
    return fault ? [{ path: `${path}.${fault.at}`, message: fault.message }] : [];
  });
};
