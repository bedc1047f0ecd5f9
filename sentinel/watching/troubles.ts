import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** How a bot does, as far as trouble is judged. */
export interface BotSeen {
  bot: string;
  hears: boolean;
  why?: string;
  /** When it last heard. */
  heard?: string;
  refused?: number;
  lag?: Ms;
  at: string;
}

/** What is known of a programme at a moment. */
export interface Seen {
  /** Bots of which something should be heard. */
  bots: readonly BotSeen[];
  /** Whether a sentinel renews its lease. */
  led: boolean;
  now: Ms;
}

/** Something that a person must see to. */
export interface Trouble {
  /** The same trouble has the same key as long as it lasts. */
  key: string;
  text: string;
}

/** Longer than that and presses of buttons are lost; a bot of which nothing was heard for so long has stopped. */
const [mostLag, silent]: [Ms, Ms] = [150_000, 180_000];

/** A bot that heard so lately is only cut off for a moment, and nobody need be told. */
const moment: Ms = 60_000;

/** Whether a bot is cut off, and for longer than a moment; one that has not heard yet is where it was refused. */
const isDeaf = ({ hears, why, heard }: BotSeen, now: Ms): boolean =>
  !hears && (heard === undefined ? why !== undefined : now - Date.parse(heard) > moment);

const botTrouble = (seen: BotSeen, now: Ms): Trouble[] => {
  const { bot, why, refused, lag, at } = seen;
  if (now - Date.parse(at) > silent)
    return [{ key: `silent ${bot}`, text: `Nothing is heard of the bot ${bot}: no process looks after it` }];
  if (refused === 409) return [{ key: `taken ${bot}`, text: `Somebody else asks for the messages of the bot ${bot}` }];
  if (isDeaf(seen, now)) return [{ key: `deaf ${bot}`, text: `The bot ${bot} hears nothing${why ? `: ${why}` : ''}` }];
  if ((lag ?? 0) > mostLag)
    return [{ key: `late ${bot}`, text: `The bot ${bot} is ${Math.round(lag! / 1000)} s behind: presses are lost` }];
  return [];
};

/** What is wrong at a moment. */
export const troublesIn = ({ bots, led, now }: Seen): Trouble[] => [
  ...bots.flatMap(bot => botTrouble(bot, now)),
  ...(led
    ? []
    : [{ key: 'no sentinel', text: 'No sentinel leads: nothing follows from reports, and nothing is planned' }]),
];
