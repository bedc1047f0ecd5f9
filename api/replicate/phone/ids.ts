import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Caller } from '../../session/caller.ts';
import { callerOf } from '../../session/caller.ts';
import { candidates } from '../../visibility/candidates.ts';
import { maySee } from '../../visibility/scope.ts';
import { scopeHash } from '../../visibility/user-scope.ts';
import { unpurged } from '../../visibility/visible.ts';
import type { ReplicateParts } from '../parts.ts';
import { warnFrom } from '../replication-limit.ts';
import { replicationLog } from './replication-log.ts';

const pageSize = 1000;

interface IdRev {
  id: string;
  rev: string;
}

/** The parts that the list of ids takes. */
export type IdsParts = Pick<ReplicateParts, 'couch' | 'databases' | 'main' | 'audiences' | 'purged' | 'scope'>;

/** Ids and revisions of everything a user may hold, and how many of them are tasks. */
export const idsFor = async (parts: IdsParts, caller: Caller): Promise<{ ids: IdRev[]; tasks: number }> => {
  const { main, audiences } = parts;
  const scope = await parts.scope(caller);
  const ids: IdRev[] = [];
  let tasks = 0;
  const take = async (docs: readonly Doc[]) => {
    const found = await audiences.of(docs);
    docs.forEach((doc, index) => {
      if (!maySee(scope, found[index]!)) return;
      ids.push({ id: doc._id, rev: doc._rev! });
      if (found[index]!.kind === 'task') tasks += 1;
    });
  };
  if (!scope.online) {
    const wanted = await unpurged(parts, scope, await candidates(parts, scope));
    for (let at = 0; at < wanted.length; at += pageSize)
      await take((await main.getMany(wanted.slice(at, at + pageSize))).filter(doc => doc !== null));
    return { ids, tasks };
  }
  for (let from = ''; ; ) {
    const docs = await main.range({ from, to: '\ufff0', limit: pageSize, after: true });
    if (docs.length === 0) return { ids, tasks };
    from = docs.at(-1)!._id;
    await take(docs);
  }
};

const deletesBody = z.object({ doc_ids: z.array(z.string()).max(200_000) });

/** CHT's own way of replication: a phone compares the whole list of ids. */
export const idRoutes = (
  app: FastifyInstance,
  parts: IdsParts & Pick<ReplicateParts, 'logs' | 'log' | 'now'>,
): void => {
  const { main, now } = parts;
  const records = replicationLog(parts);

  app.get('/api/v1/replication/get-ids', async request => {
    const caller = callerOf(request);
    const began = now();
    try {
      const scope = scopeHash(await parts.scope(caller));
      const { seq } = await main.info();
      const { ids, tasks } = await idsFor(parts, caller);
      const warned = ids.length - tasks;
      await Promise.all([records.counted(caller.name, warned), records.succeeded(caller.name)]);
      return { doc_ids_revs: ids, warn_docs: warned, last_seq: seq, warn: warned >= warnFrom, limit: warnFrom, scope };
    } catch (error) {
      void records.failed(caller.name, {
        request: 'get-ids',
        request_id: request.id,
        broken_off: false,
        duration: now() - began,
      });
      throw error;
    }
  });

  app.post('/api/v1/replication/get-deletes', { bodyLimit: 32 * 1024 * 1024 }, async request => {
    const { purge } = await parts.scope(callerOf(request));
    const body = deletesBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give doc_ids, a list of ids');
    const { doc_ids: ids } = body.data;
    const gone: string[] = [];
    for (let at = 0; at < ids.length; at += pageSize)
      gone.push(...(await deleted(parts, ids.slice(at, at + pageSize))));
    const out = purge ? await parts.purged.among(purge.roles, ids) : [];
    return { doc_ids: [...new Set([...gone, ...out])] };
  });
};

interface KeyRow {
  key: string;
  id?: string;
  value?: { rev: string; deleted?: boolean };
  error?: string;
}

/** Those of the ids that were deleted. An id that was never there is not among them. */
const deleted = async ({ couch, databases }: IdsParts, keys: readonly string[]): Promise<string[]> => {
  const { rows } = await couch.json<{ rows: KeyRow[] }>(`/${encodeURIComponent(databases.main)}/_all_docs`, { keys });
  return rows.filter(({ value }) => value?.deleted).map(({ key }) => key);
};
