import { type DialogueDraft, draftId } from '@rounds/ddocs/dialogues/authoring.ts';
import {
  type Dialogue,
  type DialoguePointer,
  type DialogueVersion,
  dialogueId,
  versionId,
} from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { authorOf, type DialogueParts } from './parts.ts';
import { dialogueBook } from './workbook/write-book.ts';

type Door = { Params: { id: string }; Querystring: { version?: string } };

/** Type of a workbook. */
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * `GET /api/v1/dialogues/:id/download.json` and `.xlsx`, with `?version=`, a number or `draft`; the newest by default. What
 * is downloaded can be uploaded again.
 */
export const downloadRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main } = parts;

  const dialogueOf = async (id: string, version: string | undefined): Promise<Dialogue> => {
    if (version === 'draft') {
      const draft = await main.get<DialogueDraft>(draftId(id));
      if (draft) return draft.dialogue;
    } else {
      const number = Number(version ?? (await main.get<DialoguePointer>(dialogueId(id)))?.newest ?? 0);
      const found = await main.get<DialogueVersion>(versionId(id, number));
      if (found) return found.dialogue;
      if (number === 0 && Object.hasOwn(builtIn, id)) return builtIn[id]!;
    }
    throw new AppError('doc/missing', `There is no dialogue "${id}" of this version`);
  };

  const asFile = (reply: FastifyReply, id: string, ending: string): FastifyReply =>
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(id)}.${ending}`);

  app.get<Door>('/api/v1/dialogues/:id/download.json', async (request, reply) => {
    authorOf(parts, request);
    const dialogue = await dialogueOf(request.params.id, request.query.version);
    return asFile(reply, dialogue.id, 'json')
      .type('application/json')
      .send(`${JSON.stringify(dialogue, null, 2)}\n`);
  });

  app.get<Door>('/api/v1/dialogues/:id/download.xlsx', async (request, reply) => {
    authorOf(parts, request);
    const dialogue = await dialogueOf(request.params.id, request.query.version);
    return asFile(reply, dialogue.id, 'xlsx')
      .type(xlsx)
      .send(Buffer.from(await dialogueBook(dialogue)));
  });
};
