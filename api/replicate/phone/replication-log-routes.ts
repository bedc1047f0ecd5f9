import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerOf, onlineOnly } from '../../session/caller.ts';
import { need } from '../../session/permissions.ts';
import { chtFailurePrefix, failurePrefix, failuresByUser, type UserFailures } from '../failures.ts';
import type { ReplicateParts } from '../parts.ts';
import { countPrefix, warnFrom } from '../replication-limit.ts';
import type { ReplicationCount } from './replication-log.ts';

const most = 10_000;
const ofUser = z.object({
  user: z.string().min(1).max(200).optional(),
  /** `YYYY-MM`: failures of that month only. */
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
});

/** A document without what the database adds. */
const bare = <T extends Doc>({ _rev, ...doc }: T) => doc;

/** What phones were sent, and which fail. For online users who may see users. */
export const replicationLogRoutes = (
  app: FastifyInstance,
  { logs, settings }: Pick<ReplicateParts, 'logs' | 'settings'>,
): void => {
  const read = (query: unknown): z.output<typeof ofUser> => {
    const asked = ofUser.safeParse(query);
    if (!asked.success) throw new AppError('request/invalid', 'user is the name of a user, month one like 2026-01');
    return asked.data;
  };
  const under = (prefix: string) => logs.range({ from: prefix, to: `${prefix}\ufff0`, limit: most });
  /** How many documents each user was last told of; of one user his entry alone, as CHT answers. */
  const counts = async (query: unknown): Promise<object> => {
    const { user } = read(query);
    if (user === undefined)
      return { limit: warnFrom, users: ((await under(countPrefix)) as ReplicationCount[]).map(bare) };
    const doc = await logs.get<ReplicationCount>(`${countPrefix}${user}`);
    return { limit: warnFrom, users: doc ? bare(doc) : [] };
  };
  const failures = async (query: unknown): Promise<UserFailures[]> => {
    const { user, month } = read(query);
    const all = failuresByUser([...(await under(failurePrefix)), ...(await under(chtFailurePrefix))]);
    const wanted = user === undefined ? all : all.filter(each => each.user === user);
    if (month === undefined) return wanted;
    return wanted.flatMap(each => {
      const some = each.failures.filter(({ date }) => date.startsWith(month));
      return some.length > 0 ? [{ ...each, failures: some }] : [];
    });
  };
  const routes: [string, (query: unknown) => Promise<object>][] = [
    ['/api/v1/users-doc-count', counts],
    ['/api/v1/replication-failure-logs', async query => ({ users: await failures(query) })],
    [
      '/api/v1/replication-health/failed',
      async query => {
        // Their last replication failed: the phone has not had a whole one since.
        const ill = (await failures(query)).filter(
          ({ last_failure, last_success = '' }) => last_success < last_failure,
        );
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
