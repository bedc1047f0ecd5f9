import { dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';

/** What a button of a request says: the request, the number of the question, and what was pressed. */
export interface DispatchToken {
  id: string;
  turn: number;
  code: string;
}

const prefix = dispatchId('').slice(0, 'dispatch:'.length);

/** What a button carries: at most 64 bytes, and nothing that tells who is helped. */
export const tokenFor = (id: string, turn: number, code: string): string =>
  `d:${id.slice(prefix.length)}:${turn}:${code}`;

/** Reads what a button carries; undefined for that of anything else. */
export const readTokenOf = (data: string): DispatchToken | undefined => {
  const [, key, turn, code] = /^d:([A-Za-z0-9_-]{22}):(\d{1,4}):([a-z0-9]{1,12})$/.exec(data) ?? [];
  return key && turn && code ? { id: `${prefix}${key}`, turn: Number(turn), code } : undefined;
};
