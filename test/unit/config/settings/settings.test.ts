import { mergeSettings } from '@rounds/config/settings/merge.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';

const muting = { mute_forms: ['mute'] };
const schedule = { name: 'anc', messages: [] };
const faultsOf = (raw: unknown): string[] =>
  parseSettings(raw).faults.map(({ path, message }) => `${path}: ${message}`);

describe('reading app_settings', () => {
  it('empty settings have no fault, the four legacy types, and everything that was left out at its default', () => {
    const { settings, faults, unknown } = parseSettings({});
    expect({ faults, unknown }).to.deep.equal({ faults: [], unknown: [] });
    expect(settings.contact_types.map(({ id }) => id)).to.deep.equal([
      'district_hospital',
      'health_center',
      'clinic',
      'person',
    ]);
    expect(settings.contact_types.map(({ person }) => !!person)).to.deep.equal([false, false, false, true]);
    expect(settings).to.deep.include({
      locale: 'en',
      roles: {},
      transitions: {},
      forms: {},
      registrations: [],
      schedules: [],
      replication_depth: [],
      phone_validation: 'full',
      schedule_morning_hours: 0,
      schedule_evening_hours: 23,
    });
    expect(settings.permissions.can_edit).to.include('chw');
    expect(settings).not.to.have.any.keys('muting', 'notifications', 'sms', 'app_url');
  });

  it('a value that is not an object is a fault of the whole', () => {
    for (const raw of [[], 'x', 3, null, undefined])
      expect(faultsOf(raw)).to.deep.equal([': expected an object of sections']);
  });

  it('null and empty text stand for a section that is not there', () => {
    const { settings, faults } = parseSettings({
      muting: null,
      schedule_morning_hours: '',
      outgoing_deny_list: '',
      locale: null,
    });
    expect(faults).to.deep.equal([]);
    expect(settings).to.deep.include({ schedule_morning_hours: 0, locale: 'en' });
    expect(settings).not.to.have.any.keys('muting', 'outgoing_deny_list');
  });

  const faulty: [what: string, raw: object, faults: string[]][] = [
    ['mute forms as text', { muting: { mute_forms: 'mute' } }, ['muting.mute_forms: give a list of form codes']],
    [
      'an empty form code',
      { muting: { mute_forms: ['mute', ' '] } },
      ['muting.mute_forms[1]: name a form by its code'],
    ],
    [
      'a policy that is none',
      { muting: { ...muting, unmute_policy: 'all' } },
      ['muting.unmute_policy: expected one of topmost, restore, refuse'],
    ],
    [
      'another policy that is none',
      { muting: { ...muting, unmute: 'all' } },
      ['muting.unmute: expected one of topmost, restore, refuse'],
    ],
    [
      'verifying by a number',
      { muting: { ...muting, verify_forms: 5 } },
      ['muting.verify_forms: give {"<form>": "<role>"}, or a list of form codes for whoever may verify reports'],
    ],
    [
      'verifying by nobody',
      { muting: { ...muting, verify_forms: { mute: [] } } },
      ['muting.verify_forms.mute: name at least one role'],
    ],
    [
      'a scope that is none',
      { muting: { ...muting, scope: { mute: 'all' } } },
      ['muting.scope.mute: expected one of subtree, self'],
    ],
    [
      'two policies',
      { muting: { ...muting, unmute: 'topmost', unmute_policy: 'refuse' } },
      ['muting.unmute_policy: says another thing than muting.unmute; give one of them'],
    ],
    [
      'messages that are no list',
      { muting: { ...muting, messages: {} } },
      ['muting.messages: give a list of messages'],
    ],
    [
      'a rule without property',
      { muting: { ...muting, validations: { list: [{ rule: 'x' }] } } },
      ['muting.validations.list[0].property: name the field that is checked'],
    ],
    [
      'a rule whose pattern does not compile',
      { muting: { ...muting, validations: { list: [{ property: 'id', rule: "regex('^[0-9+$')" }] } } },
      ['muting.validations.list[0].rule: ^[0-9+$ is not a regular expression'],
    ],
    [
      'a rule that cannot be read',
      { muting: { ...muting, validations: { list: [{ property: 'id', rule: 'lenMin(5) &&' }] } } },
      ['muting.validations.list[0].rule: cannot be read; write a condition such as lenMin(5) && regex("^[0-9]+$")'],
    ],
    ['notifications that are a list', { notifications: [] }, ['notifications: expected an object, found a list']],
    [
      'transitions that are a list',
      { transitions: [] },
      ['transitions: expected an object of transitions, such as {"muting": true}'],
    ],
    [
      'a disable that is text',
      { transitions: { muting: { disable: 'yes' } } },
      ['transitions.muting: expected true, false or an object such as {"disable": true}'],
    ],
    ['types that are an object', { contact_types: {} }, ['contact_types: give a list of contact types']],
    ['a type without id', { contact_types: [{ person: true }] }, ['contact_types[0].id: give the type an id']],
    [
      'types that stand below each other',
      {
        contact_types: [
          { id: 'area', parents: ['home'] },
          { id: 'home', parents: ['area'] },
        ],
      },
      [
        'contact_types[0].parents[0]: home stands below area itself',
        'contact_types[1].parents[0]: area stands below home itself',
      ],
    ],
    [
      'a type below itself',
      { contact_types: [{ id: 'area', parents: ['area'] }] },
      ['contact_types[0].parents[0]: area stands below area itself'],
    ],
    ['an offline that is text', { roles: { chw: { offline: 'true' } } }, ['roles.chw.offline: expected true or false']],
    ['a permission that is text', { permissions: { can_edit: 'chw' } }, ['permissions.can_edit: give a list of roles']],
    ['a role that is a number', { permissions: { can_edit: [1] } }, ['permissions.can_edit[0]: name a role']],
    ['a depth without role', { replication_depth: [{ depth: 1 }] }, ['replication_depth[0].role: name the role']],
    [
      'a depth below zero',
      { replication_depth: [{ role: 'chw', depth: -1 }] },
      ['replication_depth[0].depth: give a whole number, 0 for the place itself'],
    ],
    [
      'an SMS form field without type',
      { forms: { P: { fields: { id: {} } } } },
      ['forms.P.fields.id.type: give the field a type: string, integer, date, boolean, month, phone_number'],
    ],
    ['a registration without form', { registrations: [{}] }, ['registrations[0].form: name the form by its code']],
    [
      'an event without trigger',
      { registrations: [{ form: 'P', events: [{}] }] },
      ['registrations[0].events[0].trigger: give the trigger, such as assign_schedule'],
    ],
    ['a schedule without name', { schedules: [{ messages: [] }] }, ['schedules[0].name: give the schedule a name']],
    [
      'an hour that is none',
      { schedule_morning_hours: 24 },
      ['schedule_morning_hours: give a whole number from 0 to 23'],
    ],
    [
      'minutes in words',
      { schedule_evening_minutes: 'ten' },
      ['schedule_evening_minutes: give a whole number from 0 to 59'],
    ],
    [
      'a zone that is none',
      { default_timezone: 'Mars/Base' },
      ['default_timezone: is not a time zone; give one such as Africa/Nairobi'],
    ],
    [
      'an unknown strictness',
      { phone_validation: 'some' },
      ['phone_validation: expected one of full, partial, none, found the text "some"'],
    ],
    [
      'a country code in letters',
      { default_country_code: 'KE' },
      ['default_country_code: give a calling code such as 254'],
    ],
    [
      'a filter that does not compile',
      { outgoing_phone_filters: [{ match: '(' }] },
      ['outgoing_phone_filters[0].match: is not a regular expression'],
    ],
    [
      'an address without scheme',
      { app_url: 'rounds.org' },
      ['app_url: give an address such as https://rounds.example.org'],
    ],
    ['languages that are no list', { languages: 'en' }, ['languages: give a list of {locale, enabled}']],
    [
      'a language without code',
      { languages: [{ enabled: true }] },
      ['languages[0].locale: give the code of the language, such as sw'],
    ],
    ['a locale that is a number', { locale: 3 }, ['locale: expected text, found 3']],
    ['a token login in words', { token_login: { enabled: 'yes' } }, ['token_login.enabled: expected true or false']],
  ];
  for (const [what, raw, faults] of faulty)
    it(`${what} is refused with its path`, () => expect(faultsOf(raw)).to.deep.equal(faults));

  it('all faults of all sections are told together', () => {
    expect(
      faultsOf({
        locale: 1,
        muting: { mute_forms: 'x' },
        schedules: [{}, { name: 'a', messages: [{ offset: 'soon' }] }],
      }),
    ).to.deep.equal([
      'locale: expected text, found 1',
      'schedules[0].name: give the schedule a name',
      'schedules[1].messages[0].offset: give an offset such as 6 weeks; units are second, minute, hour, day, week, month, year',
      'muting.mute_forms: give a list of form codes',
    ]);
  });

  it('a fault of one section does not make faults in others', () => {
    const registrations = [{ form: 'P', events: [{ trigger: 'assign_schedule', params: 'anc' }] }];
    expect(faultsOf({ schedules: 'x', registrations })).to.deep.equal(['schedules: give a list of schedules']);
    expect(faultsOf({ transitions: { muting: true }, muting: 3 })).to.deep.equal([
      'muting: expected an object, found 3',
    ]);
  });

  const accepted: [what: string, raw: object, section: string, read: unknown][] = [
    ['digits as text', { schedule_morning_hours: '08' }, 'schedule_morning_hours', 8],
    ['a country code with plus', { default_country_code: '+254' }, 'default_country_code', '254'],
    ['a country code as number', { default_country_code: 254 }, 'default_country_code', '254'],
    [
      'denied numbers in one text',
      { outgoing_deny_list: 'Safaricom, 999 ,' },
      'outgoing_deny_list',
      ['safaricom', '999'],
    ],
    [
      'a depth as text',
      { replication_depth: [{ role: 'chw', depth: '2' }] },
      'replication_depth',
      [{ role: 'chw', depth: 2 }],
    ],
    ['yes as text', { outgoing_deny_with_alphas: 'true' }, 'outgoing_deny_with_alphas', true],
    [
      'transitions of every shape',
      { transitions: { muting: '', registration: 1, x: null } },
      'transitions',
      { muting: '', registration: 1, x: null },
    ],
    ['the gateway as number', { gateway_number: 254700 }, 'gateway_number', '254700'],
  ];
  for (const [what, raw, section, read] of accepted)
    it(`${what} is taken`, () => {
      const { settings, faults } = parseSettings(raw);
      expect(faults).to.deep.equal([]);
      expect(settings[section]).to.deep.equal(read);
    });

  it('muting that is off may name no form', () =>
    expect(faultsOf({ transitions: { muting: { disable: true } }, muting: {} })).to.deep.equal([]));

  for (const [given, policy] of [
    [{}, 'topmost'],
    [{ unmute: 'restore' }, 'restore'],
    [{ unmute_policy: 'refuse' }, 'refuse'],
    [{ unmute: 'restore', unmute_policy: 'restore' }, 'restore'],
  ] as const)
    it(`muting with ${JSON.stringify(given)} unmutes by the policy ${policy}`, () => {
      const read = parseSettings({ muting: { ...muting, ...given } }).settings.muting!;
      expect([read.unmute_policy, Object.hasOwn(read, 'unmute')]).to.deep.equal([policy, false]);
    });

  it('muting has what was left out at its default', () =>
    expect(parseSettings({ muting }).settings.muting).to.deep.include({
      mute_forms: ['mute'],
      unmute_forms: [],
      unmute_policy: 'topmost',
      validations: { join_responses: false, list: [] },
      messages: [],
    }));

  it('sections that Rounds does not use, and unknown keys inside the others, are kept as they are', () => {
    const raw = {
      tasks: { rules: 'x' },
      uhc: { visit_count: 1 },
      muting: { ...muting, colour: 'grey' },
      schedules: [{ ...schedule, summary: 's' }],
      roles: { chw: { note: 1 } },
    };
    const { settings, faults, unknown } = parseSettings(raw);
    expect({ faults, unknown }).to.deep.equal({ faults: [], unknown: [] });
    expect(settings).to.deep.include({ tasks: { rules: 'x' }, uhc: { visit_count: 1 } });
    expect(settings.muting).to.include({ colour: 'grey' });
    expect(settings.schedules[0]).to.include({ summary: 's' });
    expect(settings.roles.chw).to.deep.equal({ note: 1 });
  });

  it('does not change what it was given', () => {
    const raw = Object.freeze({
      muting: Object.freeze({ mute_forms: Object.freeze(['mute']) }),
      permissions: Object.freeze({}),
    });
    parseSettings(raw);
    expect(raw).to.deep.equal({ muting: { mute_forms: ['mute'] }, permissions: {} });
  });

  it("of the roles that permissions name, those of Rounds' own permissions are nobody's mistake; those that a programme wrote are told", () => {
    const written = { roles: { supervisor: {} }, permissions: { can_edit: ['supervizor'] } };
    expect(parseSettings(mergeSettings({}, written)).unknown).to.deep.equal([
      { key: 'permissions.can_edit[0]', value: 'supervizor', nearest: 'supervisor' },
    ]);
  });

  const strangers: [what: string, raw: object, unknown: object[]][] = [
    ['a section written wrongly', { mutting: {} }, [{ key: 'mutting', nearest: 'muting' }]],
    ['a section like no other', { zzzzzzzz: 1 }, [{ key: 'zzzzzzzz' }]],
    [
      'a transition that does not exist',
      { transitions: { registrations: true } },
      [{ key: 'transitions.registrations', nearest: 'registration' }],
    ],
    [
      'an event that nothing sends',
      { muting: { ...muting, messages: [{ event_type: 'alredy_muted' }] } },
      [{ key: 'muting.messages[0].event_type', value: 'alredy_muted', nearest: 'already_muted' }],
    ],
    [
      'a service that nobody can send through',
      { sms: { outgoing_service: 'africas-taking' } },
      [{ key: 'sms.outgoing_service', value: 'africas-taking', nearest: 'africas-talking' }],
    ],
    [
      'a place type that does not exist',
      { place_hierarchy_types: ['clinik'] },
      [{ key: 'place_hierarchy_types[0]', value: 'clinik', nearest: 'clinic' }],
    ],
    [
      'a role that does not exist',
      {
        roles: { chw: {} },
        permissions: { can_edit: ['chw', 'admin', 'chv'] },
        replication_depth: [{ role: 'cwh', depth: 1 }],
      },
      [
        { key: 'permissions.can_edit[2]', value: 'chv', nearest: 'chw' },
        { key: 'replication_depth[0].role', value: 'cwh', nearest: 'chw' },
      ],
    ],
  ];
  for (const [what, raw, unknown] of strangers)
    it(`${what} is kept and named`, () => {
      const parsed = parseSettings(raw);
      expect(parsed.faults).to.deep.equal([]);
      expect(parsed.unknown).to.deep.equal(unknown);
    });

  it('services that SMS can go through, or none, are not held against a programme', () => {
    for (const outgoing_service of ['medic-gateway', 'africas-talking', 'rapidpro', '', null])
      expect(parseSettings({ sms: { outgoing_service } }).unknown, String(outgoing_service)).to.deep.equal([]);
  });

  it('roles of default permissions are not held against a programme with roles of its own', () =>
    expect(parseSettings({ roles: { vhw: {} } }).unknown).to.deep.equal([]));
});
