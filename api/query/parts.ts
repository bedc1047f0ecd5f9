import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { FastifyReply } from 'fastify';
import type { Couch } from '../couch/couch.ts';
import type { Reading } from '../couch/reading.ts';
import type { Visibility } from '../visibility/visibility.ts';

/** The parts that questions to the database take. */
export interface QueryParts extends Pick<Visibility, 'audiences' | 'scope'> {
  couch: Couch;
  reading: Reading;
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

/** What the database answers to a question of a user, read in turn; without a body where it refuses. */
export const answerTo = <Answer>(
  { couch, reading }: QueryParts,
  user: string,
  path: string,
  init: RequestInit,
): Promise<{ response: Response; answer?: Answer }> =>
  reading.page(user, async () => {
    const response = await couch.admin(path, init);
    return response.ok ? { response, answer: (await response.json()) as Answer } : { response };
  });
