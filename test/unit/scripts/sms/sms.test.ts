import { parseSettings } from '@rounds/config/settings/parse.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { harmless, outcomeLines, paint, planLines } from '../../../../scripts/sms/lines.ts';
import { type Person, personCalled } from '../../../../scripts/sms/people.ts';
import { openPhone } from '../../../../scripts/sms/simulator.ts';

PouchDB.plugin(memory);

const { settings } = parseSettings({ default_country_code: '254' });
const amina: Person = { name: 'Amina Wanjala', phone: '+254700000111', login: 'amina', code: '20021' };
const daniel: Person = { name: 'Daniel Mutua', phone: '+254700000201', code: '20079' };
const faith: Person = { name: 'Faith Mutua', phone: '+254700000202', code: '20086' };
const people = [amina, daniel, faith];

describe('The person that is meant', () => {
  const table: [wanted: string, person: Person | RegExp][] = [
    ['amina', amina],
    ['AMINA', amina],
    ['wanjala', amina],
    ['0700 000 201', daniel],
    ['+254700000202', faith],
    ['20086', faith],
    ['Faith Mutua', faith],
    ['mutua', /could be Daniel Mutua \(\+254700000201\), Faith Mutua/],
    ['0799 999 999', { name: 'a stranger', phone: '+254799999999' }],
    ['nobody', /Nobody with a phone is called "nobody"/],
    ['', /Nobody with a phone/],
  ];
  for (const [wanted, person] of table)
    it(`by "${wanted}" is ${person instanceof RegExp ? 'asked for again' : person.name}`, () => {
      const find = () => personCalled(wanted, people, settings);
      if (person instanceof RegExp) expect(find).to.throw(person);
      else expect(find()).to.deep.equal(person);
    });
});

describe('The screen of a phone in the terminal', () => {
  const plan = { due: '2026-02-03 09:00', state: 'scheduled', schedule: 'anc 1', text: 'Come\nsoon', at: 1 };

  it('has colours only where they can be seen', () => {
    expect(paint(true).bad('no')).to.equal('\u001b[31mno\u001b[0m');
    expect(paint(false).bad('no')).to.equal('no');
  });

  it('never lets what somebody typed steer the terminal', () => {
    expect(harmless('a\u001b[2Jb\u0007\u009bc\nd\te')).to.equal('a\ufffd[2Jb\ufffd\ufffdc\nd\te');
    const report = {
      _id: 'a',
      type: 'data_record' as const,
      form: 'V',
      fields: { note: '\u001b[31m' },
      errors: [{ code: 'x', message: '\u001bc' }],
    };
    expect(outcomeLines(report, [], paint(false)).join('')).not.to.include('\u001b');
  });

  it('never lets the name of a person steer the terminal', async () => {
    const db = new PouchDB(`sms-${crypto.randomUUID()}`, { adapter: 'memory' });
    const store = pouchStore(db, viewMaps());
    await store.write([{ _id: 'eve', type: 'person', name: 'Eve\u001b[2J', phone: '+254700000001' }]);
    const gateway = { poll: async () => ({ ids: [], handed: [] }), allTold: () => true };
    const phone = openPhone(store, gateway, { colours: paint(false), wait: 0 });
    const said = [...(await phone.who('')), ...(await phone.become('eve')), phone.owner()?.name];
    expect(said.map(text => text?.includes('Eve\ufffd[2J'))).to.deep.equal([true, true, true]);
    await db.destroy();
  });

  it('names what is planned, what it is, and what is wrong', () => {
    expect(planLines([plan, { ...plan, state: 'muted', text: '' }], paint(false))).to.deep.equal([
      '  2026-02-03 09:00  Come soon (anc 1)',
      '  2026-02-03 09:00  (no text) (anc 1, muted)',
    ]);
    expect(outcomeLines(null, [], paint(false))).to.deep.equal(['  the report is not stored']);
    const plain = {
      _id: 'a',
      type: 'data_record' as const,
      fields: {},
      errors: [{ code: 'sys.empty', message: 'Nothing in it' }],
    };
    expect(outcomeLines(plain, [], paint(false))).to.deep.equal([
      '  a message of no form',
      '  sys.empty: Nothing in it',
    ]);
  });
});
