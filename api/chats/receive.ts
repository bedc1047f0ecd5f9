import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { LinkCodes } from '@rounds/ddocs/chats/link-codes.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Update } from 'grammy/types';
import { type Inbox, reportIdOf } from '../messages/inbox.ts';
import { addAddress, setBlocked } from './addresses.ts';
import { type Command, commandIn, commandReport, plainText } from './commands.ts';
import { type Told, toldBy } from './telegram/said.ts';

/** What working off an update takes. */
export interface ReceivingParts {
  main: Store;
  book: ChatBook;
  codes: LinkCodes;
  inbox: Inbox;
  programme: () => { settings: Settings; words: Words };
  now: () => Ms;
}

type Wrote = Extract<Told, { what: 'message' }>;

/** Keys of the words that answer commands. */
const words = {
  welcome: 'chats.welcome',
  linked: 'chats.linked',
  wrongCode: 'chats.code_wrong',
  help: 'chats.help',
} as const;

/** What follows from a command, and the words that tell it. */
const obey = async (
  parts: ReceivingParts,
  { name: command, rest }: Command,
  address: Address,
  bot: string,
  { chat, name }: Wrote,
): Promise<{ key: string; name?: string; locale?: string }> => {
  if (command === 'help') return { key: words.help };
  if (rest === '') return { key: words.welcome };
  const link = await parts.codes.use(rest);
  if (!link) return { key: words.wrongCode };
  await parts.book.keep(address, { bot, chat, name, user: link.user });
  const contact = await addAddress(parts.main, link.contact, address);
  const locale = typeof contact?.language === 'string' ? contact.language : undefined;
  return { key: words.linked, ...(contact?.name ? { name: contact.name } : {}), ...(locale ? { locale } : {}) };
};

/** A text, or what stands for it where something else was sent. */
const contentOf = ({ text, kind }: Wrote): string => text || `[${kind ?? 'message'}]`;

const takeIn = async (parts: ReceivingParts, bot: string, told: Wrote): Promise<void> => {
  const { book, inbox, programme, now } = parts;
  const address = book.addressOf(bot, told.chat);
  const reference = book.referenceOf(bot, told.chat, told.message);
  const known = await book.find(address);
  if (known?.name !== told.name) await book.keep(address, { ...known, bot, chat: told.chat, name: told.name });
  const command = commandIn(told.text);
  if (!command) {
    const chat = told.kind ? { kind: told.kind } : {};
    await inbox.receive([{ id: reference, from: address, content: plainText(contentOf(told)), chat }]);
    return;
  }
  const id = reportIdOf(reference);
  // A code is used once: a command that was answered already is not obeyed again.
  if (await parts.main.get(id)) return;
  const answer = await obey(parts, command, address, bot, told);
  const report = { reference, id, from: address, command: command.name, at: now(), ...answer };
  await inbox.keep([commandReport(report, programme())]);
};

/** Works off one update: what was said becomes a document, what was told is noted. */
export const receiveUpdate = async (parts: ReceivingParts, bot: string, update: Update): Promise<void> => {
  const told = toldBy(update);
  if (!told) return;
  if (told.what === 'message') return takeIn(parts, bot, told);
  await setBlocked(parts.main, parts.book.addressOf(bot, told.chat), told.blocked);
};
