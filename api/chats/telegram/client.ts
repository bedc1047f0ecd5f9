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

/** A bot, as far as Rounds calls it. */
export interface BotClient {
  call<T>(what: (api: Api) => Promise<T>): Promise<Outcome<T>>;
}

/** Longest that a call may take, in seconds; a poll says itself how long it waits. */
const patience = 30;

/** Telegram's own server. */
export const telegramRoot = 'https://api.telegram.org';

/** @param apiRoot where the Bot API is spoken */
export const openBot = (token: string, apiRoot = telegramRoot): BotClient => {
  const api = new Api(token, { apiRoot, timeoutSeconds: patience, sensitiveLogs: false });
  return {
    call: async what => {
      try {
        return { done: await what(api) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
};
