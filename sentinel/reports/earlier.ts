import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { formCode, isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { placedOf, wantPlaced } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import type { Desk } from '../engine/desk.ts';
import type { Fact } from '../engine/fact.ts';
import type { Lookup } from '../engine/lookup.ts';
import { isMadeBefore } from './answers.ts';
import { type Subject, subjectOn, wantSubject } from './subject.ts';

/** A report that came before. */
export interface Earlier {
  report: Report;
  sender: Placed | null;
  subject: Subject;
}

/** Reports to compare with. */
export interface ReportsAsked {
  /** Of these forms; of any when not given. */
  forms?: readonly string[];
  /** Only those made at this moment or later. */
  since?: Ms;
  /** Only those made at this moment or before. */
  until?: Ms;
  /** Only those whose sender stands right below this place. */
  parent?: string;
  /** At most so many, the newest first. @default 100 */
  limit?: number;
}

const usualLimit = 100;

/** Ids of the stored reports that are asked for, and of one more: the report that asks may be among them. */
const reportsByForm: Lookup<ReportsAsked, string> = {
  keyOf: ({ forms, since, until, parent, limit }) =>
    JSON.stringify([forms?.map(formCode) ?? null, since ?? null, until ?? null, parent ?? null, limit ?? null]),
  ask: async (all, { main }) => {
    const found = await Promise.all(
      all.map(async asked => {
        const key = reportsByForm.keyOf(asked);
        return (await idsOf(asked, main)).map(id => [key, id] as const);
      }),
    );
    return found.flat();
  },
};

const idsOf = async (
  { forms, since = 0, until, parent, limit = usualLimit }: ReportsAsked,
  main: Store,
): Promise<string[]> => {
  const under = parent === undefined ? [] : [parent];
  const starts = forms
    ? [...new Set(forms.map(formCode))].map(form => [parent === undefined ? 'form' : 'parent', form, ...under])
    : [[parent === undefined ? 'any' : 'any below', ...under]];
  const rows = await Promise.all(
    starts.map(start => {
      const range = { startKey: [...start, until ?? {}], endKey: [...start, since], descending: true };
      return main.query('medic-forms/reports_by_form', { ...range, limit: limit + 1 });
    }),
  );
  return rows.flat().map(({ id }) => id);
};

/** Stored reports that are asked for, and any that rules made or changed: it may be one of them. */
const candidates = (asked: ReportsAsked, { lookups }: Desk): string[] => [
  ...new Set([...(lookups.find(reportsByForm, asked) ?? []), ...lookups.changed()]),
];

/**
 * Reports asked for by `needs`, the newest first, each with its sender and subject; the report itself left out.
 */
export const earlier: Fact<Report, readonly Earlier[], readonly ReportsAsked[]> = {
  look: (_, want, all) => {
    for (const asked of all) {
      if (!want.rows(reportsByForm, asked)) continue;
      for (const id of candidates(asked, want.desk)) {
        const other = want.doc(id);
        if (!isReport(other)) continue;
        wantPlaced(other.contact?._id, want);
        wantSubject(other, want);
      }
    }
  },
  read: (report, desk, all) => {
    const found = all.map(asked => {
      const others = candidates(asked, desk).map(id => desk.docs.get(id));
      const fitting = others.filter(isReport).filter(other => other._id !== report._id && isAskedFor(other, asked));
      return fitting.sort(newestFirst).slice(0, asked.limit ?? usualLimit);
    });
    const unique = [...new Map(found.flat().map(other => [other._id, other])).values()].sort(newestFirst);
    return unique.map(other => ({
      report: other,
      sender: placedOf(other.contact?._id, desk),
      subject: subjectOn(other, desk),
    }));
  },
};

const newestFirst = (a: Report, b: Report): number => (isMadeBefore(a, b) ? 1 : -1);

/** Whether a report that is on the desk is one of those asked for. */
const isAskedFor = (
  report: Report,
  { forms, since = 0, until = Number.POSITIVE_INFINITY, parent }: ReportsAsked,
): boolean =>
  !!report.form &&
  (!forms || forms.some(form => formCode(form) === formCode(report.form))) &&
  (report.reported_date ?? 0) >= since &&
  (report.reported_date ?? 0) <= until &&
  (parent === undefined || report.contact?.parent?._id === parent);
