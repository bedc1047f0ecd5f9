import { Readable } from 'node:stream';
import { AppError } from '@rounds/ddocs/documents/error.ts';

/** The bytes of a body that comes as a stream; none for any other. @throws `request/too-large` */
export const wholeBody = async (body: unknown, longest: number): Promise<Uint8Array<ArrayBuffer>> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body instanceof Readable ? body : []) {
    parts.push(part as Uint8Array);
    length += (part as Uint8Array).length;
    if (length > longest)
      throw new AppError('request/too-large', 'The body is too large', {
        hint: `Send at most ${longest} bytes at once`,
      });
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
