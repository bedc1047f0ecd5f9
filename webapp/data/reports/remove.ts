import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { writeOwn } from '../replicate/waiting.ts';
import type { Saving } from './save.ts';

/** What was deleted together, and can be brought back until it is sent. */
export interface Removed {
  /** Under which `undo` brings it back. */
  id: string;
  count: number;
}

/** Deletes reports. Nothing else follows from it: who was muted by one stays muted. @returns null where none is there */
export const removeReports = async (
  phone: Pick<Saving, 'db' | 'sync' | 'store' | 'clock'>,
  ids: readonly string[],
): Promise<Removed | null> => {
  const docs = (await phone.store.getMany<Report>(ids)).filter(doc => doc !== null);
  const [first] = docs;
  if (!first) return null;
  const gone = docs.map(({ _id, _rev }): Doc => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true }));
  await writeOwn(phone.db, gone, phone.clock(), { undo: first._id, apart: true });
  await phone.sync.noticed();
  phone.sync.now();
  return { id: first._id, count: docs.length };
};

/** Says of reports that they are right, or are not; `undefined` takes back what was said. */
export const verifyReports = async (
  phone: Pick<Saving, 'db' | 'sync' | 'store' | 'clock'> & { user: { name: string } },
  ids: readonly string[],
  verified: boolean | undefined,
): Promise<number> => {
  const { clock, user } = phone;
  const docs = (await phone.store.getMany<Report>(ids)).filter(doc => doc !== null);
  const said = docs
    .filter(doc => doc.verified !== verified)
    .map(({ verified: _, verified_date: _at, verified_by: _by, ...doc }): Doc => {
      const mark = verified === undefined ? {} : { verified, verified_date: clock(), verified_by: user.name };
      return { ...doc, ...mark };
    });
  if (said.length === 0) return 0;
  await writeOwn(phone.db, said, clock(), { apart: true });
  await phone.sync.noticed();
  phone.sync.now();
  return said.length;
};
