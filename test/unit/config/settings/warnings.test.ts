import { parseSettings } from '@rounds/config/settings/parse.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { expect } from 'chai';

const warningsOf = (raw: object): { faults: unknown[]; warnings: string[] } => {
  const { faults, warnings } = parseSettings(raw);
  return { faults, warnings: warnings.map(({ path, message }) => `${path}: ${message}`) };
};

const push = {
  relevant_to: 'doc.form',
  destination: { base_url: 'https://example.org' },
  mapping: { name: 'doc.name' },
};
const outbreak = {
  name: 'fever',
  is_report_counted: 'function () { return true; }',
  num_reports_threshold: 3,
  time_window_in_days: 7,
  recipients: ['+254700000001'],
  message: 'Fever',
};
const alert = { form: 'A', condition: 'true', message: 'Hi' };
const registration = (more: object) => ({ registrations: [{ form: 'P', ...more }] });
const rule = (text: string) => registration({ validations: { list: [{ property: 'id', rule: text }] } });
const schedules = [{ name: 'anc', messages: [] }];
const event = (trigger: string, params?: unknown) => registration({ events: [{ trigger, params }] });
const emptyText = [
  { content: '', locale: '' },
  { locale: 'en', content: null },
];

describe('Settings that are odd and harm nobody', () => {
  const odd: [what: string, raw: object, ...warnings: string[]][] = [
    ['a purge that says nothing', { purge: {} }, 'purge: says nothing: nothing is purged'],
    [
      'a purge with empty texts',
      { purge: { fn: '', cron: '', text_expression: ' ' } },
      'purge: says nothing: nothing is purged',
    ],
    [
      'an alert with empty texts',
      { alerts: [{ form: '', condition: '', message: '', recipient: '' }] },
      'alerts[0]: is off: its form is empty',
    ],
    [
      'an alert of many reports with empty texts',
      { multi_report_alerts: [{ name: '', is_report_counted: '', recipients: [] }] },
      'multi_report_alerts[0]: is off: its name is empty',
    ],
    [
      'a reminder with empty texts',
      { reminders: [{ form: '', text_expression: '', cron: '', mute_after_form_for: '', message: '' }] },
      'reminders[0]: is off: its form is empty',
    ],
    [
      'a registration with empty texts, whatever is in it',
      {
        registrations: [
          {
            form: '',
            events: [{ name: 'on_create', trigger: 'assign_schedule', params: '', bool_expr: '' }],
            validations: { list: [{ property: '', rule: '', message: emptyText }] },
            messages: [{ message: emptyText, recipient: '' }],
          },
        ],
      },
      'registrations[0]: is off: its form is empty',
    ],
    [
      'visits, cases, senders and self reports with empty texts',
      {
        patient_reports: [{ form: '', silence_type: '', silence_for: '', messages: [{ message: emptyText }] }],
        accept_case_reports: [{ form: '' }],
        update_clinics: [{ form: '', messages: [] }],
        self_report: [{ form: ' ' }],
      },
      'patient_reports[0]: is off: its form is empty',
      'accept_case_reports[0]: is off: its form is empty',
      'update_clinics[0]: is off: its form is empty',
      'self_report[0]: is off: its form is empty',
    ],
    [
      'a schedule without name, and a message of one without time and text',
      {
        schedules: [
          { name: '', messages: [{ offset: '', message: emptyText }] },
          { name: 'anc', messages: [{ group: 1, offset: '', message: '' }] },
        ],
      },
      'schedules[0]: is off: its name is empty',
      'schedules[1].messages[0]: is off: it has neither a time nor a text',
    ],
    [
      'a depth of no role',
      { replication_depth: [{ role: '', depth: 2 }] },
      'replication_depth[0]: is off: its role is empty',
    ],
    [
      'a validation without rule, in a list and in a section of its own',
      {
        notifications: { on_form: 'ON', validations: { list: [{ property: '', rule: '', message: emptyText }] } },
        ...rule(' '),
      },
      'registrations[0].validations.list[0]: tests nothing: its rule is empty',
      'notifications.validations.list[0]: tests nothing: its rule is empty',
    ],
    [
      'a language of a message that has no words',
      registration({
        messages: [
          {
            message: [
              { locale: 'en', content: 'Hi' },
              { locale: 'fr', content: null },
            ],
          },
        ],
      }),
      'registrations[0].messages[0].message[1]: has no text',
    ],
    [
      'no form that mutes',
      { transitions: { muting: true }, muting: { mute_forms: [] } },
      'muting.mute_forms: name no form that mutes: nothing is muted',
    ],
    [
      'no muting section',
      { transitions: { muting: true } },
      'muting.mute_forms: name no form that mutes: nothing is muted',
    ],
    [
      'no form that reports a death',
      { transitions: { death_reporting: true }, death_reporting: {} },
      'death_reporting.mark_deceased_forms: name no form that reports a death: nobody is reported dead',
    ],
    [
      'no section about deaths',
      { transitions: { death_reporting: true } },
      'death_reporting.mark_deceased_forms: name no form that reports a death: nobody is reported dead',
    ],
    [
      'lists of form codes in which nothing stands',
      {
        muting: { mute_forms: ['m'], unmute_forms: [''] },
        death_reporting: { mark_deceased_forms: [' '], undo_deceased_forms: [] },
        create_user_for_contacts: { replace_forms: [''] },
      },
      'death_reporting.mark_deceased_forms[0]: is empty',
      'muting.unmute_forms[0]: is empty',
      'create_user_for_contacts.replace_forms[0]: is empty',
    ],
    [
      'a type twice',
      { contact_types: [{ id: 'a' }, { id: 'a', person: true }] },
      'contact_types[1]: a is there twice; the first counts',
    ],
    [
      'a parent that is no type',
      { contact_types: [{ id: 'area' }, { id: 'home', parents: ['arae'] }] },
      'contact_types[1].parents[0]: arae is not a contact type; is area meant?',
    ],
    [
      'a parent that is empty',
      { contact_types: [{ id: 'home', parents: [''] }] },
      'contact_types[0].parents[0]: is empty',
    ],
    [
      'a schedule that does not exist',
      { schedules, ...event('assign_schedule', 'ancc') },
      'registrations[0].events[0].params: there is no schedule ancc; is anc meant?',
    ],
    [
      'one of several schedules that does not exist',
      { schedules, ...event('clear_schedule', 'anc, pnc') },
      'registrations[0].events[0].params: there is no schedule pnc; is anc meant?',
    ],
    [
      'a test of what goes on by a schedule that does not exist',
      {
        schedules,
        registrations: [
          { form: 'P', events: [], validations: { list: [{ property: 'id', rule: "noneRunning('ancc')" }] } },
        ],
      },
      'registrations[0].validations.list[0].rule: there is no schedule ancc; is anc meant?',
    ],
    [
      'a schedule that is not named',
      { schedules, ...event('assign_schedule', '') },
      'registrations[0].events[0].params: name no schedule: nothing is scheduled',
    ],
    [
      'a schedule twice',
      { schedules: [...schedules, ...schedules] },
      'schedules[1].name: anc is there twice; the first counts',
    ],
    [
      'a place that is added and is of no type',
      event('add_place'),
      'registrations[0].events[0].params.contact_type: does not say what kind of place is added: none is',
    ],
    [
      'a test that there is not',
      rule('lenMn(5) && lenMax(13)'),
      'registrations[0].validations.list[0].rule: there is no test lenMn, everything passes it; is lenmin meant?',
    ],
    [
      'a test of another library',
      rule('isGoodWeather() || wholeMoon'),
      'registrations[0].validations.list[0].rule: there is no test isGoodWeather, everything passes it',
      'registrations[0].validations.list[0].rule: there is no test wholeMoon, everything passes it',
    ],
    [
      'one tiny label for two fields',
      {
        forms: {
          R: {
            fields: {
              a: { type: 'string', labels: { tiny: 'ID' } },
              b: { type: 'string', labels: { tiny: { en: 'id' } } },
            },
          },
        },
      },
      'forms.R.fields.b.labels.tiny: id is the tiny label of a, too, which is the one that it means in messages',
    ],
    [
      'an external id from a field that there is not',
      { forms: { R: { fields: { place: { type: 'string' } }, facility_reference: 'palce' } } },
      'forms.R.facility_reference: there is no field palce; is place meant?',
    ],
    [
      'a condition that is true',
      { alerts: [{ ...alert, condition: true }] },
      'alerts[0].condition: is no text; read as "true"',
    ],
    [
      'lists written as a text',
      { multi_report_alerts: [{ ...outbreak, forms: 'F', recipients: '+254700000001' }] },
      'multi_report_alerts[0].forms: is a text; read as a list of this one',
      'multi_report_alerts[0].recipients: is a text; read as a list of this one',
    ],
    ['a push that says nothing', { outbound: { p: {} } }, 'outbound.p: says nothing: nothing is pushed'],
    [
      'a push without destination',
      {
        outbound: { p: { ...push, destination: undefined }, q: { ...push, destination: { base_url: '', path: '/x' } } },
      },
      'outbound.p: has no destination: nothing is pushed',
      'outbound.q: has no address in destination.base_url: nothing is pushed',
    ],
    [
      'a push to an address that is to be filled in',
      { outbound: { p: { ...push, destination: { base_url: 'env.GATEWAY_URL' } } } },
      'outbound.p: has no address in destination.base_url but env.GATEWAY_URL: nothing is pushed',
    ],
    [
      'literals in what is pushed',
      {
        outbound: { p: { ...push, mapping: { active: { expr: true, optional: false }, n: 4, none: {}, many: ['a'] } } },
      },
      ...['active', 'n', 'none', 'many'].map(
        name => `outbound.p.mapping.${name}: is neither a path nor an expression; pushed as it stands`,
      ),
    ],
    [
      'permissions as old versions had them',
      { permissions: [{ name: 'can_edit', roles: ['chw'] }] },
      'permissions: is a list of {name, roles}, as old versions had it; read as an object of lists of roles',
    ],
    [
      'a section that nobody knows',
      { transitionz: {} },
      'transitionz: nothing is known by this name; is transitions meant?',
    ],
    [
      'a role that is not configured, wherever permissions name it',
      {
        roles: { chw: { offline: true } },
        permissions: { can_edit: ['chv', 'chw'], can_export_all: ['chv'], can_view_tasks: ['chv'] },
      },
      'permissions.can_edit[0]: there is no role chv, here and 2 times more; is chw meant?',
    ],
    [
      'a form that nobody can verify, and forms that neither mute nor unmute',
      {
        roles: { chw_supervisor: { offline: true } },
        muting: {
          mute_forms: ['mute'],
          ...{ verify_forms: { MUTE: 'chw_supervisr', visit: 'chw_supervisor' }, scope: { leaver: 'self' } },
        },
      },
      'muting.verify_forms.visit: has no effect: visit neither mutes nor unmutes',
      'muting.scope.leaver: has no effect: leaver neither mutes nor unmutes',
      'muting.verify_forms.MUTE: there is no role chw_supervisr; is chw_supervisor meant?',
    ],
    [
      'a placeholder among others, whose paths stay those of the list',
      {
        alerts: [{ form: '', condition: '' }, alert, { ...alert, condition: true }],
        ...{ registrations: [{ form: '' }, { form: 'P', events: [{ trigger: 'assign_schedule', params: 'x' }] }] },
      },
      'registrations[0]: is off: its form is empty',
      'alerts[2].condition: is no text; read as "true"',
      'alerts[0]: is off: its form is empty',
      'registrations[1].events[0].params: there is no schedule x',
    ],
  ];
  for (const [what, raw, ...warnings] of odd)
    it(`are taken with a warning: ${what}`, () => expect(warningsOf(raw)).to.deep.equal({ faults: [], warnings }));

  it('are told of from old versions only where something hangs on them', () => {
    expect(
      warningsOf({ locales: [], 'kujua-reporting': [], setup_complete: true, _version: { major: 1 } }),
    ).to.deep.equal({ faults: [], warnings: [] });
  });

  it('keep the paths of their faults when an entry before is off', () => {
    const { faults } = parseSettings({
      alerts: [{ form: '', condition: '' }, { form: 'A' }],
      schedules: [{ name: 'a', messages: [{ offset: '', message: '' }, { offset: 'soon' }] }],
    });
    expect(faults.map(({ path }) => path)).to.deep.equal(['schedules[0].messages[1].offset', 'alerts[1].condition']);
  });

  it('mean what is left of them', () => {
    const { settings } = parseSettings({
      purge: {},
      alerts: [
        { form: '', condition: '' },
        { ...alert, condition: true },
      ],
      contact_types: [
        { id: 'a', parents: [''] },
        { id: 'a', person: true },
      ],
      outbound: { off: {}, on: { ...push, mapping: { active: { expr: true }, none: {} } } },
      permissions: [{ name: 'can_edit', roles: ['chw'] }],
      multi_report_alerts: [{ ...outbreak, forms: 'F', recipients: 'new_report.from' }],
    });
    expect(settings.purge).to.equal(undefined);
    expect(settings.alerts.map(({ condition }) => condition)).to.deep.equal(['true']);
    expect(settings.contact_types).to.deep.equal([{ id: 'a', parents: [] }]);
    expect(settings.outbound.on!.mapping).to.deep.equal({ active: { expr: '(true)' }, none: { expr: '({})' } });
    expect(Object.keys(settings.outbound)).to.deep.equal(['on']);
    expect(settings.permissions.can_edit).to.deep.equal(['chw']);
    expect(settings.multi_report_alerts[0]).to.deep.include({ forms: ['F'], recipients: ['new_report.from'] });
  });

  it('switch nothing off where they are stored', () => {
    const stored = { transitions: { conditional_alerts: true, registration: true }, purge: {}, ...event('add_place') };
    expect(usableSettings({ ...stored, alerts: [{ form: '', condition: '' }] }).off).to.deep.equal([]);
  });

  const harmful: [what: string, raw: object, path: string][] = [
    ['an alert without a condition', { alerts: [{ ...alert, condition: '' }] }, 'alerts[0].condition'],
    ['an alert without words', { alerts: [{ ...alert, message: '' }] }, 'alerts[0].message'],
    [
      'a scheduled message without time',
      { schedules: [{ name: 'a', messages: [{ offset: '', message: 'Hi' }] }] },
      'schedules[0].messages[0].offset',
    ],
    [
      'a validation of no field',
      registration({ validations: { list: [{ property: '', rule: 'required' }] } }),
      'registrations[0].validations.list[0].property',
    ],
    [
      'a push to an address that is none',
      { outbound: { p: { ...push, destination: { base_url: 'htp:/x' } } } },
      'outbound.p.destination.base_url',
    ],
    ['a purge at a time, and of nothing', { purge: { cron: '0 2 * * 0' } }, 'purge.fn'],
    [
      'types that stand below each other',
      {
        contact_types: [
          { id: 'a', parents: ['b'] },
          { id: 'b', parents: ['a'] },
        ],
      },
      'contact_types[0].parents[0]',
    ],
  ];
  for (const [what, raw, path] of harmful)
    it(`are refused where they would silently do something else: ${what}`, () =>
      expect(parseSettings(raw).faults[0]?.path).to.equal(path));
});
