/** What the Bot API adds to a refusal: when to try again, or where the chat went. */
export interface RefusalParameters {
  /** Seconds. */
  retry_after?: number;
  migrate_to_chat_id?: number;
}

/** A call that the Bot API refuses: `{ ok: false, error_code, description, parameters }`. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: RefusalParameters | undefined;

  constructor(code: number, description: string, parameters?: RefusalParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/** `Bad Request: …`, as the Bot API words it. */
export const badRequest = (words: string, parameters?: RefusalParameters): Refusal =>
  new Refusal(400, `Bad Request: ${words}`, parameters);

/** `Forbidden: …`, as the Bot API words it. */
export const forbidden = (words: string): Refusal => new Refusal(403, `Forbidden: ${words}`);

/** `Too Many Requests: …`. @param seconds how long the caller is to wait, at least 1 */
export const tooMany = (seconds: number): Refusal => {
  const retry_after = Math.max(1, Math.ceil(seconds));
  return new Refusal(429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
};
