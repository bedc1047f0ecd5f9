import { withPresses } from '@rounds/api/conversations/pressed.ts';
import type { Bubble } from '@rounds/ddocs/conversations/bubbles.ts';
import type { Run } from '@rounds/ddocs/runs/run.ts';
import { tokenOf } from '@rounds/ddocs/runs/token.ts';
import { expect } from 'chai';
import { store } from '../stores.ts';

const run = (_id: string, events: object[]) => ({ _id, type: 'run', events }) as Run;
const asked = run('run:AbCdEf0123456789012345', [
  { kind: 'press', at: 1, turn: 2, choice: 1 },
  { kind: 'press', at: 2, turn: 3, choice: 0 },
]);
/** Another run, whose id begins as that one does. */
const alike = run('run:AbCdEfzzzzzzzzzzzzzzzz', []);
const question = (key: string, turn: number): Bubble => ({
  ...{ key, doc: key, at: 1, incoming: false, text: 'How are you?' },
  chat: { buttons: [['Well', 'Ill'].map((text, choice) => ({ text, data: tokenOf(asked, turn, choice) }))] },
});

describe('buttons that were pressed', () => {
  const pressed = async (...messages: Bubble[]) => {
    const main = store();
    await main.write([asked, alike]);
    return (await withPresses(main, messages)).map(message => message.pressed);
  };

  it('are told with the question that they answer, and no other', async () =>
    expect(await pressed(question('a', 2), question('b', 3), question('c', 4))).to.deep.equal([
      ['Ill'],
      ['Well'],
      undefined,
    ]));

  it('are none below a message without buttons, or with those of something else', async () => {
    const plain: Bubble = { key: 'a', doc: 'a', at: 1, incoming: false, text: 'Hello' };
    const other: Bubble = { ...plain, chat: { buttons: [[{ text: 'Site', url: 'https://example.org' }]] } };
    expect(await pressed(plain, other)).to.deep.equal([undefined, undefined]);
  });
});
