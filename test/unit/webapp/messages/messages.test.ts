import { type MessageRow, messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { withAgain } from '@rounds/sentinel/messages/again.ts';
import { expect } from 'chai';
import { bubblesOf } from '../../../../webapp/data/messages/conversation.ts';
import { conversations, newFor } from '../../../../webapp/data/messages/conversations.ts';
import {
  everyoneAt,
  onceEach,
  recipientFor,
  typedMessage,
  withoutPlanned,
} from '../../../../webapp/data/messages/send.ts';
import { smsSize } from '../../../../webapp/data/messages/sms-size.ts';
import { people } from '../../../../webapp/data/people/people.ts';

const types = [{ id: 'clinic' }, { id: 'person', parents: ['clinic'], person: true }];
const noon = Date.UTC(2026, 0, 14, 12);
const at = (hours: number): string => new Date(noon + hours * 3_600_000).toISOString();
const record = (more: object): Report => ({ _id: 'r', type: 'data_record', reported_date: noon, ...more }) as Report;
const task = (to: string, state: TaskState, more: object = {}) => ({
  messages: [{ uuid: `to ${to} ${state}`, to, message: `to ${to}`, ...more }],
  state,
  state_history: [{ state, timestamp: at(1) }],
});
const sms = (message: string) => ({ sms_message: { type: 'sms_message', message } });

describe('what a document says in a conversation', () => {
  const cases: [title: string, doc: object, rows: [who: string, direction: 'in' | 'out', text: string][]][] = [
    [
      'a text that came, from its sender',
      record({ ...sms('hello'), from: '+255 1', contact: { _id: 'asha' } }),
      [['asha', 'in', 'hello']],
    ],
    [
      'a text that came, from a number nobody has',
      record({ ...sms('hello'), from: '+255 712-000' }),
      [['tel:+255712000', 'in', 'hello']],
    ],
    [
      'a report by SMS and its answer',
      record({ form: 'V', ...sms('V 1'), from: '+2551', contact: { _id: 'asha' }, tasks: [task('+2551', 'sent')] }),
      [
        ['asha', 'in', 'V 1'],
        ['asha', 'out', 'to +2551'],
      ],
    ],
    [
      'what a person typed to two',
      record({
        kujua_message: true,
        from: '+2551',
        contact: { _id: 'neema' },
        tasks: [task('+2551', 'pending', { contact: { _id: 'asha' } }), task('+2552', 'pending')],
      }),
      [
        ['asha', 'out', 'to +2551'],
        ['tel:+2552', 'out', 'to +2552'],
      ],
    ],
    [
      'a reminder that has set out',
      record({ form: 'P', scheduled_tasks: [task('+2551', 'delivered')] }),
      [['tel:+2551', 'out', 'to +2551']],
    ],
    [
      'nothing of reminders that wait or are silent',
      record({
        form: 'P',
        scheduled_tasks: (['scheduled', 'muted', 'cleared', 'skipped'] as const).map(state => task('+2551', state)),
      }),
      [],
    ],
    [
      'nothing of a message that never had a number',
      record({ form: 'P', tasks: [task('reporting_unit', 'denied')] }),
      [],
    ],
    ['nothing of a report from a screen', record({ form: 'P', fields: {} }), []],
    ['nothing once it is deleted', { ...record(sms('hello')), from: '+2551', _deleted: true }, []],
    ['nothing when it is no report', { _id: 'asha', type: 'person', name: 'Asha' }, []],
  ];
  for (const [title, doc, rows] of cases)
    it(`is ${title}`, () => {
      expect(messageRowsOf(doc as Doc).map(row => [row.with, row.incoming ? 'in' : 'out', row.text])).to.deep.equal(
        rows,
      );
    });

  it('stands where it set out, not where it was planned', () => {
    const scheduled = {
      ...task('+2551', 'sent'),
      due: at(-5),
      state_history: [
        { state: 'scheduled', timestamp: at(-9) },
        { state: 'pending', timestamp: at(2) },
        { state: 'sent', timestamp: at(3) },
      ],
    };
    expect(messageRowsOf(record({ scheduled_tasks: [scheduled] }))[0]!.at).to.equal(Date.parse(at(2)));
  });
});

describe('conversations', () => {
  const everybody = (docs: object[]) => {
    const found = people(() => types);
    found.apply(docs as Doc[]);
    return found;
  };
  const asha = { _id: 'asha', type: 'person', name: 'Asha Otieno', phone: '+255712000001' };
  const read = new Set<string>();
  const heard = new Set<() => void>();
  const reads = {
    isRead: (row: MessageRow) => row.at < noon - newFor || read.has(row.doc),
    onChange: (listener: () => void) => void heard.add(listener),
  };
  /** Exactly these were read; every listener hears of it. */
  const readJust = (...docs: string[]) => {
    read.clear();
    for (const doc of docs) read.add(doc);
    for (const listener of heard) listener();
  };
  const signal = new AbortController().signal;
  const came = (id: string, hours: number, more: object = {}) =>
    record({ _id: id, ...sms(`text ${id}`), from: '0712000001', reported_date: noon + hours * 3_600_000, ...more });

  it('know a number for that of a contact, however it is written, also when the contact comes later', () => {
    const present = everybody([]);
    const all = conversations(present, reads, signal);
    all.apply([came('a', 0), came('b', 1, { contact: { _id: 'asha' } })]);
    expect(all.list().map(({ id }) => id)).to.deep.equal(['asha', 'tel:0712000001']);
    present.apply([asha]);
    expect(all.list().map(({ id, person }) => [id, person?.name])).to.deep.equal([['asha', 'Asha Otieno']]);
    expect(all.of('asha').map(({ doc }) => doc)).to.deep.equal(['b', 'a']);
    expect([...all.withsOf('asha')]).to.have.members(['asha', 'tel:0712000001']);
  });

  it('give a number that several have to a person, living before dead', () => {
    const all = conversations(
      everybody([
        { _id: 'home', type: 'clinic', phone: '+255712000001' },
        { ...asha, _id: 'aa', date_of_death: at(0) },
        { ...asha, _id: 'bb' },
      ]),
      reads,
      signal,
    );
    all.apply([came('a', 0)]);
    expect(all.list().map(({ id }) => id)).to.deep.equal(['bb']);
  });

  it('count what is new: came in, not marked, and not from long ago', () => {
    const all = conversations(everybody([asha]), reads, signal);
    all.apply([
      came('a', 0),
      came('b', 1),
      came('old', -31 * 24),
      record({ _id: 'out', tasks: [task('+255712000001', 'sent')] }),
    ]);
    expect([all.list()[0]!.unread, all.unread()]).to.deep.equal([2, 2]);
    readJust('a');
    expect([all.list()[0]!.unread, all.unread()]).to.deep.equal([1, 1]);
    expect(all.newIn('asha').map(({ doc }) => doc)).to.deep.equal(['b']);
    readJust('b');
    expect(all.unread(), 'whoever has read the later one has seen the earlier one').to.equal(0);
    readJust();
  });

  it('follow a number that is given to somebody else, and one that nobody has any longer', () => {
    const present = everybody([asha]);
    const all = conversations(present, reads, signal);
    all.apply([came('a', 0), came('b', 1, { contact: { _id: 'asha' } })]);
    expect(all.of('asha').map(({ doc }) => doc)).to.deep.equal(['b', 'a']);
    present.apply([
      { ...asha, phone: '' },
      { ...asha, _id: 'baraka' },
    ]);
    expect([all.of('asha'), all.of('baraka')].map(rows => rows.map(({ doc }) => doc))).to.deep.equal([['b'], ['a']]);
    present.apply([{ _id: 'baraka', _deleted: true }]);
    expect(all.list().map(({ id }) => id)).to.deep.equal(['asha', 'tel:0712000001']);
  });

  it('are found by name, number and what was said', () => {
    const all = conversations(everybody([asha]), reads, signal);
    all.apply([came('a', 0), record({ _id: 'x', ...sms('Où est la clinique?'), from: '+254799' })]);
    const found = (text: string) => all.list(text).map(({ id }) => id);
    expect(found('otieno')).to.deep.equal(['asha']);
    expect(found('0712 000 001')).to.deep.equal(['asha']);
    expect(found('254799')).to.deep.equal(['tel:+254799']);
    expect(found('ou clinique')).to.deep.equal(['tel:+254799']);
    expect(found('nobody')).to.deep.equal([]);
  });

  it('lose a message with its document, and follow its state', () => {
    const all = conversations(everybody([asha]), reads, signal);
    const sent = (state: TaskState) => record({ _id: 'out', tasks: [task('+255712000001', state)] });
    all.apply([came('a', 0), sent('pending')]);
    all.apply([sent('failed')]);
    expect(all.of('asha').map(({ state }) => state)).to.deep.equal(['failed', undefined]);
    all.apply([{ _id: 'out', _deleted: true }]);
    expect(all.of('asha').map(({ doc }) => doc)).to.deep.equal(['a']);
    const again = conversations(everybody([asha]), reads, signal);
    again.restore(all.rows());
    expect(again.list()).to.deep.equal(all.list());
  });
});

describe('a message typed on the phone', () => {
  const neema = { _id: 'neema', type: 'person', name: 'Neema', phone: '+2550', parent: { _id: 'centre' } };
  const address = 'chat:0712345678901234567890';
  const toChat = {
    ...{ id: 'c', text: 'Hello', recipients: [{ contact: null, phone: address }] },
    ...{ sender: neema, user: 'neema', now: noon },
  };
  const typed = typedMessage({
    id: 'm',
    text: 'Hello',
    recipients: [
      { contact: { ...neema, _id: 'asha', phone: '+2551' }, phone: '+2551' },
      { contact: null, phone: '+2552' },
    ],
    sender: neema,
    user: 'neema',
    now: noon,
  });

  it('is stored as CHT stores it, one task for each recipient', () => {
    expect(typed).to.deep.include({
      type: 'data_record',
      kujua_message: true,
      from: '+2550',
      sent_by: 'neema',
      contact: { _id: 'neema', parent: { _id: 'centre' } },
    });
    expect(
      typed.tasks?.map(({ state, messages }) => [state, messages?.[0]?.to, messages?.[0]?.contact?._id]),
    ).to.deep.equal([
      ['pending', '+2551', 'asha'],
      ['pending', '+2552', undefined],
    ]);
    expect(new Set(typed.tasks?.map(({ messages }) => messages?.[0]?.uuid)).size).to.equal(2);
    expect(bubblesOf(typed, new Set(['asha'])).map(({ text }) => text)).to.deep.equal(['Hello']);
  });

  it('goes to a chat with what it answers and what it brings', () => {
    const file = { content_type: 'image/png', data: 'aGk=' };
    const beside = { reply: 'ref-1', files: { 'map.png': file } };
    const report = typedMessage({ ...toChat, beside });
    expect(report.tasks![0]).to.deep.include({ state: 'pending', message_class: 'typed' });
    const chat = { reply: 'ref-1', attachments: ['map.png'] };
    expect(report.tasks![0]!.messages![0]).to.deep.include({ to: address, message: 'Hello', chat });
    expect(report._attachments).to.deep.equal({ 'map.png': file });
  });

  it('for later waits for its time, and is taken back while it waits', () => {
    const report = typedMessage({ ...toChat, beside: { due: at(5) } });
    expect(report.tasks).to.deep.equal([]);
    expect(report.scheduled_tasks![0]).to.deep.include({ state: 'scheduled', due: at(5), recipient: address });
    const { uuid } = report.scheduled_tasks![0]!.messages![0]!;
    const by = { user: 'neema', at: at(1) };
    const back = withoutPlanned(report, uuid!, by);
    expect(back.scheduled_tasks![0]!.state).to.equal('cleared');
    expect(back.scheduled_tasks![0]!.state_history!.at(-1)).to.deep.include({ state: 'cleared', timestamp: at(1) });
    expect(withoutPlanned(back, uuid!, by)).to.equal(back);
  });

  it('that failed is sent again once, as a message of its own, whoever presses the button how often', () => {
    const uuid = typed.tasks![0]!.messages![0]!.uuid;
    const failed: Report = {
      ...typed,
      tasks: typed.tasks!.map((one, n) => (n === 0 ? { ...one, state: 'failed' } : one)),
    };
    const by = { user: 'neema', at: at(1), phone: '+2559' };
    const again = withAgain(failed, uuid, by);
    expect(again.tasks?.map(({ state, messages }) => [state, messages?.[0]?.to])).to.deep.equal([
      ['failed', '+2551'],
      ['pending', '+2552'],
      ['pending', '+2559'],
    ]);
    expect(again.tasks![2]!.messages![0]!.uuid).not.to.equal(uuid);
    expect(withAgain(again, uuid, by)).to.equal(again);
    expect(withAgain(failed, uuid, { user: 'juma', at: at(2) }).tasks![2]!.messages![0]!.uuid).to.equal(
      again.tasks![2]!.messages![0]!.uuid,
    );
    expect(withAgain(typed, uuid, by)).to.equal(typed);
    expect(bubblesOf(again, new Set(['asha'])).map(each => each.again)).to.deep.equal([true, false]);
  });

  it('goes to a place through its main contact, and to everyone at it once for each number', () => {
    const all = people(() => types);
    const inside = (id: string, phone: string, more: object = {}) => ({
      _id: id,
      type: 'person',
      name: id,
      phone,
      parent: { _id: 'home' },
      ...more,
    });
    all.apply([
      { _id: 'home', type: 'clinic', name: 'Home', contact: { _id: 'a' } },
      { _id: 'empty', type: 'clinic', name: 'Empty' },
      ...[
        inside('a', '+255 1'),
        inside('b', '+2551'),
        inside('c', '+2552'),
        inside('d', ''),
        inside('e', '+2553', { date_of_death: at(0) }),
      ],
    ] as Doc[]);
    expect(recipientFor(all, all.get('home')!)?.phone).to.equal('+255 1');
    expect(recipientFor(all, all.get('empty')!)).to.equal(null);
    expect(everyoneAt(all, 'home').map(({ phone }) => phone)).to.deep.equal(['+255 1', '+2552']);
    expect(onceEach([])).to.deep.equal([]);
  });

  for (const { text, parts, left } of [
    { text: '', parts: 0, left: 160 },
    { text: 'a'.repeat(160), parts: 1, left: 0 },
    { text: 'a'.repeat(161), parts: 2, left: 145 },
    { text: '€', parts: 1, left: 158 },
    { text: 'ɓ'.repeat(70), parts: 1, left: 0 },
    { text: 'ɓ'.repeat(71), parts: 2, left: 63 },
  ])
    it(`of ${text.length} signs like “${text[0] ?? ''}” is ${parts} SMS`, () => {
      expect(smsSize(text)).to.deep.include({ parts, left });
    });
});
