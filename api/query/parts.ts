import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyReply } from 'fastify';
import type { Couch } from '../couch/couch.ts';
import type { Visibility } from '../visibility/visibility.ts';

/** The parts that questions to the database take. */
export interface QueryParts extends Pick<Visibility, 'audiences' | 'scope'> {
  couch: Couch;
  databases: Databases;
  main: Store;
  settings: { current: () => Settings };
}

/** Hands on what the database answers to a question that it refuses. */
export const passOn = async (reply: FastifyReply, response: Response): Promise<FastifyReply> =>
  reply
    .code(response.status)
    .type('application/json')
    .send(await response.text());
