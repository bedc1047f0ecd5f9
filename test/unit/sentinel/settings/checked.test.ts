import { openSandbox, type Sandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { checkSettings } from '@rounds/sentinel/settings/checked.ts';
import { expect } from 'chai';

describe('Settings at the doors that store them', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox();
  });
  after(() => sandbox.close());

  const checked = (raw: object) => {
    const { faults, warnings } = checkSettings(raw, sandbox);
    const told = ({ path, message }: { path: string; message: string }) => `${path}: ${message}`;
    return { faults: faults.map(told), warnings: warnings.map(told) };
  };
  const to = (recipient: unknown) => ({
    default_country_code: 254,
    alerts: [{ form: 'A', condition: 'true', message: 'Hi', recipient }],
  });

  const recipients: [recipient: unknown, path: string | undefined][] = [
    ['+254712345678', undefined],
    ['0712 345 678', undefined],
    ['reporting_unit', undefined],
    ['fields.phone', undefined],
    ['', undefined],
    ['12345', 'alerts[0].recipient'],
    [' 0 ', 'alerts[0].recipient'],
    ['+1', 'alerts[0].recipient'],
    [['parent', '99'], 'alerts[0].recipient[1]'],
  ];
  for (const [recipient, path] of recipients)
    it(`${path ? 'warn of' : 'take'} the recipient ${JSON.stringify(recipient)}`, () => {
      const { faults, warnings } = checked(to(recipient));
      expect([faults, warnings.map(one => one.split(':')[0])]).to.deep.equal([[], path ? [path] : []]);
    });

  it('are warned of recipients in every section that has any', () => {
    const message = { message: 'Hi', recipient: '123' };
    const reply = { event_type: 'report_accepted', ...message };
    const { warnings } = checked({
      registrations: [{ form: 'A', messages: [reply] }],
      patient_reports: [{ form: 'A', messages: [reply] }],
      accept_case_reports: [{ form: 'A', messages: [reply] }],
      self_report: [{ form: 'A', messages: [reply] }],
      update_clinics: [{ form: 'A', messages: [reply] }],
      schedules: [{ name: 's', messages: [{ offset: '1 day', ...message }] }],
      reminders: [{ form: 'A', cron: '0 9 * * 1', ...message }],
      muting: { mute_forms: ['M'], messages: [{ event_type: 'mute', ...message }] },
      multi_report_alerts: [
        {
          ...{ name: 'a', is_report_counted: 'function () { return true; }', num_reports_threshold: 2 },
          ...{ time_window_in_days: 2, recipients: ['new_report.from', '123'], message: 'Hi' },
        },
      ],
    });
    expect(warnings.map(one => one.split(':')[0])).to.have.members([
      'registrations[0].messages[0].recipient',
      'patient_reports[0].messages[0].recipient',
      'accept_case_reports[0].messages[0].recipient',
      'self_report[0].messages[0].recipient',
      'update_clinics[0].messages[0].recipient',
      'schedules[0].messages[0].recipient',
      'reminders[0].recipient',
      'muting.messages[0].recipient',
      'multi_report_alerts[0].recipients[1]',
    ]);
  });

  it('have faults of times and expressions at their places, though entries before say nothing', () => {
    const { faults } = checked({
      reminders: [
        { form: '', cron: '' },
        { form: 'A', cron: 'never' },
      ],
      alerts: [
        { form: '', condition: '' },
        { form: 'A', condition: 'a b', message: 'Hi' },
      ],
    });
    expect(faults.map(one => one.split(':')[0])).to.deep.equal(['reminders[1].cron', 'alerts[1].condition']);
  });
});
