import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../session/caller.ts';
import type { Chats } from './chats.ts';

/**
 * `POST /api/v1/chats/link-codes` gives the user who asks a code; whoever writes `/start <code>` to the bot within a
 * quarter of an hour is then known as this user.
 */
export const chatRoutes = (app: FastifyInstance, { chats }: { chats: Chats }): void => {
  app.post('/api/v1/chats/link-codes', async request => {
    const { name, contactId } = callerOf(request);
    if (!contactId)
      throw new AppError('request/invalid', 'No contact belongs to this login', {
        hint: 'An administrator gives the user a contact; then a chat can be linked to it',
      });
    const { code, until } = await chats.codes.make({ user: name, contact: contactId });
    return { code, until: new Date(until).toISOString() };
  });
};
