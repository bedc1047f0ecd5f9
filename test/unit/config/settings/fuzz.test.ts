import defaults from '@rounds/config/default/app_settings.json' with { type: 'json' };
import { parseCondition } from '@rounds/config/settings/condition.ts';
import { expressionsOf } from '@rounds/config/settings/expressions.ts';
import { mergeSettings, parseSettings, usableSettings } from '@rounds/config/settings/settings.ts';
import { expect } from 'chai';
import fc from 'fast-check';

/** The same inputs on every run. */
const fixed = { seed: 20260114, endOnFailure: true };

const full: Record<string, unknown> = {
  ...defaults,
  multi_report_alerts: [
    {
      name: 'x',
      is_report_counted: '() => true',
      num_reports_threshold: 2,
      time_window_in_days: 7,
      recipients: ['+1'],
      message: 'm',
    },
  ],
  notifications: { on_form: 'on', off_form: 'off', messages: [{ event_type: 'on_mute', message: 'm' }] },
  outbound: {
    a: {
      relevant_to: 'true',
      destination: { base_url: 'https://example.org', auth: { type: 'basic' } },
      mapping: { a: 'doc._id' },
    },
  },
  reminders: [{ form: 'F', cron: '0 9 * * 1', mute_after_form_for: '1 day', message: 'm' }],
  accept_case_reports: [{ form: 'C', silence_type: 'a' }],
  self_report: [{ form: 'S', messages: [] }],
  update_clinics: [{ form: 'S', messages: [] }],
  quiet_hours: { from: '21:00', to: '07:00', tz: 'contact' },
  purge: { fn: '() => []', cron: '0 1 * * *' },
  create_user_for_contacts: { replace_forms: ['R'] },
  outgoing_phone_filters: [{ match: '^0', replace: '' }],
  outgoing_phone_replace: { match: '+1', replace: '' },
};

/** What may stand anywhere in a document that somebody wrote by hand. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    ' ',
    0,
    -1,
    1e300,
    true,
    [],
    {},
    [null],
    [[]],
    { '': null },
    '__proto__',
    '9'.repeat(30),
    '(',
    '{{',
    'a.b[0',
  ),
);

/** A copy of a value in which one place has something else, or nothing. */
const disturbed = (value: unknown, [turn = 0, ...turns]: readonly number[], by: unknown): unknown => {
  const isBranch = typeof value === 'object' && value !== null;
  const keys = isBranch ? Object.keys(value) : [];
  if (keys.length === 0 || turns.length === 0) return by;
  const key = keys[turn % keys.length]!;
  const entries = keys.map(one => [
    one,
    one === key ? disturbed((value as Record<string, unknown>)[one], turns, by) : (value as never)[one],
  ]);
  return Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries);
};
const stored = fc
  .array(fc.tuple(fc.array(fc.nat(), { minLength: 2, maxLength: 9 }), anything), { minLength: 1, maxLength: 3 })
  .map(
    places =>
      places.reduce<unknown>((settings, [turns, by]) => disturbed(settings, turns, by), full) as Record<
        string,
        unknown
      >,
  );

describe('Whatever stands in stored settings', () => {
  it('what is wrong is told with its path, what it concerns is off, and the rest can be used', () => {
    let faulty = 0;
    fc.assert(
      fc.property(stored, raw => {
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

  it('is read without a word where it is anything at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom(...Object.keys(full)), anything)), raw => {
        expect(usableSettings(raw).settings.contact_types).to.be.an('array');
      }),
      { ...fixed, numRuns: 300 },
    );
  });

  it('a rule can be read or cannot, and nothing else comes of it', () => {
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
