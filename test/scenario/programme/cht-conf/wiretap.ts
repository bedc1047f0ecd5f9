import { request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it went by. */
export interface Heard {
  method: string;
  path: string;
  status: number;
}

export interface Wiretap {
  /** Origin to talk to instead of the server. */
  readonly origin: string;
  /** Requests that went by, in the order of their answers. */
  readonly heard: Heard[];
  close(): Promise<void>;
}

/** Stands between a client and a server on this machine, hands everything on, and notes what is asked. */
export const wiretap = async (target: string): Promise<Wiretap> => {
  const { hostname, port } = new URL(target);
  const heard: Heard[] = [];
  const server = createServer((request, reply) => {
    const { method = 'GET', url = '/', headers } = request;
    const onward = ask({ hostname, port, method, path: url, headers }, answer => {
      heard.push({ method, path: url, status: answer.statusCode ?? 0 });
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    onward.once('error', () => reply.destroy());
    request.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
};
