import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import type { ChatWorld } from './chat-world.ts';

type Keyboard = { inline_keyboard?: { text: string; callback_data?: string }[][] } | undefined;

/** The buttons below a message. */
export const buttonsOf = (message: Message | undefined) =>
  ((message?.reply_markup as Keyboard)?.inline_keyboard ?? []).flat();

/** A person at her phone: what she hears, and what she presses. */
export interface Talking {
  /** What the bot has said, oldest first. */
  said(): Message[];
  write(text: string): void;
  /** Waits until what the bot said last fits. */
  hears(words: RegExp): Promise<Message>;
  /** Waits until the bot has said so at some time. */
  heard(words: RegExp): Promise<Message>;
  /** Presses the first button that fits of what the bot said last, once it is there. */
  press(words: RegExp): Promise<Message>;
  /** Presses a button of an earlier message. */
  pressOf(message: Message, words: RegExp): void;
  /** Presses the first choice of what was said last. */
  pressFirst(): Promise<void>;
}

/** How long somebody waits for the bot: another process may have to take over, and forms to be read anew. */
const patience = 120_000;

/** Somebody who writes to the bot. */
export const talking = ({ telegram, bot }: ChatWorld, who: User): Talking => {
  const room = () => people.openPrivate(telegram, bot, who);
  const said = () => [...room().messages.values()].filter(({ from }) => from?.is_bot);
  const last = () => said().at(-1);
  const pressOf = (message: Message, words: RegExp): void => {
    const button = buttonsOf(message).find(({ text }) => words.test(text));
    people.press(telegram, bot, room(), who, message.message_id, button!.callback_data!);
  };
  const tail = () =>
    JSON.stringify(
      said()
        .slice(-2)
        .map(message => [message.text, buttonsOf(message).map(({ text }) => text)]),
    );
  const press = async (words: RegExp): Promise<Message> => {
    const has = (message: Message | undefined) => buttonsOf(message).some(({ text }) => words.test(text));
    const message = await until(
      `there is a button ${words}; there was ${tail()}`,
      () => has(last()) && last(),
      patience,
    );
    pressOf(message, words);
    return message;
  };
  return {
    said,
    write: text => void people.write(telegram, room(), who, text),
    hears: words =>
      until(`the bot said ${words} last; it said ${tail()}`, () => words.test(last()?.text ?? '') && last(), patience),
    heard: words => until(`the bot said ${words}`, () => said().find(({ text }) => words.test(text ?? '')), patience),
    press,
    pressOf,
    pressFirst: async () => {
      const message = await until('there is a choice', () => buttonsOf(last()).length > 2 && last(), patience);
      pressOf(message, new RegExp(`^${buttonsOf(message)[0]!.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
    },
  };
};

/** Links somebody's chat to a login, as she does it in the app. */
export const link = async (rounds: ChatWorld, chat: Talking, login: string): Promise<void> => {
  const user = await rounds.login(rounds.userName(login));
  const response = await user.fetch('/api/v1/chats/link-codes', { method: 'POST' });
  const { code } = (await response.json()) as { code: string };
  chat.write(`/start ${code}`);
  await until(`the chat of ${login} is linked`, () => chat.said().length > 0);
};
