import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { readPiece, writePiece } from '../database/pieces.ts';
import { identityOf } from '../database/pouch.ts';
import { readAll } from '../database/read-all.ts';
import { type ReportRow, type ReportRows, reportRows } from './rows.ts';

/** The part of the phone that the list of reports needs. */
export interface ReportsPhone {
  db: PouchDB.Database;
  onDocs(listener: (docs: readonly Doc[]) => void, signal: AbortSignal): void;
}

/** The way to the list of all reports, which is put together when somebody first asks for it. */
export interface ReportsDoor {
  open(): Promise<ReportRows>;
  /** Calls back after each change until `signal` aborts. */
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** Rows as they stood at a sequence of the database. */
interface Piece {
  seq: number | string;
  rows: ReportRow[];
}

/** How long after a change the rows are kept for the next start. */
const pause: Ms = 3000;
/** Changes that are read at a time. */
const batch = 2000;
/** Raised when the shape of a row changes. */
const version = 1;

/** @param seq up to which change `onDocs` has told of everything */
export const reportsDoor = (phone: ReportsPhone, seq: () => number | string, ended: AbortSignal): ReportsDoor => {
  const events = new EventTarget();
  let opening: Promise<ReportRows> | undefined;
  const open = async (): Promise<ReportRows> => {
    const { db } = phone;
    const piece = { name: `${db.name}#reports`, of: await identityOf(db), version };
    // What comes meanwhile is newer than what is read, and is taken after it.
    let rows: ReportRows | undefined;
    let came: Doc[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => rows && void writePiece(piece, { seq: seq(), rows: rows.all() }), pause);
    };
    ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
    phone.onDocs(docs => {
      if (!rows) came.push(...docs);
      else if (rows.take(docs)) {
        events.dispatchEvent(new Event('reports'));
        keep();
      }
    }, ended);
    const read = await readRows(db, await readPiece<Piece>(piece));
    read.take(came);
    came = [];
    rows = read;
    keep();
    return read;
  };
  return {
    open: () => {
      opening ??= open();
      return opening;
    },
    onChange: (listener, signal) => events.addEventListener('reports', listener, { signal }),
  };
};

/** All reports: from what was kept and what changed since, else from all documents. */
const readRows = async (db: PouchDB.Database, kept: Piece | null): Promise<ReportRows> => {
  const { update_seq: now } = await db.info();
  const usable = kept && Number(kept.seq) <= Number(now) ? kept : null;
  if (!usable) {
    const fresh = reportRows([]);
    fresh.take(await readAll(db));
    return fresh;
  }
  const rows = reportRows(usable.rows);
  for (let since = usable.seq; ; ) {
    const { results, last_seq } = await db.changes({ since, limit: batch, include_docs: true });
    rows.take(results.map(({ id, doc }) => (doc ?? { _id: id, _deleted: true }) as unknown as Doc));
    if (results.length < batch) return rows;
    since = last_seq;
  }
};
