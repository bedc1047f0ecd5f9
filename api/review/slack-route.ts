import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import { type Speech, sayReview } from '@rounds/sentinel/review/say.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { Attempts } from '../session/attempts.ts';
import type { Caller } from '../session/caller.ts';
import { type DecidingParts, decide } from './decide.ts';
import { actionPrefix } from './slack/blocks.ts';
import { slackClient } from './slack/client.ts';
import type { PostingParts } from './slack/poster.ts';
import { checkSignature } from './slack/signature.ts';
import { signingKey } from './slack.ts';

/** What taking presses takes. */
export interface PressParts extends Omit<DecidingParts, 'main' | 'settings'>, Omit<PostingParts, 'now'> {
  vault: Pick<Vault, 'read'>;
  reach: Pick<Reach, 'ask'>;
  attempts: Attempts;
  /** A user as he stands now; null for one who is there no more, or may not log in. */
  named: (user: string) => Promise<Caller | null>;
}

/** A press on a button of a message, as Slack tells it. */
const press = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string().min(1) }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
  response_url: z.url({ protocol: /^https?$/ }).optional(),
});

const payloadOf = (body: string): unknown => {
  try {
    return JSON.parse(new URLSearchParams(body).get('payload') ?? '');
  } catch {
    throw new AppError('request/invalid', 'That is nothing that Slack sends', { hint: 'Send payload as JSON' });
  }
};

/**
 * What becomes of a press: it is judged at that moment as the user whose Slack account it is. The message itself changes by
 * what follows from the decision, whichever door it came by.
 * @returns what is to be told in private; undefined where nothing is
 */
const take = async (parts: PressParts, { user, actions }: z.output<typeof press>): Promise<string | undefined> => {
  const { settings, main, named } = parts;
  const speech: Speech = { settings: settings.current(), words: settings.words() };
  const users = settings.current().review?.slack?.users ?? {};
  const name = Object.hasOwn(users, user.id) ? users[user.id] : undefined;
  const caller = name === undefined ? null : await named(name);
  if (!caller) return sayReview.words('not_known', speech);
  const [{ action_id: action, value: id = '' }] = actions as [(typeof actions)[number]];
  const review = action.startsWith(actionPrefix) ? await main.get(id) : null;
  const answer = (review as { answers?: string[] } | null)?.answers?.[Number(action.slice(actionPrefix.length))];
  if (answer === undefined) return undefined;
  try {
    const { won, review: now } = await decide(parts, caller, id, { answer });
    return won ? undefined : sayReview.words('refused', speech, { why: sayReview.decided(now, speech) });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return sayReview.words('refused', speech, { why: [error.message, error.hint].filter(Boolean).join('. ') });
  }
};

/**
 * `POST /api/v1/reviews/slack` takes presses of buttons in Slack: signed by Slack, and lately, and by a user whom the
 * settings name. It is not there before the signing secret is stored as `slack:signing`. A press is answered within the three
 * seconds that Slack waits; what could not be done is told in private.
 */
export const slackRoute = async (app: FastifyInstance, parts: PressParts): Promise<void> => {
  const { vault, settings, attempts, reach, now } = parts;
  const signed = async ({ headers, ip }: FastifyRequest, body: string): Promise<void> => {
    const secret = settings.current().review?.slack ? await vault.read(signingKey) : null;
    if (!secret)
      throw new AppError('doc/missing', 'Slack is off', { hint: `Store its signing secret as ${signingKey}` });
    const shown = { timestamp: headers['x-slack-request-timestamp'], signature: headers['x-slack-signature'] };
    const check = async () => checkSignature(secret, shown, body, now());
    await attempts.attempt([`slack ${ip}`], check, 'slack signed');
  };

  await app.register(async slack => {
    // What is signed are the bytes themselves.
    slack.removeContentTypeParser('application/x-www-form-urlencoded');
    slack.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_, body, done) =>
      done(null, body),
    );
    const pressed = async (request: FastifyRequest, reply: FastifyReply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      await signed(request, body);
      const { data } = press.safeParse(payloadOf(body));
      // Other things that Slack tells, of menus and dialogs, mean nothing here.
      if (!data) return reply.code(200).send();
      const told = await take(parts, data);
      const root = settings.current().review?.slack?.api_root ?? '';
      if (told !== undefined && data.response_url)
        void slackClient(reach, root, '')
          .reply(data.response_url, told)
          .catch(error =>
            request.log.warn({ err: error }, 'somebody could not be told in Slack why nothing was decided'),
          );
      return reply.code(200).send();
    };
    slack.post('/api/v1/reviews/slack', pressed);
    // Where an app of Slack for open spaces points to already.
    slack.post('/openspaces/slack/', pressed);
  });
};
