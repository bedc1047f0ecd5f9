import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';

/** A request older, or farther ahead, than so long may be one that somebody caught and sends again. */
const window: Ms = 5 * 60_000;

/** What Slack shows of a request beside its body. */
export interface Shown {
  timestamp: unknown;
  signature: unknown;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** The signature of a body: `v0=` and HMAC-SHA256 of `v0:<timestamp>:<body>` in hexadecimal. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

/**
 * Makes sure that Slack sent a body, and lately.
 * @throws AppError `access/forbidden` for any other
 */
export const checkSignature = (secret: string, { timestamp, signature }: Shown, body: string, now: Ms): void => {
  const sent = String(timestamp ?? '');
  const isLate = !/^\d{1,12}$/.test(sent) || Math.abs(now - Number(sent) * 1000) > window;
  const [one, other] = [bytes(String(signature ?? '')), bytes(signatureOf(secret, sent, body))];
  if (isLate || one.length !== other.length || !timingSafeEqual(one, other))
    throw new AppError('access/forbidden', 'That was not signed by Slack, or too long ago', {
      hint: 'Store the signing secret of the app under slack:signing, and look at the clock of this machine',
    });
};
