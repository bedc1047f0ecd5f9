import type { Settings } from '@rounds/config/settings/settings.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../session/caller.ts';
import { need } from '../session/permissions.ts';
import { jsonIn } from '../web/body-text.ts';
import type { Log } from '../web/log.ts';
import type { Inbox } from './inbox.ts';
import type { Offers } from './offers.ts';
import type { Outbox } from './outbox.ts';
import type { StateUpdate } from './outgoing.ts';
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

/** The parts that the door of gateways takes. */
export interface GatewayParts {
  inbox: Inbox;
  outbox: Outbox;
  offers: Offers;
  settings: { current: () => Settings };
  log: Log;
}

/** Lets users in who may act as a gateway; others are asked for a name and password. */
const mayEnter =
  ({ settings }: GatewayParts) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (!request.caller) void reply.header('www-authenticate', 'Basic realm="Rounds"');
    need(settings.current(), callerOf(request).roles, 'can_access_gateway_api');
  };

/** The messages and updates of a poll that can be read; the log says how many others there were. */
const readPoll = (body: unknown, log: Log) => {
  const { messages, updates } = partsOf(body);
  const incoming = messages.map(messageIn).filter(message => message !== undefined);
  const told = updates.map(updateIn).filter(update => update !== undefined);
  const [noMessages, noUpdates] = [messages.length - incoming.length, updates.length - told.length];
  if (noMessages > 0) log.warn({ dropped: noMessages }, 'messages without id, sender or text were dropped');
  if (noUpdates > 0) log.warn({ dropped: noUpdates }, 'updates that name no message were dropped');
  return { incoming, told, counts: { received: messages.length, updates: updates.length } };
};

/** Writes down what a gateway tells of messages that it was handed. */
const noteUpdates = async ({ outbox, log }: GatewayParts, told: readonly StateUpdate[]): Promise<void> => {
  const { unknown } = await outbox.update(told);
  if (unknown.length > 0)
    log.warn(
      { unknown: unknown.length, first: unknown[0]!.slice(0, 100) },
      'updates of unknown messages were passed over',
    );
};

/**
 * Answers a poll. Within one request what came in is stored, what was told of messages is written down, then messages
 * are handed out, answers to what just came in among them.
 */
const poll = (parts: GatewayParts) => async (request: FastifyRequest, reply: FastifyReply) => {
  const { inbox, outbox, offers, settings, log } = parts;
  const { incoming, told, counts } = readPoll(request.body, log);
  // Noted while messages are stored; what it says counts only for the updates and for what is handed out.
  const arrival = offers.arrive(
    callerOf(request).name,
    told.map(({ id }) => id),
  );
  const end = async () => (await arrival).end();
  reply.raw.once('close', () => end().catch(error => log.warn({ err: error }, 'a poll that ended could not be noted')));
  const page = isFetched(settings.current()) ? outbox.lookAhead(told.length) : undefined;
  const [mine, stored] = await Promise.all([arrival, inbox.receive(incoming)]);
  await noteUpdates(parts, told);
  mine.newsWritten();
  const handedOut = isFetched(settings.current())
    ? await outbox.offer(mine, { ahead: { page, stored, told: told.map(({ id }) => id) } })
    : [];
  if (counts.received + counts.updates + handedOut.length > 0)
    log.info(
      { received: counts.received, saved: stored.length, updates: told.length, handedOut: handedOut.length },
      'a gateway was served',
    );
  return { messages: handedOut };
};

/** The protocol of CHT's gateway at `/api/sms`, for phones that turn SMS into requests. */
export const gatewayRoutes = async (app: FastifyInstance, parts: GatewayParts): Promise<void> => {
  await app.register(async scoped => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async (request: FastifyRequest, body: Buffer) =>
      jsonIn(new Uint8Array(body), request.headers['content-type']),
    );
    scoped.addHook('onRequest', mayEnter(parts));
    for (const url of ['/api/sms', '/api/sms/']) {
      scoped.get(url, async () => ({ 'medic-gateway': true }));
      scoped.post(url, { bodyLimit }, poll(parts));
    }
  });
};
