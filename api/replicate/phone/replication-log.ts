import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Failure, failurePrefix, type ReplicationFailures } from '../failures.ts';
import type { ReplicateParts } from '../parts.ts';
import { countPrefix } from '../replication-limit.ts';

/** How many documents a user's phone was last told of: `replication-count-<user>` in the log database. */
export interface ReplicationCount extends Doc {
  type: 'replication-count';
  user: string;
  /** In ms, as CHT has it; earlier versions of Rounds wrote it as text. */
  date: Ms | Iso;
  /** Tasks left out. */
  count: number;
}

const keptFailures = 20;
const tries = 5;

/**
 * Keeps count of what phones are sent, for people who look after many of them. Nobody waits for it, and nothing fails
 * with it.
 */
export interface ReplicationLog {
  /** A phone was told of so many documents, tasks left out. */
  counted(user: string, count: number): Promise<void>;
  failed(user: string, failure: Omit<Failure, 'date'>): Promise<void>;
  /** Something came to its end: the user's phone is well, where it was not before. */
  succeeded(user: string): Promise<void>;
}

/** The log of a programme. */
export const replicationLog = ({ logs, log, now }: Pick<ReplicateParts, 'logs' | 'log' | 'now'>): ReplicationLog => {
  const at = () => new Date(now()).toISOString();
  const change = async <T extends Doc>(id: string, apply: (stored: T | null) => T | null): Promise<void> => {
    try {
      for (let left = tries; left > 0; left -= 1) {
        const stored = await logs.get<T>(id);
        const next = apply(stored);
        if (!next) return;
        const [result] = await logs.write([{ ...next, ...(stored?._rev ? { _rev: stored._rev } : {}) }]);
        if (result!.ok || result!.error !== 'conflict') return;
      }
    } catch (error) {
      log.debug({ err: error }, 'the replication log could not be written');
    }
  };
  return {
    counted: (user, count) => {
      const _id = `${countPrefix}${user}`;
      return change<ReplicationCount>(_id, () => ({ _id, type: 'replication-count', user, date: now(), count }));
    },
    failed: (user, failure) => {
      const _id = `${failurePrefix}${user}`;
      return change<ReplicationFailures>(_id, stored => ({
        ...(stored ?? { _id, type: 'replication-failure', user }),
        count: (stored?.count ?? 0) + 1,
        failures: [...(stored?.failures ?? []), { date: at(), ...failure }].slice(-keptFailures),
        last_failure: at(),
      }));
    },
    succeeded: user =>
      change<ReplicationFailures>(`${failurePrefix}${user}`, stored =>
        stored && (stored.last_success ?? '') < stored.last_failure ? { ...stored, last_success: at() } : null,
      ),
  };
};
