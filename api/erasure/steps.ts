import { setTimeout } from 'node:timers/promises';
import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import { inviteIdsOf } from '@rounds/ddocs/chats/invites.ts';
import { linkCodesOf } from '@rounds/ddocs/chats/link-codes.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { infoId } from '@rounds/ddocs/documents/infodocs.ts';
import { purgedId } from '@rounds/ddocs/documents/purged.ts';
import { failedId, outboundId, userTaskId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { hashOfErased, knownWithin } from '@rounds/ddocs/erasure/erased.ts';
import {
  type ErasedMarker,
  type ErasureCount,
  type ErasureDoc,
  type ErasureStep,
  erasedId,
  erasureCountId,
} from '@rounds/ddocs/erasure/erasure.ts';
import { peopleActRange } from '@rounds/ddocs/promoters/people-act.ts';
import { credentialId } from '@rounds/ddocs/vault/vault.ts';
import { win } from '@rounds/sentinel/engine/win.ts';
import type { Erased } from '@rounds/sentinel/erasure/person.ts';
import { withoutPerson } from '@rounds/sentinel/erasure/scrub.ts';
import { gather } from './gather.ts';
import type { ErasureParts } from './parts.ts';
import { purgeDocs, purgeLosers } from './purge.ts';

const personOf = ({ contact: id, names, called }: ErasureDoc): Erased => ({ id, names: new Set(names), called });

/** A count of a database raised. */
const counted = (doc: ErasureDoc, database: string, erased: number, scrubbed = 0): ErasureDoc => {
  const before = doc.counts[database] ?? { erased: 0, scrubbed: 0 };
  if (erased + scrubbed === 0) return doc;
  const after = { erased: before.erased + erased, scrubbed: before.scrubbed + scrubbed };
  return { ...doc, counts: { ...doc.counts, [database]: after } };
};

/** Purges documents of a database, and counts them. */
const purged = async (
  { server }: ErasureParts,
  doc: ErasureDoc,
  database: string,
  ids: readonly string[],
): Promise<ErasureDoc> => counted(doc, database, await purgeDocs(server, database, ids));

/** Finds what has to do with her. */
const found = async ({ main }: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const { erased } = await gather(main, personOf(doc), doc.ids);
  return { ...doc, ids: erased };
};

/**
 * Remembers by hashes what goes. The markers come before the number that tells of them, so that nobody who knows the
 * number lacks one of them.
 */
const mark = async ({ sentinel }: ErasureParts, doc: ErasureDoc): Promise<void> => {
  const codes = doc.names.filter(name => !isChatAddress(name) && !/^(tel:|\+)/.test(name));
  const ids = [...new Set([...doc.ids, doc.contact, ...codes])].map(id => erasedId(hashOfErased(id)));
  const count = await sentinel.get<ErasureCount>(erasureCountId);
  const number = (count?.number ?? 0) + 1;
  const stored = new Map(
    (await sentinel.getMany<ErasedMarker>(ids)).flatMap(each => (each ? [[each._id, each] as const] : [])),
  );
  const markers = ids.filter(id => !stored.has(id)).map((_id): ErasedMarker => ({ _id, type: 'erased', number }));
  if (markers.length > 0) await sentinel.write(markers);
  // A process that ended after the markers left the number as it was.
  if (markers.length === 0 && [...stored.values()].every(each => each.number < number)) return;
  await win<ErasureCount>(sentinel, erasureCountId, before => ({
    ...(before ?? { _id: erasureCountId, type: 'erasures' as const }),
    number: Math.max(number, before?.number ?? 0),
  }));
};

/** Shuts the doors: what goes, and she, are refused from now on. Resolves when every process knows it. */
const close = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  await mark(parts, doc);
  await setTimeout(knownWithin + 100);
  return doc;
};

const main = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const { scrubbed, erased } = await gather(parts.main, personOf(doc), doc.ids);
  let left = [...scrubbed];
  for (let tries = 0; left.length > 0 && tries < 20; tries += 1) {
    const results = await parts.main.write(left);
    const missed = results.flatMap(({ ok, id }) => (ok ? [] : [id]));
    const again = await parts.main.getMany(missed);
    left = again.flatMap(each => (each ? [withoutPerson(each, personOf(doc))] : []));
  }
  const others = scrubbed.map(({ _id }) => _id);
  await purgeLosers(parts.server, parts.main.name, others);
  const next = counted({ ...doc, ids: erased }, parts.main.name, 0, others.length);
  return purged(parts, next, parts.main.name, erased);
};

const side = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const { sentinel } = parts;
  const ids = doc.ids.flatMap(id => [infoId(id), failedId(id), outboundId(id), userTaskId(id)]);
  const next = await purged(parts, doc, sentinel.name, ids);
  const rests = await sentinel.range({ from: 'chat-rests:', to: 'chat-rests:\ufff0', limit: 1000 });
  const acts = await sentinel.range({ ...peopleActRange, limit: 10_000 });
  const others = [...rests, ...acts];
  const scrubbed = others.map(rest => withoutPerson(rest, personOf(doc))).filter((rest, at) => rest !== others[at]);
  if (scrubbed.length > 0) await sentinel.write(scrubbed);
  return counted(next, sentinel.name, 0, scrubbed.length);
};

/** What users have read of her, and what was purged from phones. */
const marks = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const { server, databases } = parts;
  const names = await server.databaseNames();
  const read = [...doc.ids, ...doc.names].flatMap(id => [
    ...['report', 'message', 'conversation', 'contact'].map(kind => `read:${kind}:${id}`),
  ]);
  const mine = (database: string) =>
    database === databases.usersMeta || (database.startsWith(`${databases.main}-user-`) && database.endsWith('-meta'));
  let next = doc;
  for (const database of names.filter(mine)) next = await purged(parts, next, database, read);
  for (const database of names.filter(name => name.startsWith(`${databases.main}-purged-role-`)))
    next = await purged(parts, next, database, doc.ids.map(purgedId));
  return next;
};

const addressesOf = ({ names }: ErasureDoc): string[] => names.filter(isChatAddress);

const vault = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const store = parts.storeOf(parts.databases.vault);
  const ids = [
    ...addressesOf(doc).map(credentialId),
    ...(await inviteIdsOf(store, doc.contact)),
    ...(await linkCodesOf(store, doc.contact)),
  ];
  return purged(parts, doc, store.name, ids);
};

/** All numbers by which an update may name a chat or a person. */
const numbersIn = (value: unknown): number[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { id?: unknown }).id;
  return [...(typeof own === 'number' ? [own] : []), ...Object.values(value).flatMap(numbersIn)];
};

const raw = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  const addresses = new Set(addressesOf(doc));
  if (addresses.size === 0) return doc;
  const book = await openChatBook(parts.vault);
  const found = await parts.raw.matching((bot, update) =>
    numbersIn(update).some(number => addresses.has(book.addressOf(bot, number))),
  );
  let next = doc;
  for (const [database, ids] of found) next = await purged(parts, next, database, ids);
  return next;
};

/** How long is waited for what other processes are about to write, in ms, and how often it is looked again. */
const settling = 1000;
const mostLooks = 20;

/** Looks again until nothing more is found: other processes were at work on her when the doors were shut. */
const again = async (parts: ErasureParts, doc: ErasureDoc): Promise<ErasureDoc> => {
  let next = doc;
  for (let looks = 0, clean = 0; clean < 2 && looks < mostLooks; looks += 1) {
    await setTimeout(settling);
    const before = JSON.stringify(next.counts);
    next = await main(parts, next);
    await mark(parts, next);
    next = await side(parts, next);
    clean = JSON.stringify(next.counts) === before ? clean + 1 : 0;
  }
  return next;
};

/** What each step does. Each gives the job as it is then, and may be done again from its beginning. */
export const stepsOf: Readonly<
  Record<Exclude<ErasureStep, 'receipt'>, (parts: ErasureParts, doc: ErasureDoc) => Promise<ErasureDoc>>
> = { gather: found, close, main, side, marks, vault, raw, again };

/** The databases whose files are to be written anew: those out of which something was taken. */
export const touched = ({ counts }: ErasureDoc, sentinel: string): string[] => [
  ...new Set([...Object.keys(counts), sentinel]),
];

/** A document without what the database adds. */
export const bare = <T extends Doc>({ _rev, ...doc }: T): Omit<T, '_rev'> => doc;
