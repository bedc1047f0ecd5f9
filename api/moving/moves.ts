import { randomUUID } from 'node:crypto';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { ancestorIds, type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import {
  type ContactMove,
  contactMovedId,
  contactMoveId,
  contactMoveKey,
  wantedMove,
} from '@rounds/ddocs/moving/contact-move.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { movePage, planOf, reportsBy, treeOf } from '@rounds/sentinel/moving/carry-out.ts';
import { wake } from '../campaigns/carry.ts';

/** What moves stand on. */
export interface MoveParts {
  main: Store;
  sentinel: Store;
  settings: { current: () => Settings };
  now: () => Ms;
}

/** What a move would come to. */
export interface MovePreview {
  /** The contact itself and all below it. */
  contacts: number;
  /** Reports that they made. */
  reports: number;
  /** Logins whose place stood above them and does not any more, and the other way round: their phones lose them, or get them. */
  lose: string[];
  get: string[];
}

/** Stands in the key of a move between the contact and what makes it the only one, so that those of a contact are found. */
const apart = '~';
/** Moves of one contact that are looked at. */
const mostMoves = 200;
/** For how long a move can be taken back. */
const undoable: Ms = 86_400_000;
/** Users, and contacts whose reports are counted for a preview. */
const [mostUsers, mostCounted] = [20_000, 5000];

/** @throws AppError `request/invalid` with what stands in the way */
const judged = async ({ main, settings }: MoveParts, contact: Contact, place: Contact): Promise<void> => {
  const no = (why: string, hint: string): never => {
    throw new AppError('request/invalid', why, { hint });
  };
  const name = contact.name ?? contact._id;
  const { contact_types: types } = settings.current();
  const parents = types.find(({ id }) => id === typeOf(contact))?.parents ?? [];
  const plan = await planOf(main, { contact: contact._id, to: place._id });
  if (plan === 'circle') no(`${name} cannot stand below itself`, 'Choose a place that is not below it');
  if (contact.parent?._id === place._id) no(`${name} stands there already`, 'Choose another place');
  if (!parents.includes(typeOf(place) ?? ''))
    no(`${name} cannot stand in a place of the type ${typeOf(place)}`, `Choose one of ${parents.join(', ')}`);
  const above = (await main.getMany<Contact>(ancestorIds(contact))).flatMap(doc => doc ?? []);
  const leaves = above.filter(each => !ancestorIds(place).concat(place._id).includes(each._id));
  const tree = new Set(await treeOf(main, contact._id));
  const headless = leaves.find(each => tree.has(each.contact?._id ?? ''));
  if (headless)
    no(`${headless.name ?? headless._id} would lose its primary contact`, 'Give it another primary contact first');
};

/** Logins whose place is one of these. */
const usersAt = async (main: Store, places: readonly string[]): Promise<string[]> => {
  if (places.length === 0) return [];
  const rows = await main.query<null, Doc>('medic-client/doc_by_type', {
    ...{ key: ['user-settings'], limit: mostUsers, docs: true },
  });
  const stands = new Set(places);
  return rows
    .flatMap(({ doc }) => {
      const { facility_id: own, name } = (doc ?? {}) as { facility_id?: string | string[]; name?: string };
      return name && [own ?? []].flat().some(id => stands.has(id)) ? [name] : [];
    })
    .sort();
};

/** Counts what a move would come to; nothing is written. @throws AppError `request/invalid` where it cannot be */
export const previewMove = async (parts: MoveParts, contact: Contact, place: Contact): Promise<MovePreview> => {
  await judged(parts, contact, place);
  const { main } = parts;
  const tree = await treeOf(main, contact._id);
  let reports = 0;
  for (let at = 0; at < Math.min(tree.length, mostCounted); at += movePage)
    for await (const some of reportsBy(main, tree.slice(at, at + movePage))) reports += some.length;
  const [before, after] = [ancestorIds(contact), [place._id, ...ancestorIds(place)]];
  return {
    ...{ contacts: tree.length, reports },
    lose: await usersAt(
      main,
      before.filter(id => !after.includes(id)),
    ),
    get: await usersAt(
      main,
      after.filter(id => !before.includes(id)),
    ),
  };
};

/** A move as it is shown. */
export const shownMove = (move: ContactMove) => {
  const { contact, to, plan, state, why, contacts, reports, by, at, ended, undone_by: undoneBy } = move;
  return {
    ...{ id: contactMoveKey(move), contact, to, from: plan?.from?._id ?? null, state, contacts, reports, by, at },
    ...(why ? { why } : {}),
    ...(ended ? { ended } : {}),
    ...(undoneBy ? { undone_by: undoneBy } : {}),
  };
};

/** Asks for a move, which the sentinel carries out. @throws AppError `request/invalid` where it cannot be */
export const beginMove = async (
  parts: MoveParts,
  contact: Contact,
  place: Contact,
  by: string,
): Promise<ContactMove> => {
  await judged(parts, contact, place);
  const at = new Date(parts.now()).toISOString();
  const move = wantedMove(`${contact._id}${apart}${randomUUID()}`, { contact: contact._id, to: place._id, by, at });
  await parts.sentinel.write([move]);
  await wake(parts, 'contact_moves');
  return move;
};

/** A move by its key, as it is carried out or stands as a record. @throws AppError `doc/missing` */
export const moveOf = async ({ sentinel }: Pick<MoveParts, 'sentinel'>, key: string): Promise<ContactMove> => {
  const [going, over] = await sentinel.getMany<ContactMove>([contactMoveId(key), contactMovedId(key)]);
  const found = going ?? over;
  if (!found) throw new AppError('doc/missing', `There is no move "${key}"`);
  return found;
};

/** Until when a move can be taken back, in ms; undefined where it cannot. */
const undoableUntil = (move: ContactMove, contact: Contact | null, now: Ms): Ms | undefined => {
  const until = Date.parse(move.ended ?? '') + undoable;
  return move.state === 'done' && now <= until && contact?.parent?._id === move.to ? until : undefined;
};

/**
 * The last move of a contact that somebody asked for by hand: while it is carried out, and afterwards as long as it can be
 * taken back, which `undo_until` says. Null where there is none.
 */
export const lastMoveOf = async (parts: MoveParts, contact: Contact) => {
  const of = (id: (key: string) => string) =>
    parts.sentinel.range<ContactMove>({
      ...{ from: id(`${contact._id}${apart}`), to: id(`${contact._id}${apart}\ufff0`), limit: mostMoves },
    });
  const [going, over] = await Promise.all([of(contactMoveId), of(contactMovedId)]);
  if (going[0]) return shownMove(going[0]);
  const [last] = over.sort((a, b) => b.at.localeCompare(a.at));
  const until = last && undoableUntil(last, contact, parts.now());
  return last && until !== undefined ? { ...shownMove(last), undo_until: new Date(until).toISOString() } : null;
};

/** Takes a move back, for a day. @throws AppError `doc/missing`, `doc/conflict` where it cannot be taken back */
export const undoMove = async (parts: MoveParts, key: string, by: string): Promise<ContactMove> => {
  const { main, sentinel, now } = parts;
  const move = await moveOf(parts, key);
  const no = (why: string, hint: string): never => {
    throw new AppError('doc/conflict', why, { hint });
  };
  if (move.state !== 'done') no(`This move is ${move.state}`, 'Only one that is done can be taken back');
  if (now() - Date.parse(move.ended ?? '') > undoable)
    no('A move can be taken back for a day', 'Move the contact once more');
  const contact = await main.get<Contact>(move.contact);
  if (contact?.parent?._id !== move.to) no('The contact stands elsewhere by now', 'Move it from there');
  const { _rev: _, ended: __, ...rest } = move;
  const back: ContactMove = { ...rest, _id: contactMoveId(key), state: 'undoing', seen: 0, undone_by: by };
  const { ok } = await sentinel.writeAlone(back);
  if (!ok) no('Somebody is taking it back already', 'Wait until that is done');
  await wake(parts, 'contact_moves');
  return back;
};
