import { timingSafeEqual } from 'node:crypto';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { FastifyInstance } from 'fastify';
import type { Update } from 'grammy/types';
import type { Attempts } from '../session/attempts.ts';
import type { RawUpdates } from './raw-updates.ts';
import { webhookPath } from './telegram/webhook.ts';

/** The parts that taking updates takes. */
export interface WebhookParts {
  raw: RawUpdates;
  vault: Vault;
  settings: { current: () => Settings };
  attempts: Attempts;
}

/** When Telegram is to try again while the database is away, in seconds. */
const later = '5';

const same = (shown: unknown, secret: string): boolean => {
  const [one, other] = [Buffer.from(String(shown ?? '')), Buffer.from(secret)];
  return one.length === other.length && timingSafeEqual(new Uint8Array(one), new Uint8Array(other));
};

const refuse = async (): Promise<never> => {
  throw new AppError('access/forbidden', 'The secret of the webhook is wrong');
};

const isUpdate = (body: unknown): body is Update =>
  typeof body === 'object' && body !== null && Number.isSafeInteger((body as Update).update_id);

/**
 * Takes what Telegram brings, on any api: the update stands on disk before the answer, and is worked off by the process
 * that has the turn. While it cannot be written Telegram is asked to come again, so that nothing is lost.
 */
export const webhookRoute = (app: FastifyInstance, { raw, vault, settings, attempts }: WebhookParts): void => {
  let secretOf: ((bot: string) => string) | undefined;
  app.post<{ Params: { bot: string } }>(webhookPath(':bot'), async (request, reply) => {
    const { bot } = request.params;
    if (!settings.current().telegram?.bots.includes(bot)) throw new AppError('doc/missing', 'There is no such bot');
    try {
      secretOf ??= (await openChatBook(vault)).webhookSecret;
      const shown = request.headers['x-telegram-bot-api-secret-token'];
      const secret = secretOf(bot);
      // A wrong secret counts as a guess, and many from one address are no longer heard. The right one, 256 bits that
      // nobody guesses, is let in whatever others of that address (a proxy, say) have shown.
      if (!same(shown, secret)) await attempts.attempt([`webhook:${request.ip}`], refuse);
      if (!isUpdate(request.body)) throw new AppError('request/invalid', 'That is no update');
      await raw.keep(bot, [request.body]);
    } catch (error) {
      if (error instanceof AppError && ['access/forbidden', 'request/invalid', 'request/too-many'].includes(error.code))
        throw error;
      request.log.warn({ err: error }, 'an update could not be written; it comes again');
      return reply.code(503).header('retry-after', later).send({ error: 'not written' });
    }
    return {};
  });
};
