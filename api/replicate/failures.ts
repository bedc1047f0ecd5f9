import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';

/** What the ids of failures begin with: one document for each user. */
export const failurePrefix = 'replication-failure-';
/** What the ids of failures begin with that CHT has written: one document for each user and month. */
export const chtFailurePrefix = 'replication-fail-';

/** A replication that did not come to its end. What CHT knows besides stands with it under its own names. */
export interface Failure {
  date: Iso;
  /** Which request: `fill`, `get-ids`. */
  request?: string;
  /** Number of the request, as it stands in the log of the api. */
  request_id?: string;
  /** Whether the phone hung up; else the server failed. */
  broken_off?: boolean;
  /** How long it had taken, in ms. */
  duration?: Ms;
  [more: string]: unknown;
}

/** What went wrong for a user: `replication-failure-<user>` in the log database. */
export interface ReplicationFailures extends Doc {
  type: 'replication-failure';
  user: string;
  /** How often in all. */
  count: number;
  /** The last ones, the newest last. */
  failures: Failure[];
  last_failure: Iso;
  /** When a replication last came to its end after a failure. */
  last_success?: Iso;
}

/** What went wrong for a user, by whichever program it was noted. */
export type UserFailures = Pick<ReplicationFailures, 'user' | 'count' | 'failures' | 'last_failure' | 'last_success'>;

const isoOf = (moment: unknown): Iso | undefined => {
  const date = new Date(typeof moment === 'number' || typeof moment === 'string' ? moment : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
};

const listOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'object' && each !== null) : [];

/** The days of a document of CHT on which a user failed, `YYYY-MM-DD`. */
const daysOf = ({ daily_failures: days }: Doc): string[] =>
  typeof days === 'object' && days !== null
    ? Object.entries(days).flatMap(([day, count]) => (Number(count) > 0 && isoOf(day) ? [day] : []))
    : [];

/** Reads a document of CHT; undefined where it names no user. */
const ofCht = (doc: Doc): UserFailures | undefined => {
  const fromId = doc._id.slice(chtFailurePrefix.length).replace(/^\d{4}-\d{2}-|-\d{4}-\d{2}$/g, '');
  const user = typeof doc.user === 'string' && doc.user !== '' ? doc.user : fromId;
  if (user === '') return undefined;
  const failures = listOf(doc.failures).flatMap(({ timestamp, date = timestamp, ...more }): Failure[] => {
    const at = isoOf(date);
    return at ? [{ date: at, ...more }] : [];
  });
  const moments = [...failures.map(({ date }) => date), ...daysOf(doc)].sort();
  const count = Number(doc.total_failures ?? failures.length);
  return {
    user,
    count: Number.isFinite(count) ? count : failures.length,
    failures,
    last_failure: moments.at(-1) ?? '',
  };
};

const merged = (one: UserFailures, other: UserFailures): UserFailures => ({
  ...one,
  ...other,
  count: one.count + other.count,
  failures: [...one.failures, ...other.failures].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  last_failure: [one.last_failure, other.last_failure].sort()[1]!,
});

/** What went wrong for each user, in the order of their names, from documents of ours and of CHT. */
export const failuresByUser = (docs: readonly Doc[]): UserFailures[] => {
  const users = new Map<string, UserFailures>();
  for (const doc of docs) {
    const { _id, _rev, type, ...own } = doc as ReplicationFailures;
    const found = doc._id.startsWith(failurePrefix) ? own : ofCht(doc);
    if (!found) continue;
    const before = users.get(found.user);
    users.set(found.user, before ? merged(before, found) : found);
  }
  return [...users.values()].sort((a, b) => (a.user < b.user ? -1 : 1));
};

/** How many users had a replication that did not come to its end, since a moment. */
export const failingSince = (docs: readonly Doc[], since: Ms): number => {
  const from = new Date(since).toISOString();
  // A day without its hours counts whole.
  return failuresByUser(docs).filter(
    ({ last_failure: last }) => last >= (last.length === 10 ? from.slice(0, 10) : from),
  ).length;
};
