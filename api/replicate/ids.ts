import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import type { Caller } from '../session/sessions.ts';
import { candidates } from './candidates.ts';
import { unpurged } from './read.ts';
import { replicationLog } from './replication-log.ts';
import { maySee } from './scope.ts';
import { scopeHash } from './user-scope.ts';

/** From so many documents on a phone is warned. Tasks do not count. */
export const warnFrom = 10_000;
const pageSize = 1000;

interface IdRev {
  id: string;
  rev: string;
}

/** Ids and revisions of everything a user may hold. */
const idsFor = async (programme: Programme, caller: Caller): Promise<{ ids: IdRev[]; tasks: number }> => {
  const { main, facts } = programme;
  const scope = await programme.scope(caller);
  const ids: IdRev[] = [];
  let tasks = 0;
  const take = async (docs: readonly Doc[]) => {
    const found = await facts.of(docs);
    docs.forEach((doc, index) => {
      if (!maySee(scope, found[index]!)) return;
      ids.push({ id: doc._id, rev: doc._rev! });
      if (found[index]!.kind === 'task') tasks += 1;
    });
  };
  if (!scope.online) {
    const wanted = await unpurged(programme, scope, await candidates(programme, scope));
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

/** How many documents a user would hold (`users-info`). */
export const countFor = async (programme: Programme, caller: Caller): Promise<object> => {
  const { ids, tasks } = await idsFor(programme, caller);
  const warned = ids.length - tasks;
  return { total_docs: ids.length, warn_docs: warned, warn: warned >= warnFrom, limit: warnFrom };
};

const deletesBody = z.object({ doc_ids: z.array(z.string()).max(200_000) });

/** CHT's own way of replication: a phone compares the whole list of ids (`users-and-sync.md` §5.3). */
export const idRoutes = (app: FastifyInstance, programme: Programme): void => {
  const { main, now } = programme;
  const records = replicationLog(programme);

  app.get('/api/v1/replication/get-ids', async request => {
    const caller = callerOf(request);
    const began = now();
    try {
      const scope = scopeHash(await programme.scope(caller));
      const { seq } = await main.info();
      const { ids, tasks } = await idsFor(programme, caller);
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
    const { purge } = await programme.scope(callerOf(request));
    const body = deletesBody.safeParse(request.body);
    if (!body.success) throw new AppError('request/invalid', 'Give doc_ids, a list of ids');
    const { doc_ids: ids } = body.data;
    const gone: string[] = [];
    for (let at = 0; at < ids.length; at += pageSize)
      gone.push(...(await deleted(programme, ids.slice(at, at + pageSize))));
    const out = purge ? await programme.purged.among(purge.roles, ids) : [];
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
const deleted = async ({ couch, databases }: Programme, keys: readonly string[]): Promise<string[]> => {
  const { rows } = await couch.json<{ rows: KeyRow[] }>(`/${encodeURIComponent(databases.main)}/_all_docs`, { keys });
  return rows.filter(({ value }) => value?.deleted).map(({ key }) => key);
};
