import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import { v4 } from 'uuid';
import { rest } from '../messages/rest.ts';
import { openTurns, type Turn } from '../messages/turn.ts';
import { type TurnWork, workInTurn } from '../messages/work-in-turn.ts';
import type { Log } from '../web/log.ts';
import { slackClient } from './slack/client.ts';
import { type PostingParts, postReviews } from './slack/poster.ts';

/** Names of the credentials: the signing secret of the app, and the token of its bot. */
export const [signingKey, botKey] = ['slack:signing', 'slack:bot'] as const;

export interface SlackParts extends PostingParts {
  vault: Pick<Vault, 'read'>;
  reach: Pick<Reach, 'ask'>;
  log: Log;
}

/** One process at a time posts. */
const [turnId, turnLasts]: [string, Ms] = ['turn:slack', 20_000];
/** How long it rests between two rounds, where Slack is off, and at most after it wanted no more: twice as long each time. */
const [between, idle, longest]: [Ms, Ms, Ms] = [2000, 5000, 60_000];

/** Asks in Slack what waits for a person, in turn with the other processes. */
export const openSlack = (parts: SlackParts): TurnWork => {
  const { sentinel, settings, vault, reach, now, log } = parts;
  const turns = openTurns(sentinel, turnId, v4(), now, turnLasts);
  let trouble = '';
  let refused = 0;

  /** One round. @returns ms until the next */
  const round = async (): Promise<Ms> => {
    const slack = settings.current().review?.slack;
    const [signing, token] = slack ? [await vault.read(signingKey), await vault.read(botKey)] : [null, null];
    if (!slack || !signing || !token) return idle;
    const error = await postReviews(parts, slackClient(reach, slack.api_root, token), slack);
    if (error && error !== trouble) log.warn({ why: error }, 'Slack does not take what waits for a person');
    trouble = error ?? '';
    refused = error ? refused + 1 : 0;
    return Math.min(longest, between * 2 ** refused);
  };

  const inTurn = async (turn: Turn, over: AbortSignal): Promise<void> => {
    while (!over.aborted && settings.current().review?.slack) {
      await turn.keep();
      const pause = await round();
      // The turn is kept however long Slack is left alone.
      for (let left = pause; left > 0 && !over.aborted; left -= between) {
        await rest(Math.min(left, between), over);
        await turn.keep();
      }
    }
  };

  return workInTurn({
    ...{ turns, log, idle: between, ready: () => settings.current().review?.slack },
    work: (_, turn, over) => inTurn(turn, over),
    broke: 'what waits for a person could not be asked in Slack; it is tried again',
  });
};
