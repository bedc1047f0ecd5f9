import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** So many characters are gathered before they are sent. */
const piece = 32_768;

/**
 * Most characters of the rows of one answer. What goes beyond is the work of a client that asks without end: it gets
 * no more rows, and goes on from the last it has.
 */
const budget = 256 * 1024 * 1024;

async function* pieces(
  head: object,
  first: IteratorResult<object>,
  rows: AsyncGenerator<object>,
): AsyncGenerator<string> {
  let text = `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let sent = 0;
  let isFirst = true;
  for (let row = first; !row.done && sent < budget; row = await rows.next()) {
    text += `${isFirst ? '' : ','}${JSON.stringify(row.value)}`;
    isFirst = false;
    if (text.length < piece) continue;
    sent += text.length;
    yield text;
    text = '';
  }
  yield `${text}]}`;
}

/**
 * Sends an answer with rows as they are found, as fast as the client takes them; a client that goes away ends the
 * search. What fails before the first row is answered as an error.
 */
export const sendRows = async <Row extends object>(
  reply: FastifyReply,
  { rows, ...head }: { rows: AsyncGenerator<Row> },
): Promise<FastifyReply> => {
  const first = await rows.next();
  const body = Readable.from(pieces(head, first, rows), { objectMode: true, highWaterMark: 1 });
  body.once('close', () => void rows.return(undefined));
  return reply.type('application/json').send(body);
};
