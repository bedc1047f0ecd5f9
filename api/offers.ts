import type { Doc, Ms } from '@rounds/ddocs/doc.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { v4 } from 'uuid';

/**
 * Who was offered which message last. Two polls that overlap in time never get the same message, whichever process they reach; a later
 * one gets it again until an update arrives (`sms.md` §4.1).
 *
 * All claims go through one document of the sentinel's database by compare and swap, each under the next number; so no clocks are
 * compared. It stands beside the messages rather than on their documents, because a gateway that is offered the same message again
 * every half minute would otherwise write new revisions of a report again and again, which every phone would have to fetch.
 */
export interface Offers {
  /** Notes that a poll arrived. Whatever is claimed by others from now on is not for it. */
  arrive(): Promise<Poll>;
}

/** A poll that is being answered. */
export interface Poll {
  /**
   * Claims messages for this poll.
   * @param waiting uuids of those that may be handed out, asked anew after each conflict
   * @returns those that are this poll's alone
   */
  claim(waiting: () => Promise<readonly string[]>): Promise<Set<string>>;
  /** To be called when the answer is with the gateway, or was lost on the way: from now on others may have the messages. */
  end(): Promise<void>;
}

/** Id of the document in the sentinel's database. */
export const offersId = 'outbox:offers';

interface OffersDoc extends Doc {
  type: 'offers';
  /** How many claims there were. */
  count: number;
  /** By uuid: the number of the claim that offered it last. */
  offered: Record<string, number>;
  /** Polls that are being answered: their claim, and when it was made. */
  open: Record<string, { claim: number; at: Ms }>;
}

/** A poll whose process was killed counts as ended after so many ms. */
const patience = 15_000;
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

  /** Claims whose poll may still be on its way to a gateway. */
  const openClaims = ({ open }: OffersDoc): [string, { claim: number; at: Ms }][] =>
    Object.entries(open).filter(([id, { at }]) => !ended.has(id) && Math.abs(now() - at) < patience);

  const claimFor = async (id: string, arrived: number, waiting: () => Promise<readonly string[]>): Promise<Set<string>> => {
    for (let left = tries; left > 0; left -= 1) {
      const before = await read();
      const candidates = await waiting();
      if (candidates.length === 0) return new Set();
      const open = openClaims(before);
      const busy = new Set(open.map(([, { claim }]) => claim));
      const free = candidates.filter(uuid => {
        const last = before.offered[uuid] ?? 0;
        return last <= arrived && !busy.has(last);
      });
      if (free.length === 0) return new Set();
      const claim = before.count + 1;
      const kept = candidates.flatMap(uuid => (before.offered[uuid] === undefined ? [] : [[uuid, before.offered[uuid]] as const]));
      const inTheAir = Object.entries(before.offered).filter(([, last]) => busy.has(last));
      const offered = Object.fromEntries([...inTheAir, ...kept, ...free.map(uuid => [uuid, claim] as const)]);
      const stillOpen = Object.fromEntries([...open, [id, { claim, at: now() }]]);
      if (await write({ ...before, count: claim, offered, open: stillOpen })) return new Set(free);
    }
    throw new AppError('doc/conflict', 'Too many gateways ask at once', { hint: 'Try again' });
  };

  const close = async (id: string): Promise<void> => {
    for (let left = tries; left > 0; left -= 1) {
      const { open, ...rest } = await read();
      const { [id]: mine, ...others } = open;
      if (!mine || (await write({ ...rest, open: others } as OffersDoc))) break;
    }
    ended.delete(id);
  };

  return {
    arrive: async () => {
      const id = v4();
      const { count } = await read();
      let claimed = false;
      return {
        claim: async waiting => {
          const mine = await claimFor(id, count, waiting);
          claimed = mine.size > 0;
          return mine;
        },
        end: async () => {
          if (!claimed) return;
          ended.add(id);
          await close(id);
        },
      };
    },
  };
};
