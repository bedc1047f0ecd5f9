import { Api, GrammyError, HttpError } from 'grammy';

/** A call that the Bot API refused, without what was said and to whom. */
export interface Refused {
  refused: number;
  /** As the Bot API words it. */
  why: string;
  /** Seconds to wait, of a 429. */
  retryAfter?: number;
  /** The number that a group has now. */
  movedTo?: number;
}

/**
 * What came of a call: its result; a refusal; `unsent` when nothing left this machine; `unknown` when the answer was
 * lost, so that nobody knows whether it was carried out.
 */
export type Outcome<T> = { done: T } | Refused | 'unsent' | 'unknown';

/** Whether a call was refused. */
export const isRefused = <T>(outcome: Outcome<T>): outcome is Refused =>
  typeof outcome === 'object' && 'refused' in outcome;

/** Errors of a connection that never stood. */
const neverStood = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

const codeOf = (error: unknown): string => {
  const { code, cause, error: inner } = (error ?? {}) as { code?: string; cause?: unknown; error?: unknown };
  if (code) return code;
  return cause || inner ? codeOf(cause ?? inner) : '';
};

/** Tokens stand in addresses, and addresses in the errors of a network: nothing of them is passed on. */
const outcomeOf = <T>(error: unknown): Outcome<T> => {
  if (error instanceof GrammyError) {
    const { error_code: refused, description: why, parameters } = error;
    const { retry_after, migrate_to_chat_id } = parameters;
    return {
      refused,
      why,
      ...(retry_after === undefined ? {} : { retryAfter: retry_after }),
      ...(migrate_to_chat_id === undefined ? {} : { movedTo: migrate_to_chat_id }),
    };
  }
  if (error instanceof HttpError && neverStood.includes(codeOf(error.error))) return 'unsent';
  return 'unknown';
};

/** The signal by which grammY's calls are called off: that of an older library, which asks for what ours has. */
type CallSignal = NonNullable<Parameters<Api['getMe']>[0]>;

/** A bot, as far as Rounds calls it. */
export interface BotClient {
  /** @param signal calls the call off */
  call<T>(what: (api: Api, signal?: CallSignal) => Promise<T>, signal?: AbortSignal): Promise<Outcome<T>>;
  /** What a file holds, by the name that the bot was given for it. @param longest in bytes; one that has more is refused */
  file(name: string, longest: number): Promise<Outcome<Uint8Array>>;
}

/** Ours is newer than the one that grammY names, and can all that is asked of it. */
const asCallSignal = (signal: AbortSignal): CallSignal => signal as unknown as CallSignal;

/** Longest that a call may take, in seconds; a poll says itself how long it waits. */
const patience = 30;

/** Telegram's own server. */
export const telegramRoot = 'https://api.telegram.org';

/** Reads a body, and ends when it has more than it may. */
const bytesOf = async (response: Response, longest: number): Promise<Uint8Array | undefined> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > longest) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/** @param apiRoot where the Bot API is spoken */
export const openBot = (token: string, apiRoot = telegramRoot): BotClient => {
  const api = new Api(token, { apiRoot, timeoutSeconds: patience, sensitiveLogs: false });
  const call: BotClient['call'] = async (what, signal) => {
    try {
      return { done: await what(api, signal && asCallSignal(signal)) };
    } catch (error) {
      return outcomeOf(error);
    }
  };
  return {
    call,
    file: async (name, longest) => {
      const found = await call(api => api.getFile(name));
      if (typeof found === 'string' || isRefused(found)) return found;
      const { file_path: path = '' } = found.done;
      // A server of one's own may tell a path of its machine, which is none here.
      if (path === '' || path.startsWith('/')) return { refused: 404, why: 'the file has no address' };
      try {
        // The token stands in this address: nothing that is thrown here is passed on.
        const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, {
          signal: AbortSignal.timeout(patience * 1000),
        });
        if (!response.ok) return { refused: response.status, why: 'the file cannot be had' };
        const done = await bytesOf(response, longest);
        return done ? { done } : { refused: 413, why: 'the file is too large' };
      } catch {
        return 'unknown';
      }
    },
  };
};
