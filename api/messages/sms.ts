import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Programme } from '../programme/programme.ts';
import { callerOf } from '../session/doors.ts';
import { need } from '../session/permissions.ts';
import { jsonIn } from '../web/strict-body.ts';
import type { Messaging } from './messaging.ts';
import { messageIn, updateIn } from './protocol.ts';
import { isFetched } from './services.ts';

/** Ten thousand messages of the greatest length that SMS has, and as many updates. */
const bodyLimit = 64 * 1024 * 1024;

/** One list of a body. @throws `request/invalid` for what is neither a list nor absent */
const listIn = (body: Record<string, unknown>, name: string): unknown[] => {
  const list = body[name] ?? [];
  if (Array.isArray(list)) return list;
  throw new AppError('request/invalid', `"${name}" is not a list`, {
    hint: 'Nothing was stored. Send {"messages": [...], "updates": [...]}',
  });
};

const partsOf = (body: unknown): { messages: unknown[]; updates: unknown[] } => {
  const parts = body ?? {};
  if (typeof parts !== 'object' || Array.isArray(parts))
    throw new AppError('request/invalid', 'The body is not an object', {
      hint: 'Nothing was stored. Send {"messages": [...], "updates": [...]}',
    });
  const given = parts as Record<string, unknown>;
  return { messages: listIn(given, 'messages'), updates: listIn(given, 'updates') };
};

/**
 * The protocol of CHT's gateway at `/api/sms` (`sms.md` §4.1), for phones that turn SMS into requests. Within one
 * request: what came in is stored, what was told of messages is written down, then messages are handed out, answers to
 * what just came in among them.
 */
export const gatewayRoutes = async (
  app: FastifyInstance,
  programme: Programme,
  { inbox, outbox, offers }: Messaging,
): Promise<void> => {
  const { settings, log } = programme;

  const mayEnter = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!request.caller) void reply.header('www-authenticate', 'Basic realm="Rounds"');
    need(settings.current(), callerOf(request).roles, 'can_access_gateway_api');
  };

  const poll = async (request: FastifyRequest, reply: FastifyReply) => {
    const { messages, updates } = partsOf(request.body);
    const incoming = messages.map(messageIn).filter(message => message !== undefined);
    const told = updates.map(updateIn).filter(update => update !== undefined);
    // Noted while messages are stored; what it says counts only for the updates and for what is handed out.
    const arrival = offers.arrive(
      callerOf(request).name,
      told.map(({ id }) => id),
    );
    const end = async () => (await arrival).end();
    reply.raw.once('close', () =>
      end().catch(error => log.warn({ err: error }, 'a poll that ended could not be noted')),
    );

    if (incoming.length < messages.length)
      log.warn({ dropped: messages.length - incoming.length }, 'messages without id, sender or text were dropped');
    const [mine, saved] = await Promise.all([arrival, inbox.receive(incoming)]);

    if (told.length < updates.length)
      log.warn({ dropped: updates.length - told.length }, 'updates that name no message were dropped');
    const { unknown } = await outbox.update(told);
    mine.newsWritten();
    if (unknown.length > 0)
      log.warn(
        { unknown: unknown.length, first: unknown[0]!.slice(0, 100) },
        'updates of unknown messages were passed over',
      );

    const handedOut = isFetched(settings.current()) ? await outbox.offer(mine) : [];
    if (messages.length + updates.length + handedOut.length > 0)
      log.info(
        { received: messages.length, saved, updates: told.length, handedOut: handedOut.length },
        'a gateway was served',
      );
    return { messages: handedOut };
  };

  await app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async (request: FastifyRequest, body: Buffer) =>
      jsonIn(new Uint8Array(body), request.headers['content-type']),
    );
    scoped.addHook('onRequest', mayEnter);
    for (const url of ['/api/sms', '/api/sms/']) {
      scoped.get(url, async () => ({ 'medic-gateway': true }));
      scoped.post(url, { bodyLimit }, poll);
    }
  });
};
