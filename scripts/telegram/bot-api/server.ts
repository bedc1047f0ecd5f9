import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bodyOf } from './body.ts';
import { askingMethods } from './methods/asking.ts';
import { changingMethods } from './methods/changing.ts';
import type { Method } from './methods/method.ts';
import { sendingMethods } from './methods/sending.ts';
import { Refusal, tooMany } from './refusal.ts';
import type { Params } from './shapes.ts';
import type { Bot, Telegram } from './telegram.ts';

const methods: Readonly<Record<string, Method>> = { ...askingMethods, ...sendingMethods, ...changingMethods };

/** Names are taken in any case, as the real server does. */
const methodsByName = new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));

/** A call as it came, for who wants to look at it. */
export interface Call {
  method: string;
  params: Params;
  bot: Bot;
}

/**
 * What is to go wrong with a call. `answer lost` carries it out and cuts the connection; `cut` cuts it before; `slow`
 * waits so many ms before it answers; a number is an answer of that status.
 */
export type Fault = 'answer lost' | 'cut' | { slow: number } | { status: number; retry_after?: number };

/** A Bot API on the loopback. */
export interface BotApi {
  /** `http://127.0.0.1:<port>`, which bots take as their `api_root`. */
  url: string;
  telegram: Telegram;
  /** Decides what goes wrong; undefined lets a call through. Asked before each. */
  faults: { next: (call: Call) => Fault | undefined };
  /** Every call that was carried out, oldest first. */
  calls: Call[];
  close(): Promise<void>;
}

const answer = (
  response: ServerResponse,
  status: number,
  content: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(content));
};

const refuse = (response: ServerResponse, error: unknown): void => {
  if (!(error instanceof Refusal)) {
    const description = `Internal Server Error: ${(error as Error).message}`;
    answer(response, 500, { ok: false, error_code: 500, description });
    return;
  }
  const { code, message, parameters } = error;
  const seconds = parameters?.retry_after;
  answer(
    response,
    code,
    { ok: false, error_code: code, description: message, ...(parameters && { parameters }) },
    seconds === undefined ? {} : { 'retry-after': String(seconds) },
  );
};

const sleep = (telegram: Telegram, ms: number): Promise<void> =>
  new Promise(resolve => void telegram.clock.after(ms, resolve));

const refusalOf = ({ status, retry_after }: { status: number; retry_after?: number }): Refusal =>
  retry_after === undefined ? new Refusal(status, `Made to answer ${status}`) : tooMany(retry_after);

const carryOut = async (api: BotApi, bot: Bot, name: string, request: IncomingMessage, response: ServerResponse) => {
  const method = methodsByName.get(name.toLowerCase());
  const params = {
    ...Object.fromEntries(new URL(request.url ?? '', api.url).searchParams),
    ...(await bodyOf(request)),
  };
  if (!method) throw new Refusal(404, 'Not Found: method not found');
  const call = { method: name, params, bot };
  const fault = api.faults.next(call);
  if (fault === 'cut') return void request.socket.destroy();
  if (typeof fault === 'object' && 'status' in fault) throw refusalOf(fault);
  const result = await method(api.telegram, bot, params);
  api.calls.push(call);
  if (fault === 'answer lost') return void request.socket.destroy();
  if (fault) await sleep(api.telegram, fault.slow);
  answer(response, 200, { ok: true, result });
};

const sendFile = ({ telegram }: BotApi, path: string, response: ServerResponse): void => {
  const file = [...telegram.files.values()].find(({ file_path }) => file_path === path);
  if (!file) throw new Refusal(404, 'Not Found');
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.bytes.length });
  response.end(file.bytes);
};

const botFor = ({ telegram }: BotApi, token: string): Bot => {
  const bot = telegram.bots.get(token);
  if (!bot) throw new Refusal(401, 'Unauthorized');
  return bot;
};

/**
 * Answers one request. Other addresses than those of bots belong to whoever else serves on this port.
 * @returns false when the address is none of the Bot API
 */
export const answerBot = async (api: BotApi, request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
  const [path = ''] = (request.url ?? '').split('?');
  const [, file, token, rest] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(path) ?? [];
  if (!token || !rest) return false;
  try {
    const bot = botFor(api, decodeURIComponent(token));
    if (file) sendFile(api, decodeURIComponent(rest), response);
    else await carryOut(api, bot, rest, request, response);
  } catch (error) {
    refuse(response, error);
  }
  return true;
};

/** Listens on the loopback. @param port 0 takes a free one */
export const serveBots = async (
  telegram: Telegram,
  port = 0,
  other: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    answer(response, 404, { ok: false, error_code: 404, description: 'Not Found' }),
): Promise<BotApi> => {
  const api: BotApi = { url: '', telegram, faults: { next: () => undefined }, calls: [], close: async () => undefined };
  const server: Server = createServer(async (request, response) => {
    if (!(await answerBot(api, request, response))) other(request, response);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api.close = () =>
    new Promise(resolve => {
      for (const bot of telegram.bots.values()) bot.webhook?.end();
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return api;
};
