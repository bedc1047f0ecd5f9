import { documentsOf, type ImportedDoc, type ImportedUser } from '@rounds/api/import/documents.ts';
import { readFolder } from '@rounds/api/import/folder.ts';
import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import { parseOffset } from '@rounds/config/sections/schedules.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { ancestorIds, isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { checkPassword } from '@rounds/sentinel/users/password.ts';
import { expect } from 'chai';

const now = Date.UTC(2026, 10, 21, 9);
const week = 7 * 24 * 60 * 60 * 1000;

describe('the demonstration of the default programme', () => {
  let settings: Settings;
  let docs: ImportedDoc[];
  let users: ImportedUser[];
  let contacts: Contact[];
  const reports = (form: string) => docs.map(({ doc }) => doc as Report).filter(doc => doc.form === form);
  const contact = (id: unknown) => contacts.find(({ _id }) => _id === id)!;

  before(async () => {
    const [first] = await programmeDocs(defaultProgramme);
    settings = parseSettings(first!.settings).settings;
    const { tables, faults } = await readFolder(`${defaultProgramme}/demo`);
    const read = documentsOf(tables, now);
    expect([...faults, ...read.faults]).to.deep.equal([]);
    ({ docs, users } = read);
    contacts = docs.map(({ doc }) => doc).filter((doc): doc is Contact => isContact(doc, settings.contact_types));
  });

  it('has one district, two health centres, twelve households and about fifty people', () => {
    const count = (type: string) => contacts.filter(doc => doc.type === type).length;
    expect([count('district_hospital'), count('health_center'), count('clinic'), count('person')]).to.deep.equal([
      1, 2, 12, 54,
    ]);
  });

  it('has every contact where its type may stand, and a head in every household', () => {
    for (const doc of contacts) {
      const parents = settings.contact_types.find(({ id }) => id === doc.type)!.parents ?? [];
      expect(doc.parent ? parents.includes(contact(doc.parent._id).type) : parents.length === 0, doc.name).to.equal(
        true,
      );
      if (doc.type === 'clinic') expect(ancestorIds(contact(doc.contact?._id)), doc.name).to.include(doc._id);
    }
  });

  it('gives every person and place a short code of its own', () => {
    const codes = contacts.map(doc => (doc.type === 'person' ? doc.patient_id : doc.place_id));
    expect(codes.filter(code => !/^\d{5,13}$/.test(String(code)))).to.deep.equal([]);
    expect(new Set(codes).size).to.equal(codes.length);
  });

  it('gives nobody a phone that another has, and numbers that nobody uses', () => {
    const phones = contacts.flatMap(({ phone }) => (phone ? [phone] : []));
    expect(new Set(phones).size).to.equal(phones.length);
    expect(phones.filter(phone => !/^\+254700000\d{3}$/.test(phone))).to.deep.equal([]);
  });

  it('has eight pregnancies of women between 15 and 49, each reported by the health worker of her area, with reminders to come', () => {
    expect(reports('pregnancy')).to.have.length(8);
    const lasts = settings.schedules[0]!.messages.map(({ offset }) => parseOffset(offset)!.amount * week);
    for (const { fields, contact: sender, from, content_type, reported_date } of reports('pregnancy')) {
      const woman = contact(fields!.patient_uuid);
      const age = (now - Date.parse(woman.date_of_birth!)) / (365.25 * 24 * 60 * 60 * 1000);
      expect(woman.sex).to.equal('female');
      expect(age, woman.name).to.be.within(15, 49);
      expect(fields).to.include({ patient_id: woman.patient_id, patient_name: woman.name });
      expect(content_type).to.equal('xml');
      expect(ancestorIds(woman)).to.include(sender!.parent!._id);
      expect(contact(sender!._id).phone).to.equal(from);
      const start = Date.parse(fields!.lmp_date as string);
      expect(reported_date).to.be.within(start, now);
      expect(lasts.filter(last => start + last > now).length, woman.name).to.be.above(1);
    }
  });

  it('mutes one household, in which a woman is pregnant', () => {
    const [mute, ...more] = reports('mute');
    expect(more).to.deep.equal([]);
    const household = contact(mute!.fields!.place_id);
    expect(household.type).to.equal('clinic');
    expect(settings.muting!.mute_forms).to.include(mute!.form);
    const women = reports('pregnancy').map(({ fields }) => contact(fields!.patient_uuid));
    expect(women.filter(woman => ancestorIds(woman).includes(household._id))).to.have.length(1);
  });

  it('has four users of three roles, a gateway and the administrator, whose passwords, places and contacts the api takes', () => {
    expect(users.map(({ fields }) => fields.roles)).to.deep.equal([
      'chw',
      'chw',
      'chw_supervisor',
      'program_officer',
      'gateway',
      'admin',
    ]);
    for (const { fields } of users) {
      const { username, password, roles, place } = fields as Record<string, string>;
      expect(checkPassword(password, username!)).to.equal(password);
      if (roles === 'admin') continue;
      expect(settings.roles, roles).to.have.property(roles!);
      if (roles === 'gateway') continue;
      expect(ancestorIds(contact((fields.contact as { _id: string })._id))).to.include(place);
    }
    const [first, second] = users.map(({ fields }) => fields.place);
    expect(first).not.to.equal(second);
  });
});
