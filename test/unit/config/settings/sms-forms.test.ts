import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';

const faultsOf = (forms: unknown): string[] =>
  parseSettings({ forms }).faults.map(({ path, message }) => `${path}: ${message}`);
const field = (more: Record<string, unknown>) => ({ A: { fields: { a: { type: 'string', ...more } } } });
const fields = (of: Record<string, unknown>, more: Record<string, unknown> = {}) => ({ A: { fields: of, ...more } });
const tiny = (label: unknown) => ({ type: 'string', labels: { tiny: label } });

describe('a form for SMS and JSON', () => {
  const faulty: [why: string, forms: unknown, ...faults: RegExp[]][] = [
    ['no type', { A: { fields: { a: {} } } }, /^forms\.A\.fields\.a\.type: give the field a type/],
    [
      'a misspelt type',
      field({ type: 'interger' }),
      /^forms\.A\.fields\.a\.type: interger is not a type; is integer meant\?/,
    ],
    ['a type in capitals', field({ type: 'Date' }), /is date meant/],
    ['a list without labels', field({ list: [1, 2] }), /^forms\.A\.fields\.a\.list/],
    ['a list of anything', field({ list: 'a,b' }), /^forms\.A\.fields\.a\.list: give a list of \[value, label\]/],
    [
      'a length the wrong way round',
      field({ length: [10, 5] }),
      /^forms\.A\.fields\.a\.length: give the least and then the greatest length/,
    ],
    ['a position that is none', field({ position: 1.5 }), /^forms\.A\.fields\.a\.position/],
    [
      'required of neither kind',
      field({ required: 'maybe' }),
      /^forms\.A\.fields\.a\.required: expected true or false/,
    ],
    [
      'one name for two fields',
      fields({ a: tiny('N'), A: tiny('M') }),
      /^forms\.A\.fields\.A: is there twice, as a, too/,
    ],
    [
      'a field below another with a value',
      fields({ q: tiny('N'), 'q.deep': tiny('M') }),
      /^forms\.A\.fields\.q\.deep: stands below q/,
    ],
    [
      'a date of Bikram Sambat without its year',
      fields({ d: { type: 'bsAggreDate' } }),
      /^forms\.A\.fields\.d\.type: needs a field of type bsYear/,
    ],
  ];
  for (const [why, forms, ...faults] of faulty)
    it(`is faulty with ${why}`, () => {
      const found = faultsOf(forms);
      expect(found).to.have.lengthOf(faults.length);
      for (const [at, fault] of faults.entries()) expect(found[at]).to.match(fault);
    });

  const sound: [why: string, forms: unknown][] = [
    ['types that only its programme knows', field({ type: 'of our own' })],
    [
      'labels in all the shapes there are',
      fields({ a: tiny('A'), b: tiny({ en: 'B' }), c: tiny([{ content: 'C' }]), d: tiny({ translation_key: 'k' }) }),
    ],
    ['the same tiny label in two languages', fields({ a: tiny({ en: 'S', fr: 'N' }), b: tiny({ en: 'N', fr: 'S' }) })],
    [
      'the same key of a translation twice',
      fields({ a: tiny({ translation_key: 'k' }), b: tiny({ translation_key: 'k' }) }),
    ],
    ['nothing where there may be nothing', field({ labels: null, list: null, required: null, flags: null })],
    ['years, months and days of Bikram Sambat', fields({ y: { type: 'bsYear' }, d: { type: 'bsAggreDate' } })],
  ];
  for (const [why, forms] of sound) it(`may have ${why}`, () => expect(faultsOf(forms)).to.deep.equal([]));

  it('does not go when another one is faulty', () => {
    const { settings } = parseSettings({ forms: { GOOD: { fields: {} }, BAD: { fields: 'none' } } });
    expect(Object.keys(settings.forms)).to.deep.equal(['GOOD']);
  });
});
