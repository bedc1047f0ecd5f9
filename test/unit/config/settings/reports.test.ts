import { parseSettings } from '@rounds/config/settings/parse.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import { expect } from 'chai';

const alert = { form: 'STCK', condition: 'doc.left < 3', message: 'Little is left', recipient: 'parent' };
const outbreak = {
  name: 'fever',
  is_report_counted: 'function(r, l) { return true; }',
  num_reports_threshold: 3,
  time_window_in_days: 7,
  recipients: ['+254700000001'],
  message: '{{num_counted_reports}}',
};
const paths = (settings: object) => parseSettings(settings).faults.map(({ path }) => path);

describe('Settings of reports about somebody known', () => {
  const lists: [given: unknown, names: string[]][] = [
    ['ANC Reminders', ['ANC Reminders']],
    ['ANC Reminders LMP, PNC Reminders ,', ['ANC Reminders LMP', 'PNC Reminders']],
    [
      ['ANC', 'PNC,HR'],
      ['ANC', 'PNC', 'HR'],
    ],
    ['', []],
    [null, []],
    [undefined, []],
  ];
  for (const section of ['patient_reports', 'accept_case_reports'] as const)
    for (const [given, names] of lists)
      it(`read the schedules ${JSON.stringify(given)} of ${section} as ${JSON.stringify(names)}`, () => {
        const { settings, faults } = parseSettings({ [section]: [{ form: 'V', silence_type: given }] });
        expect(faults).to.deep.equal([]);
        expect(settings[section][0]!.silence_type).to.deep.equal(names);
      });

  const faulty: [why: string, settings: object, paths: string[]][] = [
    ['a visit without a form', { patient_reports: [{ silence_type: 'ANC' }] }, ['patient_reports[0].form']],
    [
      'a time that is none',
      { patient_reports: [{ form: 'V', silence_for: 'a week' }] },
      ['patient_reports[0].silence_for'],
    ],
    [
      'a time that is past',
      { patient_reports: [{ form: 'V', silence_for: '-8 days' }] },
      ['patient_reports[0].silence_for'],
    ],
    ['a case without a form', { accept_case_reports: [{ form: 'C' }, {}] }, ['accept_case_reports[1].form']],
    [
      'a death by a form that is no text',
      { death_reporting: { mark_deceased_forms: ['D', 3] } },
      ['death_reporting.mark_deceased_forms[1]'],
    ],
    [
      'a date field that is no text',
      { death_reporting: { mark_deceased_forms: ['D'], date_field: 3 } },
      ['death_reporting.date_field'],
    ],
    ['an alert without a condition', { alerts: [alert, { ...alert, condition: ' ' }] }, ['alerts[1].condition']],
    ['an alert without words', { alerts: [{ ...alert, message: '' }] }, ['alerts[0].message']],
    [
      'an alert of many reports above a hundred',
      { multi_report_alerts: [{ ...outbreak, num_reports_threshold: 101 }] },
      ['multi_report_alerts[0].num_reports_threshold'],
    ],
    [
      '... of none',
      { multi_report_alerts: [{ ...outbreak, num_reports_threshold: 0 }] },
      ['multi_report_alerts[0].num_reports_threshold'],
    ],
    [
      '... within no time',
      { multi_report_alerts: [{ ...outbreak, time_window_in_days: 0 }] },
      ['multi_report_alerts[0].time_window_in_days'],
    ],
    [
      '... to nobody',
      { multi_report_alerts: [{ ...outbreak, recipients: [] }] },
      ['multi_report_alerts[0].recipients'],
    ],
    [
      '... that does not say what counts',
      { multi_report_alerts: [{ ...outbreak, is_report_counted: undefined }] },
      ['multi_report_alerts[0].is_report_counted'],
    ],
    ['two of one name', { multi_report_alerts: [outbreak, { ...outbreak }] }, ['multi_report_alerts[1].name']],
  ];
  for (const [why, settings, found] of faulty)
    it(`name by its path: ${why}`, () => expect(paths(settings)).to.deep.equal(found));

  it('take numbers as the old administration pages wrote them, one recipient as a list, and alerts by key', () => {
    const { settings, faults } = parseSettings({
      alerts: { first: alert },
      multi_report_alerts: [
        { ...outbreak, num_reports_threshold: '2', time_window_in_days: '1.5', recipients: 'new_report.contact.phone' },
      ],
    });
    expect(faults).to.deep.equal([]);
    expect(settings.alerts).to.deep.equal([alert]);
    expect(settings.multi_report_alerts[0]).to.deep.include({
      num_reports_threshold: 2,
      time_window_in_days: 1.5,
      recipients: ['new_report.contact.phone'],
    });
    expect(paths({ alerts: {}, patient_reports: null, multi_report_alerts: '' })).to.deep.equal([]);
  });

  it('tell of schedules to clear that there are not, with the name that may be meant', () => {
    const { faults, unknown } = parseSettings({
      schedules: [{ name: 'ANC Reminders' }],
      patient_reports: [{ form: 'V', silence_type: 'ANC Reminders, ANC Reminder' }],
      accept_case_reports: [{ form: 'C', silence_type: 'other' }],
    });
    expect(faults).to.deep.equal([]);
    expect(unknown).to.deep.equal([
      { key: 'patient_reports[0].silence_type', value: 'ANC Reminder', nearest: 'ANC Reminders' },
      { key: 'accept_case_reports[0].silence_type', value: 'other' },
    ]);
  });

  const switched: [section: string, stored: unknown, transition: string][] = [
    ['patient_reports', [{}], 'accept_patient_reports'],
    ['accept_case_reports', 'V', 'accept_case_reports'],
    ['death_reporting', [], 'death_reporting'],
    ['alerts', [{ form: 'V' }], 'conditional_alerts'],
    ['multi_report_alerts', [{ name: 'x' }], 'multi_report_alerts'],
    ['outbound', { hospital: { destination: { base_url: 'nowhere' } } }, 'mark_for_outbound'],
    ['create_user_for_contacts', { replace_forms: 'replace_user' }, 'create_user_for_contacts'],
    ['update_clinics', {}, 'update_clinics'],
    ['self_report', [{}], 'self_report'],
    ['default_responses', { start_date: 'soon' }, 'default_responses'],
  ];
  for (const [section, stored, transition] of switched)
    it(`switch off ${transition} alone while a stored ${section} is faulty`, () => {
      const transitions = { [transition]: true, muting: true };
      const { settings, off } = usableSettings({ transitions, muting: { mute_forms: ['m'] }, [section]: stored });
      expect(off.map(one => [one.section, one.transitions])).to.deep.equal([[section, [transition]]]);
      expect(settings.transitions).to.deep.equal({ muting: true, [transition]: false });
    });
});
