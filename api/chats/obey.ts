import { isInvite } from '@rounds/ddocs/chats/invites.ts';
import { codeLength } from '@rounds/ddocs/chats/link-codes.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { type Command, isOwn } from '@rounds/sentinel/messages/commands.ts';
import { reportIdOf } from '../messages/inbox.ts';
import { addAddress } from './addresses.ts';
import { commandReport } from './commands.ts';
import { participantAt } from './participants.ts';
import { contactAt, type ReceivingParts, type Where } from './receiving.ts';
import { whoTakes } from './takers.ts';
import type { Wrote } from './telegram/told.ts';

/** Keys of the words that answer commands. */
const words = {
  welcome: 'chats.welcome',
  linked: 'chats.linked',
  wrongCode: 'chats.code_wrong',
  help: 'chats.help',
  privately: 'chats.write_privately',
} as const;

interface Answer {
  key: string;
  name?: string;
  locale?: string;
}

const languageOf = (contact: Contact | null): { locale?: string } =>
  typeof contact?.language === 'string' ? { locale: contact.language } : {};

/** Links the chat to the user whose code it is, or to the contact who was invited. */
const link = async (parts: ReceivingParts, where: Where, code: string, { by }: Wrote): Promise<Answer> => {
  const invited = isInvite(code) ? await parts.invites.use(code) : null;
  const found = invited ? { contact: invited, user: undefined } : await parts.codes.use(code);
  if (!found) return { key: words.wrongCode };
  const { bot, address, entry } = where;
  await parts.book.keep(address, {
    ...entry,
    bot,
    chat: by.id,
    name: by.name,
    ...(found.user ? { user: found.user } : {}),
  });
  const contact = await addAddress(parts.main, found.contact, address);
  return { key: words.linked, ...(contact?.name ? { name: contact.name } : {}), ...languageOf(contact) };
};

/** What follows from a command that nobody took, and the words that tell it. */
const follow = async (parts: ReceivingParts, where: Where, { name, rest }: Command, told: Wrote): Promise<Answer> => {
  if (name === 'start' && rest !== '') return link(parts, where, rest, told);
  const contact = await contactAt(parts.main, where.address);
  return { key: name === 'start' ? words.welcome : words.help, ...languageOf(contact) };
};

/** Whether a command may bring a code of the app or an invite: who has one is no stranger, and becomes no participant. */
const isLinkCode = ({ name, rest }: Command): boolean =>
  name === 'start' && (isInvite(rest) || rest.replace(/[^A-Za-z0-9]/g, '').length === codeLength);

/** A command with the slash in front, and without the name of the bot. */
const slashed = ({ name, rest }: Command): string => `/${name} ${rest}`.trim();

/**
 * Obeys a command, once: whoever asks people things is offered it first; what a person says about herself the rules answer,
 * as they do by SMS. In a group it is told only how to write in private, below the message that asked.
 * @param group where it was said in one
 * @returns whether it was obeyed: a word without a slash may be no command, where nobody takes it for one
 */
export const obey = async (
  parts: ReceivingParts,
  where: Where,
  command: Command,
  told: Wrote,
  group?: Where & { contact: Contact },
): Promise<boolean> => {
  const { book, main, now, takers, inbox } = parts;
  const reference = book.referenceOf(where.bot, told.chat, told.message);
  const id = reportIdOf(reference);
  // A code is used once: a command that was answered already is not obeyed again.
  if (await main.get(id)) return true;
  const base = { reference, id, from: where.address, command: command.name, at: now() };
  if (group) {
    const answer = { key: words.privately, to: group.address, group: group.contact._id, reply: reference };
    await inbox.keep([commandReport({ ...base, ...answer }, parts.programme())]);
    return true;
  }
  const contact = isLinkCode(command)
    ? await contactAt(main, where.address)
    : await participantAt(parts, where.address, told.by);
  const event = {
    ...{ event: `message:${reference}`, bot: where.bot, address: where.address, reference, at: told.at },
    ...(where.entry?.user ? { user: where.entry.user } : {}),
    ...(contact ? { contact: contact._id } : {}),
    ...(told.by.language ? { language: told.by.language } : {}),
    ...command,
  };
  const taken = await whoTakes(takers, taker => taker.command?.(event));
  if (taken === undefined && isOwn(command.name)) {
    const chat = { id: reference, command: command.name };
    await inbox.receive([{ id: reference, from: where.address, content: slashed(command), chat }]);
    return true;
  }
  if (taken === undefined && !told.text.trim().startsWith('/')) return false;
  const answer = taken === undefined ? await follow(parts, where, command, told) : { taken_by: taken };
  await inbox.keep([commandReport({ ...base, ...answer }, parts.programme())]);
  return true;
};
