import { type DialogueMove, moveId } from '@rounds/ddocs/dialogues/authoring.ts';
import { type DialoguePointer, type DialogueVersion, dialogueId, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { previewMove } from '@rounds/sentinel/dialogues/move-runs.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { authorOf, type DialogueParts } from './parts.ts';

const wanted = z.object({
  to: z.number({ error: 'say to which version' }).int(),
  gone: z.record(z.string(), z.string()).optional().default({}),
});

type Door = { Params: { id: string } };

/**
 * Moves the open runs of older versions of a dialogue. `POST /api/v1/dialogues/:id/moves` with `{to, gone?}` and
 * `?dry_run=true` says what would become of them; without, it is done by the sentinel, and `GET /api/v1/dialogues/:id/moves`
 * tells how far it is.
 */
export const moveRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, now } = parts;

  const pointerOf = async (id: string): Promise<DialoguePointer> => {
    const pointer = await main.get<DialoguePointer>(dialogueId(id));
    if (!pointer) throw new AppError('doc/missing', `There is no dialogue "${id}"`);
    return pointer;
  };

  app.get<Door>('/api/v1/dialogues/:id/moves', async request => {
    authorOf(parts, request);
    const { dialogue: id, versions } = await pointerOf(request.params.id);
    const moves = await main.getMany<DialogueMove>(versions.map(({ version }) => moveId(id, version)));
    return {
      moves: moves.flatMap(move => {
        if (!move) return [];
        const { to, gone, state, moved, stayed, by, at, ended } = move;
        return [{ to, gone, state, moved, stayed, by, at, ...(ended ? { ended } : {}) }];
      }),
    };
  });

  app.post<Door & { Querystring: { dry_run?: string } }>('/api/v1/dialogues/:id/moves', async (request, reply) => {
    const { name } = authorOf(parts, request);
    const { data, error } = wanted.safeParse(request.body ?? {});
    if (error) throw new AppError('request/invalid', error.issues[0]?.message ?? 'say to which version');
    const { dialogue: id, versions } = await pointerOf(request.params.id);
    const { to, gone } = data;
    const after = await main.get<DialogueVersion>(versionId(id, to));
    if (!after) throw new AppError('doc/missing', `There is no version ${to} of the dialogue "${id}"`);
    const strange = Object.values(gone).find(step => !Object.hasOwn(after.dialogue.steps, step));
    if (strange !== undefined)
      throw new AppError('request/invalid', `Version ${to} has no step "${strange}"`, {
        hint: 'Choose a step that it has, or leave the runs at their version',
      });
    const numbers = versions.map(({ version }) => version);
    if (request.query.dry_run === 'true') return previewMove(main, { dialogue: id, to, gone }, numbers, after.dialogue);
    const before = await main.get<DialogueMove>(moveId(id, to));
    if (before?.state === 'going')
      throw new AppError('doc/conflict', `${before.by} is moving its runs since ${before.at}`, {
        hint: 'Wait until that is done',
      });
    const move: DialogueMove = {
      ...{ _id: moveId(id, to), type: 'dialogue-move', dialogue: id, to, gone, state: 'going', moved: 0, stayed: 0 },
      ...(before?._rev ? { _rev: before._rev } : {}),
      ...{ by: name, at: new Date(now()).toISOString() },
    };
    if (!(await main.writeAlone(move)).ok)
      throw new AppError('doc/conflict', 'Somebody else is moving its runs at this moment');
    return reply.code(202).send({ to, state: 'going' });
  });
};
