import defaults from '@rounds/config/default/app_settings.json' with { type: 'json' };
import { expressionsOf } from '@rounds/config/settings/expressions.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { expressionFaults } from '@rounds/sentinel/sandbox/expression-faults.ts';
import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { expect } from 'chai';

const registration = (more: object): object => ({ registrations: [{ form: 'BIRTH', events: [], ...more }] });

describe('Expressions in settings', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  after(() => sandbox.close());

  const faultsOf = (raw: object): string[] => {
    const { settings, faults } = parseSettings(raw);
    return [...faults, ...expressionFaults(settings, sandbox)].map(({ path, message }) => `${path}: ${message}`);
  };
  const rule = (text: string): object => registration({ validations: { list: [{ property: 'id', rule: text }] } });

  const table: [what: string, raw: object, fault: string][] = [
    [
      'a bool_expr of an event',
      registration({ events: [{ name: 'on_create', trigger: 'add_case', bool_expr: 'doc.age >' }] }),
      'registrations[0].events[0].bool_expr: cannot be read as an expression',
    ],
    [
      'a bool_expr of a message',
      {
        patient_reports: [
          { form: 'VISIT', messages: [{ event_type: 'report_accepted', translation_key: 'x', bool_expr: 'a b' }] },
        ],
      },
      'patient_reports[0].messages[0].bool_expr: cannot be read as an expression',
    ],
    [
      'the condition of an alert',
      { alerts: [{ form: 'STOCK', condition: 'STOCK(0).left <', message: 'Low', recipient: '+254700000001' }] },
      'alerts[0].condition: cannot be read as an expression',
    ],
    [
      'a condition that would end in the middle and go on',
      registration({ events: [{ name: 'on_create', trigger: 'add_case', bool_expr: '1); while (true) {} (1' }] }),
      'registrations[0].events[0].bool_expr: cannot be read as an expression',
    ],
    [
      'a message given in place',
      registration({ messages: [{ message: [{ locale: 'en', content: 'Thanks {{#date}}' }] }] }),
      'registrations[0].messages[0].message[0].content: cannot be filled in: Unclosed section "date"',
    ],
    [
      'a rule that cannot be read',
      rule('lenMin(5) &&'),
      'registrations[0].validations.list[0].rule: cannot be read; write a condition',
    ],
    [
      'a pattern that is none',
      rule("optional() || regex('[')"),
      'registrations[0].validations.list[0].rule: [ is not a regular expression',
    ],
    [
      'a length of time that is none',
      rule("uniqueWithin('id', 'ages')"),
      'registrations[0].validations.list[0].rule: ages is no length of time',
    ],
    [
      'a rule that is one bracket in the other without end',
      rule('('.repeat(100_000)),
      'registrations[0].validations.list[0].rule: cannot be read; write a condition',
    ],
    [
      'a rule that is denied without end',
      rule(`${'!'.repeat(100_000)}required`),
      'registrations[0].validations.list[0].rule: cannot be read; write a condition',
    ],
    [
      'a test without what it tests for',
      rule('isAfter()'),
      'registrations[0].validations.list[0].rule: isAfter says too little',
    ],
  ];
  for (const [what, raw, fault] of table)
    it(`are named by their path at upload: ${what}`, () => {
      const faults = faultsOf(raw);
      expect(faults).to.have.length(1);
      expect(faults[0]!.startsWith(fault), faults[0]).to.equal(true);
    });

  it('are let through when nothing is wrong with them', () => {
    const sound = {
      ...registration({
        events: [{ name: 'on_create', trigger: 'add_case', bool_expr: "doc.age > 4 && /^a/i.test(doc.name || '')" }],
        messages: [{ message: { en: 'Thanks {{patient_name}}, {{#date}}{{expected_date}}{{/date}}', fr: 'Merci' } }],
        validations: {
          list: [
            { property: 'id', rule: "lenMin(5) && regex('^\\\\d+$') ? unique('id') : !exists('BIRTH', 'id')" },
            { property: 'lmp', rule: "isBefore('-2 weeks') && isAfter('-40 weeks') || isISOWeek('week', 'year')" },
          ],
        },
      }),
    };
    expect(faultsOf(sound)).to.deep.equal([]);
    expect(faultsOf(defaults)).to.deep.equal([]);
  });

  it('are no fields of what is pushed, whatever these are called', () => {
    const mapping = { rule: 'doc.fields.rule', condition: 'doc.fields.how it is', message: { path: 'doc.fields.{{x' } };
    const push = { relevant_to: 'doc.form', destination: { base_url: 'https://example.org' }, mapping };
    expect(faultsOf({ outbound: { hospital: push } })).to.deep.equal([]);
    const faulty = { ...push, mapping: { message: { expr: 'doc.a b' } } };
    const [fault, ...more] = faultsOf({ outbound: { hospital: faulty } });
    expect(more).to.deep.equal([]);
    expect(fault).to.match(/^outbound\.hospital\.mapping\.message\.expr: cannot be read as an expression/);
  });

  it('are listed with what they are', () => {
    const { settings } = parseSettings(
      registration({
        events: [{ name: 'on_create', trigger: 'add_case', bool_expr: 'doc.a' }],
        messages: [{ message: [{ locale: 'en', content: 'Hi' }], bool_expr: '' }],
        validations: { list: [{ property: 'id', rule: 'required' }] },
      }),
    );
    expect(expressionsOf(settings).map(({ kind, path }) => `${kind} ${path}`)).to.have.members([
      'expression registrations[0].events[0].bool_expr',
      'template registrations[0].messages[0].message[0].content',
      'rule registrations[0].validations.list[0].rule',
    ]);
  });

  it('switch nothing off but themselves where they are stored', () => {
    const { settings, off } = usableSettings({ transitions: { registration: true }, ...rule('lenMin(5) &&') });
    expect(settings.transitions.registration).to.equal(true);
    expect(off.map(({ section, transitions, faults }) => [section, transitions, faults.length])).to.deep.equal([
      ['registrations', [], 1],
    ]);
    expect(
      usableSettings({ transitions: { registration: true }, registrations: [{}] }).settings.transitions.registration,
    ).to.equal(false);
  });
});
