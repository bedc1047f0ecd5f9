import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { docPath } from '../../couch/couch.ts';
import type { Caller } from '../../session/caller.ts';
import { callerOf } from '../../session/caller.ts';
import { shallow } from '../../web/depth.ts';
import type { ReplicateParts } from '../parts.ts';

/** Checkpoints of replication (`_local/...`): each user has his own, and none of them is the server's. */
export const localRoutes = (
  app: FastifyInstance,
  { couch, databases }: Pick<ReplicateParts, 'couch' | 'databases'>,
): void => {
  const pathOf = (caller: Caller, id: string) => docPath(databases.main, `_local/user:${caller.name}:${id}`);

  const answer = async (response: Response, id: string, reply: FastifyReply) => {
    const body = (await response.json()) as Record<string, unknown>;
    const renamed = {
      ...body,
      ...('_id' in body ? { _id: `_local/${id}` } : {}),
      ...('id' in body ? { id: `_local/${id}` } : {}),
    };
    return reply.code(response.status).send(renamed);
  };

  app.get<{ Params: { id: string } }>('/medic/_local/:id', async (request, reply) =>
    answer(await couch.admin(pathOf(callerOf(request), request.params.id)), request.params.id, reply),
  );

  app.put<{ Params: { id: string }; Body: Record<string, unknown> }>('/medic/_local/:id', async (request, reply) => {
    const path = pathOf(callerOf(request), request.params.id);
    if (!request.body || typeof request.body !== 'object' || Array.isArray(request.body))
      throw new AppError('request/invalid', 'Give a document');
    const { _id, ...doc } = shallow(request.body);
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(doc) };
    return answer(await couch.admin(path, init), request.params.id, reply);
  });

  app.delete<{ Params: { id: string }; Querystring: { rev?: string } }>('/medic/_local/:id', async (request, reply) => {
    const rev = request.query.rev ? `?rev=${encodeURIComponent(request.query.rev)}` : '';
    const path = pathOf(callerOf(request), request.params.id);
    return answer(await couch.admin(`${path}${rev}`, { method: 'DELETE' }), request.params.id, reply);
  });
};
