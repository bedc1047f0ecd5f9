import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { UserSettings } from '@rounds/ddocs/documents/users.ts';
import { type Parties, type Purpose, toldBefore, typeMade } from '@rounds/sentinel/forms/purpose.ts';
import { prefilled } from '@rounds/sentinel/forms/xform.ts';
import { expect } from 'chai';
import { ask, dom, valueAt, xform } from './forms-in-node.ts';

const juma: Contact = { _id: 'juma', type: 'person', name: 'Juma', phone: '+1' };
const centre: Contact = {
  _id: 'centre',
  type: 'health_center',
  name: 'Kituo',
  parent: { _id: 'district' },
  contact: { _id: 'juma' },
};
const home: Contact = {
  _id: 'home',
  type: 'clinic',
  name: 'Otieno',
  parent: { _id: 'centre', parent: { _id: 'district' } },
};
const asha: Contact = { _id: 'asha', type: 'person', name: 'Asha', tags: ['a', 'b'], parent: { _id: 'home' } };
const docs = new Map([juma, centre, home, asha].map(each => [each._id, each]));
const settings: UserSettings = {
  _id: 'org.couchdb.user:neema',
  type: 'user-settings',
  name: 'neema',
  fullname: 'Neema W.',
  phone: '+255',
  roles: ['chw', 'mm-online'],
  contact_id: 'c-neema',
  facility_id: 'centre',
};
const parties: Parties = { contact: asha, me: juma, settings, language: 'sw', known: id => docs.get(id) };
const about: Purpose = { contactId: 'asha', form: 'visit', create: '', edit: false };

/** A form that has a place for all that it can be told. */
const person = '<_id/><type/><contact_type/><name/><phone/>';
const instance = `<source>user</source><contact><_id/><name/></contact>
<inputs><source>user</source><source_id/><user><_id/><name/><fullname/><phone/><contact_id/><facility_id/><language/><roles/><roles/></user>
<contact>${person}<tags/><parent><_id/><name/><contact>${person}</contact><parent><_id/><name/><contact>${person}</contact><parent><_id/><name/></parent></parent></parent></contact></inputs>
<note/>`;

const told = (purpose: Purpose, over: Partial<Parties> = {}, xml = xform(instance, '', ask('note'))) => {
  const all = { ...parties, ...over };
  const filled = prefilled(dom, xml, toldBefore(purpose, all), typeMade(purpose, all.contact));
  const answers = /<data [\s\S]*<\/data>/.exec(filled)![0];
  return (path: string) => valueAt(answers, path);
};

describe('a form, before it opens,', () => {
  for (const [path, value] of [
    ['source', 'contact'],
    ['contact/_id', 'asha'],
    ['inputs/source', 'contact'],
    ['inputs/source_id', ''],
    ['inputs/contact/name', 'Asha'],
    ['inputs/contact/type', 'person'],
    ['inputs/contact/parent/name', 'Otieno'],
    ['inputs/contact/parent/contact/name', ''],
    ['inputs/contact/parent/parent/name', 'Kituo'],
    ['inputs/contact/parent/parent/contact/phone', '+1'],
    ['inputs/contact/parent/parent/parent/_id', 'district'],
    ['inputs/contact/parent/parent/parent/name', ''],
    ['inputs/user/_id', 'org.couchdb.user:neema'],
    ['inputs/user/name', 'neema'],
    ['inputs/user/fullname', 'Neema W.'],
    ['inputs/user/phone', '+255'],
    ['inputs/user/contact_id', 'c-neema'],
    ['inputs/user/facility_id', 'centre'],
    ['inputs/user/language', 'sw'],
    ['note', ''],
  ] as const)
    it(`finds ${JSON.stringify(value)} in ${path} when it is about somebody`, () => {
      expect(told(about)(path)).to.equal(value);
    });

  it('finds a list in as many elements', () => {
    const xml = prefilled(dom, xform(instance, '', ask('note')), toldBefore(about, parties));
    expect(xml).to.include('<tags>a</tags><tags>b</tags>').and.to.include('<roles>chw</roles><roles>mm-online</roles>');
  });

  it('finds the id of a contact in a field without fields, and loses the template of what it is told', () => {
    const form = xform('<contact jr:template=""/><inputs><contact/></inputs>', '', '');
    const xml = prefilled(dom, form, toldBefore(about, parties));
    expect(xml).to.include('<contact>asha</contact>').and.not.to.include('template');
  });

  it('finds what the contact of the user tells as long as his settings are not here', () => {
    const answers = told(about, { settings: null });
    expect(answers('inputs/user/contact_id')).to.equal('juma');
    expect(answers('inputs/user/language')).to.equal('sw');
  });

  const contactForm = (name: string) =>
    xform(
      `<inputs><user><language/></user></inputs><${name}><type/><contact_type/><parent/><name/><contact/></${name}><meta/>`,
      '',
      '',
    );

  it('that adds a contact finds its type and the place', () => {
    const hamlet = told({ ...about, form: '', create: 'hamlet' }, { contact: centre }, contactForm('hamlet'));
    expect(['type', 'contact_type', 'parent'].map(each => hamlet(`hamlet/${each}`))).to.deep.equal([
      'contact',
      'hamlet',
      'centre',
    ]);
    const clinic = told({ ...about, form: '', create: 'clinic' }, { contact: centre }, contactForm('clinic'));
    expect(['type', 'contact_type'].map(each => clinic(`clinic/${each}`))).to.deep.equal(['clinic', '']);
  });

  it('that changes a contact finds its values, the ids of the place above and of its primary contact', () => {
    const answers = told({ ...about, form: '', edit: true }, { contact: centre }, contactForm('health_center'));
    expect(['name', 'parent', 'contact'].map(each => answers(`health_center/${each}`))).to.deep.equal([
      'Kituo',
      'district',
      'juma',
    ]);
  });

  it('finds the values in the group that stands for the contact, whatever its name', () => {
    const answers = told({ ...about, form: '', edit: true }, { contact: centre }, contactForm('place'));
    expect(answers('place/name')).to.equal('Kituo');
  });
});
