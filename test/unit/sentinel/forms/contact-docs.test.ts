import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Fields } from '@rounds/sentinel/forms/answers.ts';
import { changedContacts, newContacts } from '@rounds/sentinel/forms/contact-docs.ts';
import { expect } from 'chai';

const centre: Contact = { _id: 'centre', type: 'health_center', parent: { _id: 'district' } };
const asha: Contact = { _id: 'asha', type: 'person', parent: { _id: 'otieno', parent: { _id: 'centre' } } };
const known = (id: string) => [centre, asha].find(each => each._id === id);

/** What answers make, with ids in their order. */
const make = (fields: Fields, type = 'clinic') => {
  let n = 0;
  const id = () => `id-${++n}`;
  const parent = { _id: 'centre', parent: { _id: 'district' } };
  return newContacts(fields, { type, parent, id, now: 5, creator: 'neema', version: 'v1', known });
};
const change = (before: Contact, fields: Fields) => {
  let n = 0;
  return changedContacts(before, fields, { type: 'clinic', id: () => `id-${++n}`, now: 5, creator: 'neema', known });
};

const home: Contact = {
  _id: 'otieno',
  _rev: '3-a',
  type: 'clinic',
  name: 'Otieno',
  notes: 'kept',
  reported_date: 1,
  parent: { _id: 'centre', parent: { _id: 'district' } },
  contact: { _id: 'asha', parent: { _id: 'otieno' } },
};

describe('a contact form', () => {
  it('stores every answer, empty ones too, with the type of the page and the version of the form', () => {
    expect(
      make({ inputs: {}, clinic: { type: 'person', contact_type: 'x', name: 'Mrembo', phone: '', parent: 'lies' } }),
    ).to.deep.equal([
      {
        _id: 'id-1',
        type: 'clinic',
        name: 'Mrembo',
        phone: '',
        parent: { _id: 'centre', parent: { _id: 'district' } },
        reported_date: 5,
        form_version: 'v1',
        created_by_contact: 'neema',
      },
    ]);
  });

  it('makes a new primary contact below the place, a person where it says nothing else', () => {
    const [place, head] = make({
      clinic: { name: 'Mrembo', contact: 'NEW' },
      contact: { name: 'Juma', parent: 'PARENT' },
    });
    expect(place?.contact).to.deep.equal({
      _id: 'id-2',
      parent: { _id: 'id-1', parent: { _id: 'centre', parent: { _id: 'district' } } },
    });
    expect(head).to.deep.include({ type: 'person', name: 'Juma', parent: place!.contact!.parent });
  });

  it('makes a new place above first, so that all below name it', () => {
    const docs = make({
      clinic: { name: 'Mrembo', parent: 'NEW', contact: 'NEW' },
      parent: { type: 'health_center', name: 'New centre', parent: 'district' },
      contact: { name: 'Juma' },
    });
    expect(docs.map(({ name }) => name)).to.deep.equal(['Mrembo', 'New centre', 'Juma']);
    expect(docs[0]?.parent).to.deep.equal({ _id: 'id-2', parent: { _id: 'district' } });
    expect(docs[2]?.parent).to.deep.equal({ _id: 'id-1', parent: docs[0]?.parent });
  });

  it('takes somebody chosen as primary contact, with the places above', () => {
    const [place] = make({ clinic: { name: 'Mrembo', contact: 'asha' } });
    expect(place?.contact).to.deep.equal({ _id: 'asha', parent: { _id: 'otieno', parent: { _id: 'centre' } } });
  });

  it('makes children of `repeat/child`, and of the groups that CHT would lose', () => {
    const docs = make({
      clinic: { name: 'Mrembo' },
      repeat: { child: [{ name: 'Zawadi', parent: 'elsewhere' }], child_data: [{ name: 'Baraka' }] },
    });
    expect(docs.slice(1).map(({ name, parent }) => [name, parent?._id])).to.deep.equal([
      ['Zawadi', 'id-1'],
      ['Baraka', 'id-1'],
    ]);
  });

  it('that changes a contact keeps what it does not ask, whose it is and when it was made', () => {
    const [doc] = change(home, { clinic: { _id: 'other', type: 'person', name: 'Otieno wa Mto', phone: '' } });
    expect(doc).to.deep.equal({ ...home, name: 'Otieno wa Mto', phone: '' });
  });

  for (const { says, contact, comes } of [
    { says: 'the same primary contact', contact: 'asha', comes: home.contact },
    { says: 'none', contact: '', comes: undefined },
    { says: 'another', contact: 'centre', comes: { _id: 'centre', parent: { _id: 'district' } } },
    { says: 'one as a group', contact: { _id: 'asha', name: 'Asha' }, comes: home.contact },
  ])
    it(`that changes a contact and says ${says} gives ${JSON.stringify(comes)}`, () => {
      expect(change(home, { clinic: { name: 'Otieno', contact } })[0]?.contact).to.deep.equal(comes);
    });

  it('that changes a contact makes a new primary contact and children with it', () => {
    const docs = change(home, {
      clinic: { contact: 'NEW' },
      contact: { name: 'Juma' },
      repeat: { child: [{ name: 'Zawadi' }] },
    });
    expect(docs.map(({ _id }) => _id)).to.deep.equal(['otieno', 'id-1', 'id-2']);
    expect(docs[0]?.contact?._id).to.equal('id-1');
    expect(docs[2]?.parent).to.deep.equal({ _id: 'otieno', parent: home.parent });
  });
});
