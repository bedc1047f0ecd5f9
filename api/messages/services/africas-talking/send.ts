import type { StateDetails, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { wordsOf } from '../../protocol.ts';
import { askService, below, member, type OpenService, type Sent } from '../service.ts';

/** Names of the credentials: what the service shows us, and the key that we show it. */
export const africasTalkingKeys = {
  incoming: 'africastalking.com:incoming',
  outgoing: 'africastalking.com:outgoing',
} as const;

/** Status codes of a recipient; with any other the message stays as it is and is tried again. */
const statusCodes: ReadonlyMap<unknown, TaskState> = new Map<unknown, TaskState>([
  [100, 'forwarded-by-gateway'],
  [101, 'sent'],
  [102, 'received-by-gateway'],
  [401, 'failed'],
  [403, 'failed'],
  [404, 'failed'],
  [406, 'denied'],
  [407, 'failed'],
]);

/** What came of sending, by the service's answer. @param answer null where it gave none */
export const sentOf = (answer: { status: number; body: unknown } | null): Sent => {
  if (!answer || answer.status >= 500) return 'later';
  // A wrong key, or too many requests: it is the same for all messages.
  if (answer.status === 401 || answer.status === 403 || answer.status === 429) return 'stop';
  const recipient = member(member(member(answer.body, 'SMSMessageData'), 'Recipients'), 0);
  const state = statusCodes.get(member(recipient, 'statusCode'));
  if (state === undefined) return 'later';
  const [reference, status] = [member(recipient, 'messageId'), member(recipient, 'status')];
  const details: StateDetails | undefined =
    state === 'failed' || state === 'denied' ? { reason: wordsOf(status) } : undefined;
  const hasReference = typeof reference === 'string' && reference !== '' && reference !== 'None';
  return { state, ...(details ? { details } : {}), ...(hasReference ? { gatewayRef: reference } : {}) };
};

/** Sends through Africa's Talking: to its sandbox where the name of the app is `sandbox`. */
export const africasTalking: OpenService = async parts => {
  const { settings, vault, log } = parts;
  const { africas_talking: own, reply_to: from } = settings.sms ?? {};
  const key = await vault.read(africasTalkingKeys.outgoing);
  const username = own?.username;
  if (!key || !username) {
    log.warn(
      { credential: !!key, username: !!username },
      "Africa's Talking needs sms.africas_talking.username and a credential",
    );
    return null;
  }
  const host = username === 'sandbox' ? 'https://api.sandbox.africastalking.com' : 'https://api.africastalking.com';
  const url = below(own.url || host, 'version1/messaging');
  return {
    send: async ({ to, content }) => {
      const body = new URLSearchParams({ username, ...(from ? { from: String(from) } : {}), to, message: content });
      const headers = {
        ...{ apikey: key, accept: 'application/json' },
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      };
      return sentOf(await askService(parts, url, { headers, body: body.toString() }));
    },
  };
};
