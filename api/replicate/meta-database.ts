import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { adminsOnly } from '@rounds/ddocs/documents/security.ts';
import type { ErasedIds } from '@rounds/ddocs/erasure/erased.ts';
import { erasedReason } from '@rounds/ddocs/erasure/erasure.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { forward } from '../couch/forward.ts';
import { partsOf } from '../couch-admin/address.ts';
import { leaveBodies, type PassParts, pass, passOptions } from '../couch-admin/pass.ts';
import { serverAdminOnly } from '../couch-admin/server-admin.ts';
import { callerOf } from '../session/caller.ts';
import { jsonIn } from '../web/body-text.ts';
import { shallow } from '../web/depth.ts';
import { wholeBody } from '../web/whole-body.ts';

/** What the user of a meta database may ask of it. */
const ownPaths = new Set(['', '_changes', '_bulk_docs', '_bulk_get', '_revs_diff', '_local', '_all_docs']);

/** Where bodies are posted to in it. */
const posted = new Set(['', '_changes', '_bulk_docs', '_bulk_get', '_revs_diff', '_all_docs']);

/** Largest body of a user to his meta database, in bytes. */
const metaLimit = 32 * 1024 * 1024;

const notForUsers = () => new AppError('access/forbidden', 'This is not for users');

/** Ids of the documents that a body holds, of one document or of `_bulk_docs`. */
const idsIn = (body: unknown): unknown[] => {
  const { _id, docs } = (body ?? {}) as { _id?: unknown; docs?: unknown };
  return [_id, ...(Array.isArray(docs) ? docs.map(doc => (doc as { _id?: unknown } | null)?._id) : [])];
};

/**
 * The body of a request, read: it goes on under the name of the administrator, who alone may write design documents.
 * @param isFile whether it is an attachment, and not JSON
 * @throws `access/forbidden`, `request/invalid`, `request/too-large`
 */
const ownBody = async (payload: unknown, isFile: boolean): Promise<unknown> => {
  const bytes = await wholeBody(payload, metaLimit);
  if (isFile || bytes.length === 0) return bytes.length === 0 ? undefined : bytes;
  const body = shallow(jsonIn(bytes, 'charset=utf-8'));
  if (idsIn(body).some(id => typeof id === 'string' && id.startsWith('_') && !id.startsWith('_local/')))
    throw notForUsers();
  return body;
};

/** A request to the meta database of its user: the path in it, and the database as the server calls it. */
interface OwnRequest {
  database: string;
  /** The pieces after the name of the database, as they came. */
  path: readonly string[];
  query: string;
}

/** The document that a mark speaks of: `read:report:<id>`. */
const markedBy = (id: unknown): string => (typeof id === 'string' ? id.replace(/^read:[a-z]+:/, '') : '');

/**
 * A body without marks of what was erased, which an old device brings back: it is told that they were taken.
 * @throws `access/forbidden` where the body is one such mark
 */
const withoutErased = async (body: unknown, address: string, erased: ErasedIds): Promise<unknown> => {
  if (await erased.any([markedBy(address), ...idsIn(body).slice(0, 1).map(markedBy)]))
    throw new AppError('access/forbidden', erasedReason);
  const { docs } = (body ?? {}) as { docs?: unknown };
  if (!Array.isArray(docs)) return body;
  const left = [];
  for (const doc of docs) if (!(await erased.any([markedBy((doc as { _id?: unknown } | null)?._id)]))) left.push(doc);
  return left.length === docs.length ? body : { ...(body as object), docs: left };
};

/** The request as one of a user to his own meta database; null where it asks for somebody else's. */
const ownRequest = (request: FastifyRequest, { databases }: PassParts): OwnRequest | null => {
  const { name } = callerOf(request);
  const { parts, query } = partsOf(request.url);
  const [first = '', ...path] = parts;
  const database = userMetaDatabase(databases.main, name);
  const isOwn = [userMetaDatabase('medic', name), database].includes(decodeURIComponent(first));
  return isOwn ? { database, path, query } : null;
};

/** Makes the meta database of a user, closed to all but administrators: he reaches it through the api only. */
const create = async (couchUrl: string, database: string, reply: FastifyReply): Promise<FastifyReply> => {
  const server = couchServer(couchUrl);
  const created = await server.createDatabase(database);
  await server.setSecurity(database, adminsOnly);
  return reply
    .code(created ? 201 : 412)
    .send(created ? { ok: true } : { error: 'file_exists', reason: 'The database is there' });
};

/** Answers a request of a user to his own meta database. @throws `access/forbidden` for what only administrators may */
const answerOwn = async (
  { couch, couchUrl, erased }: MetaParts,
  { database, path, query }: OwnRequest,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const [first = ''] = path;
  const plain = decodeURIComponent(first);
  if (!ownPaths.has(plain) && plain.startsWith('_')) throw notForUsers();
  if (request.method === 'PUT' && first === '') return create(couchUrl, database, reply);
  if (first === '' && request.method === 'DELETE') throw notForUsers();
  if (request.method === 'POST' && !posted.has(plain)) throw new AppError('doc/missing', 'Nothing is posted here');
  if (request.method === 'POST' || request.method === 'PUT')
    request.body = await withoutErased(
      await ownBody(request.body, path.filter(part => part !== '').length > 1 && !plain.startsWith('_')),
      plain,
      erased,
    );
  return forward({ couch }, request, reply, `/${[encodeURIComponent(database), ...path].join('/')}${query}`);
};

/** The parts that meta databases take. */
export interface MetaParts extends PassParts {
  /** With the administrator's name and password. */
  couchUrl: string;
  erased: ErasedIds;
}

/**
 * The meta database of each user, for himself: what he has read, and what his app tells of itself. Administrators of
 * the server reach those of all.
 */
export const metaDatabaseRoutes = async (app: FastifyInstance, parts: MetaParts): Promise<void> => {
  const handler = async (request: FastifyRequest, reply: FastifyReply) => {
    const own = ownRequest(request, parts);
    if (own) return answerOwn(parts, own, request, reply);
    await serverAdminOnly(request, reply);
    return reply.sent ? reply : pass(parts, request, reply);
  };
  await app.register(async scoped => {
    leaveBodies(scoped);
    for (const prefix of new Set(['/medic-user-:rest', `/${parts.databases.main}-user-:rest`]))
      for (const url of [prefix, `${prefix}/*`]) scoped.route({ ...passOptions, url, handler });
  });
};
