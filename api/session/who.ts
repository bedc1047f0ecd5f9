import type { FastifyInstance } from 'fastify';
import { type Caller, callerOf } from './caller.ts';

/** The parts that telling callers about themselves takes. */
export interface WhoParts {
  /** A short text that differs when what the user may see differs. */
  scopeHash: (caller: Caller) => Promise<string>;
}

/** Who am I: for the app with all that it goes by, and as CouchDB answers it. */
export const whoRoutes = (app: FastifyInstance, { scopeHash }: WhoParts): void => {
  app.get('/api/v1/session', async request => {
    const caller = callerOf(request);
    const { name, roles, facilities, contactId, fullname, language, online } = caller;
    const scope = await scopeHash(caller);
    return { name, roles, facility_id: facilities, contact_id: contactId, fullname, language, online, scope };
  });

  app.get('/_session', async request => {
    const { caller } = request;
    const userCtx = caller ? { name: caller.name, roles: caller.roles } : { name: null, roles: [] };
    return {
      ok: true,
      userCtx,
      info: { authentication_handlers: ['cookie', 'default'], ...(caller ? { authenticated: 'cookie' } : {}) },
    };
  });
};
