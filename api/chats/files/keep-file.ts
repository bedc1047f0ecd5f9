import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import type { ChatFile } from '@rounds/ddocs/documents/reports.ts';
import type { ReceivingParts } from '../receiving.ts';
import type { BotClient } from '../telegram/client.ts';
import type { TelegramFile, Wrote } from '../telegram/told.ts';
import { fileId } from './file-doc.ts';

/** Largest file that a bot is given, and largest small picture that a message carries, in bytes. */
const [largest, largestThumbnail] = [20 * 1024 * 1024, 20 * 1024];

/** How often a file is asked for: a network that breaks off once must not lose it. */
const tries = 3;

const fetched = async (client: BotClient, file: string): Promise<Uint8Array | undefined> => {
  for (let time = 0; time < tries; time++) {
    const outcome = await client.file(file, largest);
    if (typeof outcome === 'object') return 'done' in outcome ? outcome.done : undefined;
  }
  return undefined;
};

/** A small picture, as the message carries it. */
const thumbnailOf = async (client: BotClient, { thumbnail }: TelegramFile): Promise<{ thumbnail?: string }> => {
  if (!thumbnail || (thumbnail.size ?? 0) > largestThumbnail) return {};
  const bytes = await fetched(client, thumbnail.file);
  if (!bytes || bytes.length > largestThumbnail) return {};
  return { thumbnail: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}` };
};

/**
 * Fetches what came with a message and keeps it, unless the programme does not want it: then only stands there that it
 * came.
 * @param message id of the document of the message
 */
export const keepFile = async (
  { main, bots, programme, now }: ReceivingParts,
  bot: string,
  { file, kind = 'document' }: Wrote,
  message: string,
): Promise<ChatFile> => {
  const { name, mime, size } = file!;
  const told = { ...(name ? { name } : {}), ...(mime ? { mime } : {}), ...(size === undefined ? {} : { size }) };
  const wanted = programme().settings.telegram?.keep_files ?? [];
  if (!wanted.includes(kind)) return { ...told, missing: 'not wanted' };
  if ((size ?? 0) > largest) return { ...told, missing: 'too large' };
  const { client } = bots.get(bot)!;
  const id = fileId(message);
  const small = await thumbnailOf(client, file!);
  if (await main.get(id)) return { id, ...told, ...small };
  const bytes = await fetched(client, file!.file);
  if (!bytes) return { ...told, ...small, missing: 'not fetched' };
  const content_type = mime ?? 'application/octet-stream';
  const doc: FileDoc = {
    ...{ _id: id, type: 'file', message, mime: content_type, came: new Date(now()).toISOString() },
    ...(name ? { name } : {}),
    _attachments: { [contentName]: { content_type, data: Buffer.from(bytes).toString('base64') } },
  };
  await main.write([doc]);
  return { id, ...told, size: bytes.length, ...small };
};
