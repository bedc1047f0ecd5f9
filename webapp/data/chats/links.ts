/** A chat that is linked to the person logged in. */
export interface Link {
  address: string;
  bot: string;
  name: string;
  blocked: boolean;
}

/** A code that links a chat. */
export interface LinkCode {
  code: string;
  /** When it works no more, in ms. */
  until: number;
}

const asked = async <T>(path: string, method: string): Promise<T> => {
  const response = await fetch(path, { method, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (await response.json()) as T;
};

/** The chats that are linked. @throws without a network */
export const readLinks = async (): Promise<Link[]> =>
  (await asked<{ links: Link[] }>('/api/v1/chats/links', 'GET')).links;

/** A new code; one that was given before works no more. @throws without a network */
export const newCode = async (): Promise<LinkCode> => {
  const { code, until } = await asked<{ code: string; until: string }>('/api/v1/chats/link-codes', 'POST');
  return { code, until: Date.parse(until) };
};

/** Unlinks a chat. @throws without a network */
export const unlink = async (address: string): Promise<void> => {
  await asked(`/api/v1/chats/links/${encodeURIComponent(address)}`, 'DELETE');
};
