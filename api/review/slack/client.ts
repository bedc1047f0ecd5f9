import type { Reach } from '@rounds/sentinel/process/reach.ts';

/** What Slack answers to a call: `error` is its own word, `rest` how long it wants to be left alone, in ms. */
export type Answered = { ok: true; ts: string; channel: string } | { ok: false; error: string };

/** Longest that an answer is waited for, in ms. */
const patience = 10_000;

/** Calls of Slack's Web API with a bot's token. Nothing of the token or of what is said reaches a log. */
export interface SlackClient {
  /** @param method such as `chat.postMessage` */
  call(method: string, body: object): Promise<Answered>;
  /** Answers a press in private. @param url as Slack gave it with the press */
  reply(url: string, text: string): Promise<void>;
}

const read = (status: number, text: string): Answered => {
  if (status === 429) return { ok: false, error: 'ratelimited' };
  try {
    const { ok, ts, channel, error } = JSON.parse(text) as {
      ok?: boolean;
      ts?: string;
      channel?: string;
      error?: string;
    };
    if (ok && typeof ts === 'string' && typeof channel === 'string') return { ok: true, ts, channel };
    return { ok: false, error: error ?? `status ${status}` };
  } catch {
    return { ok: false, error: `status ${status}` };
  }
};

export const slackClient = (reach: Pick<Reach, 'ask'>, root: string, token: string): SlackClient => {
  const send = (url: URL, body: object, more: Readonly<Record<string, string>>) =>
    reach.ask(url, {
      headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json', ...more },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
  return {
    call: async (method, body) => {
      const url = new URL(`${root.replace(/\/+$/, '')}/${method}`);
      const { status, text } = await send(url, body, { authorization: `Bearer ${token}` });
      return read(status, text);
    },
    reply: async (url, text) => {
      await send(new URL(url), { response_type: 'ephemeral', replace_original: false, text }, {});
    },
  };
};
