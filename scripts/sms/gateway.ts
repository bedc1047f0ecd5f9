import { randomUUID } from 'node:crypto';
import type { Login } from './where.ts';

/** A message that was handed out. */
export interface Sms {
  id: string;
  to: string;
  content: string;
}

/** The gateway: what is typed goes in, what waits comes out, and is told to be sent, then delivered. */
export interface Gateway {
  /**
   * One poll. @param texts what came in since the last
   * @returns the gateway's ids of these, and the messages handed out for the first time
   * @throws Error that says what to do
   */
  poll(texts?: readonly { from: string; content: string }[]): Promise<{ ids: string[]; handed: Sms[] }>;
  /** Whether the api was told what became of every message. */
  allTold(): boolean;
}

interface Update {
  id: string;
  status: 'SENT' | 'DELIVERED';
}

const refusals: Readonly<Record<number, string>> = {
  401: 'the gateway’s name or password is wrong; give the right ones with --gateway name:password',
  403: 'this user may not act as a gateway; give one who has the role gateway with --gateway name:password',
  404: 'there is no gateway here; is this the address of the api of Rounds?',
  429: 'too many wrong passwords; wait a minute',
};

/** A gateway that has neither a network nor a radio: what it is handed has arrived. @param url of the api */
export const openGateway = (url: string, login: Login): Gateway => {
  const authorization = `Basic ${Buffer.from(`${login.name}:${login.password}`).toString('base64')}`;
  const seen = new Set<string>();
  let untold: Update[] = [];

  const post = async (body: object): Promise<Sms[]> => {
    const init = {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${url}/api/sms`, init).catch((error: Error) => {
      const { message } = (error.cause as Error | undefined) ?? error;
      throw new Error(
        `Nobody answers at ${url} (${message}). Start Rounds with \`npm start\`, or name another address with --url`,
      );
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${url} refused: ${refusals[response.status] ?? `${response.status} ${text.slice(0, 300)}`}`);
    return (JSON.parse(text) as { messages?: Sms[] }).messages ?? [];
  };

  return {
    poll: async (texts = []) => {
      const at = Date.now();
      const messages = texts.map(({ from, content }) => ({
        id: randomUUID(),
        from,
        content,
        sms_sent: at,
        sms_received: at,
      }));
      const updates = untold;
      const handed = await post({ messages, updates });
      const delivered = updates
        .filter(({ status }) => status === 'SENT')
        .map(({ id }): Update => ({ id, status: 'DELIVERED' }));
      untold = [...delivered, ...handed.map(({ id }): Update => ({ id, status: 'SENT' }))];
      const fresh = handed.filter(({ id }) => !seen.has(id));
      for (const { id } of fresh) seen.add(id);
      return { ids: messages.map(({ id }) => id), handed: fresh };
    },
    allTold: () => untold.length === 0,
  };
};
