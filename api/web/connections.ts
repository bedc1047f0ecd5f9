import type { IncomingMessage, Server, ServerResponse } from 'node:http';
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

/** A connection: where it comes from, and the requests on it that are not answered yet. */
interface Open {
  address: string;
  busy: number;
}

/** The oldest connection on which nothing is asked, of all or of an address. */
const oldestIdle = (open: ReadonlyMap<Socket, Open>, newest: Socket, address?: string): Socket | undefined => {
  for (const [socket, one] of open)
    if (socket !== newest && one.busy === 0 && (address === undefined || one.address === address)) return socket;
  return undefined;
};

/**
 * Keeps the number of connections below a limit. Where one more comes, the oldest ends on which nothing is asked: who
 * only stays keeps nobody out. Where all are at work, the new one ends. Behind a proxy all come from its address, and it
 * limits them itself.
 * @param options.byAddress whether those of one address are counted
 * @param options.ofAll how many there may be in all
 * @param options.ofOne how many there may be from one address
 */
export const limitConnections = (
  server: Server,
  { byAddress, ofAll = most, ofOne = mostByAddress }: { byAddress: boolean; ofAll?: number; ofOne?: number },
): void => {
  const open = new Map<Socket, Open>();
  const counts = new Map<string, number>();
  const forget = (socket: Socket): void => {
    const { address } = open.get(socket) ?? {};
    if (address === undefined || !open.delete(socket)) return;
    const left = counts.get(address)! - 1;
    if (left > 0) counts.set(address, left);
    else counts.delete(address);
  };
  const end = (socket: Socket): void => {
    forget(socket);
    socket.destroy();
  };
  /** Ends the oldest idle connection, of all or of an address; else the one that came last. */
  const makeRoom = (newest: Socket, address?: string): void => {
    end(oldestIdle(open, newest, address) ?? newest);
  };
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    open.set(socket, { address, busy: 0 });
    counts.set(address, (counts.get(address) ?? 0) + 1);
    socket.once('close', () => forget(socket));
    if (byAddress && counts.get(address)! > ofOne) makeRoom(socket, address);
    else if (open.size > ofAll) makeRoom(socket);
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const one = open.get(request.socket);
    if (!one) return;
    one.busy += 1;
    response.once('close', () => {
      one.busy -= 1;
    });
  });
};
