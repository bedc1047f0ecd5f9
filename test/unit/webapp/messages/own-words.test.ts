import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { conversations } from '../../../../webapp/data/messages/conversations.ts';
import { people } from '../../../../webapp/data/people/people.ts';

const noon = Date.UTC(2026, 0, 14, 12);
const sms = (id: string, from: string, message: string, more: object = {}): Doc => ({
  _id: id,
  type: 'data_record',
  reported_date: noon,
  contact: { _id: from },
  sms_message: { type: 'sms_message', message },
  ...more,
});
const answer = {
  tasks: [
    {
      state: 'sent',
      timestamp: '2026-01-14T12:01:00.000Z',
      messages: [{ uuid: 'a', to: '+2551', message: 'Thank you.', contact: { _id: 'asha' } }],
    },
  ],
};

const told = (docs: Doc[]) => {
  const everybody = people(() => [{ id: 'person', person: true }]);
  everybody.apply([
    { _id: 'asha', type: 'person', name: 'Asha', phone: '+2551' },
    { _id: 'neema', type: 'person', name: 'Neema', phone: '+2552' },
  ]);
  const unread = { isRead: () => false, onChange: () => undefined };
  const list = conversations(everybody, unread, new AbortController().signal);
  list.apply(docs);
  return list;
};

describe('the list of conversations', () => {
  it('shows the words of the person, not what Rounds answered to them by itself', () => {
    const [line] = told([sms('1', 'asha', 'F 10018 she bleeds', { form: 'F', ...answer })]).list();
    expect(line!.shown.text).to.equal('F 10018 she bleeds');
    expect(line!.last.text).to.equal('Thank you.');
  });

  it('shows what a colleague wrote since', () => {
    const typed: Doc = {
      ...{ _id: '2', type: 'data_record', kujua_message: true, reported_date: noon + 1 },
      tasks: [
        {
          state: 'pending',
          timestamp: '2026-01-14T13:00:00.000Z',
          messages: [{ uuid: 'b', to: '+2551', message: 'I am on my way', contact: { _id: 'asha' } }],
        },
      ],
    };
    const [line] = told([sms('1', 'asha', 'F', { form: 'F', ...answer }), typed]).list();
    expect(line!.shown.text).to.equal('I am on my way');
  });

  it('never calls new what the user sent himself', () => {
    const list = told([sms('1', 'asha', 'hello'), sms('2', 'neema', 'MUTE 20014')]);
    expect(list.unread()).to.equal(2);
    list.own('neema');
    expect(list.unread()).to.equal(1);
    expect(list.newIn('neema')).to.deep.equal([]);
    expect(list.list().find(({ id }) => id === 'neema')!.unread).to.equal(0);
  });
});
