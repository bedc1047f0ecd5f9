import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError, type ErrorCode } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docPath } from '../../couch/couch.ts';
import { callerOf } from '../../session/caller.ts';
import { maySee, type Scope } from '../../visibility/scope.ts';
import type { ReplicateParts } from '../parts.ts';
import type { WriteRow } from './judge.ts';
import { batchLimit } from './limits.ts';
import { type Revision, visibleRevisions } from './revisions.ts';
import { type WriteParts, writeDocs } from './write-docs.ts';

const readOptions = [
  'rev',
  'revs',
  'revs_info',
  'conflicts',
  'deleted_conflicts',
  'latest',
  'local_seq',
  'meta',
  'attachments',
  'open_revs',
];

const missing = () => new AppError('doc/missing', 'missing');

/**
 * What CouchDB answers for leaves of a document that is not there: one that is hidden must look the same.
 * @throws `doc/missing` for all of them
 */
const absent = (asked: string | null): Revision[] => {
  if (asked === 'all') throw missing();
  return (JSON.parse(asked ?? '[]') as string[]).map(rev => ({ missing: rev }));
};

interface DocRoute {
  Params: { id: string };
  Querystring: Record<string, string | undefined>;
}

/** The parts that single documents take. */
type DocParts = WriteParts & Pick<ReplicateParts, 'couch' | 'databases'>;

/** Whether a user may see a document as it stands now; a deleted or missing one he may not. */
const mayRead = async ({ main, audiences }: DocParts, scope: Scope, id: string): Promise<boolean> => {
  const doc = id.startsWith('_local/') ? null : await main.get(id);
  if (!doc) return false;
  const [audience] = await audiences.of([doc]);
  return maySee(scope, audience!);
};

/** Our words for the statuses of a refused write; any other is one that may not be. */
const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'request/invalid',
  401: 'session/required',
  409: 'doc/conflict',
  413: 'request/too-large',
};

/** Answers a single write with CouchDB's status. */
const answerWrite = (reply: FastifyReply, row: WriteRow, status = 201) => {
  if ('ok' in row)
    return reply.code(status).header('etag', `"${row.rev}"`).send({ ok: true, id: row.id, rev: row.rev });
  const { status: refused, error, reason, id } = row;
  return reply.code(refused).send({ code: codes[refused] ?? 'access/forbidden', error, reason, message: reason, id });
};

const revOf = (request: FastifyRequest<DocRoute>): string | undefined =>
  request.query.rev ?? request.headers['if-match']?.replace(/^(W\/)?"|"$/g, '');

type Handler<T> = (
  parts: DocParts,
  request: FastifyRequest<DocRoute>,
  reply: FastifyReply,
  id: T,
) => Promise<FastifyReply | Revision[]>;

const read: Handler<string> = async (parts, request, reply, id) => {
  const scope = await parts.scope(callerOf(request));
  const query = new URLSearchParams(
    readOptions.flatMap(key => (request.query[key] === undefined ? [] : [[key, request.query[key]!]])),
  );
  if (!(await mayRead(parts, scope, id)) && !query.has('rev') && !query.has('open_revs')) throw missing();
  const response = await parts.couch.admin(`${docPath(parts.databases.main, id)}?${query}`);
  if (response.status === 404) throw missing();
  const body = (await response.json()) as Doc | Revision[];
  if (!response.ok) return reply.code(response.status).send(body);
  const docs = Array.isArray(body) ? body : [{ ok: body }];
  const [seen] = (await visibleRevisions(parts, scope, { results: [{ id, docs }] })).results;
  if (Array.isArray(body)) return seen?.docs ?? absent(query.get('open_revs'));
  const first = seen?.docs[0];
  if (!first || !('ok' in first)) throw missing();
  return reply.header('etag', `"${first.ok._rev}"`).send(first.ok);
};

const write: Handler<string | undefined> = async (parts, request, reply, id) => {
  const caller = callerOf(request);
  const body = request.body as Doc | null;
  if (!body || typeof body !== 'object' || Array.isArray(body))
    throw new AppError('request/invalid', 'Give a document');
  const rev = revOf(request) ?? body._rev;
  const doc = { ...body, ...(id === undefined ? {} : { _id: id }), ...(rev ? { _rev: rev } : {}) };
  if (id !== undefined && body._id !== undefined && body._id !== id)
    throw new AppError('request/invalid', 'The id in the document is another one');
  const newEdits = request.query.new_edits !== 'false';
  const [row] = await writeDocs(parts, caller, [doc], newEdits);
  return answerWrite(reply, row!);
};

const remove: Handler<string> = async (parts, request, reply, id) => {
  const rev = revOf(request);
  // As CouchDB: what is not there leaves no mark of having been deleted.
  if (rev === undefined && !(await mayRead(parts, await parts.scope(callerOf(request)), id))) throw missing();
  const gone = { _id: id, ...(rev ? { _rev: rev } : {}), _deleted: true };
  const [row] = await writeDocs(parts, callerOf(request), [gone]);
  return answerWrite(reply, row!, 200);
};

/** The database itself: PouchDB asks for nothing but the sequence, and how much others hold is not told. */
const about = async ({ couch, databases }: DocParts, request: FastifyRequest): Promise<object> => {
  callerOf(request);
  const info = await couch.json<Record<string, unknown>>(`/${encodeURIComponent(databases.main)}`);
  const { db_name: _, ...all } = info;
  const { update_seq, instance_start_time } = all;
  return { db_name: 'medic', ...(callerOf(request).online ? all : { update_seq, instance_start_time }) };
};

/** Single documents, each within the user's scope. */
export const docRoutes = (app: FastifyInstance, parts: DocParts): void => {
  for (const path of ['/medic', '/medic/']) {
    app.post<DocRoute>(path, { bodyLimit: batchLimit }, (request, reply) => write(parts, request, reply, undefined));
    app.get(path, request => about(parts, request));
  }
  for (const [path, prefix] of [
    ['/medic/:id(^[^_].*$)', ''],
    ['/medic/_design/:id', '_design/'],
  ] as const) {
    const named = ({ params }: FastifyRequest<DocRoute>): string => {
      const id = `${prefix}${params.id}`;
      if (prefix === '' && id.startsWith('_') && !id.startsWith('_design/')) throw missing();
      return id;
    };
    const options = { bodyLimit: batchLimit };
    app.get<DocRoute>(path, async (request, reply) => read(parts, request, reply, named(request)));
    app.put<DocRoute>(path, options, async (request, reply) => write(parts, request, reply, named(request)));
    app.delete<DocRoute>(path, async (request, reply) => remove(parts, request, reply, named(request)));
  }
};
