import { sendToChat } from '@rounds/api/chats/send.ts';
import type { BotClient, Outcome } from '@rounds/api/chats/telegram/client.ts';
import { expect } from 'chai';

const now = 1_000_000;
const message = { text: 'Come at nine.' };

/** A client whose calls come to these outcomes, one after the other. */
const client = (...outcomes: Outcome<number>[]): BotClient => ({
  call: async <T>() => outcomes.shift() as Outcome<T>,
  file: async () => 'unknown',
});
const refused = (status: number, why: string, more = {}) => ({ refused: status, why, ...more });

describe('What came of a message to a chat', () => {
  const cases: [what: string, outcomes: Outcome<number>[], result: object][] = [
    ['that was taken is sent', [{ done: 5 }], { update: { id: 'u', state: 'sent', gatewayRef: 'ref 5' } }],
    [
      'whose answer was lost is in doubt, and not sent again',
      ['unknown'],
      { update: { id: 'u', state: 'failed', details: { reason: 'answer lost' } } },
    ],
    ['that never left waits on', ['unsent'], { update: { id: 'u', state: 'pending' }, stop: 'nobody answers' }],
    [
      'that came too soon waits, and the chat rests as long as Telegram says',
      [refused(429, 'Too Many Requests: retry after 35', { retryAfter: 35 })],
      { update: { id: 'u', state: 'pending' }, restUntil: now + 35_000 },
    ],
    [
      'to somebody who blocked the bot fails, and says so',
      [refused(403, 'Forbidden: bot was blocked by the user')],
      { update: { id: 'u', state: 'failed', details: { reason: 'blocked' } }, isBlocked: true },
    ],
    [
      'to an account that is gone fails likewise',
      [refused(403, 'Forbidden: user is deactivated')],
      { update: { id: 'u', state: 'failed', details: { reason: 'blocked' } }, isBlocked: true },
    ],
    [
      'to a group that put the bot out fails, and the group takes nothing more',
      [refused(403, 'Forbidden: bot was kicked from the supergroup chat')],
      { update: { id: 'u', state: 'failed', details: { reason: 'left' } }, isBlocked: true },
    ],
    [
      'to a group that is gone fails likewise',
      [refused(403, 'Forbidden: the group chat was deleted')],
      { update: { id: 'u', state: 'failed', details: { reason: 'left' } }, isBlocked: true },
    ],
    [
      'to somebody who never pressed «Start» fails, and says so',
      [refused(403, "Forbidden: bot can't initiate conversation with a user")],
      { update: { id: 'u', state: 'failed', details: { reason: 'never started' } } },
    ],
    [
      'to a group that has another number now waits for that number',
      [refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', { movedTo: -1009 })],
      { update: { id: 'u', state: 'pending' }, movedTo: -1009 },
    ],
    [
      'that Telegram refuses fails with its words',
      [refused(400, 'Bad Request: chat not found')],
      { update: { id: 'u', state: 'failed', details: { reason: 'Bad Request: chat not found' } } },
    ],
    [
      'with a wrong token waits, and nothing else is tried',
      [refused(401, 'Unauthorized')],
      { update: { id: 'u', state: 'pending' }, stop: 'Unauthorized', isTokenWrong: true },
    ],
    [
      'while Telegram has trouble waits a little',
      [refused(502, 'Bad Gateway')],
      { update: { id: 'u', state: 'pending' }, restUntil: now + 5000 },
    ],
  ];
  for (const [what, outcomes, result] of cases)
    it(`one ${what}`, async () =>
      expect(
        await sendToChat(
          client(...outcomes),
          'u',
          message,
          7,
          number => `ref ${number}`,
          () => now,
        ),
      ).to.deep.equal(result));

  it('one of which a part stands there already is not begun anew', async () => {
    const long = { ...message, text: `${'a'.repeat(4000)} ${'b'.repeat(4000)}` };
    const result = await sendToChat(client({ done: 5 }, refused(429, 'later')), 'u', long, 7, String, () => now);
    expect(result).to.deep.equal({
      update: { id: 'u', state: 'failed', details: { reason: 'only a part was sent' } },
    });
  });
});
