/** What is answered. A route that writes to the response itself answers null. */
export interface Answer {
  status: number;
  headers?: Record<string, string | readonly string[]>;
  /** Texts that come one after the other are sent as they come, at the pace of the client. */
  body?: string | Buffer | AsyncGenerator<string>;
}

/** An answer in JSON, ending with a line break as CouchDB's do. */
export const json = (value: unknown, status = 200, headers: Answer['headers'] = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(value)}\n`,
});
