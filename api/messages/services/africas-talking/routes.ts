import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { needCredential } from '../../../programme/credentials.ts';
import { serviceKey } from '../../../session/attempts.ts';
import { messageIn, wordsOf } from '../../protocol.ts';
import type { ServiceDoorParts } from '../door-parts.ts';
import { africasTalkingKeys } from './send.ts';

/** Words of delivery reports. */
const reportWords: ReadonlyMap<unknown, TaskState> = new Map<unknown, TaskState>([
  ['Sent', 'forwarded-by-gateway'],
  ['Submitted', 'sent'],
  ['Buffered', 'sent'],
  ['Rejected', 'failed'],
  ['Failed', 'failed'],
  ['Success', 'delivered'],
]);

interface Told {
  Querystring: { key?: string };
  Body: Record<string, unknown> | undefined;
}

/** A message that came in. @returns how many were new */
const receive = async ({ inbox, courier, log }: ServiceDoorParts, { body }: FastifyRequest<Told>) => {
  // Of another type it was not read: to answer that nothing was new would be to lose it.
  if ((body !== undefined && typeof body !== 'object') || (body && 'pipe' in body))
    throw new AppError('request/invalid', 'The message cannot be read', {
      hint: 'Send it form-encoded; nothing was stored',
    });
  const message = messageIn({ id: body?.id, from: body?.from, content: body?.text });
  if (!message) log.warn("a message of Africa's Talking without id, sender or text was dropped");
  const saved = message ? (await inbox.receive([message])).length : 0;
  if (saved > 0) void courier.run();
  return { saved };
};

/** How a message that went out fared. @returns how many messages it is about: one, or none of ours */
const noteDelivery = async ({ outbox, log }: ServiceDoorParts, { body }: FastifyRequest<Told>) => {
  const state = reportWords.get(body?.status);
  const reference = body?.id;
  if (state === undefined)
    throw new AppError('request/invalid', 'This status is not known', { hint: [...reportWords.keys()].join(', ') });
  if (typeof reference !== 'string' || reference === '')
    throw new AppError('request/invalid', 'Give the id of the message');
  const uuid = (await outbox.byReference([reference])).get(reference);
  if (uuid === undefined) {
    log.warn({ reference: reference.slice(0, 100) }, 'a delivery report of an unknown message was passed over');
    return { saved: 0 };
  }
  const details = state === 'failed' ? { details: { reason: wordsOf(body?.failureReason) } } : {};
  await outbox.update([{ id: uuid, state, ...details }]);
  return { saved: 1 };
};

/** What Africa's Talking tells: messages that came in, and how those that went out fared. */
export const africasTalkingRoutes = (app: FastifyInstance, parts: ServiceDoorParts): void => {
  const onRequest = async ({ query, ip }: { query: unknown; ip: string }): Promise<void> =>
    parts.attempts.attempt([serviceKey(ip)], () =>
      needCredential(parts.vault, africasTalkingKeys.incoming, (query as Told['Querystring']).key),
    );
  const at = '/api/v1/sms/africastalking';
  app.post<Told>(`${at}/incoming-messages`, { onRequest }, request => receive(parts, request));
  app.post<Told>(`${at}/delivery-reports`, { onRequest }, request => noteDelivery(parts, request));
};
