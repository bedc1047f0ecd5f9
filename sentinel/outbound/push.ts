import type { Push } from '@rounds/config/sections/outbound.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { OutboundFailure } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { idFrom } from '../engine/cause.ts';
import { timetableOf } from '../jobs/timetable.ts';
import { messageOf } from '../process/log.ts';
import type { Reach } from '../process/reach.ts';

/** Where a push goes, its parameters included. */
export const addressOf = ({ base_url, path, params = {} }: Push['destination']): string => {
  const address = new URL(`${base_url.replace(/\/+$/, '')}${path === '' || path.startsWith('/') ? '' : '/'}${path}`);
  for (const [name, value] of Object.entries(params)) address.searchParams.set(name, value);
  return address.href;
};

type Auth = NonNullable<Push['destination']['auth']>;

/** The name of the credential that a push needs; undefined where it needs none. */
export const credentialOf = ({ auth }: Push['destination']): string | undefined => {
  if (auth?.type === 'basic') return auth.password_key;
  if (auth?.type === 'bearer') return auth.token_key;
  return auth?.type === 'header' ? auth.value_key : undefined;
};

const loginHeaders = (auth: Auth | undefined, secret: string): Record<string, string> => {
  if (auth?.type === 'basic')
    return { authorization: `Basic ${Buffer.from(`${auth.username}:${secret}`).toString('base64')}` };
  if (auth?.type === 'bearer') return { authorization: `Bearer ${secret}` };
  return auth?.type === 'header' ? { [auth.name]: secret } : {};
};

/** What came of a push. `away` when nobody answered: then others need not try in vain. */
export type Pushed = { ok: true } | { ok: false; reason: string; away: boolean };

interface Pushing {
  /** The password or token, where it needs one. */
  secret: string;
  /** What is pushed to whom. */
  cause: readonly [docId: string, name: string, time?: string];
  signal: AbortSignal;
  reach: Reach;
}

/**
 * Pushes a document. The header `idempotency-key` is the same whenever the same document is pushed to the same system,
 * for a crash may come between an answer and its being written down.
 */
export const push = async (
  { destination }: Push,
  body: Record<string, unknown>,
  { secret, cause, signal, reach }: Pushing,
): Promise<Pushed> => {
  const { auth, timeout } = destination;
  const patience = AbortSignal.timeout(timeout * 1000);
  try {
    // A credential goes to the address of the settings, nowhere else.
    const status = await reach.post(new URL(addressOf(destination)), {
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'idempotency-key': idFrom('outbound', ...cause.filter(part => part !== undefined)),
        ...loginHeaders(auth, secret),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, patience]),
    });
    return status >= 200 && status < 300 ? { ok: true } : { ok: false, reason: `it answered ${status}`, away: false };
  } catch (error) {
    if (patience.aborted) return { ok: false, reason: `it did not answer within ${timeout} s`, away: true };
    if (isAppError(error, 'sentinel/out-of-reach'))
      return { ok: false, reason: `${error.message}: ${error.hint}`, away: true };
    const { code } = error as { code?: string };
    return { ok: false, reason: `it cannot be reached (${code ?? messageOf(error)})`, away: true };
  }
};

/** How long a push rests after so many attempts: a minute, doubled each time, at most a day. */
const rest = (attempts: number): Ms => Math.min(60_000 * 2 ** (attempts - 1), 24 * 3_600_000);

/** What is kept of a push that did not go through. */
export const failed = (before: OutboundFailure | undefined, reason: string, now: Ms): OutboundFailure => {
  const attempts = (before?.attempts ?? 0) + 1;
  return {
    attempts,
    reason,
    last_failed: new Date(now).toISOString(),
    next: new Date(now + rest(attempts)).toISOString(),
  };
};

/** Whether the turn of a push has come: its time, if it has one, and the end of its rest after a failure. */
export const isDue = (
  { cron }: Pick<Push, 'cron'>,
  {
    created,
    failure,
    now,
    zone,
  }: { created: Iso | Ms; failure: OutboundFailure | undefined; now: Ms; zone: string | undefined },
): boolean => {
  if (failure) return Date.parse(failure.next) <= now;
  const next = timetableOf({ cron })?.next(new Date(created).getTime(), zone);
  return next === undefined || (next !== null && next <= now);
};
