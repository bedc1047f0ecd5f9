import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError, type ErrorCode } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { docPath } from '../couch/couch.ts';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { batchLimit, type Revision, visibleRevisions } from './bulk.ts';
import { maySee } from './scope.ts';
import { type WriteRow, writeDocs } from './write.ts';

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

/** Whether a user may see a document as it stands now; a deleted or missing one he may not. */
export const mayRead = async (programme: Programme, request: FastifyRequest, id: string): Promise<boolean> => {
  const scope = await programme.scope(callerOf(request));
  const doc = id.startsWith('_local/') ? null : await programme.main.get(id);
  if (!doc) return false;
  const [facts] = await programme.facts.of([doc]);
  return maySee(scope, facts!);
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

/** Single documents, each within the user's scope. */
export const docRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { couch, databases } = programme;

  const read = async (request: FastifyRequest<DocRoute>, reply: FastifyReply) => {
    const caller = callerOf(request);
    const { id } = request.params;
    const query = new URLSearchParams(
      readOptions.flatMap(key => (request.query[key] === undefined ? [] : [[key, request.query[key]!]])),
    );
    if (!(await mayRead(programme, request, id)) && !query.has('rev') && !query.has('open_revs')) throw missing();
    const response = await couch.admin(`${docPath(databases.main, id)}?${query}`);
    if (response.status === 404) throw missing();
    const body = (await response.json()) as Doc | Revision[];
    if (!response.ok) return reply.code(response.status).send(body);
    const scope = await programme.scope(caller);
    const docs = Array.isArray(body) ? body : [{ ok: body }];
    const [seen] = (await visibleRevisions(programme, scope, { results: [{ id, docs }] })).results;
    if (Array.isArray(body)) return seen?.docs ?? absent(query.get('open_revs'));
    const first = seen?.docs[0];
    if (!first || !('ok' in first)) throw missing();
    return reply.header('etag', `"${first.ok._rev}"`).send(first.ok);
  };

  const write = async (request: FastifyRequest<DocRoute>, reply: FastifyReply, id: string | undefined) => {
    const caller = callerOf(request);
    const body = request.body as Doc | null;
    if (!body || typeof body !== 'object' || Array.isArray(body))
      throw new AppError('request/invalid', 'Give a document');
    const rev = revOf(request) ?? body._rev;
    const doc = { ...body, ...(id === undefined ? {} : { _id: id }), ...(rev ? { _rev: rev } : {}) };
    if (id !== undefined && body._id !== undefined && body._id !== id)
      throw new AppError('request/invalid', 'The id in the document is another one');
    const newEdits = request.query.new_edits !== 'false';
    const [row] = await writeDocs(programme, caller, [doc], newEdits);
    return answerWrite(reply, row!);
  };

  const remove = async (request: FastifyRequest<DocRoute>, reply: FastifyReply, id: string) => {
    const rev = revOf(request);
    const [row] = await writeDocs(programme, callerOf(request), [
      { _id: id, ...(rev ? { _rev: rev } : {}), _deleted: true },
    ]);
    return answerWrite(reply, row!, 200);
  };

  app.post<DocRoute>('/medic', { bodyLimit: batchLimit }, (request, reply) => write(request, reply, undefined));
  app.post<DocRoute>('/medic/', { bodyLimit: batchLimit }, (request, reply) => write(request, reply, undefined));
  for (const [path, prefix] of [
    ['/medic/:id(^[^_].*$)', ''],
    ['/medic/_design/:id', '_design/'],
  ] as const) {
    const named = (request: FastifyRequest<DocRoute>) => {
      const id = `${prefix}${request.params.id}`;
      if (prefix === '' && id.startsWith('_') && !id.startsWith('_design/')) throw missing();
      return id;
    };
    app.get<DocRoute>(path, (request, reply) =>
      read(Object.assign(request, { params: { id: named(request) } }), reply),
    );
    app.put<DocRoute>(path, { bodyLimit: batchLimit }, (request, reply) => write(request, reply, named(request)));
    app.delete<DocRoute>(path, (request, reply) => remove(request, reply, named(request)));
  }

  const info = async (request: FastifyRequest) => {
    callerOf(request);
    const { db_name: _, ...about } = await couch.json<Record<string, unknown>>(
      `/${encodeURIComponent(databases.main)}`,
    );
    // PouchDB asks for nothing but the sequence; how much others hold is not told.
    const { update_seq, instance_start_time } = about;
    return { db_name: 'medic', ...(callerOf(request).online ? about : { update_seq, instance_start_time }) };
  };
  app.get('/medic', info);
  app.get('/medic/', info);
};
