import { type Contact, isContact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { parsed } from '../campaigns/body.ts';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { beginMove, lastMoveOf, type MoveParts, moveOf, previewMove, shownMove, undoMove } from './moves.ts';

/** The parts that the doors of moves take. */
export interface MoveDoors extends MoveParts, Pick<Visibility, 'audiences' | 'scope'> {}

const wanted = z.strictObject({ to: z.string({ error: 'name the place to which it goes' }).min(1).max(300) });

/**
 * `POST /api/v1/contacts/:id/move` with `{to}` moves a contact with all below it, for online users with
 * `can_move_contacts` who see both; `?dry_run=true` only counts, and `GET` there tells of the last move while it can be
 * taken back. `GET /api/v1/contact-moves/:id` tells how far it is, `POST
 * …/undo` takes it back for a day.
 */
export const moveRoutes = (app: FastifyInstance, parts: MoveDoors): void => {
  const may = (request: FastifyRequest) => {
    const caller = callerOf(request);
    need(parts.settings.current(), caller.roles, 'can_move_contacts');
    return caller;
  };
  const seen = async (request: FastifyRequest, id: string): Promise<Contact> => {
    const scope = await parts.scope(callerOf(request));
    const [contact] = await visible(parts, scope, [await parts.main.get<Contact>(id)]);
    if (isContact(contact, parts.settings.current().contact_types)) return contact;
    throw new AppError('doc/missing', `There is no contact "${id}"`);
  };

  app.post<{ Params: { id: string }; Querystring: { dry_run?: string } }>(
    '/api/v1/contacts/:id/move',
    { preHandler: onlineOnly },
    async (request, reply) => {
      const { name: by } = may(request);
      const { to } = parsed(wanted, request.body, 'Send {"to": "<place>"}');
      const [contact, place] = [await seen(request, request.params.id), await seen(request, to)];
      if (request.query.dry_run === 'true') return previewMove(parts, contact, place);
      return reply.code(202).send(shownMove(await beginMove(parts, contact, place, by)));
    },
  );

  app.get<{ Params: { id: string } }>('/api/v1/contacts/:id/move', { preHandler: onlineOnly }, async request => {
    may(request);
    return { move: await lastMoveOf(parts, await seen(request, request.params.id)) };
  });

  app.get<{ Params: { id: string } }>('/api/v1/contact-moves/:id', { preHandler: onlineOnly }, async request => {
    may(request);
    const move = await moveOf(parts, request.params.id);
    await seen(request, move.contact);
    return shownMove(move);
  });

  app.post<{ Params: { id: string } }>(
    '/api/v1/contact-moves/:id/undo',
    { preHandler: onlineOnly },
    async (request, reply) => {
      const { name: by } = may(request);
      await seen(request, (await moveOf(parts, request.params.id)).contact);
      return reply.code(202).send(shownMove(await undoMove(parts, request.params.id, by)));
    },
  );
};
