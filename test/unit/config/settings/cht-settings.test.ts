import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';

/**
 * Sections as programmes of the peer have them, in the shapes that their files show.
 */
const programme = {
  locale: 'en',
  locale_outgoing: '',
  languages: [{ locale: 'en', enabled: true }, { locale: 'ne' }],
  date_format: 'DD-MMM-YYYY',
  contact_types: [
    { id: 'c10_district', name_key: 'a', icon: 'icon-d', create_form: 'form:contact:c10_district:create' },
    { id: 'c20_unit', parents: ['c10_district'], count_visits: true },
    { id: 'c30_member', parents: ['c10_district', 'c20_unit'], person: true },
  ],
  place_hierarchy_types: ['c10_district', 'c20_unit'],
  roles: { data_entry: { name: 'usertype.data-entry' }, chp: { name: 'usertype.chp', offline: true } },
  permissions: { can_edit: ['chp', 'data_entry', 'mm-online'], can_do_what_only_we_know: [] },
  transitions: {
    update_clinics: true,
    muting: { client_side: false },
    registration: {},
    default_responses: { disable: true },
  },
  forms: {
    ANCR: {
      meta: { code: 'ANCR', icon: 'icon-p', translation_key: 'forms.ancr.title' },
      fields: {
        patient_name: {
          labels: { short: { translation_key: 'forms.ancr.name.short' }, tiny: { en: 'N', ne: 'N' } },
          position: 0,
          flags: { no_flag: true },
          length: [1, 30],
          type: 'string',
          required: true,
        },
        visit: {
          labels: { tiny: [{ locale: 'en', content: 'V' }], short: 'Visit' },
          position: 1,
          type: 'integer',
          list: [
            [0, { en: 'none' }],
            [1, 'one'],
          ],
        },
      },
      use_sentinel: true,
      public_form: false,
      facility_reference: null,
    },
  },
  registrations: [
    {
      form: 'ANCR',
      type: 'pregnancy',
      events: [
        { name: 'on_create', trigger: 'add_patient_id', params: '', bool_expr: '' },
        { name: 'on_create', trigger: 'assign_schedule', params: 'ANC Reminders LMP', bool_expr: 'doc.fields.visit' },
      ],
      validations: {
        join_responses: false,
        list: [
          {
            property: 'patient_name',
            rule: "lenMin(1) && regex('^\\\\w+( \\\\w+)*$')",
            message: [{ content: 'Bad name', locale: 'en' }],
          },
        ],
      },
      messages: [
        { message: [{ content: 'Thanks', locale: 'en' }], recipient: 'reporting_unit', event_type: 'report_accepted' },
      ],
    },
  ],
  schedules: [
    {
      name: 'ANC Reminders LMP',
      summary: '',
      description: '',
      start_from: '',
      messages: [
        {
          message: [{ content: 'Come', locale: 'en' }],
          group: 1,
          offset: '12 weeks',
          send_day: 'monday',
          send_time: '09:00',
          recipient: 'reporting_unit',
        },
        {
          translation_key: 'x',
          group: '2',
          offset: '1 day',
          send_day: '',
          send_time: '',
          recipient: ['link:chw', 'ancestor:c20_unit'],
        },
      ],
    },
  ],
  muting: {
    mute_forms: ['mute', 'OFF'],
    unmute_forms: ['unmute'],
    validations: { join_responses: true, list: [{ property: 'reason', rule: 'required', translation_key: 'x' }] },
    messages: [{ translation_key: 'x', event_type: 'mute', recipient: 'reporting_unit' }],
  },
  notifications: {
    on_form: 'ON',
    off_form: 'OFF',
    messages: [{ event_type: 'on_mute', message: [{ content: 'x', locale: 'en' }] }],
    validations: null,
  },
  replication_depth: [{ role: 'chp', depth: 1, report_depth: 0, replicate_primary_contacts: true }],
  sms: { outgoing_service: 'medic-gateway', duplicate_limit: 5, clear_failing_schedules: false },
  outgoing_phone_replace: { match: '', replace: '' },
  outgoing_phone_filters: [{ match: '^0(\\d+)$', replace: '+254$1' }],
  outgoing_deny_list: 'airtel, safaricom',
  outgoing_deny_shorter_than: '6',
  default_country_code: '+977',
  schedule_morning_hours: '0',
  schedule_evening_minutes: '59',
  token_login: { enabled: true, translation_key: 'sms.token.login.help' },
  app_url: 'https://demo.example.org',
  patient_reports: [{ form: 'V', silence_type: 'ANC Reminders LMP,' }],
  tasks: { rules: 'code', isDeclarative: true },
  uhc: { visit_count: { month_start_date: 26 } },
};

describe('settings of a programme of the peer', () => {
  it('load as they are', () => {
    const { faults, unknown } = parseSettings(programme);
    expect(faults).to.deep.equal([]);
    expect(unknown).to.deep.equal([]);
  });

  it('mean what they meant there', () => {
    const { settings } = parseSettings(programme);
    expect(settings.schedules[0]!.start_from).to.equal('reported_date');
    expect(settings.outgoing_deny_shorter_than).to.equal(6);
    expect(settings.permissions).to.deep.include({
      can_edit: ['chp', 'data_entry', 'mm-online'],
      can_do_what_only_we_know: [],
    });
    expect(settings.patient_reports[0]).to.deep.include({ form: 'V', silence_type: ['ANC Reminders LMP'] });
    expect(settings).to.deep.include({ tasks: programme.tasks, uhc: programme.uhc });
  });

  const sections = (
    'locale locale_outgoing languages date_format reported_date_format contact_types place_hierarchy_types roles permissions transitions forms ' +
    'forms_only_mode registrations schedules patient_reports accept_case_reports self_report update_clinics default_responses muting notifications ' +
    'death_reporting alerts multi_report_alerts reminders outbound create_user_for_contacts sms gateway_number outgoing_deny_list ' +
    'outgoing_deny_shorter_than outgoing_deny_with_alphas outgoing_phone_replace outgoing_phone_filters multipart_sms_limit default_country_code ' +
    'phone_validation schedule_morning_hours schedule_morning_minutes schedule_evening_hours schedule_evening_minutes synthetic_date ' +
    'replication_depth district_admins_access_unallocated_messages purge archive tasks task_day_limit task_days_overdue uhc contact_summary ' +
    'contact_display_short header_tabs token_login oidc_provider app_url assetlinks dhis_data_sets public_access loglevel schema_version'
  ).split(' ');
  it('have no section that Rounds has not heard of', () =>
    expect(parseSettings(Object.fromEntries(sections.map(section => [section, null]))).unknown).to.deep.equal([]));
});

describe('sections that are an empty object', () => {
  it('stand for no purging, as cht-conf compiles a programme that purges nothing', () => {
    const { settings, faults } = parseSettings({ purge: {} });
    expect(faults).to.deep.equal([]);
    expect(settings).to.not.have.property('purge');
  });

  for (const section of ['death_reporting', 'create_user_for_contacts', 'sms', 'outbound', 'roles'])
    it(`are no fault as ${section}`, () => {
      expect(parseSettings({ [section]: {} }).faults).to.deep.equal([]);
    });

  it('are still named where something that is on needs them', () => {
    const { warnings } = parseSettings({ muting: {}, transitions: { muting: true } });
    expect(warnings.map(({ path }) => path)).to.deep.equal(['muting.mute_forms']);
  });

  it('count where they say something: quiet hours at their default', () => {
    expect(parseSettings({ quiet_hours: {} }).settings.quiet_hours).to.be.an('object');
  });

  it('are faulty where a list is wanted', () => {
    expect(parseSettings({ contact_types: {} }).faults.map(({ path }) => path)).to.deep.equal(['contact_types']);
  });
});
