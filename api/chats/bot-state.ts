import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** How a bot does, as the process that has the turn last wrote it down. */
export interface BotFacts {
  bot: string;
  /** As it is called in Telegram, without the sign in front. */
  username?: string;
  /** Whether updates are asked for, or brought. */
  by: 'poll' | 'webhook';
  hears: boolean;
  /** Why it hears nothing. */
  why?: string;
  /** Status of the refusal: 409 where somebody else hears this bot. */
  refused?: number;
  /** When it last heard, even if that nothing was new. */
  heard?: Iso;
  /** Times that it heard nothing for so long that presses were lost. */
  outages: number;
  lastOutage?: { from: Iso; to: Iso };
  /** Updates that Telegram keeps for it. */
  pending?: number;
  /** Time from when the last update happened until it was worked off, in ms. */
  lag?: Ms;
  /** Whether it hears everything in groups; else only what is meant for it. */
  hearsAll?: boolean;
  at: Iso;
}

/** These facts as they are stored. */
export interface BotState extends Doc, BotFacts {
  type: 'chat-state';
}

/** A press is kept for so long by Telegram: after a longer outage some are lost. */
export const pressLasts: Ms = 150_000;

const idOf = (bot: string): string => `chat-state:${bot}`;

/** How each of the bots does, as far as anything was written down. */
export const botStates = async (side: Store, bots: readonly string[]): Promise<BotState[]> =>
  (await side.getMany<BotState>(bots.map(idOf))).filter(state => state !== null);

/** Follows how one bot does. */
export interface BotWatch {
  /** It heard, whether something was new or not. @returns the outage that is over by that, where presses were lost */
  heard(): { from: Ms; to: Ms } | undefined;
  /** It hears nothing, and why. */
  deaf(why: string, refused?: number): void;
  /** Notes what else is known of it. */
  note(what: Partial<Pick<BotFacts, 'username' | 'by' | 'pending' | 'lag' | 'hearsAll'>>): void;
  /** Writes it down. */
  write(): Promise<void>;
}

/** @param side the sentinel's database */
export const watchBot = async (side: Store, bot: string, now: () => Ms): Promise<BotWatch> => {
  const stored = await side.get<BotState>(idOf(bot));
  let state: BotState = stored ?? {
    ...{ _id: idOf(bot), type: 'chat-state', bot, by: 'poll', hears: false, outages: 0 },
    at: new Date(now()).toISOString(),
  };
  const iso = (at: Ms): Iso => new Date(at).toISOString();
  return {
    heard: () => {
      const { why: _, refused: __, ...rest } = state;
      const [to, from] = [now(), state.heard ? Date.parse(state.heard) : now()];
      const isOutage = to - from > pressLasts;
      state = { ...rest, hears: true, heard: iso(to) };
      if (!isOutage) return undefined;
      state = { ...state, outages: state.outages + 1, lastOutage: { from: iso(from), to: iso(to) } };
      return { from, to };
    },
    deaf: (why, refused) => {
      const { refused: _, ...rest } = state;
      state = { ...rest, hears: false, why, ...(refused === undefined ? {} : { refused }) };
    },
    note: what => {
      state = { ...state, ...what };
    },
    write: async () => {
      const known = await side.get<BotState>(idOf(bot));
      const { _rev: _, ...rest } = state;
      await side.write([{ ...rest, ...(known?._rev ? { _rev: known._rev } : {}), at: iso(now()) }]);
    },
  };
};
