import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Id of the document in the sentinel's database. */
export const offersId = 'outbox:offers';

/** Who was offered which message last. */
export interface OffersDoc extends Doc {
  type: 'offers';
  /** How many claims there were. */
  count: number;
  /** By uuid: the claim that offered it last, for whom, and when. */
  offered: Record<string, { claim: number; by: string; at: Ms }>;
  /** Polls that are being answered. */
  open: Record<string, OpenPoll>;
}

/** A poll that is being answered. */
export interface OpenPoll {
  at: Ms;
  /** Its claim, once it has made one. */
  claim?: number;
  /** Messages of which it brings news. */
  told?: readonly string[];
}

/** A poll whose process was killed counts as ended after so many ms. */
export const patience = 15_000;
/** A message offered to another user is his for so many ms: several polls of a gateway. */
export const reserved = 120_000;
/** How often the document is changed again when others change it at that moment. */
const tries = 50;

const read = async (side: Store): Promise<OffersDoc> =>
  (await side.get<OffersDoc>(offersId)) ?? { _id: offersId, type: 'offers', count: 0, offered: {}, open: {} };

/** @returns the document as it stands now; null where somebody else had changed it */
const write = async (side: Store, doc: OffersDoc): Promise<OffersDoc | null> => {
  const [result] = await side.write([doc]);
  if (result!.ok) return { ...doc, _rev: result!.rev };
  if (result!.error === 'conflict') return null;
  throw new AppError('store/refused', `The offers cannot be written: ${result!.reason}`);
};

/**
 * Changes the document until it holds; null leaves it as it is.
 * @param known the document as it was lately: where it is not so any more, it is read anew
 * @returns it as it stands then
 * @throws `doc/conflict`
 */
export const changeOffers = async (
  side: Store,
  next: (doc: OffersDoc) => Promise<OffersDoc | null> | OffersDoc | null,
  known?: OffersDoc,
): Promise<OffersDoc> => {
  let doc = known ?? (await read(side));
  let isOld = known !== undefined;
  for (let left = tries; left > 0; left -= 1) {
    const wanted = await next(doc);
    const written = wanted && (await write(side, wanted));
    if (written) return written;
    if (!wanted && !isOld) return doc;
    const before = doc._rev;
    doc = await read(side);
    if (!wanted && doc._rev === before) return doc;
    isOld = false;
  }
  throw new AppError('doc/conflict', 'Too many gateways ask at once', { hint: 'Try again' });
};

/**
 * Polls that may still be on their way. @param ended polls of this process of which the document may not know it yet
 */
export const openPolls = (
  { open }: Pick<OffersDoc, 'open'>,
  ended: ReadonlySet<string>,
  now: Ms,
): Record<string, OpenPoll> =>
  Object.fromEntries(Object.entries(open).filter(([id, { at }]) => !ended.has(id) && Math.abs(now - at) < patience));

/**
 * Offers, those of messages that are told of only until no poll can be on its way any more that knows nothing of it.
 */
export const afterNews = (offered: OffersDoc['offered'], told: readonly string[], now: Ms): OffersDoc['offered'] => {
  const over = told.filter(uuid => Object.hasOwn(offered, uuid));
  if (over.length === 0) return offered;
  const soon = now - reserved + patience;
  const shortened = over.map(uuid => [uuid, { ...offered[uuid]!, at: Math.min(offered[uuid]!.at, soon) }]);
  return { ...offered, ...Object.fromEntries(shortened) };
};
