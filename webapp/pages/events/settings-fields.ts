import type { Fault } from '@rounds/config/settings/faults.ts';

/** Where in the settings a field of the page is stored. */
const stored: Record<string, string> = {
  ...{ name: 'venue.name', code: 'venue.code', tz: 'venue.tz', opens: 'venue.opens', closes: 'venue.closes' },
  ...{ days: 'venue.days', rooms: 'venue.rooms', keywords: 'listen.keywords', groups: 'listen.groups' },
  ...{ reminders: 'reminders', within: 'manual_if_within_min', ignore: 'ignore' },
  ...{ before: 'conflict.before', after: 'conflict.after' },
};

/** The field of the page that holds what is at a path such as `events.venue.rooms[0].id`; undefined where none does. */
const fieldAt = (path: string): string | undefined => {
  const within = path.replace(/^events\./, '');
  const [found] =
    Object.entries(stored).find(
      ([, at]) => within === at || within.startsWith(`${at}.`) || within.startsWith(`${at}[`),
    ) ?? [];
  return found;
};

/** Faults by what they are about. */
export interface Marked {
  /** Fields to be marked. */
  fields: ReadonlySet<string>;
  /** What is wrong elsewhere in the settings. */
  others: readonly Fault[];
}

/** Which fields must be mended. */
export const markedBy = (faults: readonly Fault[]): Marked => ({
  fields: new Set(faults.flatMap(({ path }) => fieldAt(path) ?? [])),
  others: faults.filter(({ path }) => fieldAt(path) === undefined),
});
