import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { offlineRefusal } from '../web/answers.ts';

/** Whether somebody administers the server itself, and not only the programme. */
const isServerAdmin = (request: FastifyRequest): boolean => callerOf(request).roles.includes('_admin');

/** @throws `access/forbidden` unless an administrator of the server asks; users of a device get CHT's answer */
export const serverAdminOnly = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (isServerAdmin(request)) return;
  if (!callerOf(request).online) {
    await reply.code(403).send(offlineRefusal);
    return;
  }
  throw new AppError('access/forbidden', 'Only administrators of the server may do this');
};
