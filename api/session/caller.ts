import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { offlineRefusal } from '../web/answers.ts';

/** A user who has proven his name. */
export interface Caller {
  name: string;
  roles: string[];
  facilities: string[];
  contactId: string | undefined;
  fullname: string | undefined;
  language: string | undefined;
  online: boolean;
  admin: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The user who asks; null for strangers. */
    caller: Caller | null;
    /** Set when credentials came that do not hold. */
    refused: AppError | null;
    /** Whether the caller has shown his password with this very request. */
    byPassword: boolean;
  }
}

/** The user who asks. @throws `session/required` or `session/refused` when nobody does */
export const callerOf = (request: FastifyRequest): Caller => {
  if (request.caller) return request.caller;
  throw (
    request.refused ??
    new AppError('session/required', 'Not logged in', { hint: 'Log in, or send a name and password' })
  );
};

/** A preHandler for routes that users of a device may not use; it answers as CHT does. */
export const onlineOnly = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  if (!callerOf(request).online) await reply.code(403).send(offlineRefusal);
};

/** A preHandler for routes of administrators. @throws `access/forbidden` */
export const adminOnly = async (request: FastifyRequest): Promise<void> => {
  if (!callerOf(request).admin) throw new AppError('access/forbidden', 'Only administrators may do this');
};
