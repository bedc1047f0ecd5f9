import { ancestorIds, type Contact, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { ContactMove } from '@rounds/ddocs/moving/contact-move.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { DialogueRunDoc } from '../dialogues/stored-run.ts';
import { win } from '../engine/win.ts';
import { openDialoguesOf } from '../promoters/around.ts';
import { type Moving, movedContact, movedReport, relined } from './relined.ts';

/** What carrying out a move stands on. */
export interface MovingParts {
  main: Store;
  /** To be called before each write. */
  fence: () => void;
}

/** Contacts of a page of a move, and documents about them that are read at once. */
export const movePage = 100;
const reportPage = 1000;
/** Contacts below one that moves, at most. */
const mostBelow = 100_000;

/** Ids of a contact and of all below it: itself first, so that what is new there stands right at once. */
export const treeOf = async (main: Store, id: string): Promise<string[]> => {
  const rows = await main.query('medic/contacts_by_depth', { key: [id], limit: mostBelow });
  const below = [...new Set(rows.map(row => row.id))].filter(each => each !== id).sort();
  return [id, ...below];
};

/** What a move changes above the contact, as it stands now; or why it cannot. */
export const planOf = async (
  main: Store,
  { contact: id, to }: Pick<ContactMove, 'contact' | 'to'>,
): Promise<NonNullable<ContactMove['plan']> | NonNullable<ContactMove['why']>> => {
  const [contact, place] = await main.getMany<Contact>([id, to]);
  if (!contact || !place) return 'gone';
  if (to === id || ancestorIds(place).includes(id)) return 'circle';
  const above = minifyLineage({ _id: to, parent: place.parent }) as Lineage;
  return { above, from: minifyLineage(contact.parent) ?? null };
};

/** Writes documents as they stand after the move, whatever others write meanwhile. @returns how many changed */
const writeMoved = async <T extends Doc>(
  { main, fence }: MovingParts,
  docs: readonly T[],
  moved: (doc: T) => T,
): Promise<number> => {
  const wanted = docs.map(moved).filter((doc, at) => doc !== docs[at]);
  if (wanted.length === 0) return 0;
  fence();
  const results = await main.write(wanted);
  for (const [at, { ok }] of results.entries())
    if (!ok) await win<T>(main, wanted[at]!._id, doc => (doc ? moved(doc) : null), { fence });
  return wanted.length;
};

/** Reports that these contacts made. */
export const reportsBy = async function* (main: Store, ids: readonly string[]): AsyncGenerator<Report[]> {
  const makers = new Set(ids);
  for (let skip = 0, count = reportPage; count === reportPage; skip += count) {
    const rows = await main.query<null, Doc>('medic/docs_by_replication_key', {
      ...{ keys: [...ids], limit: reportPage, skip, docs: true },
    });
    count = rows.length;
    yield rows.flatMap(({ doc }) => {
      const { contact } = (doc ?? {}) as { contact?: { _id?: string } };
      return isReport(doc) && makers.has(contact?._id ?? '') ? [doc] : [];
    });
  }
};

const movedRun = (run: DialogueRunDoc, moving: Moving): DialogueRunDoc => {
  const who = run.derived?.who as Lineage | undefined;
  const next = who && relined(who, moving);
  if (!next || next === who || JSON.stringify(next) === JSON.stringify(who)) return run;
  return { ...run, derived: { ...run.derived, who: next } } as DialogueRunDoc;
};

/**
 * Carries out a page of a move: these contacts, the reports that they made, and what they are being asked. Done again
 * it changes nothing.
 */
export const movePageOf = async (
  parts: MovingParts,
  moving: Moving,
  ids: readonly string[],
): Promise<{ contacts: number; reports: number }> => {
  const { main } = parts;
  const people = (await main.getMany<Contact>(ids)).flatMap(doc => doc ?? []);
  const contacts = await writeMoved(parts, people, doc => movedContact(doc, moving));
  let reports = 0;
  for await (const some of reportsBy(main, ids))
    reports += await writeMoved(parts, some, doc => movedReport(doc, moving));
  for (const runs of (await openDialoguesOf(main, people)).values())
    await writeMoved(parts, runs, run => movedRun(run, moving));
  return { contacts, reports };
};
