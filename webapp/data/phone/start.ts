import { openDatabase } from '../database/pouch.ts';
import { type FillLog, fillLog } from '../replicate/fill-log.ts';
import { openPhone } from './open-phone.ts';
import type { Phone } from './phone-context.ts';

// A chunk of its own: whoever only logs in needs neither the database nor what is done with it.

/** The database of a user on this device, and how far its first fill has come. */
export const openOwn = async (user: string): Promise<{ db: PouchDB.Database; log: FillLog | null }> => {
  const db = openDatabase(user);
  return { db, log: await fillLog(db) };
};

/** Everything of a user whose first fill is complete. */
export const startWork = (
  user: { name: string; roles: string[] },
  db: PouchDB.Database,
  log: FillLog,
  clock: () => number,
): Promise<Phone> => openPhone(user, db, log, clock);
