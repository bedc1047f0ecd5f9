import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { ChatFile, ChatMessage } from '@rounds/ddocs/documents/reports.ts';
import { type Command, commandIn } from '@rounds/sentinel/messages/commands.ts';
import { reportIdOf } from '../messages/inbox.ts';
import { plainText } from './commands.ts';
import { keepFile } from './files/keep-file.ts';
import { admittedGroup } from './groups/admit.ts';
import { noteMember } from './groups/members.ts';
import { obey } from './obey.ts';
import { participantAt } from './participants.ts';
import type { ReceivingParts, Where } from './receiving.ts';
import { whoTakes } from './takers.ts';
import type { Wrote } from './telegram/told.ts';

/** A text, or what stands for it where something else was sent. */
export const contentOf = ({ text, kind }: Pick<Wrote, 'text' | 'kind'>): string => text || `[${kind ?? 'message'}]`;

/** The command that a text is; something that was sent with words below it is none. */
const commandOf = ({ programme }: ReceivingParts, { text, kind }: Wrote): Command | undefined => {
  const { settings, words } = programme();
  return kind ? undefined : commandIn(text, words, Object.keys(settings.forms));
};

/** What is kept of how a message came. */
const chatOf = async (
  { book, programme }: ReceivingParts,
  bot: string,
  told: Wrote,
  files: readonly ChatFile[],
): Promise<ChatMessage> => {
  const { chat, message, kind, replyTo, thread, album, location, entities } = told;
  const keeps = programme().settings.telegram?.keep_locations !== false;
  return {
    id: book.referenceOf(bot, chat, message),
    ...(kind ? { kind } : {}),
    // They count the signs of the text as it was written; of a command not all of it is kept.
    ...(entities && plainText(told.text) === told.text ? { entities } : {}),
    ...(replyTo === undefined ? {} : { reply_to: book.referenceOf(bot, chat, replyTo) }),
    ...(thread === undefined ? {} : { thread }),
    ...(album === undefined ? {} : { album: book.markOf(bot, chat, album) }),
    ...(files.length > 0 ? { files: [...files] } : {}),
    ...(location && keeps ? { location } : {}),
  };
};

/** Remembers who is behind a chat, and his name, in the vault. */
const remember = async ({ book }: ReceivingParts, { bot, address, entry }: Where, { by }: Wrote): Promise<void> => {
  if (entry?.name !== by.name) await book.keep(address, { ...entry, bot, chat: by.id, name: by.name });
};

const inPrivate = async (parts: ReceivingParts, bot: string, told: Wrote): Promise<void> => {
  const { book, inbox, takers } = parts;
  const where = { bot, ...(await book.resolve(bot, told.chat)) };
  await remember(parts, where, told);
  const reference = book.referenceOf(bot, told.chat, told.message);
  const command = commandOf(parts, told);
  if (command && (await obey(parts, where, command, told))) return;
  const contact = await participantAt(parts, where.address, told.by);
  const files = told.file ? [await keepFile(parts, bot, told, reportIdOf(reference))] : [];
  const chat = await chatOf(parts, bot, told, files);
  const words = {
    ...{ event: `message:${reference}`, bot, address: where.address, reference, at: told.at },
    ...(where.entry?.user ? { user: where.entry.user } : {}),
    ...(contact ? { contact: contact._id } : {}),
    ...(told.by.language ? { language: told.by.language } : {}),
    ...{ text: told.text, files },
    ...(told.kind ? { kind: told.kind } : {}),
    ...(chat.location ? { location: chat.location } : {}),
  };
  const taken = await whoTakes(takers, taker => taker.message?.(words));
  const content = plainText(contentOf(told));
  await inbox.receive([
    { id: reference, from: where.address, content, chat: { ...chat, ...(taken ? { taken_by: taken } : {}) } },
  ]);
};

/** Who writes in a group is in it, whatever was told of his coming. */
const noteWriter = async (
  { main }: ReceivingParts,
  group: Contact,
  { address }: Where,
  contact: Contact | null,
  { by, at }: Wrote,
): Promise<void> => {
  if (!by.isPerson) return;
  const whom = contact ? { contact: contact._id } : {};
  await noteMember(main, { group: group._id, address, isIn: true, at, ...whom });
};

const inGroup = async (parts: ReceivingParts, bot: string, told: Wrote): Promise<void> => {
  const { book, inbox } = parts;
  const place = { bot, ...(await book.resolve(bot, told.chat)) };
  const group = await admittedGroup(parts, place, { chat: told.chat, group: told.group!, at: told.at });
  if (!group) return;
  const writer = { bot, ...(await book.resolve(bot, told.by.id)) };
  if (told.by.isPerson) await remember(parts, writer, told);
  const contact = await participantAt(parts, writer.address, told.by);
  await noteWriter(parts, group, writer, contact, told);
  const command = told.toBot && told.text.startsWith('/') ? commandOf(parts, told) : undefined;
  if (command && (await obey(parts, writer, command, told, { ...place, contact: group }))) return;
  const reference = book.referenceOf(bot, told.chat, told.message);
  const files = told.file ? [await keepFile(parts, bot, told, reportIdOf(reference))] : [];
  const chat = { ...(await chatOf(parts, bot, told, files)), group: group._id };
  await inbox.receive([{ id: reference, from: writer.address, content: contentOf(told), chat }]);
};

/** What somebody said becomes a report or a message, and what he answers goes to who asked. */
export const takeWords = (parts: ReceivingParts, bot: string, told: Wrote): Promise<void> =>
  told.group ? inGroup(parts, bot, told) : inPrivate(parts, bot, told);
