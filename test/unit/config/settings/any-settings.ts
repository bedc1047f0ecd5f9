import defaults from '@rounds/config/default/app_settings.json' with { type: 'json' };
import fc from 'fast-check';

/** The default programme, with every section that it lacks. */
export const full: Record<string, unknown> = {
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
      destination: {
        base_url: 'https://example.org',
        auth: { type: 'basic', username: 'rounds', password_key: 'example.org' },
      },
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
export const anything = fc.oneof(
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

/** Settings in which up to three places were disturbed. */
export const disturbedSettings = fc
  .array(fc.tuple(fc.array(fc.nat(), { minLength: 2, maxLength: 9 }), anything), { minLength: 1, maxLength: 3 })
  .map(
    places =>
      places.reduce<unknown>((settings, [turns, by]) => disturbed(settings, turns, by), full) as Record<
        string,
        unknown
      >,
  );
