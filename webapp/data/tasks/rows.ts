import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { subjectOf } from '@rounds/sentinel/tasks/subject.ts';
import type { People } from '../people/people.ts';
import type { Row } from './kept.ts';

/** Who is who, and what the rules have found of each. */
export interface Rows {
  get(id: string): Row | undefined;
  all(): Iterable<Row>;
  /** Takes a document that came, changed or went: marks everybody whose rules have to run again. */
  take(doc: Doc): void;
  mark(id: string): void;
  /** Ids of those whose rules have to run. @param first those of the screen, which come first */
  dirty(now: Ms, first: readonly string[], limit: number): string[];
  /** How many there are. */
  left(now: Ms): number;
  put(row: Row): void;
  /** Takes away what is about nobody any more. */
  drop(id: string): void;
  /** What changed since the last call, to be kept. */
  changes(): { rows: Row[]; gone: string[] };
}

/** A row of somebody whose rules never ran. */
const emptyRow = (id: string): Row => ({
  ...{ id, at: 0, until: 0, dirty: true, silent: false },
  ...{ reports: [], targets: [], order: -1 },
});

/** Whether a document is a report that rules see. */
export const isSeenReport = (doc: Doc): boolean => doc.type === 'data_record' && !!doc.form;

/** @param people tells of a contact by its id @param codes finds the id of a contact by its short code */
export const rowsOf = (
  kept: readonly Row[],
  people: Pick<People, 'get' | 'below' | 'silent'>,
  codes: () => ReadonlyMap<string, string>,
): Rows => {
  const rows = new Map(kept.map(row => [row.id, row]));
  const homes = new Map(kept.flatMap(row => row.reports.map(report => [report, row.id] as const)));
  const changed = new Set<string>();
  const gone = new Set<string>();
  /** Those whose rules have to run; of those whose time has come, all that had by `looked`. */
  const pending = new Set(kept.filter(({ dirty }) => dirty).map(({ id }) => id));
  let looked: Ms | undefined;

  const put = (row: Row): void => {
    rows.set(row.id, row);
    changed.add(row.id);
    gone.delete(row.id);
    if (row.dirty) pending.add(row.id);
    else pending.delete(row.id);
  };
  const mark = (id: string): void => {
    const row = rows.get(id);
    if (!row?.dirty) put({ ...(row ?? emptyRow(id)), dirty: true });
  };
  const about = (report: Doc): string => {
    const subject = subjectOf(report) ?? '';
    return subject === '' || people.get(subject) ? subject : (codes().get(subject) ?? subject);
  };
  const takeReport = (doc: Doc, home: string | undefined): void => {
    const old = homes.get(doc._id);
    if (old !== undefined && old !== home) {
      const row = rows.get(old)!;
      put({ ...row, dirty: true, reports: row.reports.filter(id => id !== doc._id) });
    }
    if (home === undefined) homes.delete(doc._id);
    else {
      const row = rows.get(home) ?? emptyRow(home);
      homes.set(doc._id, home);
      put({ ...row, dirty: true, reports: old === home ? row.reports : [...row.reports, doc._id] });
    }
  };
  const takeContact = (doc: Doc): void => {
    mark(doc._id);
    // Reports that named it by its short code before it was here are its own now.
    for (const code of [doc.patient_id, doc.place_id]) {
      const stray = code ? rows.get(String(code)) : undefined;
      if (!stray || stray.id === doc._id) continue;
      const own = rows.get(doc._id)!;
      for (const report of stray.reports) homes.set(report, doc._id);
      put({ ...own, reports: [...own.reports, ...stray.reports] });
      put({ ...stray, dirty: true, reports: [] });
    }
    for (const person of people.below(doc._id))
      if ((rows.get(person.id)?.silent ?? false) !== people.silent(person)) mark(person.id);
  };
  /** @see pending */
  const due = (now: Ms): ReadonlySet<string> => {
    if (now !== looked) {
      looked = now;
      for (const { id, dirty, at, until } of rows.values()) if (dirty || at > now || until <= now) pending.add(id);
    }
    return pending;
  };

  return {
    get: id => rows.get(id),
    all: () => rows.values(),
    mark,
    put,
    take: doc => {
      if (doc._deleted || isSeenReport(doc)) {
        if (homes.has(doc._id) || !doc._deleted) takeReport(doc, doc._deleted ? undefined : about(doc));
        else if (rows.has(doc._id)) mark(doc._id);
      } else if (people.get(doc._id)) takeContact(doc);
    },
    dirty: (now, first, limit) => {
      const all = due(now);
      const found = new Set(first.filter(id => all.has(id)).slice(0, limit));
      for (const id of all) {
        if (found.size >= limit) break;
        found.add(id);
      }
      return [...found];
    },
    left: now => due(now).size,
    drop: id => {
      rows.delete(id);
      pending.delete(id);
      changed.delete(id);
      gone.add(id);
    },
    changes: () => {
      const found = { rows: [...changed].flatMap(id => rows.get(id) ?? []), gone: [...gone] };
      changed.clear();
      gone.clear();
      return found;
    },
  };
};
