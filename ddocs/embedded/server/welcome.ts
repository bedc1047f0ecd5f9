import { newId } from '../databases/new-id.ts';
import { type Answer, json } from '../http/answer.ts';
import { badRequest } from '../http/error.ts';
import type { Call, Server } from './call.ts';

/** The CouchDB whose interface this is. */
const VERSION = '3.5.0';
/** The name of the one node. */
export const NODE = 'rounds@127.0.0.1';
const MOST_UUIDS = 1000;

/** `GET /`. */
export const welcome = ({ uuid }: Server): Answer =>
  json({
    couchdb: 'Welcome',
    version: VERSION,
    git_sha: 'embedded',
    uuid,
    features: [],
    vendor: { name: 'Rounds, embedded database' },
  });

/** `GET /_up`. */
export const up = (): Answer => json({ status: 'ok', seeds: {} });

/** `GET /_uuids`. */
export function uuids({ query }: Call): Answer {
  const count = query.count('count') ?? 1;
  if (count > MOST_UUIDS) throw badRequest(`count parameter too large: ${count} > ${MOST_UUIDS}`);
  return json({ uuids: Array.from({ length: count }, newId) }, 200, { 'cache-control': 'no-cache, must-revalidate' });
}

/** `GET /_active_tasks`: indexes and compaction are no tasks of their own here. */
export const activeTasks = (): Answer => json([]);

/** `GET /_membership`: always one node. */
export const membership = (): Answer => json({ all_nodes: [NODE], cluster_nodes: [NODE] });
