import { expect } from 'chai';
import { Refused } from '../../../../webapp/data/console/ask.ts';
import { serverTalksOrKept, type Talks } from '../../../../webapp/data/console/talks.ts';

const talks = (name: string, error?: Refused): Talks => ({
  desk: true,
  list: async () => {
    if (error) throw error;
    return { conversations: [], total: name.length };
  },
  messages: async () => {
    if (error) throw error;
    return { messages: [], name };
  },
});
const nobody = new Refused(0, '');
const order = 'name' as const;

describe('Conversations of who works online', () => {
  it('are those of the server, as long as it answers', async () => {
    const { list, messages } = serverTalksOrKept(talks('server'), talks('device'));
    expect(await list({ order })).to.deep.equal({ conversations: [], total: 6 });
    expect(await messages('asha', {})).to.deep.equal({ messages: [], name: 'server' });
  });

  it('are what the device holds where nobody answers, and that is said', async () => {
    const { list, messages } = serverTalksOrKept(talks('server', nobody), talks('a device'));
    expect(await list({ order, filter: 'unread' })).to.deep.equal({ conversations: [], total: 8, kept: true });
    expect(await messages('asha', {})).to.deep.equal({ messages: [], name: 'a device', kept: true });
  });

  const refusals: [title: string, error: Refused, filter: string][] = [
    ['where the server refuses', new Refused(403, 'not for you'), ''],
    ['where only the server knows: flags', nobody, 'flagged'],
    ['where only the server knows: whose work it is', nobody, 'mine'],
  ];
  for (const [title, error, filter] of refusals)
    it(`are not made up ${title}`, async () => {
      const { list } = serverTalksOrKept(talks('server', error), talks('device'));
      const found = await list({ order, filter }).catch((thrown: unknown) => thrown);
      expect(found).to.equal(error);
    });
});
