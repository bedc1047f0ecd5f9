import type { FastifyInstance } from 'fastify';
import { allDocsRoutes } from './couchdb/all-docs.ts';
import { attachmentRoutes } from './couchdb/attachments.ts';
import { bulkRoutes } from './couchdb/bulk.ts';
import { changesRoutes } from './couchdb/changes-routes.ts';
import { docRoutes } from './couchdb/docs.ts';
import { localRoutes } from './couchdb/local-docs.ts';
import type { ReplicateParts } from './parts.ts';
import { fillRoutes } from './phone/fill.ts';
import { idRoutes } from './phone/ids.ts';
import { leftRoutes } from './phone/left.ts';
import { replicationLogRoutes } from './phone/replication-log-routes.ts';
import { usersInfoRoutes } from './phone/users-info.ts';

/** The main database at `/medic`, as CouchDB has it, each document within its user's scope. */
export const documentRoutes = (app: FastifyInstance, parts: ReplicateParts): void => {
  allDocsRoutes(app, parts);
  changesRoutes(app, parts);
  bulkRoutes(app, parts);
  localRoutes(app, parts);
  docRoutes(app, parts);
  attachmentRoutes(app, parts);
};

/** What phones ask for beyond CouchDB's own replication, and what is known of them. */
export const phoneRoutes = (app: FastifyInstance, parts: ReplicateParts): void => {
  fillRoutes(app, parts);
  idRoutes(app, parts);
  leftRoutes(app, parts);
  usersInfoRoutes(app, parts);
  replicationLogRoutes(app, parts);
};
