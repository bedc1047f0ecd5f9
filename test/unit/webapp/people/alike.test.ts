import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { alikeByDefault, mayBeSame } from '@rounds/sentinel/forms/duplicates.ts';
import { expect } from 'chai';
import { alike } from '../../../../webapp/data/people/alike.ts';
import { people } from '../../../../webapp/data/people/people.ts';

const now = new Date('2026-11-30T10:00').getTime();
const docs: Contact[] = [
  { _id: 'home', type: 'clinic', name: 'Otieno household' },
  { _id: 'far', type: 'clinic', name: 'Kamau household' },
  ...(
    [
      ['asha', 'Asha Otieno', '1998-02-11', '+255 712 345 678', 'home'],
      ['aisha', 'Aisha Otieno', '1998-05-01', '', 'home'],
      ['old', 'Asha Otieno', '1950-01-01', '', 'home'],
      ['away', 'Asha Otieno', '1998-02-11', '', 'far'],
    ] as const
  ).map(([_id, name, date_of_birth, phone, parent]) => ({
    ...{ _id, type: 'person', name, date_of_birth, phone, parent: { _id: parent } },
    reported_date: date_of_birth === '1998-02-11' ? 1 : 2,
  })),
];
const everybody = people(() => [{ id: 'person', person: true }, { id: 'clinic' }]);
everybody.apply(docs as Doc[]);
const store = { getMany: async (ids: readonly string[]) => ids.map(id => docs.find(({ _id }) => _id === id) ?? null) };

const found = async (more: Partial<Contact>, check?: object) => {
  const contact: Contact = { _id: 'new', type: 'person', name: 'Asha Otieno', parent: { _id: 'home' }, ...more };
  const others = await alike({ people: everybody, store: store as never }, contact, 'person', check, now);
  return others.map(({ person, by }) => `${person.id} by ${by}`);
};

describe('somebody about to be registered', () => {
  it('is noticed beside somebody of nearly the same name and the same age in the household, the newest first', async () => {
    expect(await found({ date_of_birth: '1998-03-01' })).to.deep.equal(['aisha by name', 'asha by name']);
  });

  it('is noticed anywhere by name and day of birth', async () => {
    expect(await found({ date_of_birth: '1998-02-11' })).to.include('away by name');
  });

  it('is noticed anywhere by the number, however it is written', async () => {
    expect(await found({ name: 'Somebody else', phone: '0712345678' })).to.deep.equal(['asha by phone']);
  });

  it('is let pass where nobody is like it, and before it has a name', async () => {
    expect(await found({ name: 'Baraka', date_of_birth: '1998-02-11' })).to.deep.equal([]);
    expect(await found({ name: '', phone: '0712345678' })).to.deep.equal([]);
  });

  it('is looked for as the form says, or not at all', async () => {
    const expression = 'current.name === existing.name';
    expect(await found({ name: 'Aisha Otieno' }, { expression })).to.deep.equal(['aisha by name']);
    expect(await found({ date_of_birth: '1998-02-11', phone: '0712345678' }, { disabled: true })).to.deep.equal([]);
  });

  it('of a type without ages is compared by its name alone', () => {
    expect(mayBeSame({ name: 'Otieno' }, { name: 'Otieno' }, undefined, now)).to.equal(true);
    expect(mayBeSame({ name: 'x' }, { name: 'x' }, { expression: 'this is not (' }, now)).to.equal(false);
    expect(alikeByDefault).to.include('levenshteinEq');
  });
});
