import type { Settings } from '@rounds/config/settings/settings.ts';
import {
  type DialoguePointer,
  type DialogueVersion,
  dialogueId,
  dialogueRange,
  versionId,
} from '@rounds/ddocs/dialogues/dialogue.ts';
import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { isSound, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { type BeginningParts, beginDialogue } from './begin.ts';

/** The parts that the doors of dialogues take. */
export interface DialogueParts extends BeginningParts, Pick<Visibility, 'audiences' | 'scope'> {}

/** Dialogues that are listed at once; a version counts as one. */
const most = 2000;

const wanted = z.object({
  contact: z.string({ error: 'name the contact with whom it begins' }),
  sequence: z.boolean().optional(),
});

const readBody = (id: string, body: unknown) => {
  const given = typeof body === 'object' && body !== null ? { ...(body as Record<string, unknown>) } : body;
  const read = readDialogue(given);
  const { dialogue, findings } = read;
  const faults = findings.filter(({ level }) => level === 'fault');
  if (!dialogue || !isSound(read))
    throw new AppError(
      'request/invalid',
      `The dialogue ${id} cannot be published: ${faults.map(findingLine).join('; ')}`,
      {
        hint: 'Mend what is named and send it again; nothing was changed',
      },
    );
  if (dialogue.id !== id)
    throw new AppError('request/invalid', `This is the dialogue ${dialogue.id}, not ${id}`, {
      hint: `Send it to PUT /api/v1/dialogues/${dialogue.id}`,
    });
  return { dialogue, warnings: findings.filter(({ level }) => level === 'warning') };
};

/**
 * The doors of dialogues, for holders of `can_manage_study`: `GET /api/v1/dialogues` lists them with their versions, `GET
 * /api/v1/dialogues/:id?version=` gives one, `PUT /api/v1/dialogues/:id` publishes one, `POST /api/v1/dialogues/check` says
 * what it would find. `POST /api/v1/dialogues/:id/runs` with `{contact, sequence?}` begins one with somebody whom the caller
 * may see; it is said when messages may go.
 */
export const dialogueRoutes = (app: FastifyInstance, parts: DialogueParts): void => {
  const { main, settings, now } = parts;
  const may = (request: FastifyRequest): void =>
    need(settings.current() as Settings, callerOf(request).roles, 'can_manage_study');

  app.get('/api/v1/dialogues', async request => {
    may(request);
    const docs = await main.range<DialoguePointer>({ ...dialogueRange, limit: most });
    const pointers = docs.filter(({ type }) => type === 'dialogue');
    return { dialogues: pointers.map(({ dialogue, newest, versions }) => ({ id: dialogue, newest, versions })) };
  });

  app.get<{ Params: { id: string }; Querystring: { version?: string } }>('/api/v1/dialogues/:id', async request => {
    may(request);
    const { id } = request.params;
    const pointer = await main.get<DialoguePointer>(dialogueId(id));
    const version = Number(request.query.version ?? pointer?.newest);
    const found = await main.get<DialogueVersion>(versionId(id, version));
    if (!found) throw new AppError('doc/missing', `There is no dialogue "${id}" of this version`);
    const { dialogue, published, by, hash } = found;
    return { dialogue, version, published, hash, ...(by ? { by } : {}) };
  });

  app.post('/api/v1/dialogues/check', { bodyLimit: 5 * 1024 * 1024 }, async request => {
    may(request);
    const { findings } = readDialogue(request.body);
    return { findings: findings.map(finding => ({ ...finding, line: findingLine(finding) })) };
  });

  app.put<{ Params: { id: string } }>('/api/v1/dialogues/:id', { bodyLimit: 5 * 1024 * 1024 }, async request => {
    may(request);
    const { dialogue, warnings } = readBody(request.params.id, request.body);
    const { version, isNew } = await publish(main, dialogue, { by: callerOf(request).name, at: now() });
    return { id: dialogue.id, version, published: isNew, warnings: warnings.map(findingLine) };
  });

  app.post<{ Params: { id: string } }>('/api/v1/dialogues/:id/runs', async (request, reply) => {
    may(request);
    const { data, error } = wanted.safeParse(request.body);
    if (error)
      throw new AppError('request/invalid', error.issues[0]?.message ?? 'name the contact', {
        hint: 'Send {"contact": "<id>"}',
      });
    const doc = await main.get<Contact>(data.contact);
    const [contact] = await visible(parts, await parts.scope(callerOf(request)), [doc]);
    if (!isContact(contact, settings.current().contact_types))
      throw new AppError('doc/missing', `There is no contact "${data.contact}"`);
    const cause = [data.contact, data.sequence ? 'sequence' : String(now())];
    const run = await beginDialogue(parts, {
      ...{ cause, dialogue: request.params.id, contact, unasked: true },
      ...(data.sequence ? { sequence: true } : {}),
    });
    return reply.code(201).send({ run: run._id, dialogue: request.params.id, version: run.what.version, due: run.due });
  });
};
