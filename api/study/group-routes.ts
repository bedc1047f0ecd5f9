import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf, onlineOnly } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { visible } from '../visibility/visible.ts';
import { type GroupParts, groupPage, isChatGroup } from './group.ts';

/**
 * `GET /api/v1/groups/:id`: a group, for holders of `can_view_messages` who may see it: who is in it, its arm, whether it
 * is muted, what its bot hears, when its schedule starts.
 */
export const groupRoutes = (app: FastifyInstance, parts: GroupParts): void => {
  app.get<{ Params: { id: string } }>('/api/v1/groups/:id', { preHandler: onlineOnly }, async request => {
    const caller = callerOf(request);
    need(parts.settings.current(), caller.roles, 'can_view_messages');
    const scope = await parts.scope(caller);
    const { id } = request.params;
    const [group] = (await visible(parts, scope, [await parts.main.get<Contact>(id)])) as Contact[];
    if (!group || !isChatGroup(group, parts)) throw new AppError('doc/missing', `There is no group "${id}"`);
    return groupPage(parts, scope, group);
  });
};
