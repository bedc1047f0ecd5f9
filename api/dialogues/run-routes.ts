import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { runIdFrom } from '@rounds/ddocs/runs/runs.ts';
import { isDialogueRun } from '@rounds/sentinel/dialogues/stored-run.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { callerOf } from '../session/caller.ts';
import { visible } from '../visibility/visible.ts';
import { beginDialogue } from './begin.ts';
import { outlookOf } from './outlook.ts';
import { authorOf, type DialogueParts } from './parts.ts';

const wanted = z.object({
  contact: z.string({ error: 'name the contact with whom it begins' }),
  sequence: z.boolean().optional(),
});

/**
 * `POST /api/v1/dialogues/:id/runs` with `{contact, sequence?}` begins a dialogue with somebody whom the caller may see; it
 * is said when messages may go, and the answer tells what it waits for. With `?dry_run=true` it only tells. `DELETE
 * …/runs/:run` takes one back that has not begun.
 */
export const runRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, settings, now } = parts;

  const seen = async (request: FastifyRequest, id: string): Promise<Contact> => {
    const doc = await main.get<Contact>(id);
    const [contact] = await visible(parts, await parts.scope(callerOf(request)), [doc]);
    if (isContact(contact, settings.current().contact_types)) return contact;
    throw new AppError('doc/missing', `There is no contact "${id}"`);
  };

  app.post<{ Params: { id: string }; Querystring: { dry_run?: string } }>(
    '/api/v1/dialogues/:id/runs',
    async (request, reply) => {
      authorOf(parts, request);
      const { data, error } = wanted.safeParse(request.body);
      if (error)
        throw new AppError('request/invalid', error.issues[0]?.message ?? 'name the contact', {
          hint: 'Send {"contact": "<id>"}',
        });
      const { id } = request.params;
      const contact = await seen(request, data.contact);
      const outlook = await outlookOf(parts, id, contact);
      if (request.query.dry_run === 'true') return { dialogue: id, ...outlook };
      const cause = [data.contact, data.sequence ? 'sequence' : String(now())];
      const earlier = data.sequence ? await main.get(runIdFrom('dialogue', ...cause, id)) : null;
      if (isDialogueRun(earlier) && earlier.events.length > 0)
        throw new AppError('doc/conflict', `${contact.name ?? contact._id} is in the sequence already`, {
          hint: 'Begin the dialogue alone, or let the sequence go on by itself',
        });
      const { _id, what, due } = await beginDialogue(parts, {
        ...{ cause, dialogue: id, contact, unasked: true },
        ...(data.sequence ? { sequence: true } : {}),
      });
      const { version } = what as { version: number };
      return reply.code(201).send({ run: _id, dialogue: id, ...outlook, version, due });
    },
  );

  app.delete<{ Params: { id: string; run: string } }>('/api/v1/dialogues/:id/runs/:run', async request => {
    authorOf(parts, request);
    const { id, run: runId } = request.params;
    const run = await main.get(runId);
    if (!isDialogueRun(run) || run.what.dialogue !== id)
      throw new AppError('doc/missing', `There is no run "${runId}"`);
    await seen(request, run.contact ?? '');
    const taken =
      run.events.length === 0 && (await main.writeAlone({ _id: run._id, _rev: run._rev!, _deleted: true })).ok;
    if (!taken)
      throw new AppError('doc/conflict', 'It has begun already', {
        hint: 'What somebody is being asked is ended with People and promoters, "End what they are being asked"',
      });
    return { run: runId, taken_back: true };
  });
};
