import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { StateDetails, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { FastifyInstance } from 'fastify';
import { needCredential } from '../programme/credentials.ts';
import type { Programme } from '../programme/programme.ts';
import type { Messaging } from './messaging.ts';
import { messageIn, wordsOf } from './protocol.ts';
import { askService, below, member, type OpenService, type Sent } from './service.ts';

/** Names of the credentials: what the service shows us, and the key that we show it. */
export const africasTalkingKeys = {
  incoming: 'africastalking.com:incoming',
  outgoing: 'africastalking.com:outgoing',
} as const;

/** Status codes of a recipient (`sms.md` §4.2); with any other the message stays as it is and is tried again. */
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

/** Words of delivery reports. */
const reportWords: ReadonlyMap<unknown, TaskState> = new Map<unknown, TaskState>([
  ['Sent', 'forwarded-by-gateway'],
  ['Submitted', 'sent'],
  ['Buffered', 'sent'],
  ['Rejected', 'failed'],
  ['Failed', 'failed'],
  ['Success', 'delivered'],
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
export const africasTalking: OpenService = async ({ settings, vault, log }) => {
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
      return sentOf(
        await askService(url, { method: 'POST', headers: { apikey: key, accept: 'application/json' }, body }),
      );
    },
  };
};

interface Incoming {
  Querystring: { key?: string };
  Body: Record<string, unknown> | undefined;
}

/** What Africa's Talking tells: messages that came in, and how those that went out fared. */
export const africasTalkingRoutes = (
  app: FastifyInstance,
  { vault, log }: Programme,
  { inbox, outbox, push }: Messaging,
): void => {
  const shown = async ({ query }: { query: unknown }): Promise<void> =>
    needCredential(vault, africasTalkingKeys.incoming, (query as Incoming['Querystring']).key);

  app.post<Incoming>('/api/v1/sms/africastalking/incoming-messages', { onRequest: shown }, async ({ body }) => {
    // Of another type it was not read: to answer that nothing was new would be to lose it.
    if (typeof body === 'string' || (body && 'pipe' in body))
      throw new AppError('request/invalid', 'The message cannot be read', {
        hint: 'Send it form-encoded; nothing was stored',
      });
    const message = messageIn({ id: body?.id, from: body?.from, content: body?.text });
    if (!message) log.warn("a message of Africa's Talking without id, sender or text was dropped");
    const saved = message ? await inbox.receive([message]) : 0;
    if (saved > 0) void push.run();
    return { saved };
  });

  app.post<Incoming>('/api/v1/sms/africastalking/delivery-reports', { onRequest: shown }, async ({ body }) => {
    const state = reportWords.get(body?.status);
    const reference = body?.id;
    if (state === undefined)
      throw new AppError('request/invalid', 'This status is not known', { hint: [...reportWords.keys()].join(', ') });
    if (typeof reference !== 'string' || reference === '')
      throw new AppError('request/invalid', 'Give the id of the message');
    const uuid = (await outbox.byReference([reference])).get(reference);
    if (uuid === undefined)
      log.warn({ reference: reference.slice(0, 100) }, 'a delivery report of an unknown message was passed over');
    else
      await outbox.update([
        { id: uuid, state, ...(state === 'failed' ? { details: { reason: wordsOf(body?.failureReason) } } : {}) },
      ]);
    return { saved: uuid === undefined ? 0 : 1 };
  });
};
