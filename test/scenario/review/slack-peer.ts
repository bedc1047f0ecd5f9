import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A part of a message, as far as the tests read it: a text, or buttons. */
interface Block {
  type: string;
  text?: { type: string; text: string };
  elements?: { text: { text: string }; action_id: string; value?: string }[];
}

/** A message as it stands in a channel. */
export interface SlackMessage {
  ts: string;
  channel: string;
  text: string;
  thread_ts?: string;
  blocks?: Block[];
}

/**
 * A Slack of the test's own, made after its public documentation: `chat.postMessage` and `chat.update` for who has the token,
 * the address that a press may be answered at, and presses signed as Slack signs them.
 */
export interface SlackPeer {
  url: string;
  messages: SlackMessage[];
  /** What was told in private after presses. */
  whispers: string[];
  /** Calls that are refused before one is taken: the words of Slack. */
  refusals: string[];
  /** Somebody presses a button. @param more what a forger does otherwise */
  press(to: string, user: string, message: SlackMessage, label: string, more?: Forged): Promise<number>;
  close(): Promise<void>;
}

/** What somebody changes who is not Slack. */
export interface Forged {
  secret?: string;
  /** Seconds by which the clock of who signs is ahead. */
  ahead?: number;
  /** What is sent in the place of what was signed. */
  body?: (signed: string) => string;
  unsigned?: true;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of request as AsyncIterable<Uint8Array>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
};

export const serveSlack = async ({ token, secret }: { token: string; secret: string }): Promise<SlackPeer> => {
  const made: SlackPeer = {
    ...{ url: '', messages: [], whispers: [], refusals: [] },
    press: async (to, user, message, label, forged = {}) => {
      const buttons = (message.blocks ?? []).flatMap(({ elements = [] }) => elements);
      const button = buttons.find(({ text }) => text?.text === label);
      if (!button) throw new Error(`There is no button "${label}" below "${message.text}"`);
      const payload = JSON.stringify({
        ...{ type: 'block_actions', user: { id: user, username: 'whoever' }, api_app_id: 'A1', token: 'not used' },
        container: { type: 'message', message_ts: message.ts, channel_id: message.channel },
        ...{ channel: { id: message.channel }, response_url: `${made.url}/response` },
        actions: [{ ...button, block_id: 'answers', action_ts: message.ts }],
      });
      const signed = new URLSearchParams({ payload }).toString();
      const timestamp = String(Math.floor(Date.now() / 1000) + (forged.ahead ?? 0));
      const signature = createHmac('sha256', forged.secret ?? secret)
        .update(['v0', timestamp, signed].join(':'))
        .digest('hex');
      const { status } = await fetch(to, {
        method: 'POST',
        body: forged.body?.(signed) ?? signed,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-slack-request-timestamp': timestamp,
          ...(forged.unsigned ? {} : { 'x-slack-signature': `v0=${signature}` }),
        },
      });
      return status;
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
  let count = 0;
  const answer = (path: string, told: SlackMessage & { text: string }, shown: string | undefined): object => {
    if (path === '/response') {
      made.whispers.push(told.text);
      return { ok: true };
    }
    if (shown !== `Bearer ${token}`) return { ok: false, error: 'invalid_auth' };
    const refusal = made.refusals.shift();
    if (refusal) return { ok: false, error: refusal };
    if (path === '/api/chat.postMessage') {
      count += 1;
      const ts = `1700000000.${String(count).padStart(6, '0')}`;
      made.messages.push({ ...told, ts });
      return { ok: true, ts, channel: told.channel };
    }
    const stands = made.messages.find(({ ts, channel }) => ts === told.ts && channel === told.channel);
    if (path !== '/api/chat.update' || !stands) return { ok: false, error: 'message_not_found' };
    Object.assign(stands, { text: told.text, blocks: told.blocks });
    return { ok: true, ts: told.ts, channel: told.channel };
  };
  const server = createServer(async (request, response) => {
    const told = JSON.parse(await bodyOf(request)) as SlackMessage;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(request.url ?? '', told, request.headers.authorization)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  made.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return made;
};
