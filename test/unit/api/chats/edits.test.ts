import { withEdit } from '@rounds/api/chats/edits.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';

const bold = [{ type: 'bold', offset: 0, length: 2 }];
const came = {
  ...{ _id: 'r', type: 'data_record', sms_message: { message: 'At ten' } },
  chat_message: { id: 'ref', entities: bold },
} as Report;

describe('a message that its writer changed', () => {
  it('says what it says now, and keeps what it said before; what was bold then is not now', () => {
    const { sms_message: sms, chat_message: chat } = withEdit(came, 'At noon', 7);
    expect([sms!.message, chat]).to.deep.equal([
      'At noon',
      { id: 'ref', edited: 7, edits: [{ text: 'At ten', until: 7 }] },
    ]);
  });

  it('has the marks of its new text', () =>
    expect(withEdit(came, 'At noon', 7, bold).chat_message!.entities).to.deep.equal(bold));

  it('stays as it is when the edit came late, or changed nothing', () => {
    const changed = withEdit(came, 'At noon', 7);
    expect(withEdit(changed, 'At ten', 6)).to.equal(changed);
    expect(withEdit(changed, 'At noon', 8)).to.equal(changed);
  });
});
