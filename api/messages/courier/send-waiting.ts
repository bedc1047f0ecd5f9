import { type Outbox, offerLimit } from '../outbox.ts';
import { isNews, type Service } from '../services/service.ts';

/** Messages that are remembered as not taken. */
const mostPutOff = 1000;

/** One run of sending. */
export interface Sending {
  outbox: Outbox;
  service: Service;
  /**
   * Messages that the service did not take, of earlier runs too: they come after those that it was not asked to take,
   * or a few of them would stop all others.
   */
  putOff: Set<string>;
  /** Makes sure that it is still this process's turn. */
  keep: () => Promise<void>;
  isStopped: () => boolean;
}

const put = (putOff: Set<string>, id: string): void => {
  putOff.add(id);
  if (putOff.size > mostPutOff) putOff.delete(putOff.values().next().value!);
};

/** The next messages to be sent, the oldest first; those that were put off when there are no others. */
const upNext = async ({ outbox, putOff }: Sending, tried: ReadonlySet<string>) => {
  const limit = offerLimit + putOff.size;
  const oldest = await outbox.waiting(limit);
  const ids = new Set(oldest.map(({ id }) => id));
  if (oldest.length < limit) for (const id of putOff) if (!ids.has(id)) putOff.delete(id);
  const open = oldest.filter(({ id }) => !tried.has(id));
  const fresh = open.filter(({ id }) => !putOff.has(id));
  return fresh.length > 0 ? fresh : open;
};

/**
 * Sends the oldest messages one by one, 25 at a time; each answer is written down before the next is sent. A message
 * that the service did not take is not tried twice in one run, and a run in which it did not take 25 is over.
 * @returns how many it took
 */
export const sendWaiting = async (sending: Sending): Promise<number> => {
  const { outbox, service, putOff, keep, isStopped } = sending;
  const tried = new Set<string>();
  let taken = 0;
  for (;;) {
    const next = await upNext(sending, tried);
    if (next.length === 0) return taken;
    for (const message of next) {
      if (isStopped() || tried.size - taken >= offerLimit) return taken;
      tried.add(message.id);
      await keep();
      const sent = await service.send(message);
      if (sent === 'stop') return taken;
      if (!isNews(sent)) {
        put(putOff, message.id);
        continue;
      }
      await outbox.update([{ id: message.id, ...sent }]);
      putOff.delete(message.id);
      taken += 1;
    }
  }
};
