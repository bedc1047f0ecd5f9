import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server made for a test answers; `length` is what it promises, when it shall break off before that. */
export type Answer = [status: number, body: string, length?: number];

/** A server on loopback that answers every request as it is told to, and keeps what was asked. */
export const answering = async (
  answer: (request: number, asked: string) => Answer,
): Promise<{ url: string; asked: string[]; close(): void }> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const [status, body, length = Buffer.byteLength(body)] = answer(asked.length, asked.at(-1)!);
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
    if (length === Buffer.byteLength(body)) response.end(body);
    else response.write(body, () => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://admin:secret@127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => server.close(),
  };
};
