import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { v4 } from 'uuid';

/**
 * Who was offered which message last. Two polls that overlap in time never get the same message, whichever process they
 * reach; a later one gets it again until an update arrives (`sms.md` §4.1).
 *
 * All claims go through one document of the sentinel's database by compare and swap, each under the next number; so
 * their order hangs on no clock. Clocks of several machines decide only when a killed poll is forgotten and a
 * reservation ends: they must agree to some seconds. It stands beside the messages rather than on their documents,
 * because a gateway that is offered the same message again every half minute would otherwise write new revisions of a
 * report again and again, which every phone would have to fetch.
 */
export interface Offers {
  /**
   * Notes that a poll arrived. Whatever is claimed by others from now on is not for it.
   * @param by the name of the user: what one phone was offered, a phone with another login gets only after two minutes,
   * so that both can serve a programme, and either can go on alone
   * @param told uuids of messages of which it brings news: until it has ended nobody else is offered these
   */
  arrive(by: string, told?: readonly string[]): Promise<Poll>;
}

/** A poll that is being answered. */
export interface Poll {
  /**
   * Claims messages for this poll.
   * @param choose uuids of those that are to be handed out, of the free ones; asked anew after each conflict
   * @returns those that are this poll's alone
   */
  claim(choose: (isFree: (uuid: string) => boolean) => Promise<readonly string[]>): Promise<Set<string>>;
  /** To be called when its news stand in the documents: what it told of need not be remembered much longer. */
  newsWritten(): void;
  /**
   * To be called when the answer is with the gateway, or was lost on the way: from now on others may have the messages.
   */
  end(): Promise<void>;
}

/** Id of the document in the sentinel's database. */
export const offersId = 'outbox:offers';

interface OffersDoc extends Doc {
  type: 'offers';
  /** How many claims there were. */
  count: number;
  /** By uuid: the claim that offered it last, for whom, and when. */
  offered: Record<string, { claim: number; by: string; at: Ms }>;
  /** Polls that are being answered. */
  open: Record<string, OpenPoll>;
}

interface OpenPoll {
  at: Ms;
  /** Its claim, once it has made one. */
  claim?: number;
  /** Messages of which it brings news. */
  told?: readonly string[];
}

/** A poll whose process was killed counts as ended after so many ms. */
const patience = 15_000;
/** What was offered to another user is his for so many ms: several polls of a gateway. */
const reserved = 120_000;
const tries = 50;

export const openOffers = (side: Store, now: () => Ms): Offers => {
  /** Polls of this process that have ended, though the document may not say so yet. */
  const ended = new Set<string>();

  const read = async (): Promise<OffersDoc> =>
    (await side.get<OffersDoc>(offersId)) ?? { _id: offersId, type: 'offers', count: 0, offered: {}, open: {} };

  const write = async (doc: OffersDoc): Promise<boolean> => {
    const [result] = await side.write([doc]);
    if (result!.ok || result!.error === 'conflict') return result!.ok;
    throw new AppError('store/refused', `The offers cannot be written: ${result!.reason}`);
  };

  /** Polls that may still be on their way. */
  const openPolls = ({ open }: OffersDoc): Record<string, OpenPoll> =>
    Object.fromEntries(
      Object.entries(open).filter(([id, { at }]) => !ended.has(id) && Math.abs(now() - at) < patience),
    );

  /** Changes the document until it holds; null leaves it as it is. */
  const change = async (next: (doc: OffersDoc) => Promise<OffersDoc | null> | OffersDoc | null): Promise<OffersDoc> => {
    for (let left = tries; left > 0; left -= 1) {
      const doc = await read();
      const wanted = await next(doc);
      if (!wanted || (await write(wanted))) return wanted ?? doc;
    }
    throw new AppError('doc/conflict', 'Too many gateways ask at once', { hint: 'Try again' });
  };

  /**
   * Offers, those of messages that are told of only until no poll can be on its way any more that knows nothing of it.
   */
  const after = (offered: OffersDoc['offered'], told: readonly string[]): OffersDoc['offered'] => {
    const over = told.filter(uuid => Object.hasOwn(offered, uuid));
    const soon = now() - reserved + patience;
    return over.length === 0
      ? offered
      : {
          ...offered,
          ...Object.fromEntries(over.map(uuid => [uuid, { ...offered[uuid]!, at: Math.min(offered[uuid]!.at, soon) }])),
        };
  };

  const claimFor = async (
    { id, by, arrived, written }: { id: string; by: string; arrived: number; written: readonly string[] },
    choose: Parameters<Poll['claim']>[0],
  ): Promise<Set<string>> => {
    let mine = new Set<string>();
    await change(async doc => {
      mine = new Set();
      const open = openPolls(doc);
      const others = Object.entries(open).filter(([other]) => other !== id);
      const inTheAir = new Set(others.flatMap(([, { claim }]) => claim ?? []));
      const inTheNews = new Set(others.flatMap(([, { told = [] }]) => told));
      const known = new Set<string>();
      const isFree = (uuid: string): boolean => {
        known.add(uuid);
        if (inTheNews.has(uuid)) return false;
        const last = Object.hasOwn(doc.offered, uuid) ? doc.offered[uuid] : undefined;
        if (!last) return true;
        const isReserved = last.by !== by && Math.abs(now() - last.at) < reserved;
        return last.claim <= arrived && !inTheAir.has(last.claim) && !isReserved;
      };
      const free = await choose(isFree);
      if (free.length === 0) return null;
      mine = new Set(free);
      const next = doc.count + 1;
      const isRecent = ({ claim, at }: { claim: number; at: Ms }): boolean =>
        inTheAir.has(claim) || Math.abs(now() - at) < reserved;
      const kept = Object.entries(after(doc.offered, written)).filter(
        ([uuid, last]) => known.has(uuid) || isRecent(last),
      );
      const offered = Object.fromEntries([
        ...kept,
        ...free.map(uuid => [uuid, { claim: next, by, at: now() }] as const),
      ]);
      return { ...doc, count: next, offered, open: { ...open, [id]: { ...open[id], at: now(), claim: next } } };
    });
    return mine;
  };

  const close = async (id: string, written: readonly string[]): Promise<void> => {
    try {
      await change(({ open, offered, ...rest }) => {
        const { [id]: mine, ...others } = open;
        return mine ? ({ ...rest, offered: after(offered, written), open: others } as OffersDoc) : null;
      });
    } finally {
      ended.delete(id);
    }
  };

  return {
    arrive: async (by, told = []) => {
      const id = v4();
      let isKnown = false;
      let news: string[] = [];
      let written: readonly string[] = [];
      const { count: arrived } = await change(doc => {
        news = told.filter(uuid => Object.hasOwn(doc.offered, uuid));
        isKnown = news.length > 0;
        return isKnown ? { ...doc, open: { ...openPolls(doc), [id]: { at: now(), told: news } } } : null;
      });
      return {
        claim: async choose => {
          const mine = await claimFor({ id, by, arrived, written }, choose);
          isKnown ||= mine.size > 0;
          return mine;
        },
        newsWritten: () => {
          written = news;
        },
        end: async () => {
          if (!isKnown) return;
          ended.add(id);
          await close(id, written);
        },
      };
    },
  };
};
