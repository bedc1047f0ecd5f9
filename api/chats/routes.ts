import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import type { Chats } from './chats.ts';
import { type FileParts, fileRoutes } from './files/routes.ts';
import { chatsHealth, groupsHealth, type HealthParts } from './health.ts';
import { type LinkParts, linksOf, unlink } from './links.ts';
import { type WebhookParts, webhookRoute } from './webhook-route.ts';

/** What the doors of chats take. */
export interface ChatRoutesParts extends FileParts, LinkParts, Omit<WebhookParts, 'raw'>, Omit<HealthParts, 'raw'> {
  chats: Chats;
}

/**
 * `GET /api/v1/chats/health` tells how the bots do, and `/groups` what they hear in which group, to who may see what goes
 * out. `POST /api/v1/chats/link-codes` gives the user who asks a code; whoever writes `/start <code>` to the bot within a
 * quarter of an hour is then known as this user. `GET /api/v1/chats/links` tells which chats are linked to him, `DELETE
 * /api/v1/chats/links/:address` unlinks one.
 */
export const chatRoutes = (app: FastifyInstance, { chats, ...parts }: ChatRoutesParts): void => {
  const { raw } = chats;
  webhookRoute(app, { ...parts, raw });
  fileRoutes(app, parts);
  const mayLook = async (request: FastifyRequest): Promise<void> => {
    const caller = callerOf(request);
    if (!caller.admin) need(parts.settings.current(), caller.roles, 'can_view_outgoing_messages');
  };
  app.get('/api/v1/chats/health', { preHandler: mayLook }, () => chatsHealth({ ...parts, raw }));
  app.get('/api/v1/chats/groups', { preHandler: mayLook }, () => groupsHealth({ ...parts, raw }));
  app.post('/api/v1/chats/link-codes', async request => {
    const { name, contactId } = callerOf(request);
    if (!contactId)
      throw new AppError('request/invalid', 'No contact belongs to this login', {
        hint: 'An administrator gives the user a contact; then a chat can be linked to it',
      });
    const { code, until } = await chats.codes.make({ user: name, contact: contactId });
    return { code, until: new Date(until).toISOString() };
  });

  app.get('/api/v1/chats/links', async request => ({ links: await linksOf(parts, callerOf(request)) }));

  app.delete<{ Params: { address: string } }>('/api/v1/chats/links/:address', async request => {
    await unlink(parts, callerOf(request), request.params.address);
    return { ok: true };
  });
};
