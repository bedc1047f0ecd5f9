import { chatOf, toldBy } from '@rounds/api/chats/telegram/said.ts';
import type { Told } from '@rounds/api/chats/telegram/told.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Update } from 'grammy/types';

const bot = { id: 1, username: 'rounds_bot' };
const from = { id: 7, is_bot: false, first_name: 'Amina', last_name: 'W', language_code: 'sw' };
const by = { id: 7, name: 'Amina W', isPerson: true, language: 'sw' } as const;
const chat = { id: 7, type: 'private', first_name: 'Amina' };
const study = { id: -9, type: 'supergroup', title: 'Study' };
const group = { title: 'Study', kind: 'supergroup' } as const;
const own = { what: 'message', chat: 7, message: 3, at: 60_000, by, toBot: true } as const;
const inGroup = { ...own, chat: -9, group, toBot: false } as const;
const message = (content: object) => ({ update_id: 1, message: { message_id: 3, date: 60, chat, from, ...content } });
const said = (content: object) => message({ chat: study, ...content });
const member = (chat: object, status: string, more: object = {}) => ({
  chat,
  from,
  date: 60,
  new_chat_member: { status, user: { id: 8, is_bot: false, first_name: 'Baraka' }, ...more },
});
const baraka = { id: 8, name: 'Baraka', isPerson: true } as const;
const told = (update: object): Told[] => toldBy(update as unknown as Update, bot);

describe('An update tells', () => {
  const cases: [what: string, update: object, told: Told[]][] = [
    ['a text', message({ text: 'MUTE 20086' }), [{ ...own, text: 'MUTE 20086' }]],
    [
      'a text with what of it is bold or a link, but for kinds that nobody shows',
      message({
        text: 'Read this now',
        entities: [
          { type: 'bold', offset: 0, length: 4 },
          { type: 'text_link', offset: 5, length: 4, url: 'https://example.org' },
          { type: 'hologram', offset: 9, length: 4 },
        ],
      }),
      [
        {
          ...own,
          text: 'Read this now',
          entities: [
            { type: 'bold', offset: 0, length: 4 },
            { type: 'text_link', offset: 5, length: 4, url: 'https://example.org' },
          ],
        },
      ],
    ],
    [
      'a photograph with its largest size, and its smallest as the small picture',
      message({
        photo: [
          { file_id: 's', file_size: 900 },
          { file_id: 'l', file_size: 90_000 },
        ],
        caption: 'See',
      }),
      [
        {
          ...{ ...own, text: 'See', kind: 'photo' },
          file: { file: 'l', mime: 'image/jpeg', size: 90_000, thumbnail: { file: 's', size: 900 } },
        },
      ],
    ],
    [
      'a document by its name',
      message({ document: { file_id: 'd', file_name: 'list.pdf', mime_type: 'application/pdf', file_size: 7 } }),
      [
        {
          ...{ ...own, text: '', kind: 'document' },
          file: { file: 'd', name: 'list.pdf', mime: 'application/pdf', size: 7 },
        },
      ],
    ],
    [
      'an animation, which is a document too',
      message({ animation: { file_id: 'a' }, document: { file_id: 'd' } }),
      [{ ...own, text: '', kind: 'animation', file: { file: 'a' } }],
    ],
    [
      'a sticker by its sign',
      message({ sticker: { file_id: 's', emoji: '👍' } }),
      [{ ...own, text: '👍', kind: 'sticker', file: { file: 's' } }],
    ],
    [
      'a place',
      message({ location: { latitude: 1.5, longitude: -3 } }),
      [{ ...own, text: '', kind: 'location', location: { latitude: 1.5, longitude: -3 } }],
    ],
    [
      'a card of somebody by his name, without his number',
      message({ contact: { first_name: 'Baraka', phone_number: '+254712345678' } }),
      [{ ...own, text: 'Baraka', kind: 'contact' }],
    ],
    ['a poll by its question', message({ poll: { question: 'When?' } }), [{ ...own, text: 'When?', kind: 'poll' }]],
    ['something that nobody has a word for', message({ hologram: {} }), [{ ...own, text: '', kind: 'other' }]],
    [
      'an item of an album',
      message({ voice: { file_id: 'v' }, media_group_id: '77' }),
      [{ ...own, text: '', kind: 'voice', album: '77', file: { file: 'v' } }],
    ],
    [
      'which message it answers',
      message({ text: 'yes', reply_to_message: { message_id: 2, from: { id: 8 } } }),
      [{ ...own, text: 'yes', replyTo: 2 }],
    ],
    [
      'that a text was changed',
      { update_id: 1, edited_message: { message_id: 3, date: 60, edit_date: 90, chat, from, text: 'MUTE 20087' } },
      [{ ...own, text: 'MUTE 20087', edited: 90_000 }],
    ],
    ['nothing of a message that was pinned', message({ pinned_message: {} }), []],
    ['nothing of a channel', message({ chat: { id: -5, type: 'channel', title: 'News' }, text: 'x' }), []],
    [
      'a block',
      { update_id: 1, my_chat_member: member(chat, 'kicked') },
      [{ what: 'blocked', chat: 7, blocked: true }],
    ],
    [
      'that a block was taken back',
      { update_id: 1, my_chat_member: member(chat, 'member') },
      [{ what: 'blocked', chat: 7, blocked: false }],
    ],
    [
      'a press, and below which message',
      { update_id: 1, callback_query: { id: '5', from, message: { message_id: 3, chat }, data: 'abc' } },
      [{ what: 'press', id: '5', chat: 7, message: 3, by, data: 'abc' }],
    ],
    ['nothing of a press without its message', { update_id: 1, callback_query: { id: '5', from, data: 'abc' } }, []],
    ['what is said in a group', said({ text: 'good morning' }), [{ ...inGroup, text: 'good morning' }]],
    [
      'that it is the bot that is spoken to by its name',
      said({ text: 'hello @Rounds_Bot, are you there' }),
      [{ ...inGroup, toBot: true, text: 'hello @Rounds_Bot, are you there' }],
    ],
    [
      'that it is not, by a longer name',
      said({ text: 'hello @rounds_bots' }),
      [{ ...inGroup, text: 'hello @rounds_bots' }],
    ],
    [
      'that a command for another bot is not for this one',
      said({ text: '/help@other_bot' }),
      [{ ...inGroup, text: '/help@other_bot' }],
    ],
    [
      'that a command for this one is',
      said({ text: '/help@rounds_bot' }),
      [{ ...inGroup, toBot: true, text: '/help@rounds_bot' }],
    ],
    [
      'that an answer to the bot speaks to it',
      said({ text: 'yes', reply_to_message: { message_id: 2, from: { id: 1 } } }),
      [{ ...inGroup, toBot: true, text: 'yes', replyTo: 2 }],
    ],
    [
      'in which topic it is said, which answers nothing',
      said({
        ...{ text: 'x', is_topic_message: true, message_thread_id: 4 },
        reply_to_message: { message_id: 4, from: { id: 8 }, forum_topic_created: {} },
      }),
      [{ ...inGroup, text: 'x', thread: 4 }],
    ],
    [
      'that somebody writes in the name of the group',
      said({ text: 'x', sender_chat: { id: -9, type: 'supergroup', title: 'Study' } }),
      [{ ...inGroup, by: { id: -9, name: 'Study' }, text: 'x' }],
    ],
    [
      'that the bot came into a group, and who brought it',
      { update_id: 1, my_chat_member: member(study, 'member') },
      [{ what: 'bot', chat: -9, group, is: 'member', by, at: 60_000 }],
    ],
    [
      'that the bot is administrator there',
      { update_id: 1, my_chat_member: member(study, 'administrator') },
      [{ what: 'bot', chat: -9, group, is: 'administrator', by, at: 60_000 }],
    ],
    [
      'that the bot was put out',
      { update_id: 1, my_chat_member: member(study, 'kicked') },
      [{ what: 'bot', chat: -9, group, is: 'out', by, at: 60_000 }],
    ],
    [
      'that the bot was restricted, and is still there',
      { update_id: 1, my_chat_member: member(study, 'restricted', { is_member: true }) },
      [{ what: 'bot', chat: -9, group, is: 'member', by, at: 60_000 }],
    ],
    [
      'that somebody came into a group',
      { update_id: 1, chat_member: member(study, 'member') },
      [{ what: 'member', chat: -9, group, who: baraka, isIn: true, at: 60_000 }],
    ],
    [
      'that somebody left it',
      { update_id: 1, chat_member: member(study, 'left') },
      [{ what: 'member', chat: -9, group, who: baraka, isIn: false, at: 60_000 }],
    ],
    [
      'who came, by the message of the group',
      said({
        new_chat_members: [
          { id: 8, first_name: 'Baraka' },
          { id: 1, first_name: 'Rounds' },
        ],
      }),
      [
        { what: 'member', chat: -9, group, who: baraka, isIn: true, at: 60_000 },
        { what: 'bot', chat: -9, group, is: 'member', by, at: 60_000 },
      ],
    ],
    [
      'who left, by the message of the group',
      said({ left_chat_member: { id: 8, first_name: 'Baraka' } }),
      [{ what: 'member', chat: -9, group, who: baraka, isIn: false, at: 60_000 }],
    ],
    ['another title', said({ new_chat_title: 'Study', chat: study }), [{ what: 'title', chat: -9, group }]],
    [
      'another number of a group, by the old one',
      said({ chat: { id: -8, type: 'group', title: 'Study' }, migrate_to_chat_id: -9 }),
      [{ what: 'moved', chat: -8, to: -9 }],
    ],
    [
      'another number of a group, by the new one',
      said({ migrate_from_chat_id: -8 }),
      [{ what: 'moved', chat: -8, to: -9 }],
    ],
    ['nothing, when it is of a kind that is not known', { update_id: 1, guest_message: {} }, []],
  ];
  for (const [what, update, expected] of cases)
    it(what, () => {
      expect(told(update)).to.deep.equal(expected);
    });

  it('something, or is refused with an error that parks it alone, whatever stands in it', () => {
    const fields = ['message', 'my_chat_member', 'chat_member', 'edited_message', 'callback_query'] as const;
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), fc.anything()), update => {
        expect(chatOf({ update_id: 1, ...update } as unknown as Update)).to.be.a('number');
        try {
          told({ update_id: 1, ...update });
        } catch (error) {
          expect(error).to.be.instanceOf(Error);
        }
      }),
    );
  });
});
