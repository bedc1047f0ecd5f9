import type { Doc } from './doc.ts';

/** Ids of training forms, and of the reports that say that somebody has gone through one, begin alike. */
const prefix = 'training:';

/** Whether a form is a training, by its internal id: `training:home_visits`. */
export const isTraining = (form: unknown): form is string => typeof form === 'string' && form.startsWith(prefix);

/** The beginning of the ids of all reports that say that a user has gone through a training. */
export const trainedPrefix = (user: string): string => `${prefix}${user}:`;

/** Id of the report that says that a user has gone through a training. @param unique makes it one of its own */
export const trainedId = (user: string, unique: string): string => `${trainedPrefix(user)}${unique}`;

/** Name of the user whose training a report tells of, by its id, as CHT has it; undefined for any other document. */
export const trainedUser = ({ _id, type, form }: Doc): string | undefined =>
  type === 'data_record' && isTraining(form) ? /^training:([^:]+):/.exec(_id)?.[1] : undefined;
