import { createHash } from 'node:crypto';
import { ancestorIds, type Contact } from '../documents/contacts.ts';
import type { Doc, Ms } from '../documents/doc.ts';
import { isReport, reportSubjectIds } from '../documents/reports.ts';
import type { Store } from '../store/store.ts';
import { type ErasedMarker, type ErasureCount, erasedRange, erasureCountId } from './erasure.ts';

/** The hash under which something erased is remembered. */
export const hashOfErased = (id: string): string => createHash('sha256').update(id).digest('hex');

/** What was erased, as this process knows it: never older than {@link knownWithin}. */
export interface ErasedIds {
  /** For each document whether it is one that was erased, or is about somebody who was. */
  refused(docs: readonly Doc[]): Promise<boolean[]>;
  /** Whether any of these ids was erased. */
  any(ids: readonly string[]): Promise<boolean>;
  /** Those of the ids that were erased. */
  among(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Hashes of what was erased after an erasure, and the number of the newest. */
  since(number: number): Promise<{ hashes: string[]; number: number }>;
}

/** Within this time every process knows of an erasure that began, in ms. */
export const knownWithin: Ms = 2000;

/** Markers that are read at once. */
const page = 10_000;

/** Everybody and everything that a document is, or is about. */
const idsIn = (doc: Doc): string[] => {
  const contact = doc.contact as { _id?: unknown } | string | undefined;
  const maker = typeof contact === 'object' ? contact?._id : contact;
  const subjects = isReport(doc) ? reportSubjectIds(doc) : [];
  const receivers = isReport(doc)
    ? [...(doc.tasks ?? []), ...(doc.scheduled_tasks ?? [])].flatMap(task =>
        (task?.messages ?? []).map(message => message?.contact?._id),
      )
    : [];
  return [doc._id, maker, ...subjects, ...receivers, ...ancestorIds(doc as Contact)].filter(
    (id): id is string => typeof id === 'string' && id !== '',
  );
};

/**
 * @param sentinel the sentinel's database
 * @param ticks ms since any moment: only how long ago something was read is asked of it
 */
export const openErasedIds = (sentinel: Store, ticks: () => Ms): ErasedIds => {
  const hashes = new Map<string, number>();
  let number = 0;
  let read = -knownWithin;
  let reading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    const at = ticks();
    const count = await sentinel.get<ErasureCount>(erasureCountId);
    if ((count?.number ?? 0) !== number) {
      for (let from: string = erasedRange.from; ; ) {
        const docs = await sentinel.range<ErasedMarker>({ ...erasedRange, from, limit: page, after: true });
        for (const doc of docs) hashes.set(doc._id.slice(erasedRange.from.length), doc.number);
        if (docs.length < page) break;
        from = docs.at(-1)!._id;
      }
      number = count?.number ?? 0;
    }
    read = at;
  };
  const fresh = async (): Promise<void> => {
    if (ticks() - read < knownWithin) return;
    reading ??= load().finally(() => {
      reading = undefined;
    });
    await reading;
  };
  const was = (id: string): boolean => hashes.has(hashOfErased(id));

  return {
    refused: async docs => {
      await fresh();
      return docs.map(doc => hashes.size > 0 && idsIn(doc).some(was));
    },
    any: async ids => {
      await fresh();
      return hashes.size > 0 && ids.some(was);
    },
    among: async ids => {
      await fresh();
      return new Set(hashes.size > 0 ? ids.filter(was) : []);
    },
    since: async after => {
      await fresh();
      return { hashes: [...hashes].flatMap(([hash, of]) => (of > after ? [hash] : [])), number };
    },
  };
};
