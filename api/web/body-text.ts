import { AppError } from '@rounds/ddocs/documents/error.ts';

/** Marks of byte order at the beginning of a text. */
const marks: readonly [string, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const decoderFor = (label: string, fatal: boolean): TextDecoder => {
  try {
    return new TextDecoder(label, { fatal });
  } catch {
    throw new AppError('request/invalid', `"${label.slice(0, 50)}" is not an encoding`, { hint: 'Send UTF-8' });
  }
};

/**
 * Bytes as text: in the encoding that the content type names, or that a byte order mark tells, else UTF-8. A text
 * that is not UTF-8 although nobody says so is read as Windows-1252, of which each byte is some letter: no message is
 * lost for a wrong accent.
 * @throws `request/invalid` for an encoding that does not exist
 */
export const textIn = (bytes: Uint8Array, contentType = ''): string => {
  const named = /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  const marked = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  if (marked ?? named) return decoderFor((marked ?? named)!, false).decode(bytes);
  try {
    return decoderFor('utf-8', true).decode(bytes);
  } catch (error) {
    if (error instanceof AppError) throw error;
    return decoderFor('windows-1252', false).decode(bytes);
  }
};

/** A body as JSON; undefined for an empty one. @throws `request/invalid` for what is no JSON */
export const jsonIn = (bytes: Uint8Array, contentType?: string): unknown => {
  const text = textIn(bytes, contentType).trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('request/invalid', 'The body is not JSON', {
      hint: 'Nothing of it was stored. Send it again as JSON in UTF-8',
      cause,
    });
  }
};
