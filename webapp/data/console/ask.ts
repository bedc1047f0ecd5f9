/** Why the server did not do what was asked, in its own words, with what to do next. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** 0 where nobody answered. */
  readonly status: number;
  readonly hint: string;
  readonly body: unknown;

  constructor(status: number, message: string, hint = '', body: unknown = undefined) {
    super(message);
    this.status = status;
    this.hint = hint;
    this.body = body;
  }
}

/** Asks a door of the server for what only it has. @throws Refused */
export const ask = async <T>(path: string, init: { method?: string; body?: object; file?: Blob } = {}): Promise<T> => {
  const { method, body, file } = init;
  const type = file ? 'application/octet-stream' : 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: method ?? (body || file ? 'POST' : 'GET'),
      headers: { accept: 'application/json', ...(body || file ? { 'content-type': type } : {}) },
      ...(file ? { body: file } : body ? { body: JSON.stringify(body) } : {}),
    });
  } catch {
    throw new Refused(0, '');
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told as T;
  const { message, hint } = told as { message?: string; hint?: string };
  throw new Refused(answer.status, message ?? '', hint ?? '', told);
};
