import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

/** A Mastodon of the test's own: a stream of one hashtag, and its timeline. */
export interface LoopbackMastodon {
  url: string;
  /** Sends an event to who listens. @returns to how many */
  send(event: string, data: unknown): number;
  /** What the timeline tells after a break. */
  missed: object[];
  /** Breaks all connections. */
  cut(): void;
  close(): Promise<void>;
}

const listening = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

export const serveMastodon = async (): Promise<LoopbackMastodon> => {
  const open = new Set<ServerResponse>();
  const made: LoopbackMastodon = {
    url: '',
    missed: [],
    send: (event, data) => {
      const text = typeof data === 'string' ? data : JSON.stringify(data);
      for (const answer of open) answer.write(`event: ${event}\ndata: ${text}\n\n`);
      return open.size;
    },
    cut: () => {
      for (const answer of open) answer.destroy();
    },
    close: async () => {
      made.cut();
      await new Promise(resolve => server.close(resolve));
    },
  };
  const server = createServer((request, answer) => {
    if (request.url?.startsWith('/api/v1/timelines/tag/')) {
      answer.setHeader('content-type', 'application/json');
      answer.end(JSON.stringify(made.missed));
      return;
    }
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(':)\n\n');
    open.add(answer);
    answer.on('close', () => open.delete(answer));
  });
  made.url = `http://127.0.0.1:${await listening(server)}`;
  return made;
};

/** A Jetstream of the test's own. */
export interface LoopbackJetstream {
  url: string;
  send(told: object): number;
  close(): Promise<void>;
}

export const serveJetstream = async (): Promise<LoopbackJetstream> => {
  const server = createServer();
  const sockets = new WebSocketServer({ server });
  const port = await listening(server);
  return {
    url: `ws://127.0.0.1:${port}/subscribe`,
    send: told => {
      for (const socket of sockets.clients) socket.send(JSON.stringify(told));
      return sockets.clients.size;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await new Promise(resolve => server.close(resolve));
    },
  };
};
