import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { bubblesOf } from '../../../../webapp/data/messages/conversation.ts';
import { groupsOf } from '../../../../webapp/data/messages/message-groups.ts';
import { listOf } from '../../../../webapp/data/people/list.ts';
import { messagesOf } from '../../../../webapp/data/people/reports-about.ts';
import { emptyLists, fillLists, type Lists, restoreLists, snapshotOf } from '../../../../webapp/data/phone/lists.ts';
import { anyDoc } from '../../ddocs/validate/any-doc.ts';

const noMarks = { isRead: () => false, onChange: () => undefined };
const open = (): Lists => emptyLists(['chw'], noMarks, new AbortController().signal);
const nia: Doc = { _id: 'nia', type: 'person', name: 'Nia', phone: '+255712000111' };
const hello: Doc = {
  ...{ _id: 'hello', type: 'data_record', reported_date: 1, contact: { _id: 'nia' }, from: '+255712000111' },
  sms_message: { message: 'hello' },
};

/** Everything that the first screens show. */
const lookAtAll = ({ people, messages, programme }: Lists): string[] => {
  const filter = { text: '', type: '', state: 'all' } as const;
  listOf(people, programme.types(), [], filter);
  people.search('nia');
  programme.forms('person');
  programme.languages();
  messages.list('hello');
  messages.unread();
  for (const { id } of people.rows()) people.above(id);
  return messages.list().map(({ id }) => id);
};

describe('The lists of a phone', () => {
  it('are filled whatever one document holds, and say of which something was left out', () => {
    let misread = 0;
    fc.assert(
      fc.property(anyDoc, doc => {
        const lists = open();
        fillLists(lists, { docs: [nia, doc, hello], seq: 1 });
        expect(lookAtAll(lists)).to.include('nia');
        const again = open();
        restoreLists(again, JSON.parse(JSON.stringify(snapshotOf(lists))));
        expect(lookAtAll(again)).to.include('nia');
        expect([...again.misread]).to.deep.equal([...lists.misread]);
        misread += lists.misread.size;
        if (doc.type !== 'data_record') return;
        bubblesOf(doc as never, new Set(['nia']));
        groupsOf(doc as never);
        messagesOf([doc as never], 0);
      }),
      { seed: 20260114, numRuns: 3000 },
    );
    expect(misread).to.be.above(500);
  });

  it('forget that a document was faulty when it is whole', () => {
    const lists = open();
    fillLists(lists, { docs: [{ ...nia, name: {} } as Doc], seq: 1 });
    expect([...lists.misread]).to.deep.equal([['nia', ['name']]]);
    fillLists(lists, { docs: [nia], seq: 2 });
    expect(lists.misread.size).to.equal(0);
    expect(lists.people.get('nia')!.name).to.equal('Nia');
  });
});
