import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long a request may take to come, in ms: its head is short, and a photograph on a slow network is not. */
const [headWithin, bodyWithin] = [20_000, 30 * 60_000];

/**
 * Deadlines for what comes, as Fastify and Node take them. @param head how long the head of a request may take, in ms
 */
export const deadlines = (head = headWithin) => ({
  requestTimeout: bodyWithin,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: head, connectionsCheckingInterval: Math.min(2000, head) },
});

/** Connections at once: in all, and from one address, behind which a whole office may be. */
const [most, mostByAddress] = [10_000, 1_000];

/**
 * Closes connections that are too many. Behind a proxy all come from its address, and it limits them itself.
 * @param options.byAddress whether those of one address are counted
 */
export const limitConnections = (
  server: Server,
  { byAddress, ofOne = mostByAddress }: { byAddress: boolean; ofOne?: number },
): void => {
  server.maxConnections = most;
  if (!byAddress) return;
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    open.set(address, count);
    socket.once('close', () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (count > ofOne) socket.destroy();
  });
};
