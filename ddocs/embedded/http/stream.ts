import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * An answer with one long list of JSON texts in it, written part by part: neither the list nor its text is ever whole
 * in memory (a text of V8 ends at 512 MB, which a folder of photographs or half a million documents reach).
 * @param tail comes after the list; asked for when the list has been written
 */
export const listed = (head: string, parts: AsyncIterable<readonly string[]>, tail: () => string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: textOf(head, parts, tail),
});

async function* textOf(
  head: string,
  parts: AsyncIterable<readonly string[]>,
  tail: () => string,
): AsyncGenerator<string> {
  // with the first part, so that a request that fails at once is still answered with a status
  let before = head;
  for await (const part of parts) {
    if (!part.length) continue;
    yield before + part.join(',\n');
    before = ',\n';
  }
  yield before === head ? head + tail() : tail();
}

/** A list in pieces of at most `size`. */
export function* piecesOf<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}

/** Waits until a client has taken what was written for it, or has gone. */
export const drained = (response: ServerResponse): Promise<void> =>
  new Promise<void>(resolve => {
    // one that is gone already says so no more
    if (response.destroyed) return resolve();
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });

/** Writes texts as fast as the client takes them, and stops when it has gone. */
export async function writeAll(
  response: ServerResponse,
  texts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  for await (const text of texts) {
    if (response.destroyed) return;
    if (!response.write(text)) await drained(response);
  }
  response.end();
}
