import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the service got it. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The body: the fields of a form, a JSON value, or text. */
  body: Record<string, unknown>;
}

/** What the service answers: JSON, or text as it is. A status of 0 breaks off the connection. */
export interface Answered {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/**
 * A service outside of Rounds, such as an SMS aggregator: a real server on a port of its own that speaks that service's
 * API.
 */
export interface ForeignService {
  url: string;
  asked: Asked[];
  /** How it answers from now on. */
  answer: (asked: Asked) => Answered | Promise<Answered>;
  close(): Promise<void>;
}

const bodyIn = (text: string, type = ''): Record<string, unknown> =>
  /json/.test(type) ? JSON.parse(text || 'null') : Object.fromEntries(new URLSearchParams(text));

export const foreignService = async (answer: ForeignService['answer']): Promise<ForeignService> => {
  const server = createServer((request, response) => {
    const chunks: string[] = [];
    request.setEncoding('utf8').on('data', chunk => chunks.push(chunk));
    request.on('end', async () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://service');
      const body = bodyIn(chunks.join(''), request.headers['content-type']);
      const asked: Asked = {
        method: request.method!,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
      };
      service.asked.push(asked);
      const { status, body: said, headers = {} } = await service.answer(asked);
      if (status === 0) return request.socket.destroy();
      const text = typeof said === 'string' ? said : JSON.stringify(said ?? {});
      return response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const service: ForeignService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return service;
};
