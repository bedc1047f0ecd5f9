import { type Meaning, meaningOf } from '@rounds/api/chats/telegram/refusals.ts';
import { expect } from 'chai';

describe('A refusal of the Bot API', () => {
  const cases: [status: number, why: string, means: Meaning][] = [
    [429, 'Too Many Requests: retry after 35', 'rest'],
    [401, 'Unauthorized', 'stop'],
    [404, 'Not Found', 'stop'],
    [500, 'Internal Server Error', 'trouble'],
    [502, 'Bad Gateway', 'trouble'],
    [403, 'Forbidden: bot was blocked by the user', 'blocked'],
    [403, 'Forbidden: user is deactivated', 'blocked'],
    [403, 'Forbidden: bot was kicked from the group chat', 'closed'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'closed'],
    [403, 'Forbidden: bot is not a member of the supergroup chat', 'closed'],
    [403, 'Forbidden: the group chat was deleted', 'closed'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'never started'],
    [403, 'Forbidden: not enough rights', 'faulty'],
    [400, 'Bad Request: group chat was upgraded to a supergroup chat', 'moved'],
    [400, 'Bad Request: message is not modified: specified new message content', 'done'],
    [400, 'Bad Request: query is too old and response timeout expired or query ID is invalid', 'done'],
    [400, 'Bad Request: message to edit not found', 'done'],
    [400, 'Bad Request: message to delete not found', 'done'],
    [400, 'Bad Request: reply markup is too long', 'faulty'],
    [400, 'Bad Request: message text is empty', 'faulty'],
    [400, 'Bad Request: chat not found', 'faulty'],
  ];
  for (const [refused, why, means] of cases)
    it(`«${why}» means ${means}`, () => expect(meaningOf({ refused, why })).to.equal(means));
});
