import { evaluate, unknown } from '@rounds/sentinel/forms/expression/evaluate.ts';
import { callables } from '@rounds/sentinel/forms/expression/functions.ts';
import { read } from '@rounds/sentinel/forms/expression/read.ts';
import { offerFault, offers } from '@rounds/sentinel/forms/offers.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const now = new Date(2026, 10, 29, 15, 30).getTime();
const woman = {
  type: 'person',
  sex: 'female',
  date_of_birth: '1998-04-02',
  tags: ['a', 'b'],
  parent: { type: 'clinic' },
};
const child = { ...woman, date_of_birth: '2019-11-30' };
const clinic = { type: 'clinic' };
const chw = { role: 'chw', parent: { contact_type: 'health_center', name: 'Kituo' } };
const well = { alive: true, muted: false, pregnancies: 2 };

const pregnancy =
  "contact.type === 'person' && contact.sex === 'female' && ageInYears(contact) >= 10 && ageInYears(contact) < 65";

const table: [expression: string | undefined, scope: Record<string, unknown>, offered: boolean][] = [
  [undefined, {}, true],
  ['  ', {}, true],
  ['!contact.muted', { contact: {} }, true],
  ['!contact.muted', { contact: { muted: '2026' } }, false],
  [pregnancy, { contact: woman }, true],
  [pregnancy, { contact: child }, false],
  [pregnancy, { contact: clinic }, false],
  ["contact.type === 'person' && ageInYears(contact) < 5", { contact: clinic }, false],
  ["contact.type === 'person' && ageInYears(contact) < 5", { contact: child }, false],
  ['ageInYears(contact) === 7', { contact: { date_of_birth: '2019-11-29' } }, true],
  ['ageInYears(contact) === 6', { contact: child }, true],
  ['ageInMonths(contact) === 2', { contact: { date_of_birth: '2026-09-29' } }, true],
  ['ageInMonths(contact) === 1', { contact: { date_of_birth: '2026-09-30' } }, true],
  ['ageInDays(contact) === 1', { contact: { date_of_birth: '2026-11-28' } }, true],
  ['ageInYears(contact) < 5', { contact: {} }, false],
  ['ageInMonth(contact) < 5', { contact: child }, false],
  ["user.parent.contact_type === 'health_center'", { user: chw }, true],
  ["user.parent.contact_type === 'health_center'", { user: {} }, false],
  ["user.role == 'chw' || user.role == 'nurse'", { user: chw }, true],
  ["contact.parent.parent.type === 'clinic'", { contact: woman }, false],
  ['contact.a.b.c.d', { contact: undefined }, false],
  ['!contact', { contact: undefined }, true],
  ["contact.tags.includes('b')", { contact: woman }, true],
  ["contact.tags.includes('c')", { contact: woman }, false],
  ["contact.none.includes('c')", { contact: woman }, false],
  [
    "contact.sex.startsWith('fem') && contact.sex.length === 6 && contact.sex.indexOf('m') > 1",
    { contact: woman },
    true,
  ],
  ["['person', 'clinic'].includes(contact.type)", { contact: woman }, true],
  ['summary.alive && !summary.muted', { summary: well }, true],
  ['summary.pregnancies + 1 > 2 && -summary.pregnancies < 0', { summary: well }, true],
  ['summary.none + 2 === 2', { summary: well }, true],
  ["summary.alive ? contact.type === 'person' : false", { summary: well, contact: woman }, true],
  ["levenshteinEq(contact.sex, 'femala', 1)", { contact: woman }, true],
  ["levenshteinEq(contact.sex, 'male', 1)", { contact: woman }, false],
  ["normalizedLevenshteinEq(contact.sex, 'male')", { contact: woman }, true],
  ['{ a: contact.type }.a === "person"', { contact: woman }, true],
  ["contact['type'] === 'person'", { contact: woman }, true],
  ['contact.constructor', { contact: woman }, false],
  ['contact.tags.map(contact)', { contact: woman }, false],
  ["''.constructor.constructor('return 1')()", {}, false],
  ['window.location', {}, false],
  ['fetch(contact)', { contact: woman }, false],
  ['(contact.muted', { contact: {} }, false],
  ['contact.type = 1', { contact: woman }, false],
  ['() => true', {}, false],
  ['new Date()', {}, false],
  ['/x/.test(contact.type)', { contact: woman }, false],
];

describe('the expression of a form', () => {
  for (const [expression, scope, offered] of table)
    it(`${offered ? 'offers' : 'does not offer'} it with ${expression ?? 'none'} for ${JSON.stringify(scope)}`, () => {
      expect(offers(expression, scope, now)).to.equal(offered);
    });

  for (const [expression, offered] of [
    ['summary.alive', true],
    ['!summary.alive', true],
    ["contact.type === 'person' && summary.alive", true],
    ["contact.type === 'clinic' && summary.alive", false],
    ["contact.type === 'person' || summary.alive", true],
    ['user.role === "chw"', true],
    ["summary.alive ? contact.type === 'clinic' : false", true],
  ] as const)
    it(`${offered ? 'offers' : 'does not offer'} it with ${expression} where neither the summary nor the user is known`, () => {
      expect(offers(expression, { contact: woman }, now)).to.equal(offered);
    });

  for (const [expression, at] of [
    ['contact.type ===', 'the end'],
    ['contact.type = "a"', '`=`'],
    ['() => true', '`=`'],
    ["contact.type === 'a", "`'`"],
    ['contact | date', '`|`'],
  ] as const)
    it(`is told of when it is brought in: ${expression}`, () => {
      expect(offerFault(expression)).to.include(at);
    });

  it('is not told of where it can be read, or is none', () => {
    for (const expression of [undefined, '', pregnancy]) expect(offerFault(expression)).to.equal(undefined);
  });

  it('gives what JavaScript gives, whatever stands in it', () => {
    const leaf = fc.constantFrom(
      '1',
      '2.5',
      "'a'",
      '"b c"',
      'true',
      'null',
      'x.n',
      'x.t',
      'x.l[1]',
      'x.l.length',
      "x.t.includes('e')",
    );
    const { whole } = fc.letrec<{ whole: string }>(tie => ({
      whole: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc
          .tuple(
            tie('whole'),
            fc.constantFrom('+', '-', '*', '/', '%', '<', '>=', '===', '!=', '==', '&&', '||'),
            tie('whole'),
          )
          .map(each => each.join(' ')),
        tie('whole').map(each => `(${each})`),
        tie('whole').map(each => `!${each}`),
        fc.tuple(tie('whole'), tie('whole'), tie('whole')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        tie('whole').map(each => `[${each}, 1].includes(1)`),
      ),
    }));
    const x = { n: 7, t: 'text', l: [1, 2, 3] };
    fc.assert(
      fc.property(whole, expression => {
        const ours = evaluate(read(expression), { values: { x }, functions: callables(new Date(now)) });
        expect(ours).to.deep.equal(new Function('x', `return ${expression}`)(x));
      }),
      { numRuns: 400 },
    );
  });

  it('is never sure of what depends on something that is not known', () => {
    const value = (expression: string) =>
      evaluate(read(expression), { values: { y: unknown }, functions: callables(new Date(now)) });
    for (const expression of [
      'y',
      'y.a.b',
      '!y',
      'y + 1',
      '1 > y',
      'y ? 1 : 2',
      'ageInYears(y)',
      "y.includes('a')",
      'true && y',
      'y || false',
    ])
      expect(value(expression), expression).to.equal(unknown);
    for (const expression of ['false && y', 'y && false']) expect(value(expression), expression).to.equal(false);
    for (const expression of ['true || y', 'y || true']) expect(value(expression), expression).to.equal(true);
  });
});
