import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { leaveBodies, type PassParts, pass, passOptions } from './pass.ts';
import { serverAdminOnly } from './server-admin.ts';

/** Lists of databases. Nothing stands below them: asked for that, CouchDB breaks off in the midst of its answer. */
const lists = ['_all_dbs', '_dbs_info'];

/** Other requests to the server itself that Fauxton makes. */
const serverPaths = ['_active_tasks', '_membership', '_uuids', '_up', '_node', '_scheduler', '_reshard'];

/**
 * CouchDB as it is, for administrators of the server: Fauxton, design documents, every database of the programme and no
 * other.
 */
export const couchAdminRoutes = async (app: FastifyInstance, parts: PassParts): Promise<void> => {
  await app.register(async scoped => {
    leaveBodies(scoped);
    const options = {
      ...passOptions,
      preHandler: serverAdminOnly,
      handler: (request: FastifyRequest, reply: FastifyReply) => pass(parts, request, reply),
    };
    const names = new Set([...Object.values(parts.databases), '_users', '_replicator', ...serverPaths]);
    names.delete('medic');
    for (const name of names) for (const url of [`/${name}`, `/${name}/*`]) scoped.route({ ...options, url });
    for (const url of ['/medic/*', ...lists.map(name => `/${name}`)]) scoped.route({ ...options, url });
    for (const url of ['/_utils', '/_utils/*']) scoped.route({ ...options, method: ['GET', 'HEAD'], url });
  });
};
