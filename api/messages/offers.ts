import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { v4 } from 'uuid';
import { type Claimant, withClaim } from './offers/claim.ts';
import { afterNews, changeOffers, type OffersDoc, openPolls, patience } from './offers/document.ts';

/**
 * Who was offered which message last. Two polls that overlap in time never get the same message, whichever process they
 * reach; a later one gets it again until an update arrives.
 *
 * All claims go through one document of the sentinel's database by compare and swap, each under the next number; so
 * their order hangs on no clock. Clocks of several machines decide only when a killed poll is forgotten and a
 * reservation ends: they must agree to some seconds. It stands beside the messages rather than on their documents,
 * because a gateway that is offered the same message again every half minute would otherwise write new revisions of a
 * report again and again, which every phone would have to fetch.
 */
export interface Offers {
  /**
   * Notes that a poll arrived. A message that others claim from now on is not for it.
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

/** What polls are answered from. */
interface Desk {
  side: Store;
  now: () => Ms;
  /** Polls of this process that have ended, and when: another one may have read the document before it said so. */
  ended: Map<string, Ms>;
  /** Ends of polls that are being written: who arrives meanwhile would else find that the document has changed. */
  ending: Set<Promise<void>>;
}

/** Ids of polls that have ended; those that no document names as open any more are forgotten. */
const endedOf = ({ ended, now }: Desk): ReadonlySet<string> => {
  for (const [id, at] of ended) if (Math.abs(now() - at) > 2 * patience) ended.delete(id);
  return new Set(ended.keys());
};

/** What a poll knows of the document: it changes it on top of that, and reads it anew only where others changed it. */
interface Known {
  doc: OffersDoc;
}

const claim = async (
  desk: Desk,
  claimant: Claimant,
  choose: Parameters<Poll['claim']>[0],
  known: Known,
): Promise<Set<string>> => {
  const { side, now } = desk;
  let mine = new Set<string>();
  known.doc = await changeOffers(
    side,
    async doc => {
      const claimed = await withClaim(doc, openPolls(doc, endedOf(desk), now()), claimant, choose, now);
      mine = new Set(claimed?.mine);
      return claimed?.doc ?? null;
    },
    known.doc,
  );
  return mine;
};

/** Takes a poll out of the document: others may have its messages now. */
const close = async ({ side, now }: Desk, id: string, written: readonly string[], known: Known): Promise<void> => {
  known.doc = await changeOffers(
    side,
    ({ open, offered, ...rest }) => {
      const { [id]: mine, ...others } = open;
      return mine ? { ...rest, offered: afterNews(offered, written, now()), open: others } : null;
    },
    known.doc,
  );
};

/** As {@link close}; in this process it counts as ended at once. */
const end = async (desk: Desk, id: string, written: readonly string[], known: Known): Promise<void> => {
  const { ended, ending, now } = desk;
  ended.set(id, now());
  const closed = close(desk, id, written, known);
  const over = closed.catch(() => undefined);
  ending.add(over);
  try {
    await closed;
  } catch (error) {
    ended.delete(id);
    throw error;
  } finally {
    ending.delete(over);
  }
};

/** Notes a poll that brings news of messages that are on offer. @returns the document, and the news */
const arrive = async (desk: Desk, id: string, told: readonly string[]) => {
  const { side, now, ending } = desk;
  await Promise.all(ending);
  let news: string[] = [];
  const doc = await changeOffers(side, stored => {
    news = told.filter(uuid => Object.hasOwn(stored.offered, uuid));
    if (news.length === 0) return null;
    return { ...stored, open: { ...openPolls(stored, endedOf(desk), now()), [id]: { at: now(), told: news } } };
  });
  return { doc, news };
};

export const openOffers = (side: Store, now: () => Ms): Offers => {
  const desk: Desk = { side, now, ended: new Map(), ending: new Set() };
  return {
    arrive: async (by, told = []) => {
      const id = v4();
      const { doc, news } = await arrive(desk, id, told);
      const known: Known = { doc };
      let isNoted = news.length > 0;
      let written: readonly string[] = [];
      return {
        claim: async choose => {
          const mine = await claim(desk, { id, by, arrived: doc.count, written }, choose, known);
          isNoted ||= mine.size > 0;
          return mine;
        },
        newsWritten: () => {
          written = news;
        },
        end: async () => {
          if (isNoted) await end(desk, id, written, known);
        },
      };
    },
  };
};
