import { byAlbum } from '@rounds/ddocs/conversations/albums.ts';
import { bubblesOf } from '@rounds/ddocs/conversations/bubbles.ts';
import { flagId, fromKey, messageKey } from '@rounds/ddocs/conversations/flag.ts';
import { messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import { usualWay, waysTo, waysToStranger } from '@rounds/ddocs/conversations/ways.ts';
import { wordsIn } from '@rounds/ddocs/conversations/words.ts';
import { workNow } from '@rounds/ddocs/conversations/work.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';

const chat = 'chat:0712345678901234567890';
const at = '2026-03-01T08:00:00.000Z';
const task = (state: string, more: object, message: object = {}) => ({
  ...{ state, messages: [{ uuid: `u-${state}`, message: 'Thank you', ...message }] },
  ...more,
});
const record = (more: object): Doc => ({ _id: 'r', type: 'data_record', reported_date: 1_700_000_000_000, ...more });

/** Every way in which a message stands in a document. */
const examples: Record<string, Doc> = {
  'an SMS of somebody known': record({ contact: { _id: 'nia' }, from: '+254711', sms_message: { message: 'Hello' } }),
  'an SMS of nobody': record({ from: '+254 711 000', sms_message: { message: 'Hello' } }),
  'a text from a chat that nobody owns': record({ from: chat, sms_message: { message: 'Hello' } }),
  'a text said in a group': record({
    ...{ from: chat, contact: { _id: 'nia' }, chat_message: { group: 'g1' }, sms_message: { message: 'All' } },
    tasks: [task('sent', { timestamp: at }, { to: chat })],
  }),
  'an answer to who wrote': record({
    ...{ contact: { _id: 'nia' }, from: '+254711', sms_message: { message: 'P 1' } },
    tasks: [task('pending', { state_history: [{ state: 'pending', timestamp: at }] }, { to: '+254711' })],
  }),
  'what somebody typed': record({
    ...{
      kujua_message: true,
      contact: { _id: 'peter' },
      sent_by: 'peter',
      sms_message: { message: 'not one that came' },
    },
    tasks: [task('pending', {}, { to: '+254711', contact: { _id: 'nia' } }), task('failed', {}, { to: '+254722' })],
  }),
  'planned messages, of which one set out': record({
    ...{ form: 'P', contact: { _id: 'nia' } },
    scheduled_tasks: [
      task('scheduled', { due: at }, { to: '+254711', contact: { _id: 'nia' } }),
      task('muted', { due: at }),
      task(
        'delivered',
        {
          due: at,
          state_history: [
            { state: 'scheduled', timestamp: '2026-01-01' },
            { state: 'pending', timestamp: at },
          ],
        },
        { to: chat },
      ),
    ],
  }),
  'messages that somebody typed for later, waiting, taken back and gone': record({
    ...{ kujua_message: true, sent_by: 'peter', tasks: [] },
    scheduled_tasks: [
      task('scheduled', { due: at, recipient: chat }, { to: chat, contact: { _id: 'nia' } }),
      task('cleared', { due: at, recipient: chat }, { to: chat, contact: { _id: 'nia' } }),
      task('sent', { due: at, state_history: [{ state: 'pending', timestamp: at }] }, { to: chat }),
    ],
  }),
  'a message to a word': record({ tasks: [task('pending', {}, { to: 'clinic' })] }),
  'a contact': { _id: 'c', type: 'person', sms_message: { message: 'x' } },
};

describe('messages of conversations', () => {
  const view = 'medic-talk/messages_by_conversation' as const;
  const listed = (doc: Doc) => {
    const rows: unknown[] = [];
    viewMaps()[view]!((key: unknown, value: unknown) => rows.push([key, value]))(doc);
    return rows;
  };

  for (const [title, doc] of Object.entries(examples))
    it(`${title}: phone and server see the same`, () => {
      const rows = messageRowsOf(doc).map(row => [
        [row.with, row.at],
        { text: row.text, ...(row.incoming ? { incoming: true } : { state: row.state, uuid: row.uuid }) },
      ]);
      expect(listed(doc)).to.deep.equal(rows);
    });

  it('a message of a group is of the group, whoever wrote it', () => {
    expect(messageRowsOf(examples['a text said in a group']!).map(row => row.with)).to.deep.equal(['g1', 'g1']);
  });

  it('are named by document and message, and found by their name', () => {
    for (const [doc, uuid] of [
      ['r', 'u1'],
      ['a/b', undefined],
      ['a/b', 'c'],
    ] as const)
      expect(fromKey(messageKey(doc, uuid))).to.deep.equal({ doc, uuid });
    expect(flagId('r/in', 'olga')).to.equal('flag:r/in:olga');
  });

  it('are found by words without accents and case', () => {
    expect(wordsIn('Très bien, MERCI! «Ça va»')).to.deep.equal(['tres', 'bien', 'merci', 'ca', 'va']);
  });
});

describe('the bubbles of a conversation', () => {
  const bubbles = (message: object) => {
    const doc = record({ tasks: [task('sent', { timestamp: at }, { to: chat, ...message })] }) as Report;
    const rows = [{ doc: 'r', at: 1, incoming: false, uuid: 'u-sent' }];
    return bubblesOf(rows, new Map([['r', doc]]), new Map()).map(({ text }) => text);
  };

  it('have what was said, and what an earlier message was changed to', () => {
    expect(bubbles({})).to.deep.equal(['Thank you']);
    expect(bubbles({ chat: { edit: 'u-1' } })).to.deep.equal(['Thank you']);
  });

  it('leave out what only took the buttons away from an earlier message', () =>
    expect(bubbles({ message: '', chat: { edit: 'u-1' } })).to.deep.equal([]));
});

describe('what a bubble says of a message that a colleague sent', () => {
  const typed = record({
    ...{ kujua_message: true, sent_by: 'peter', tasks: [] },
    _attachments: { 'map.png': { content_type: 'image/png', length: 9, stub: true } },
    scheduled_tasks: [task('scheduled', { due: at }, { to: chat, chat: { attachments: ['map.png', 'gone.png'] } })],
  }) as Report;
  const [bubble] = bubblesOf(
    [{ doc: 'r', at: 1, incoming: false, uuid: 'u-scheduled' }],
    new Map([['r', typed]]),
    new Map(),
  );

  it('when it goes, by what, who wrote it, and the files that are there', () =>
    expect(bubble).to.deep.include({
      ...{ due: at, byChat: true, by: { name: 'peter' } },
      attached: [{ name: 'map.png', mime: 'image/png', size: 9 }],
    }));
});

describe('an album', () => {
  const item = (key: string, album?: string, more: object = {}) => ({
    ...{ key, doc: key, at: 1, incoming: true, text: '' },
    ...(album ? { chat: { album } } : {}),
    ...more,
  });
  const together = (...items: ReturnType<typeof item>[]) => byAlbum(items).map(group => group.map(({ key }) => key));

  it('is one, although another wrote between its items', () =>
    expect(together(item('a', 'x'), item('b'), item('c', 'x'))).to.deep.equal([['a', 'c'], ['b']]));

  it('is of one writer', () =>
    expect(
      together(item('a', 'x', { by: { id: 'nia', name: 'Nia' } }), item('b', 'x', { by: { id: 'ali', name: 'Ali' } })),
    ).to.deep.equal([['a'], ['b']]));

  it('is no other message', () => expect(together(item('a'), item('b'))).to.deep.equal([['a'], ['b']]));
});

describe('the way to somebody', () => {
  const ways = waysTo({
    phone: '+254711',
    addresses: [{ address: chat }, { address: `${chat}x`, blocked: true }],
  } as Parameters<typeof waysTo>[0]);

  it('is a chat that takes something, then the number', () =>
    expect(ways).to.deep.equal([
      { by: 'chat', to: chat },
      { by: 'sms', to: '+254711' },
    ]));

  it('is that by which she last wrote, else the first', () => {
    expect(usualWay(ways, 'sms')?.by).to.equal('sms');
    expect(usualWay(ways, undefined)?.by).to.equal('chat');
    expect(usualWay(ways.slice(1), 'chat')?.by).to.equal('sms');
    expect(usualWay([], 'chat')).to.equal(undefined);
  });

  it('to somebody who is no contact is what he wrote from', () => {
    expect(waysToStranger(chat)).to.deep.equal([{ by: 'chat', to: chat }]);
    expect(waysToStranger('tel:+254799')).to.deep.equal([{ by: 'sms', to: '+254799' }]);
    expect(waysToStranger('nia')).to.deep.equal([]);
  });
});

describe('the work on a conversation', () => {
  const since = at;
  const moment = Date.parse(at);
  const table: [string, Parameters<typeof workNow>[0], number, number, string][] = [
    ['nobody said anything of it', null, moment, moment, 'open'],
    ['resolved, and quiet since', { state: 'resolved', since }, moment - 1, moment + 9, 'resolved'],
    ['resolved, and the person wrote', { state: 'resolved', since }, moment + 1, moment + 9, 'open'],
    ['snoozed until later', { state: 'snoozed', since, until: '2026-03-02T08:00:00Z' }, 0, moment + 9, 'snoozed'],
    [
      'snoozed, and the time came',
      { state: 'snoozed', since, until: '2026-03-01T08:00:00.005Z' },
      0,
      moment + 9,
      'open',
    ],
    [
      'snoozed, and the person wrote',
      { state: 'snoozed', since, until: '2026-03-02T08:00:00Z' },
      moment + 1,
      moment + 9,
      'open',
    ],
    [
      'snoozed through replies, and the person said thank you',
      { state: 'snoozed', since, until: '2026-03-02T08:00:00Z', wakes_on_reply: false },
      ...([moment + 1, moment + 9, 'snoozed'] as const),
    ],
    ['waiting for the bot', { state: 'pending', since }, moment + 1, moment + 9, 'pending'],
  ];
  for (const [title, work, lastIn, now, state] of table)
    it(`is ${state}: ${title}`, () => expect(workNow(work, lastIn, now)).to.equal(state));
});
