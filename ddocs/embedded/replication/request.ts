import { createHash } from 'node:crypto';
import { badRequest } from '../http/error.ts';
import { type Endpoint, parseEndpoint } from './endpoint.ts';

/** A replication as `_replicate` or a document of `_replicator` asks for it. */
export interface ReplicationRequest {
  /** The same for the same replication. */
  id: string;
  source: Endpoint;
  target: Endpoint;
  continuous: boolean;
  createTarget: boolean;
  /** Which documents, in the words of PouchDB. */
  which: PouchDB.Replication.ReplicateOptions;
}

/** Reads a replication. @param self see {@link parseEndpoint}. @throws `bad_request` */
export function parseReplication(raw: Record<string, unknown>, self: string): ReplicationRequest {
  const { source: from, target: to, continuous = false, create_target: createTarget = false } = raw;
  if (typeof continuous !== 'boolean' || typeof createTarget !== 'boolean')
    throw badRequest('`continuous` and `create_target` must be true or false');
  const source = parseEndpoint(from, 'source', self);
  const target = parseEndpoint(to, 'target', self);
  const which = parseWhich(raw);
  const digest = createHash('md5')
    .update(JSON.stringify([source.url, source.headers, target.url, target.headers, which]))
    .digest('hex');
  const id = `${digest}${continuous ? '+continuous' : ''}${createTarget ? '+create_target' : ''}`;
  return { id, source, target, continuous, createTarget, which };
}

function parseWhich(raw: Record<string, unknown>): PouchDB.Replication.ReplicateOptions {
  const { doc_ids, selector, filter, query_params, since_seq } = raw;
  if ([doc_ids, selector, filter].filter(one => one !== undefined).length > 1)
    throw badRequest('`doc_ids`, `filter`, `selector` are mutually exclusive');
  if (doc_ids !== undefined && !(Array.isArray(doc_ids) && doc_ids.every(id => typeof id === 'string')))
    throw badRequest('`doc_ids` must be a list of ids');
  if (filter !== undefined && typeof filter !== 'string') throw badRequest('`filter` must be text');
  if (selector !== undefined && (!selector || typeof selector !== 'object'))
    throw badRequest('`selector` must be an object');
  return {
    ...(doc_ids === undefined ? {} : { doc_ids }),
    ...(selector === undefined ? {} : { selector: selector as PouchDB.Find.Selector }),
    ...(filter === undefined ? {} : { filter, query_params: (query_params ?? {}) as Record<string, string> }),
    ...(since_seq === undefined ? {} : { since: since_seq as number }),
  };
}
