import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import type { Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

import type { Delivery, SentFile } from './telegram/deliver.ts';
import type { ChatMessage } from './waiting.ts';

/** What finding out which message is meant takes. */
interface Parts {
  main: Store;
  book: ChatBook;
}

/** The channel's reference of a message of ours; undefined as long as it was not sent. */
const referenceOf = async (main: Store, uuid: string): Promise<string | undefined> => {
  const rows = await main.query<{ list: 'tasks' | 'scheduled_tasks'; index: number }>('medic-sms/messages_by_uuid', {
    ...{ key: uuid, limit: 1, docs: true, prompt: true },
  });
  const [row] = rows;
  const doc = row?.doc as (Doc & Partial<Record<'tasks' | 'scheduled_tasks', Task[]>>) | null | undefined;
  return row && doc?.[row.value.list]?.[row.value.index]?.gateway_ref;
};

/** Files that a message brings, as they are kept. @throws `doc/missing` for one that is none, or not there any more */
const filesOf = async (main: Store, ids: readonly string[]): Promise<SentFile[]> => {
  // What else is kept with a document, such as the answers of a form, is no file of a chat.
  const strange = ids.find(id => !id.startsWith('file:'));
  if (strange !== undefined) throw new AppError('doc/missing', `${strange} is no file of a chat`);
  const docs = await main.getMany<FileDoc>(ids, { attachments: true });
  return docs.map((doc, at) => {
    const data = doc?._attachments[contentName]?.data;
    if (!doc || data === undefined) throw new AppError('doc/missing', `The file ${ids[at]} is not there`);
    return { name: doc.name ?? 'file', mime: doc.mime, bytes: new Uint8Array(Buffer.from(data, 'base64')) };
  });
};

/** Attachments of its own document that a message brings: what a colleague sent. @throws `doc/missing` as above */
const attachedOf = async (main: Store, id: string, names: readonly string[]): Promise<SentFile[]> => {
  const [doc] = await main.getMany([id], { attachments: true });
  return names.map(name => {
    const { content_type: mime, data } = doc?._attachments?.[name] ?? {};
    if (mime === undefined || data === undefined)
      throw new AppError('doc/missing', `The file ${name} of this message is not there`);
    return { name, mime, bytes: new Uint8Array(Buffer.from(data, 'base64')) };
  });
};

/**
 * A message with the numbers of those that it means. One that takes the place of a message that never was, or that
 * stands in a chat which is no more, is said anew; what it would answer is left out likewise.
 */
export const deliveryOf = async (
  { main, book }: Parts,
  bot: string,
  chat: number,
  { doc, text, chat: has }: ChatMessage,
): Promise<Delivery> => {
  const numberOf = async (name: string | undefined): Promise<number | undefined> => {
    if (name === undefined) return undefined;
    const own = book.messageOf(bot, chat, name);
    if (own !== undefined) return own;
    const reference = await referenceOf(main, name);
    return reference === undefined ? undefined : book.messageOf(bot, chat, reference);
  };
  const [edit, reply] = await Promise.all([numberOf(has.edit), numberOf(has.reply)]);
  const files = [
    ...(has.files ? await filesOf(main, has.files) : []),
    ...(has.attachments ? await attachedOf(main, doc, has.attachments) : []),
  ];
  return {
    text,
    ...(has.entities ? { entities: has.entities } : {}),
    ...(has.buttons ? { buttons: has.buttons } : {}),
    ...(edit === undefined ? {} : { edit }),
    ...(reply === undefined ? {} : { reply }),
    ...(has.thread === undefined ? {} : { thread: has.thread }),
    ...(has.silent ? { silent: true } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
};
