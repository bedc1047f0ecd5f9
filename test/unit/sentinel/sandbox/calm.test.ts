import { isCalm } from '@rounds/sentinel/sandbox/calm.ts';
import { expect } from 'chai';

describe('An expression of which it can be seen that it takes no time', () => {
  const calm = [
    'doc.age > 18',
    "doc.form === 'V' && (doc.fields.note || '').toLowerCase().indexOf('fever') >= 0",
    '!doc.household',
    "typeof doc.age_in_years === 'number'",
    '/^\\d{5}$/.test(doc.patient_id)',
    'new RegExp(pattern, flags).test(text)',
    'doc.reported_date > Date.now() - 5 * 24 * 3600 * 1000',
    'Math.floor(Number(doc.weeks) / 4) <= 3 ? doc.a != null : [1, 2].includes(doc.b)',
    'reports[0].fields.muac < 11.5',
  ];
  for (const text of calm) it(`is one: ${text}`, () => expect(isCalm(text)).to.equal(true));

  const others = [
    '(function () { while (true) {} })()',
    'reports.filter(r => r.form)',
    'reports.some(function (r) { return r.form; })',
    'new Array(4294967295).indexOf(1)',
    'Array(4294967295).includes(1)',
    '[].indexOf.call({ length: 9e15 }, 1)',
    '(list = [], list.length = 4294967295, list).includes(1)',
    '[].length += 4294967295',
    '1 + { length: 4294967295, valueOf: [].reverse }',
    'doc["constructor"]["constructor"]("for (;;);")()',
    'doc.constructor.constructor("for (;;);")()',
    'doc . constructor . constructor ("x") ()',
    'doc.list?.map(Boolean)',
    'doc.list?.["map"](Boolean)',
    '"a".repeat(1e9)',
    '2n ** 10000000n',
    '1_0n ** 9n',
    'test`x`',
    'repeat/* */(1e9)',
    'repeat // )\n(1e9)',
    '\\u0066unction',
    'new/**/Array(1)',
    'doc.n++',
    'import("fs")',
    'doc.a /(1)',
  ];
  for (const text of others) it(`is none: ${text}`, () => expect(isCalm(text)).to.equal(false));
});
