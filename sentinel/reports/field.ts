import type { Report } from '@rounds/ddocs/documents/reports.ts';

/**
 * The value of a field of a report, at the top or in `fields`, or at a path such as `fields.group.name`; undefined when
 * there is none.
 */
export const fieldOf = (report: Report, path: string): unknown => {
  const flat: Record<string, unknown> = { ...report, ...report.fields };
  if (Object.hasOwn(flat, path)) return flat[path];
  let at: unknown = flat;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
};
