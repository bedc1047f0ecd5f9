import { type Told, toldBy } from '@rounds/api/chats/telegram/said.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Update } from 'grammy/types';

const from = { id: 7, is_bot: false, first_name: 'Amina', last_name: 'W' };
const chat = { id: 7, type: 'private', first_name: 'Amina' };
const base = { what: 'message', chat: 7, message: 3, at: 60_000, name: 'Amina W' } as const;
const message = (content: object) => ({ update_id: 1, message: { message_id: 3, date: 60, chat, from, ...content } });

describe('An update of a private chat', () => {
  const cases: [what: string, update: object, told: Told | undefined][] = [
    ['with a text', message({ text: 'MUTE 20086' }), { ...base, text: 'MUTE 20086' }],
    ['with a photo', message({ photo: [{}] }), { ...base, text: '', kind: 'photo' }],
    ['with a photo and words', message({ photo: [{}], caption: 'See' }), { ...base, text: 'See', kind: 'photo' }],
    ['with a place', message({ location: {} }), { ...base, text: '', kind: 'location' }],
    ['of a kind that nobody wrote', message({ pinned_message: {} }), undefined],
    [
      'that the bot was blocked',
      { update_id: 1, my_chat_member: { chat, from, date: 1, new_chat_member: { status: 'kicked' } } },
      { what: 'blocked', chat: 7, blocked: true },
    ],
    [
      'that the bot was taken back',
      { update_id: 1, my_chat_member: { chat, from, date: 1, new_chat_member: { status: 'member' } } },
      { what: 'blocked', chat: 7, blocked: false },
    ],
    ['of a kind that is not known', { update_id: 1, guest_message: {} }, undefined],
  ];
  for (const [what, update, told] of cases)
    it(`${what} tells ${told ? told.what : 'nothing'}`, () =>
      expect(toldBy(update as unknown as Update)).to.deep.equal(told));

  it('of a group tells nothing yet', () => {
    const group = { id: -9, type: 'supergroup', title: 'Study' };
    expect(toldBy(message({ chat: group, text: 'hello' }) as unknown as Update)).to.equal(undefined);
  });

  it('is read, or refused with an error that parks it alone, whatever stands in it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('message', 'my_chat_member', 'edited_message'), fc.anything()),
        update => {
          try {
            toldBy({ update_id: 1, ...update } as unknown as Update);
          } catch (error) {
            expect(error).to.be.instanceOf(Error);
          }
        },
      ),
    );
  });
});
