import { type DialoguePointer, type DialogueVersion, dialogueId, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { builtIn } from '@rounds/sentinel/dialogues/built-in.ts';
import { type Finding, findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { downloadRoutes } from './download-routes.ts';
import { draftRoutes } from './draft-routes.ts';
import { dialogueFileRoutes } from './file-routes.ts';
import { listedDialogues } from './listed.ts';
import { moveRoutes } from './move-routes.ts';
import { authorOf, type DialogueParts, dialogueLimit } from './parts.ts';
import { publishTested, soundDialogue } from './publishing.ts';
import { readUpload } from './read-upload.ts';
import { runRoutes } from './run-routes.ts';
import { testRoutes } from './test-routes.ts';

/**
 * The doors of dialogues, for holders of `can_manage_study`: `GET /api/v1/dialogues` lists them with their versions, `GET
 * /api/v1/dialogues/:id?version=` gives one, `PUT /api/v1/dialogues/:id` publishes one, `POST /api/v1/dialogues/check` says
 * what it would find. `POST /api/v1/dialogues/:id/runs` with `{contact, sequence?}` begins one with somebody whom the caller
 * may see; it is said when messages may go.
 */
export const dialogueRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, now } = parts;
  const may = (request: FastifyRequest) => authorOf(parts, request);
  draftRoutes(app, parts);
  downloadRoutes(app, parts);
  dialogueFileRoutes(app, parts);
  testRoutes(app, parts);
  moveRoutes(app, parts);
  runRoutes(app, parts);

  app.get('/api/v1/dialogues', async request => {
    may(request);
    return { dialogues: await listedDialogues(main) };
  });

  app.get<{ Params: { id: string }; Querystring: { version?: string } }>('/api/v1/dialogues/:id', async request => {
    may(request);
    const { id } = request.params;
    const pointer = await main.get<DialoguePointer>(dialogueId(id));
    const version = Number(request.query.version ?? pointer?.newest ?? 0);
    if (version === 0 && Object.hasOwn(builtIn, id)) return { dialogue: builtIn[id], version, comes_with_rounds: true };
    const found = await main.get<DialogueVersion>(versionId(id, version));
    if (!found) throw new AppError('doc/missing', `There is no dialogue "${id}" of this version`);
    const { dialogue, published, by, hash, note } = found;
    return { dialogue, version, published, hash, ...(by ? { by } : {}), ...(note ? { note } : {}) };
  });

  app.post('/api/v1/dialogues/check', { bodyLimit: dialogueLimit }, async request => {
    may(request);
    const read = await readUpload(request);
    const told = (findings: readonly Finding[]) => findings.map(each => ({ ...each, line: findingLine(each) }));
    return {
      findings: told(read.flatMap(({ findings }) => findings)),
      dialogues: read.map(({ dialogue, findings }) => ({
        ...(dialogue ? { dialogue } : {}),
        findings: told(findings),
      })),
    };
  });

  app.put<{ Params: { id: string }; Querystring: { note?: string } }>(
    '/api/v1/dialogues/:id',
    { bodyLimit: dialogueLimit },
    async request => {
      const { name } = may(request);
      const { dialogue, warnings } = soundDialogue(request.params.id, request.body);
      const note = request.query.note?.trim().slice(0, 2000);
      const { version, isNew } = await publishTested(main, dialogue, {
        by: name,
        at: now(),
        ...(note ? { note } : {}),
      });
      return { id: dialogue.id, version, published: isNew, warnings: warnings.map(findingLine) };
    },
  );
};
