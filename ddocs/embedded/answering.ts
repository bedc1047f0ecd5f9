import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, json } from './http/answer.ts';
import { bodyReader } from './http/body.ts';
import { asCouchError, badRequest } from './http/error.ts';
import { parseQuery } from './http/query.ts';
import { writeAll } from './http/stream.ts';
import { route } from './routes.ts';
import type { Session } from './security/sessions.ts';
import type { Call, Server } from './server/call.ts';

const ANONYMOUS: Session = { name: null, roles: [], authenticated: null };
const COMMON = { server: 'CouchDB/3.5.0 (Rounds embedded)', 'cache-control': 'must-revalidate' };

/** Answers a request, whatever goes wrong. @throws when an answer that was begun cannot be ended */
export async function answer(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
  log: Server['log'],
): Promise<void> {
  try {
    const { authorization, cookie } = request.headers;
    const { user, renewed } = await server.sessions.identify({ authorization, cookie });
    if (renewed) response.setHeader('set-cookie', renewed);
    const given = await route(callOf(server, request, response, user));
    if (given) await send(request, response, given);
  } catch (thrown) {
    const error = asCouchError(thrown);
    // the client went away in the middle of its request
    if (request.destroyed && !request.complete) return;
    if (error.status === 500) log(`${request.method} ${request.url?.split('?')[0]}: ${error.message}`, thrown);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    await send(request, response, json(error.body, error.status));
  } finally {
    // a refused upload: read no more of it than what is already on its way
    if (!request.complete) request.resume();
  }
}

function callOf(
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
  session: Session = ANONYMOUS,
): Call {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: decodePath(at < 0 ? url : url.slice(0, at)),
    query: parseQuery(at < 0 ? '' : url.slice(at + 1)),
    headers: request.headers,
    session,
    server,
    request,
    response,
    ...bodyReader(request),
  };
}

function decodePath(path: string): string[] {
  try {
    const parts = path.split('/').slice(1).map(decodeURIComponent);
    while (parts.length && parts.at(-1) === '') parts.pop();
    return parts;
  } catch {
    throw badRequest('the path is not well-formed');
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Answer,
): Promise<void> {
  const all = { ...COMMON, ...(headers as Record<string, string>) };
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    // a request that fails before the first text is still answered with a status of its own
    const first = request.method === 'HEAD' ? { done: true as const } : await body.next();
    response.writeHead(status, all);
    if (!first.done) response.write(first.value);
    await writeAll(response, first.done ? [] : body);
    return;
  }
  const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  response.writeHead(status, { 'content-length': length, ...all });
  response.end(request.method === 'HEAD' || body === undefined ? undefined : body);
}
