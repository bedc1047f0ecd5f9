import { parseSettings } from '@rounds/config/settings/parse.ts';
import { expect } from 'chai';

const push = (more: object = {}, destination: object = {}) => ({
  outbound: {
    clinic: {
      relevant_to: 'doc.form === "P"',
      destination: { base_url: 'https://clinic.example.org', ...destination },
      mapping: { name: 'doc.fields.name' },
      ...more,
    },
  },
});
const remind = (more: object) => ({ reminders: [{ form: 'P', cron: '0 9 * * 1', ...more }] });
const auth = (given: object) => push({}, { auth: given });

describe('settings of timed jobs', () => {
  const faulty: [given: object, path: string, message: string][] = [
    [{ reminders: [{ form: 'P' }] }, 'reminders[0].cron', 'say when: give cron or text_expression'],
    [{ reminders: [{ cron: '0 9 * * 1' }] }, 'reminders[0].form', 'name the form by its code'],
    [remind({ mute_after_form_for: 'a while' }), 'reminders[0].mute_after_form_for', 'give a time such as 3 days'],
    [remind({ mute_after_form_for: '-1 days' }), 'reminders[0].mute_after_form_for', 'give a time such as 3 days'],
    [{ quiet_hours: { from: '25:00' } }, 'quiet_hours.from', 'give a time such as 21:00'],
    [{ quiet_hours: { tz: 'Mars' } }, 'quiet_hours.tz', 'is not a time zone; give one such as Africa/Nairobi'],
    [{ schedule_grace: 7 }, 'schedule_grace', 'give a time such as 7 days'],
    [
      push({ relevant_to: undefined }),
      'outbound.clinic.relevant_to',
      `give an expression such as doc.type === 'data_record' && doc.form === 'pregnancy'`,
    ],
    [
      push({}, { base_url: 'clinic' }),
      'outbound.clinic.destination.base_url',
      'give an address such as https://example.org',
    ],
    [push({}, { timeout: 0 }), 'outbound.clinic.destination.timeout', 'give a whole number from 1 to 300'],
    [
      auth({ type: 'muso-sih' }),
      'outbound.clinic.destination.auth.type',
      'is not known here; basic, bearer and header are',
    ],
    [
      auth({ type: 'basic', username: 'u' }),
      'outbound.clinic.destination.auth.password_key',
      'name the credential in the vault',
    ],
    [
      { purge: { cron: '0 2 * * 0' } },
      'purge.fn',
      'give the function that says what is purged: (userCtx, contact, reports, messages, cht, permissions) => ids',
    ],
  ];
  for (const [given, path, message] of faulty)
    it(`are refused at ${path}: ${message}`, () => {
      expect(parseSettings(given).faults).to.deep.equal([{ path, message }]);
    });

  it('have no quiet hours, no reminders and a grace of a week where nothing is said', () => {
    const { settings } = parseSettings({});
    expect([settings.quiet_hours, settings.reminders, settings.schedule_grace]).to.deep.equal([
      undefined,
      [],
      '7 days',
    ]);
  });

  it('are quiet from nine in the evening to seven where no other hours are given', () => {
    expect(parseSettings({ quiet_hours: { tz: 'contact' } }).settings.quiet_hours).to.deep.equal({
      from: { hour: 21, minute: 0 },
      to: { hour: 7, minute: 0 },
      tz: 'contact',
    });
  });

  it("take CHT's Basic for basic, and wait half a minute for an answer", () => {
    const { settings, faults } = parseSettings(auth({ type: 'Basic', username: 'u', password_key: 'clinic' }));
    expect(faults).to.deep.equal([]);
    expect(settings.outbound.clinic?.destination).to.deep.include({
      timeout: 30,
      path: '',
      auth: { type: 'basic', username: 'u', password_key: 'clinic' },
    });
  });
});
