import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { documentsOf } from './documents.ts';
import type { ImportFault } from './fault.ts';
import { type Kind, readFolder } from './folder.ts';
import { misplacedIn } from './misplaced.ts';
import { type UserDoor, type UserToCreate, userOf } from './users.ts';
import { type Count, writeImported } from './write.ts';

/** A folder to import, and where to. */
export interface ImportOptions {
  folder: string;
  /** The main database. */
  store: Store;
  users: UserDoor;
  /** Kinds of contacts, and what each may stand below. @default none is looked at */
  types?: readonly ContactType[];
  /** Milliseconds since 1970: what relative dates are counted from. */
  now: number;
  /** Writes the good rows of a folder that has faults. @default false */
  partial?: boolean;
  /** Reads, checks and compares; writes nothing. @default false */
  dryRun?: boolean;
  /**
   * Rows of users that cannot be made keep nothing else from being written, and are told among the warnings: in a
   * project they are apart from its documents. @default false
   */
  usersApart?: boolean;
  /** Hears how many rows are through, of all that will be written. */
  progress?: (done: number, total: number) => void;
}

/** What an import did. */
export interface Imported {
  /** False when a fault kept all of it from being written, or with `dryRun`. */
  written: boolean;
  counts: Partial<Record<Kind, Count>>;
  faults: ImportFault[];
  /** What is odd, and taken all the same, or left out. */
  warnings: ImportFault[];
  /** Rows left out only because they hang on a row with a fault. */
  hanging: number;
}

interface UserRow {
  file: string;
  row: number;
  user: UserToCreate;
}

const checkUsers = async (
  rows: readonly UserRow[],
  door: UserDoor,
  pending: readonly Doc[],
): Promise<{ faults: ImportFault[]; warnings: ImportFault[] }> => {
  const faults: ImportFault[] = [];
  const warnings: ImportFault[] = [];
  const first = new Map<string, UserRow>();
  for (const each of rows) {
    const { file, row, user } = each;
    const other = first.get(user.username);
    if (other)
      faults.push({
        file,
        row,
        column: 'username',
        message: `"${user.username}" stands at ${other.file}:${other.row} too`,
      });
    first.set(user.username, other ?? each);
    const checked = await door.check(user, pending);
    const placed = ({ field, message }: { field: string; message: string }) => ({ file, row, column: field, message });
    faults.push(...checked.faults.map(placed));
    warnings.push(...checked.warnings.map(placed));
  }
  return { faults, warnings };
};

const putUsers = async (
  rows: readonly UserRow[],
  put: (user: UserToCreate) => Promise<keyof Count>,
  done: () => void,
): Promise<{ count: Count; faults: ImportFault[] }> => {
  const count: Count = { created: 0, changed: 0, unchanged: 0 };
  const faults: ImportFault[] = [];
  for (const { file, row, user } of rows) {
    try {
      count[await put(user)] += 1;
    } catch (error) {
      if (!isAppError(error) || error.code.startsWith('store/')) throw error;
      faults.push({ file, row, message: error.message });
    }
    done();
  }
  return { count, faults };
};

/**
 * Loads a CSV folder into the database: places, people, reports, then users. Importing a folder again
 * writes only what it says anew. All faults are found before anything is written; with one, nothing is, unless
 * `partial` asks for the good rows.
 * @throws `import/invalid` when the folder holds no CSV file; `store/unreachable`
 */
export const importFolder = async (options: ImportOptions): Promise<Imported> => {
  const { folder, store, users: door, now, partial = false, dryRun = false, progress = () => undefined } = options;
  const { tables, faults: unread, warnings: odd } = await readFolder(folder);
  const read = documentsOf(tables, now);
  const { users } = read;
  const { left: docs, faults: misplaced, hanging: below } = await misplacedIn(store, read.docs, options.types ?? []);
  const [wrong, hanging] = [[...read.faults, ...misplaced], read.hanging + below];
  const rows = users.map(each => ({ file: each.file, row: each.row, ...userOf(each) }));
  const missing = rows.flatMap(each => each.faults);
  const complete = rows.filter(each => each.faults.length === 0);
  const { faults: refused, warnings: oddUsers } = await checkUsers(
    complete,
    door,
    docs.map(({ doc }) => doc),
  );
  const ofUsers = [...missing, ...refused];
  const faults = [...unread, ...wrong, ...(options.usersApart ? [] : ofUsers)];
  const apart = options.usersApart ? ofUsers.map(one => ({ ...one, message: `is left out: ${one.message}` })) : [];
  const warnings = [...odd, ...oddUsers, ...apart];
  if (faults.length > 0 && !partial && !dryRun) return { written: false, counts: {}, faults, warnings, hanging };

  const good = complete.filter(({ file, row }) => !refused.some(fault => fault.file === file && fault.row === row));
  const total = docs.length + good.length;
  progress(0, total);
  const written = await writeImported(store, docs, { dryRun, done: done => progress(done, total) });
  const counts: Imported['counts'] = { ...written.counts };
  let done = docs.length;
  if (good.length > 0) {
    const put = await putUsers(good, dryRun ? door.compare : door.put, () => progress(++done, total));
    counts.users = put.count;
    written.faults.push(...put.faults);
  }
  return { written: !dryRun, counts, faults: [...faults, ...written.faults], warnings, hanging };
};
