import { checkForms } from '@rounds/sentinel/forms/check-forms.ts';
import { isAbout } from '@rounds/sentinel/forms/offers.ts';
import { expect } from 'chai';
import { ask, xform } from './forms-in-node.ts';

describe('forms that are brought in', () => {
  it('are read in a thread of their own, and what cannot be taken as it is written is told by form', async () => {
    const sound = xform('<a/>', '', ask('a'));
    const told = await checkForms([
      { name: 'sound', xml: sound, expression: 'ageInYears(contact) > 10' },
      {
        name: 'faulty',
        xml: xform('<a/>', '<bind nodeset="/data/a" calculate="1 +* 2"/>', ask('a')),
        expression: undefined,
      },
      { name: 'for nobody', xml: sound, expression: 'contact.type = 1' },
      { name: 'no form', xml: '<html', expression: undefined },
    ]);
    expect(told.map(({ name, warnings }) => [name, warnings.map(({ kind }) => kind)])).to.deep.equal([
      ['sound', []],
      ['faulty', ['unreadable']],
      ['for nobody', ['unreadable']],
      ['no form', ['no-form']],
    ]);
    expect(told[2]?.warnings[0]?.message).to.include('offered to nobody');
  });

  it('need no thread where there are none', async () => {
    expect(await checkForms([])).to.deep.equal([]);
  });

  for (const [context, person, place] of [
    [{ person: true }, true, false],
    [{ person: true, place: false }, true, false],
    [{ place: true }, false, true],
    [{ person: false }, false, true],
    [{ person: true, place: true }, true, true],
    [{}, true, true],
    [null, true, true],
    [{ person: false, place: false }, false, false],
  ] as const)
    it(`with ${JSON.stringify(context)} are ${person ? '' : 'not '}about a person and ${place ? '' : 'not '}about a place`, () => {
      expect([isAbout(context, 'person'), isAbout(context, 'place')]).to.deep.equal([person, place]);
    });
});
