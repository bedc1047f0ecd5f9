import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultLines } from '@rounds/api/import/fault.ts';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { parse } from 'csv-parse/sync';
import { importInto } from '../import/folder.ts';

/** A login of the demonstration, for the table that `npm start` prints. */
export interface Login {
  username: string;
  password: string;
  roles: string;
  fullname: string;
}

const folder = join(defaultProgramme, 'demo');
const marker = 'demonstration';

/** The logins of the demonstration's `users.csv`. */
export const demonstrationLogins = async (): Promise<Login[]> => {
  const rows = parse(await readFile(join(folder, 'users.csv'), 'utf8'), {
    bom: true,
    columns: true,
    skip_empty_lines: true,
  }) as Record<string, string>[];
  return rows.map(row => {
    const { username = '', password = '', roles = '', fullname = '' } = row;
    return { username, password, roles, fullname };
  });
};

/**
 * Loads the demonstration into a programme that has no people and places yet, once.
 * @returns `loaded`, `kept` when it was loaded before, `not ours` when the programme has data of its own
 */
export const loadDemonstration = async (where: {
  couchUrl: string;
  database: string;
}): Promise<'loaded' | 'kept' | 'not ours'> => {
  const store = couchStore(where.couchUrl, where.database);
  const mark = await store.getLocal<{ begun: string; loaded?: string }>(marker);
  if (mark?.loaded) return 'kept';
  if (!existsSync(folder)) return 'not ours';
  const contacts = await store.query('medic-client/contacts_by_type', { limit: 1 });
  // A start that was cut off in the midst of loading is taken up again: the same rows give the same documents.
  if (!mark && contacts.length > 0) return 'not ours';
  const begun = mark?.begun ?? new Date().toISOString();
  await store.putLocal(marker, { begun });
  const { written, faults } = await importInto(where, { folder });
  if (!written || faults.length > 0)
    throw new Error(['The demonstration could not be loaded:', ...faultLines(faults)].join('\n  '));
  await store.putLocal(marker, { begun, loaded: new Date().toISOString() });
  return 'loaded';
};
