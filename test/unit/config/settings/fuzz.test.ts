import { parseCondition } from '@rounds/config/settings/condition.ts';
import { expressionsOf } from '@rounds/config/settings/expressions.ts';
import { mergeSettings } from '@rounds/config/settings/merge.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { anything, disturbedSettings, full } from './any-settings.ts';

/** The same inputs on every run. */
const fixed = { seed: 20260114, endOnFailure: true };

describe('Stored settings, whatever they hold,', () => {
  it('have each fault told with its path, what it concerns switched off, and the rest used', () => {
    let faulty = 0;
    fc.assert(
      fc.property(disturbedSettings, raw => {
        const { faults } = parseSettings(raw);
        faulty += Math.min(faults.length, 1);
        for (const { path, message } of faults)
          expect([path.length > 0, message.length > 0], path).to.deep.equal([true, true]);
        const { settings, off } = usableSettings(raw);
        expect(off.flatMap(section => section.faults)).to.have.length(faults.length);
        for (const name of off.flatMap(({ transitions }) => transitions))
          expect(settings.transitions[name], name).to.equal(false);
        expect(expressionsOf(settings)).to.be.an('array');
        expect(JSON.parse(JSON.stringify(mergeSettings(full, raw)))).to.be.an('object');
      }),
      { ...fixed, numRuns: 300 },
    );
    // Else this would have looked at nothing.
    expect(faulty).to.be.above(100);
  });

  it('are read without a word where they are anything at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(full)), anything)), raw => {
        expect(usableSettings(raw).settings.contact_types).to.be.an('array');
      }),
      { ...fixed, numRuns: 300 },
    );
  });

  it('have rules that can be read or cannot, and nothing else comes of it', () => {
    const pieces = [
      'lenMin',
      '(',
      ')',
      '5',
      ',',
      '"a"',
      "'",
      '"',
      '!',
      '&&',
      '||',
      '?',
      ':',
      ' ',
      '\\',
      'required',
      'regex("^[0-9]")',
    ];
    const rule = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map(all => all.join('')),
      fc.string({ unit: 'binary' }),
    );
    let read = 0;
    fc.assert(
      fc.property(rule, text => {
        const condition = parseCondition(text);
        read += condition ? 1 : 0;
        expect(condition === null || typeof condition.is === 'string').to.equal(true);
      }),
      { ...fixed, numRuns: 2000 },
    );
    expect(read).to.be.above(20);
  });
});
