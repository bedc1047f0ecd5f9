import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ChatFile } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Inbox } from '../messages/inbox.ts';

/** Who did something in a chat. */
export interface FromChat {
  /** Always the same for the same act, however often it comes. */
  event: string;
  bot: string;
  /** The private chat of who acts, also where he acts in a group. */
  address: Address;
  /** The login that the chat is linked to. What he may do is asked at that moment, and not taken from here. */
  user?: string;
  /** Contact id of who acts, where he is known. */
  contact?: string;
  /** Where his client says which language it speaks, such as `sw`. */
  language?: string;
  at: Ms;
}

/** A press on a button. It was acknowledged already. */
export interface ChatPress extends FromChat {
  data: string;
  /** The channel's reference of the message below which the button stands: an `edit` or `reply` may name it. */
  message: string;
  /** Contact id of the group in which it was pressed. */
  group?: string;
}

/** Something that was said in a private chat and is no command. */
export interface ChatWords extends FromChat {
  /** The channel's reference of the message: a `reply` may name it. */
  reference: string;
  text: string;
  /** What was sent beside text: `photo`, `location`. */
  kind?: string;
  /** Files that came with it, as far as they are kept. */
  files?: readonly ChatFile[];
  location?: { latitude: number; longitude: number };
}

/** A command in a private chat: `/forms`. */
export interface ChatCommand extends FromChat {
  /** The channel's reference of the message: a `reply` may name it. */
  reference: string;
  /** Its name in the programme's table, whatever word was used for it. */
  name: string;
  rest: string;
}

/**
 * Somebody who asks people things in chats, and takes what they answer: a form, a dialogue. All are asked in turn, and the
 * first that says yes has it. What came may come again after a crash: for the same event the answer is the same, and
 * nothing happens twice.
 */
export interface Taker {
  /** Stands in what was said, as who took it. */
  name: string;
  press?(press: ChatPress): Promise<boolean>;
  message?(message: ChatWords): Promise<boolean>;
  command?(command: ChatCommand): Promise<boolean>;
  /** Told that a bot hears again after so long that presses were lost: open questions are to be shown once more. */
  woke?(gap: { bot: string; from: Ms; to: Ms }): Promise<void>;
}

/** What takers stand on. */
export interface TakerParts {
  main: Store;
  book: ChatBook;
  inbox: Inbox;
  now: () => Ms;
}

/** Who takes a thing; undefined where nobody does. */
export const whoTakes = async (
  takers: readonly Taker[],
  ask: (taker: Taker) => Promise<boolean> | undefined,
): Promise<string | undefined> => {
  for (const taker of takers) if (await ask(taker)) return taker.name;
  return undefined;
};
