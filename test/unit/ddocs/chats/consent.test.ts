import { type Consent, isConsent, laterParticipation, withConsent } from '@rounds/ddocs/chats/consent.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const person: Contact = { _id: 'p', type: 'person' };
const entry = (what: Consent['what'], at: number, id = `${what}${at}`): Consent => ({
  ...{ _id: `consent:p:${id}`, type: 'consent', contact: 'p', what, at, by: 'command' },
});
const told = (...entries: Consent[]): Contact => entries.reduce(withConsent, person);

describe('How somebody takes part', () => {
  const cases: [what: string, entries: Consent[], state: string | undefined][] = [
    ['is not known as long as she said nothing', [], undefined],
    ['is active once she agreed', [entry('given', 1)], 'active'],
    ['is paused when she pauses', [entry('given', 1), entry('paused', 2)], 'paused'],
    ['is active again when she resumes', [entry('paused', 2), entry('resumed', 3)], 'active'],
    ['is what she said last, whichever comes first', [entry('left', 3), entry('paused', 2)], 'left'],
    ['stays left when she resumes what she did not pause', [entry('left', 3), entry('resumed', 4)], 'left'],
    ['is active when she left and agrees anew', [entry('left', 3), entry('given', 4)], 'active'],
    ['is refused when she refuses', [entry('refused', 1)], 'refused'],
    ['is left when she asks to be erased', [entry('erase', 1)], 'left'],
  ];
  for (const [what, entries, state] of cases)
    it(what, () => expect(told(...entries).participation?.state).to.equal(state));

  it('is the same contact where an entry says nothing new', () => {
    const once = told(entry('paused', 2));
    expect(withConsent(once, entry('paused', 2))).to.equal(once);
    expect(withConsent(once, entry('given', 1))).to.equal(once);
  });

  it('of two versions of a contact is the later, whichever of them leads', () => {
    const moment = fc.record({
      state: fc.constantFrom('active' as const, 'paused' as const, 'left' as const),
      since: fc.nat(3),
      by: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(moment, { selector: ({ since, by }) => `${since}${by}`, maxLength: 4 }), all => {
        const later = all.reduce<Contact['participation']>(laterParticipation, undefined);
        expect([...all].reverse().reduce<Contact['participation']>(laterParticipation, undefined)).to.deep.equal(later);
      }),
    );
  });

  it('follows from documents of that kind alone', () => {
    expect(isConsent(entry('given', 1))).to.equal(true);
    expect(isConsent({ _id: 'x', type: 'consent' })).to.equal(false);
    expect(isConsent(null)).to.equal(false);
  });
});
