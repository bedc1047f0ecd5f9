import { createHash } from 'node:crypto';
import { type DialogueFile, dialogueId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { contentName, type FileDoc } from '@rounds/ddocs/documents/files.ts';
import type { FastifyInstance } from 'fastify';
import { filePolicy, isShown } from '../web/files.ts';
import { wholeBody } from '../web/whole-body.ts';
import { authorOf, type DialogueParts } from './parts.ts';

/** Largest picture that Telegram takes as one, in bytes; documents may be as large here. */
const fileLimit = 10 * 1024 * 1024;

const beginsWith = (bytes: Uint8Array, signs: readonly number[]): boolean =>
  signs.every((sign, at) => bytes[at] === sign);

/** What a file is by what it begins with: its name may say anything. */
const mimeOf = (bytes: Uint8Array): string | undefined => {
  if (beginsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (beginsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) return 'image/png';
  return beginsWith(bytes, [0x25, 0x50, 0x44, 0x46]) ? 'application/pdf' : undefined;
};

type Door = { Params: { id: string } };

/**
 * Pictures and documents of a dialogue. `POST /api/v1/dialogues/:id/files?name=` takes one, and answers with what `files` of
 * the dialogue is to say of it; `GET …/files/:file` shows it. The same file is kept once, and never changes.
 */
export const dialogueFileRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, now } = parts;

  app.post<Door & { Querystring: { name?: string } }>(
    '/api/v1/dialogues/:id/files',
    { bodyLimit: fileLimit },
    async (request, reply) => {
      authorOf(parts, request);
      const name = request.query.name?.trim() ?? '';
      if (name === '' || name.length > 200)
        throw new AppError('request/invalid', 'Give the file a name of at most 200 signs', {
          hint: 'Add ?name=plants.jpg',
        });
      const bytes = await wholeBody(request.body, fileLimit);
      const mime = mimeOf(bytes);
      if (!mime)
        throw new AppError('request/invalid', `${name} is neither a picture nor a document that can be sent`, {
          hint: 'Send a JPEG, a PNG or a PDF of at most 10 MB',
        });
      const { id } = request.params;
      const hash = createHash('sha256')
        .update(JSON.stringify([id, name]))
        .update(bytes)
        .digest('base64url');
      const doc: FileDoc = {
        ...{ _id: `file:${hash.slice(0, 22)}`, type: 'file', message: dialogueId(id), name, mime },
        came: new Date(now()).toISOString(),
        _attachments: { [contentName]: { content_type: mime, data: Buffer.from(bytes).toString('base64') } },
      };
      const { ok } = await main.writeAlone(doc);
      if (!ok && !(await main.get(doc._id))) throw new AppError('store/refused', `${name} could not be kept`);
      const file: DialogueFile = { id: doc._id, mime, size: bytes.length };
      return reply.code(201).send({ name, file });
    },
  );

  app.get<{ Params: { id: string; file: string } }>('/api/v1/dialogues/:id/files/:file', async (request, reply) => {
    authorOf(parts, request);
    const { id, file } = request.params;
    const doc = file.startsWith('file:') ? await main.get<FileDoc>(file, { attachments: true }) : null;
    const data = doc?._attachments[contentName]?.data;
    if (!doc || data === undefined || doc.message !== dialogueId(id))
      throw new AppError('doc/missing', `The dialogue "${id}" has no such file`);
    const shown = isShown(doc.mime);
    const name = encodeURIComponent(doc.name ?? 'file').replace(/['()*]/g, '_');
    return reply
      .header('content-security-policy', filePolicy)
      .header('cache-control', 'private, max-age=86400')
      .header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`)
      .type(shown ? doc.mime : 'application/octet-stream')
      .send(Buffer.from(data, 'base64'));
  });
};
