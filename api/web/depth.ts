import { AppError } from '@rounds/ddocs/documents/error.ts';

/** Levels of objects and lists in a body that is no document: those who read or write it call themselves for each. */
const deepest = 200;

/**
 * The same value, when it is not nested too deep. Looked at without a call for each level, as any number of them may
 * have come.
 * @throws `request/invalid`
 */
export const shallow = <T>(value: T): T => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest)
      throw new AppError('request/invalid', `A body has at most ${deepest} levels`, { hint: 'Send a flatter one' });
    const next: unknown[] = [];
    for (const each of level)
      if (typeof each === 'object' && each !== null)
        for (const entry of Object.values(each)) if (typeof entry === 'object' && entry !== null) next.push(entry);
    level = next;
  }
  return value;
};
