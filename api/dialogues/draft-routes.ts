import { type DialogueDraft, draftId } from '@rounds/ddocs/dialogues/authoring.ts';
import { type DialoguePointer, dialogueId } from '@rounds/ddocs/dialogues/dialogue.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { lint } from '@rounds/sentinel/dialogues/lint.ts';
import { upgraded } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { authorOf, type DialogueParts, dialogueLimit } from './parts.ts';
import { publishTested, soundDialogue } from './publishing.ts';

const kept = z.object({
  dialogue: z.unknown(),
  /** The revision that was read; none for a draft that is new. */
  rev: z.string().optional(),
});
const published = z.object({
  rev: z.string({ error: 'say which revision of the draft' }),
  note: z.string().trim().max(2000).optional(),
});

/** Lines that a refusal names at once. */
const mostLines = 50;

const conflict = ({ by, at }: DialogueDraft) =>
  new AppError('doc/conflict', `${by} has changed this draft meanwhile, at ${at}`, {
    hint: 'Open it again to see it, or keep yours in its place',
    details: { by, at },
  });

type Door = { Params: { id: string } };

/**
 * What is written of a dialogue before it is published. `GET PUT DELETE /api/v1/dialogues/:id/draft`: one draft for all who
 * write, and each change names the revision that it was made of. `POST /api/v1/dialogues/:id/publish` with `{rev, note?}`
 * publishes it, where it has no fault and passes its tests.
 */
export const draftRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, now } = parts;

  const draftOf = async (id: string): Promise<DialogueDraft> => {
    const draft = await main.get<DialogueDraft>(draftId(id));
    if (!draft) throw new AppError('doc/missing', `Nothing is being written of the dialogue "${id}"`);
    return draft;
  };

  app.get<Door>('/api/v1/dialogues/:id/draft', async request => {
    authorOf(parts, request);
    const { dialogue, base, by, at, _rev: rev } = await draftOf(request.params.id);
    return { dialogue, rev, by, at, ...(base === undefined ? {} : { base }), findings: lint(dialogue) };
  });

  app.put<Door>('/api/v1/dialogues/:id/draft', { bodyLimit: dialogueLimit }, async request => {
    const { name } = authorOf(parts, request);
    const { id } = request.params;
    const { data, error } = kept.safeParse(request.body ?? {});
    if (error) throw new AppError('request/invalid', 'Give the dialogue and the revision that it was made of');
    const { dialogue, findings } = upgraded(data.dialogue);
    if (!dialogue)
      throw new AppError('request/invalid', findings.slice(0, mostLines).map(findingLine).join('; '), {
        ...{ hint: 'Nothing was changed', details: { findings } },
      });
    if (dialogue.id !== id)
      throw new AppError('request/invalid', `This is the dialogue ${dialogue.id}, not ${id}`, {
        hint: `Send it to PUT /api/v1/dialogues/${dialogue.id}/draft`,
      });
    const before = await main.get<DialogueDraft>(draftId(id));
    if (before && before._rev !== data.rev) throw conflict(before);
    const pointer = before ? null : await main.get<DialoguePointer>(dialogueId(id));
    const base = before ? before.base : pointer?.newest;
    const draft: DialogueDraft = {
      ...{ _id: draftId(id), type: 'dialogue-draft', dialogue, by: name, at: new Date(now()).toISOString() },
      ...(before?._rev ? { _rev: before._rev } : {}),
      ...(base === undefined ? {} : { base }),
    };
    const result = await main.writeAlone(draft);
    if (!result.ok) throw conflict(await draftOf(id));
    return { rev: result.rev, findings: [...findings, ...lint(dialogue)] };
  });

  app.delete<Door & { Querystring: { rev?: string } }>('/api/v1/dialogues/:id/draft', async request => {
    authorOf(parts, request);
    const draft = await draftOf(request.params.id);
    if (draft._rev !== request.query.rev) throw conflict(draft);
    await main.writeAlone({ _id: draft._id, _rev: draft._rev!, _deleted: true });
    return { ok: true };
  });

  app.post<Door>('/api/v1/dialogues/:id/publish', async request => {
    const { name } = authorOf(parts, request);
    const { id } = request.params;
    const { data, error } = published.safeParse(request.body ?? {});
    if (error) throw new AppError('request/invalid', error.issues[0]?.message ?? 'say which revision of the draft');
    const draft = await draftOf(id);
    if (draft._rev !== data.rev) throw conflict(draft);
    const { dialogue, warnings } = soundDialogue(id, draft.dialogue);
    const { version, isNew } = await publishTested(main, dialogue, {
      ...{ by: name, at: now() },
      ...(data.note ? { note: data.note } : {}),
    });
    // Who changed the draft at that very moment keeps it.
    await main.writeAlone({ _id: draft._id, _rev: draft._rev!, _deleted: true });
    return { id, version, published: isNew, warnings: warnings.map(findingLine) };
  });
};
