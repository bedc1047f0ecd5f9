import {
  ancestorIds,
  type ContactType,
  isContact,
  isMuted,
  isPerson,
  type Lineage,
  minifyLineage,
  subjectIds,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';

const types: ContactType[] = [
  { id: 'clinic' },
  { id: 'person', person: true },
  { id: 'nurse', person: true },
  { id: 'household' },
];
const doc = (fields: object): Doc => ({ _id: 'x', ...fields });
/** A chain of so many places. */
const chain = (length: number): Lineage => ({
  _id: `p${length}`,
  ...(length > 1 ? { parent: chain(length - 1) } : {}),
});

describe('a contact', () => {
  const kinds: [string, object, string | undefined, boolean, boolean][] = [
    ['of a hard-coded type', { type: 'clinic' }, 'clinic', true, false],
    [
      'of a hard-coded type with a stray contact_type keeps its type',
      { type: 'person', contact_type: 'household' },
      'person',
      true,
      true,
    ],
    ['of a configured type', { type: 'contact', contact_type: 'household' }, 'household', true, false],
    ['of a configured type of persons', { type: 'contact', contact_type: 'nurse' }, 'nurse', true, true],
    ['of a type that is not configured is none', { type: 'contact', contact_type: 'ship' }, 'ship', false, false],
    ['without contact_type is none', { type: 'contact' }, undefined, false, false],
    ['is no report', { type: 'data_record', contact_type: 'person' }, 'data_record', false, false],
    ['is nothing without a type', {}, undefined, false, false],
  ];
  for (const [title, fields, type, contact, person] of kinds)
    it(title, () => {
      expect([typeOf(doc(fields)), isContact(doc(fields), types), isPerson(doc(fields), types)]).to.deep.equal([
        type,
        contact,
        person,
      ]);
    });

  it('is nobody when there is no document', () => {
    expect([isContact(null, types), isPerson(undefined, types)]).to.deep.equal([false, false]);
  });

  it('is a person by the id `person` even where the settings forgot to say so', () => {
    expect(isPerson(doc({ type: 'person' }), [{ id: 'person' }])).to.equal(true);
  });

  const subjects: [object, string[]][] = [
    [{}, ['x']],
    [{ patient_id: '12345' }, ['x', '12345']],
    [{ patient_id: 12345 }, ['x', '12345']],
    [{ patient_id: '', place_id: null }, ['x']],
    [{ place_id: '77' }, ['x', '77']],
    [{ patient_id: '77', place_id: 77 }, ['x', '77']],
    [{ patient_id: 'x' }, ['x']],
    [{ patient_id: 0 }, ['x', '0']],
  ];
  for (const [fields, ids] of subjects)
    it(`with ${JSON.stringify(fields)} is named by ${ids.join(', ')}`, () => {
      expect(subjectIds(doc(fields))).to.deep.equal(ids);
    });

  const muted: [unknown, boolean][] = [
    ['2026-01-14T10:00:00.000Z', true],
    [true, true],
    [1768384800000, true],
    [false, false],
    [undefined, false],
    [null, false],
    ['', false],
  ];
  for (const [value, is] of muted)
    it(`whose \`muted\` is ${JSON.stringify(value)} ${is ? 'is' : 'is not'} muted`, () => {
      expect(isMuted({ muted: value })).to.equal(is);
    });

  it('that is not there is not muted', () => {
    expect([isMuted(null), isMuted(undefined), isMuted({})]).to.deep.equal([false, false, false]);
  });
});

describe('a lineage', () => {
  it('names the places above, nearest first', () => {
    expect(
      ancestorIds({ parent: { _id: 'clinic', parent: { _id: 'centre', parent: { _id: 'district' } } } }),
    ).to.deep.equal(['clinic', 'centre', 'district']);
    expect(ancestorIds({})).to.deep.equal([]);
  });

  it('ends after 50 levels, so that a loop in bad data ends', () => {
    const loop: Lineage = { _id: 'a' };
    loop.parent = loop;
    expect(ancestorIds({ parent: loop })).to.have.length(50);
    expect(ancestorIds({ parent: minifyLineage(loop) })).to.have.length(50);
    expect(ancestorIds({ parent: chain(60) })).to.have.length(50);
  });

  it('minified keeps ids only', () => {
    const parent = { _id: 'clinic', name: 'Maombo', parent: { _id: 'centre', type: 'health_center', parent: {} } };
    expect(minifyLineage(parent)).to.deep.equal({ _id: 'clinic', parent: { _id: 'centre' } });
  });

  for (const none of [undefined, null, '', {}, { name: 'no id' }, 'clinic', 7])
    it(`of ${JSON.stringify(none)} is none`, () => {
      expect(minifyLineage(none)).to.equal(undefined);
    });
});
