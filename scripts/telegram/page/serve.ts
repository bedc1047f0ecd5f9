import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf } from '../bot-api/body.ts';
import { Refusal } from '../bot-api/refusal.ts';
import { type BotApi, serveBots } from '../bot-api/server.ts';
import type { Bot, Telegram } from '../bot-api/telegram.ts';
import { type Act, doAct } from './acts.ts';
import { stateOf } from './state.ts';

const files: Readonly<Record<string, [name: string, type: string]>> = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
};

/** The page runs what it brings itself, and nothing that somebody wrote into a chat. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const answer = (response: ServerResponse, status: number, type: string, body: string | Uint8Array): void => {
  response.writeHead(status, { ...headers, 'content-type': type });
  response.end(body);
};

/** Only this page may do something: another site in the same browser could not read the answer, but act. */
const isOfPage = ({ headers: { host, origin } }: IncomingMessage): boolean =>
  /^(127\.0\.0\.1|localhost):\d+$/.test(host ?? '') && (origin === undefined || origin === `http://${host}`);

/** Those who look on, told of each change, several changes at once. */
const watchers = (telegram: Telegram, bot: Bot) => {
  const watching = new Set<ServerResponse>();
  const tell = (response: ServerResponse): void =>
    void response.write(`data: ${JSON.stringify(stateOf(telegram, bot))}\n\n`);
  let queued = false;
  telegram.changed = () => {
    if (queued) return;
    queued = true;
    setTimeout(() => {
      queued = false;
      watching.forEach(tell);
    }, 20);
  };
  return (response: ServerResponse): void => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    watching.add(response);
    response.on('close', () => watching.delete(response));
    tell(response);
  };
};

/** Serves the Bot API and the page on one port of the loopback, until `signal` aborts. */
export const servePage = async (telegram: Telegram, bot: Bot, port: number, signal: AbortSignal): Promise<BotApi> => {
  const watch = watchers(telegram, bot);

  const act = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isOfPage(request) || !/json/.test(request.headers['content-type'] ?? ''))
        throw new Refusal(403, 'Forbidden');
      doAct(telegram, bot, (await bodyOf(request)) as Act);
      answer(response, 200, 'application/json', '{"ok":true}');
    } catch (error) {
      const { code = 500, message } = error as Partial<Refusal> & Error;
      answer(response, Number(code) || 500, 'application/json', JSON.stringify({ ok: false, why: message }));
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = ''] = (request.url ?? '').split('?');
    if (request.method === 'POST' && path === '/acts') return act(request, response);
    if (path === '/events') return watch(response);
    const file = path.startsWith('/files/') ? telegram.files.get(decodeURIComponent(path.slice(7))) : undefined;
    if (file) return answer(response, 200, file.mime_type ?? 'application/octet-stream', file.bytes);
    const [name, type] = files[path] ?? [];
    if (!name || !type) return answer(response, 404, 'text/plain', 'There is nothing here');
    answer(response, 200, type, await readFile(new URL(name, import.meta.url), 'utf8'));
  };

  const api = await serveBots(telegram, port, (request, response) => void serve(request, response));
  signal.addEventListener('abort', () => void api.close());
  return api;
};
