import type { Doc } from '@rounds/ddocs/documents/doc.ts';

const names = ['patient_id', 'patient_uuid', 'place_id', 'place_uuid'] as const;

/** Whom a report is about for tasks and targets: the first of its subjects that is there; undefined for nobody. */
export const subjectOf = (report: Doc): string | undefined => {
  const fields = (report.fields ?? {}) as Record<string, unknown>;
  for (const name of names) {
    const found = report[name] || fields[name];
    if (found && typeof found !== 'object') return String(found);
  }
  return undefined;
};
