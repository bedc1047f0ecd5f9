import type { Answer } from './answer.ts';
import { badRequest } from './error.ts';

/**
 * A document sent as `multipart/related`: its JSON first, then one part for each attachment announced by `follows`, in
 * their order or by `Content-Disposition`. @returns the document with the data inline. @throws `bad_request`
 * @see https://docs.couchdb.org/en/stable/api/document/common.html#creating-multiple-attachments
 */
export function parseMultipart(body: Buffer, contentType: string): Record<string, unknown> {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (!mark) throw badRequest('multipart/related without a boundary');
  const [first, ...others] = partsOf(body, `--${mark}`);
  if (!first) throw badRequest('multipart/related without a document');
  const doc = parseObject(first.data);
  const announced = Object.entries(
    (doc._attachments ?? {}) as Record<string, { follows?: boolean; content_type?: string }>,
  );
  const following = announced.filter(([, attachment]) => attachment?.follows === true);
  if (following.length !== others.length)
    throw badRequest(`${following.length} attachments announced, ${others.length} sent`);
  const filled = following.map(([name, { content_type }], at) => {
    const part = others.find(other => other.filename === name) ?? others[at]!;
    return [name, { content_type: content_type ?? part.type, data: part.data.toString('base64') }] as const;
  });
  return announced.length
    ? { ...doc, _attachments: { ...Object.fromEntries(announced), ...Object.fromEntries(filled) } }
    : doc;
}

interface Part {
  type: string;
  filename: string | undefined;
  data: Buffer;
}

function partsOf(body: Buffer, mark: string): Part[] {
  const parts: Part[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const from = at + mark.length;
    if (body.subarray(from, from + 2).toString() === '--') break;
    const next = body.indexOf(`\r\n${mark}`, from);
    const headEnd = body.indexOf('\r\n\r\n', from);
    if (next < 0 || headEnd < 0 || headEnd > next) throw badRequest('multipart/related is cut off');
    const head = body.subarray(from, headEnd).toString('utf8');
    parts.push({
      type: /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream',
      filename: /^content-disposition:.*filename="([^"]*)"/im.exec(head)?.[1],
      data: body.subarray(headEnd + 4, next),
    });
    at = next + 2;
  }
  return parts;
}

function parseObject(data: Buffer): Record<string, unknown> {
  try {
    const doc = JSON.parse(data.toString('utf8')) as unknown;
    if (doc && typeof doc === 'object' && !Array.isArray(doc)) return doc as Record<string, unknown>;
  } catch {
    // answered below
  }
  throw badRequest('the first part of multipart/related must be a JSON object');
}

/** A document with its attachments as parts after it, for readers that ask for `multipart/related`. */
export function multipartAnswer(doc: { _rev: string; _attachments?: unknown }, etag: string): Answer {
  const mark = `part-${doc._rev}`;
  const attachments = Object.entries(
    (doc._attachments ?? {}) as Record<string, { content_type: string; data?: string }>,
  );
  const full = attachments.filter(([, { data }]) => data !== undefined);
  const announced = attachments.map(([name, { data, ...rest }]) => {
    return [
      name,
      data === undefined ? rest : { ...rest, follows: true, length: Buffer.byteLength(data, 'base64') },
    ] as const;
  });
  const chunks: Buffer[] = [];
  const text = (line: string) => chunks.push(Buffer.from(line));
  text(`--${mark}\r\nContent-Type: application/json\r\n\r\n`);
  text(JSON.stringify({ ...doc, _attachments: Object.fromEntries(announced) }));
  for (const [name, { content_type, data = '' }] of full) {
    const bytes = Buffer.from(data, 'base64');
    const disposition = `Content-Disposition: attachment; filename="${name.replaceAll(/["\r\n]/g, '_')}"`;
    text(`\r\n--${mark}\r\n${disposition}\r\nContent-Type: ${content_type}\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    chunks.push(bytes);
  }
  text(`\r\n--${mark}--`);
  const body = Buffer.concat(chunks as unknown as Uint8Array[]);
  return { status: 200, headers: { etag, 'content-type': `multipart/related; boundary="${mark}"` }, body };
}
