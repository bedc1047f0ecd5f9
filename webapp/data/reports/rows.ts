import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, subjectOf } from '@rounds/ddocs/documents/reports.ts';

/** What the list of reports knows of one: enough to show, find and filter it without opening its document. */
export interface ReportRow {
  id: string;
  /** Code of its form. */
  form: string;
  at: Ms;
  /** Ids or short codes of whom it is about: a patient, a place. */
  about: string[];
  /** How the report itself calls whom it is about. */
  name?: string;
  /** Contact who sent it. */
  by?: string;
  /** Number from which it came. */
  from?: string;
  /** Whom the sender says to have visited. */
  visited?: string;
  /** What the person wrote, where it came as a text. */
  words?: string;
  /** Whether something was wrong with it. */
  faulty?: true;
  /** What a person who verifies reports said of it. */
  verified?: boolean;
  /** Whether it does nothing before somebody has approved it. */
  waits?: true;
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

/** The row of a report; null for any other document. */
export const reportRow = (doc: Doc): ReportRow | null => {
  if (doc._deleted || !isReport(doc) || !doc.form) return null;
  const { patient, place } = subjectOf(doc);
  const name = text(doc.fields?.patient_name) ?? text(doc.fields?.place_name);
  const words = text(doc.sms_message?.message);
  return {
    id: doc._id,
    form: doc.form,
    at: Number(doc.reported_date) || 0,
    about: [patient, place].filter(id => id !== undefined),
    ...(name ? { name } : {}),
    ...(doc.contact?._id ? { by: doc.contact._id } : {}),
    ...(text(doc.from) ? { from: doc.from! } : {}),
    ...(text(doc.fields?.visited_contact_uuid) ? { visited: String(doc.fields?.visited_contact_uuid) } : {}),
    ...(words ? { words } : {}),
    ...(doc.errors?.length ? { faulty: true } : {}),
    ...(doc.verified === undefined ? {} : { verified: doc.verified }),
    ...(doc.waits_for && doc.verified === undefined ? { waits: true } : {}),
  };
};

/** All reports in memory. */
export interface ReportRows {
  /** The latest first. */
  all(): readonly ReportRow[];
  get(id: string): ReportRow | undefined;
  /** Takes documents that came, changed or went. @returns whether a report was among them */
  take(docs: readonly Doc[]): boolean;
}

const latestFirst = (a: ReportRow, b: ReportRow): number => b.at - a.at || (a.id < b.id ? 1 : -1);

/** @param rows of an earlier time */
export const reportRows = (rows: readonly ReportRow[]): ReportRows => {
  const byId = new Map(rows.map(row => [row.id, row]));
  let sorted: readonly ReportRow[] | undefined;
  return {
    all: () => {
      sorted ??= [...byId.values()].sort(latestFirst);
      return sorted;
    },
    get: id => byId.get(id),
    take: docs => {
      const touched = docs.filter(doc => {
        const row = reportRow(doc);
        const had = byId.delete(doc._id);
        if (row) byId.set(row.id, row);
        return had || row !== null;
      });
      if (touched.length > 0) sorted = undefined;
      return touched.length > 0;
    },
  };
};
