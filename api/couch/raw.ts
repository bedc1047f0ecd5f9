import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { offlineRefusal } from '../web/answers.ts';
import { wholeBody } from '../web/body.ts';
import { jsonIn } from '../web/strict-body.ts';
import { forward } from './forward.ts';

/** Requests to the server itself that Fauxton makes; for administrators of the server. */
const serverPaths = [
  '_all_dbs',
  '_dbs_info',
  '_active_tasks',
  '_membership',
  '_uuids',
  '_up',
  '_node',
  '_scheduler',
  '_reshard',
];

/** The parts of a path as they came. @throws `request/invalid` for a path that names another one than it seems to */
export const partsOf = (url: string): { parts: string[]; query: string } => {
  const at = url.indexOf('?');
  const [path, query] = at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
  const parts = path.split('/').slice(1);
  for (const part of parts) {
    let plain: string;
    try {
      plain = decodeURIComponent(part);
    } catch {
      throw new AppError('request/invalid', 'This address cannot be read');
    }
    if (plain === '.' || plain === '..' || part.includes('\\'))
      throw new AppError('request/invalid', 'This address cannot be read');
  }
  // CouchDB reads two slashes as one, and so another path than it seems to be.
  if (parts.slice(0, -1).includes('')) throw new AppError('request/invalid', 'This address cannot be read');
  return { parts, query };
};

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

/** What the user of a meta database may ask of it. */
const ownPaths = new Set(['', '_changes', '_bulk_docs', '_bulk_get', '_revs_diff', '_local', '_all_docs']);

/** Largest body of a user to his meta database, in bytes. */
const metaLimit = 32 * 1024 * 1024;

/** Ids of the documents that a body holds, of one document or of `_bulk_docs`. */
const idsIn = (body: unknown): unknown[] => {
  const { _id, docs } = (body ?? {}) as { _id?: unknown; docs?: unknown };
  return [_id, ...(Array.isArray(docs) ? docs.map(doc => (doc as { _id?: unknown } | null)?._id) : [])];
};

/**
 * The body of a write, read: it goes on under the name of the administrator, who alone may write design documents.
 * @throws `access/forbidden`, `request/invalid`, `request/too-large`
 */
const ownDocs = async (payload: unknown): Promise<unknown> => {
  const body = jsonIn(await wholeBody(payload, metaLimit), 'charset=utf-8');
  if (idsIn(body).some(id => typeof id === 'string' && id.startsWith('_')))
    throw new AppError('access/forbidden', 'This is not for users');
  return body;
};

/**
 * CouchDB as it is, for administrators of the server: Fauxton, design documents, every database of the programme and no
 * other. And the meta database of each user, for himself.
 */
export const rawRoutes = async (app: FastifyInstance, programme: Programme, couchUrl: string): Promise<void> => {
  const { databases } = programme;
  const server = couchServer(couchUrl);
  const everyMethod = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];

  await app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const options = { method: everyMethod, bodyLimit: 1024 ** 3, compress: false as const };

    const pass = (request: FastifyRequest, reply: FastifyReply) => {
      const { parts, query } = partsOf(request.url);
      const [first = '', ...rest] = parts;
      const name = first === 'medic' ? databases.main : decodeURIComponent(first);
      return forward(programme, request, reply, `/${[encodeURIComponent(name), ...rest].join('/')}${query}`);
    };

    const names = new Set([...Object.values(databases), '_users', '_replicator', ...serverPaths]);
    names.delete('medic');
    for (const name of names) {
      scoped.route({ ...options, url: `/${name}`, preHandler: serverAdminOnly, handler: pass });
      scoped.route({ ...options, url: `/${name}/*`, preHandler: serverAdminOnly, handler: pass });
    }
    scoped.route({ ...options, url: '/medic/*', preHandler: serverAdminOnly, handler: pass });
    for (const url of ['/_utils', '/_utils/*'])
      scoped.route({ ...options, method: ['GET', 'HEAD'], url, preHandler: serverAdminOnly, handler: pass });

    const own = async (request: FastifyRequest, reply: FastifyReply) => {
      const caller = callerOf(request);
      const { parts, query } = partsOf(request.url);
      const [first = '', path = '', ...rest] = parts;
      const asked = decodeURIComponent(first);
      const mine =
        asked === userMetaDatabase('medic', caller.name) || asked === userMetaDatabase(databases.main, caller.name);
      if (!mine) return serverAdminOnly(request, reply).then(() => (reply.sent ? reply : pass(request, reply)));
      const plain = decodeURIComponent(path);
      if (!ownPaths.has(plain) && plain.startsWith('_'))
        throw new AppError('access/forbidden', 'This is not for users');
      const database = userMetaDatabase(databases.main, caller.name);
      if (request.method === 'PUT' && path === '') {
        const created = await server.createDatabase(database);
        await server.setSecurity(database, adminsOnly);
        return reply
          .code(created ? 201 : 412)
          .send(created ? { ok: true } : { error: 'file_exists', reason: 'The database is there' });
      }
      if (request.method === 'POST' && (plain === '' || plain === '_bulk_docs'))
        request.body = await ownDocs(request.body);
      if (path === '' && request.method === 'DELETE') throw new AppError('access/forbidden', 'This is not for users');
      return forward(
        programme,
        request,
        reply,
        `/${[encodeURIComponent(database), ...(parts.length > 1 ? [path] : []), ...rest].join('/')}${query}`,
      );
    };
    const prefixes = new Set(['/medic-user-:rest', `/${databases.main}-user-:rest`]);
    for (const prefix of prefixes)
      for (const url of [prefix, `${prefix}/*`]) scoped.route({ ...options, url, handler: own });
  });
};
