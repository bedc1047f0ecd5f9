import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf, onlineOnly } from '../../session/caller.ts';
import { need } from '../../session/permissions.ts';
import type { ReplicateParts } from '../parts.ts';
import { warnFrom } from '../replication-limit.ts';
import { countPrefix, failurePrefix, type ReplicationCount, type ReplicationFailures } from './replication-log.ts';

const most = 1000;
const ofUser = z.object({ user: z.string().min(1).max(200).optional() });

/** A document without what the database adds. */
const bare = <T extends Doc>({ _rev, ...doc }: T) => doc;

/** What phones were sent, and which fail. For online users who may see users. */
export const replicationLogRoutes = (
  app: FastifyInstance,
  { logs, settings }: Pick<ReplicateParts, 'logs' | 'settings'>,
): void => {
  const read = async <T extends Doc>(start: string, query: unknown): Promise<T[]> => {
    const asked = ofUser.safeParse(query);
    if (!asked.success) throw new AppError('request/invalid', 'user is the name of a user');
    const { user } = asked.data;
    if (user === undefined) return logs.range<T>({ from: start, to: `${start}\ufff0`, limit: most });
    const doc = await logs.get<T>(`${start}${user}`);
    return doc ? [doc] : [];
  };
  const routes: [string, (query: unknown) => Promise<object>][] = [
    [
      '/api/v1/users-doc-count',
      async query => ({ limit: warnFrom, users: (await read<ReplicationCount>(countPrefix, query)).map(bare) }),
    ],
    [
      '/api/v1/replication-failure-logs',
      async query => ({ users: (await read<ReplicationFailures>(failurePrefix, query)).map(bare) }),
    ],
    [
      '/api/v1/replication-health/failed',
      async query => {
        const all = await read<ReplicationFailures>(failurePrefix, query);
        // Their last replication failed: the phone has not had a whole one since.
        const ill = all.filter(({ last_failure, last_success = '' }) => last_success < last_failure);
        return {
          count: ill.length,
          users: ill.map(({ user, last_failure, count }) => ({ user, last_failure, count })),
        };
      },
    ],
  ];
  for (const [path, answer] of routes)
    app.get(path, { preHandler: onlineOnly }, async request => {
      need(settings.current(), callerOf(request).roles, 'can_view_users');
      return answer(request.query);
    });
};
