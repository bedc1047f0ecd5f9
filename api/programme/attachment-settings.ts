import type { FastifyInstance } from 'fastify';
import type { Couch } from '../couch/couch.ts';
import { serverAdminOnly } from '../couch-admin/server-admin.ts';

/** What CouchDB does with attachments where nobody has told it otherwise. */
const untold = {
  compressible_types: 'text/*, application/javascript, application/json, application/xml',
  compression_level: '8',
};

/**
 * `GET /api/couch-config-attachments`: which attachments the database packs. The digest of a packed one is not that of
 * its file, and tools that compare them have to know.
 */
export const attachmentSettingsRoutes = (app: FastifyInstance, { couch }: { couch: Couch }): void => {
  app.get('/api/couch-config-attachments', { preHandler: serverAdminOnly }, async () => {
    const stored = await couch.admin('/_node/_local/_config/attachments');
    return stored.ok ? { ...untold, ...((await stored.json()) as object) } : untold;
  });
};
