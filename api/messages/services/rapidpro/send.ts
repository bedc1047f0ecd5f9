import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import { wordsOf } from '../../protocol.ts';
import { askService, below, member, type OpenService, type Sent, type ServiceAnswer } from '../service.ts';

/** Names of the credentials: the token that RapidPro shows us, and the one that we show it. */
export const rapidproKeys = { incoming: 'rapidpro:incoming', outgoing: 'rapidpro:outgoing' } as const;

/**
 * Statuses of broadcasts and messages, in the words of RapidPro's API. `errored` is not the end: RapidPro tries such a
 * message again by itself, and says `failed` when it gives up.
 */
const statuses: ReadonlyMap<unknown, TaskState> = new Map<unknown, TaskState>([
  ['initializing', 'received-by-gateway'],
  ['pending', 'received-by-gateway'],
  ['queued', 'received-by-gateway'],
  ['started', 'received-by-gateway'],
  ['errored', 'received-by-gateway'],
  ['wired', 'forwarded-by-gateway'],
  ['sent', 'sent'],
  ['completed', 'sent'],
  ['handled', 'sent'],
  ['resent', 'sent'],
  ['delivered', 'delivered'],
  ['failed', 'failed'],
]);

/** What came of a refusal, or of no answer; undefined where the service did what was asked. */
const refusal = (answer: ServiceAnswer | null): Sent | undefined => {
  if (!answer || answer.status >= 500) return 'later';
  if (answer.status === 429 || answer.status === 401 || answer.status === 403) return 'stop';
  return answer.status >= 200 && answer.status < 300 ? undefined : 'later';
};

/**
 * What came of sending. A number that RapidPro does not take has failed: asking again would hold up the others for
 * ever.
 */
export const sentOf = (answer: ServiceAnswer | null): Sent => {
  if (answer?.status === 400) return { state: 'failed', details: { reason: wordsOf(answer.body ?? 'refused', 500) } };
  const refused = refusal(answer);
  if (refused) return refused;
  const [reference, status] = [member(answer!.body, 'id'), member(answer!.body, 'status')];
  if (typeof reference !== 'number' && typeof reference !== 'string') return 'later';
  // It was taken, whatever it is called: to send it again would be to send it twice.
  return { state: statuses.get(status) ?? 'received-by-gateway', gatewayRef: String(reference) };
};

/** What RapidPro says of a message that it took. */
export const toldOf = (answer: ServiceAnswer | null): Sent => {
  const refused = refusal(answer);
  if (refused) return refused;
  const status = member(member(member(answer!.body, 'results'), 0), 'status');
  const state = statuses.get(status);
  if (state === undefined) return 'later';
  return state === 'failed' ? { state, details: { reason: wordsOf(status) } } : { state };
};

/**
 * Sends through the RapidPro at `sms.rapidpro.url`: a broadcast to one number, whose messages are asked about later.
 */
export const rapidpro: OpenService = async parts => {
  const { settings, vault, log } = parts;
  const token = await vault.read(rapidproKeys.outgoing);
  const base = settings.sms?.rapidpro?.url;
  if (!token || !base) {
    log.warn({ credential: !!token, url: !!base }, 'RapidPro needs sms.rapidpro.url and a credential');
    return null;
  }
  const headers = { authorization: `Token ${token}`, accept: 'application/json' };
  return {
    send: async ({ to, content }) => {
      const body = JSON.stringify({ urns: [`tel:${to}`], text: content });
      const asked = { headers: { ...headers, 'content-type': 'application/json' }, body };
      return sentOf(await askService(parts, below(base, 'api/v2/broadcasts.json'), asked));
    },
    ask: async reference => {
      const url = below(base, 'api/v2/messages.json');
      url.searchParams.set('broadcast', reference);
      return toldOf(await askService(parts, url, { headers }));
    },
  };
};
