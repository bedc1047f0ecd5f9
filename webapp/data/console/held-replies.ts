import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Sync } from '../replicate/sync.ts';
import { type HeldReply, hold, letGo, readHeld, type WhyAsk, whyAsk } from './held.ts';
import type { Message } from './talks.ts';

/** A reply that waits on this device, and why it must be looked at before it goes; without that it waits for a network. */
export interface WaitingReply {
  reply: HeldReply;
  ask?: WhyAsk;
}

/** What came of a look at replies that wait. */
export interface HeldNews {
  /** Those that went now. */
  sent: readonly HeldReply[];
  /** Those that somebody must look at since now. */
  asked: readonly WaitingReply[];
}

/** Replies that wait on this device, whichever page is open. */
export interface HeldReplies {
  /** The oldest first. */
  all(): readonly WaitingReply[];
  /** Has a reply wait: nobody can be asked whether somebody else has answered, or somebody has. */
  hold(reply: HeldReply, ask?: WhyAsk): Promise<void>;
  /** Sends one all the same; one whose time is over goes at once. */
  send(id: string): Promise<void>;
  /** Gives one up, so that it can be written anew. */
  giveUp(id: string): Promise<void>;
  /** Calls back after each change until `signal` aborts. */
  onChange(listener: (news: HeldNews) => void, signal: AbortSignal): void;
}

/** What letting replies go takes. */
export interface HeldParts {
  db: PouchDB.Database;
  sync: Pick<Sync, 'state' | 'onChange'>;
  user: string;
  clock: () => Ms;
  /** What was said last with somebody; undefined where nobody can tell yet what was said since a moment. */
  newest: (conversation: string, since: Ms) => Promise<readonly Message[] | undefined>;
  /** Writes a reply; of one that stands already nothing is written again. */
  write: (reply: HeldReply) => Promise<void>;
}

const nothing: HeldNews = { sent: [], asked: [] };

/**
 * Lets replies go that waited for a network: as soon as the server answers again, whichever page is open. What a
 * colleague has answered meanwhile, and what became old, waits for a look.
 */
export const openHeldReplies = (parts: HeldParts, ended: AbortSignal): HeldReplies => {
  const { db, sync, clock, user, newest, write } = parts;
  const events = new EventTarget();
  let waiting: readonly WaitingReply[] = [];
  let seen = '';
  let turn: Promise<void> = Promise.resolve();

  const show = (next: readonly WaitingReply[], news = nothing): void => {
    waiting = next;
    events.dispatchEvent(new CustomEvent('held', { detail: news }));
  };
  /** One after the other: what two looks found must not be mixed. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const mine = turn.then(act);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const release = async (reply: HeldReply): Promise<void> => {
    // Written first: should the app end in between, the same reply is found to stand there the next time.
    await write(reply);
    await letGo(db, reply.id);
  };

  const judge = async (reply: HeldReply): Promise<WaitingReply | 'may go'> => {
    const messages = await newest(reply.with, reply.at).catch(() => undefined);
    if (!messages) return { reply };
    const ask = whyAsk(reply, messages, { user, now: clock() });
    return ask ? { reply, ask } : 'may go';
  };

  const look = async (): Promise<void> => {
    const replies = await readHeld(db);
    if (replies.length === 0 && waiting.length === 0) return;
    const isReached = sync.state().contact === 'ok';
    const next: WaitingReply[] = [];
    const sent: HeldReply[] = [];
    for (const reply of replies) {
      const judged = isReached && !ended.aborted ? await judge(reply) : { reply };
      if (judged !== 'may go') next.push(judged);
      else
        try {
          await release(reply);
          sent.push(reply);
        } catch (error) {
          console.error(error);
          next.push({ reply });
        }
    }
    const before = new Map(waiting.map(one => [one.reply.id, one.ask]));
    const asked = next.filter(({ reply, ask }) => ask && !before.get(reply.id));
    if (!ended.aborted) show(next, { sent, asked });
  };

  /** Looks when there is contact again, and after each exchange. */
  const heed = (): void => {
    const { contact, lastSynced } = sync.state();
    const now = `${contact} ${lastSynced}`;
    if (now === seen) return;
    seen = now;
    void inTurn(look).catch(error => console.error(error));
  };
  sync.onChange(heed, ended);
  heed();

  const without = (id: string) => waiting.filter(one => one.reply.id !== id);
  return {
    all: () => waiting,
    hold: (reply, ask) =>
      inTurn(async () => {
        await hold(db, reply);
        show([...without(reply.id), ask ? { reply, ask } : { reply }]);
      }),
    send: id =>
      inTurn(async () => {
        const reply = waiting.find(one => one.reply.id === id)?.reply;
        if (!reply) return;
        const { due, ...beside } = reply.beside;
        const isOver = due !== undefined && Date.parse(due) <= clock();
        await release(isOver ? { ...reply, beside } : reply);
        show(without(id), { sent: [reply], asked: [] });
      }),
    giveUp: id =>
      inTurn(async () => {
        await letGo(db, id);
        show(without(id));
      }),
    onChange: (listener, signal) =>
      events.addEventListener('held', event => listener((event as CustomEvent<HeldNews>).detail), { signal }),
  };
};
