import defaults from '@rounds/config/default/app_settings.json' with { type: 'json' };
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { type DispatchDoc, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import { dueTasks } from '@rounds/sentinel/schedule/due.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { gardenDay } from '../dialogues/garden-day.ts';
import { dialogueOf } from '../dialogues/going.ts';
import { factsFrom, sandbox } from './one-rule.ts';
import { village, wednesday } from './sentinel-in-memory.ts';

const names =
  'update_clinics self_report registration accept_patient_reports accept_case_reports default_responses update_sent_by death_reporting conditional_alerts multi_report_alerts update_scheduled_reports muting update_notifications mark_for_outbound create_user_for_contacts resolve_pending generate_shortcode_on_contacts';
const push = { relevant_to: 'doc.fields.a > 1', destination: { base_url: 'https://example.org' }, mapping: {} };
const { settings, faults } = parseSettings({
  ...defaults,
  gateway_number: '+254700000098',
  transitions: Object.fromEntries(names.split(' ').map(name => [name, true])),
  registrations: [
    ...defaults.registrations,
    {
      form: 'ALL',
      events: [
        ...['add_patient', 'add_case', 'add_expected_date', 'add_birth_date'].map(trigger => ({ trigger })),
        { trigger: 'assign_schedule', params: 'anc_reminders' },
        { trigger: 'clear_schedule', params: 'pnc_reminders' },
      ],
      validations: { list: [{ property: 'a', rule: "regex('^.*$') || isAfter('-1 day') || isISOWeek() || unique()" }] },
      messages: [{ message: '{{a}} {{#date}}{{b}}{{/date}} {{#a}}{{.}}{{/a}}', recipient: ['a', 'b.c', 'clinic'] }],
    },
  ],
  patient_reports: [
    ...defaults.patient_reports,
    { form: 'ALL', silence_type: 'anc_reminders', silence_for: '2 weeks' },
  ],
  accept_case_reports: [{ form: 'ALL', silence_type: 'anc_reminders' }],
  muting: {
    ...defaults.muting,
    verify_forms: { unmute: ['chw_supervisor'] },
    messages: [{ event_type: 'accepted_but_muted', message: '{{patient_name}} {{a}}' }, ...defaults.muting.messages],
  },
  self_report: [{ form: 'ALL' }],
  death_reporting: { mark_deceased_forms: ['ALL'], date_field: 'fields.a' },
  alerts: [{ form: 'ALL', condition: 'doc.a > 1', message: '{{a}}', recipient: 'a' }],
  multi_report_alerts: [
    {
      name: 'x',
      is_report_counted: '() => true',
      num_reports_threshold: 1,
      time_window_in_days: 7,
      recipients: ['a'],
      message: '{{a}}',
    },
  ],
  outbound: { a: push },
  create_user_for_contacts: { replace_forms: ['ALL'] },
  dialogues: {},
  dispatch: { form: 'ALL', application_form: 'ALL' },
  events: { venue: { code: 'con', name: 'Con', tz: 'UTC', days: ['2026-03-11'], rooms: [{ id: 'b114' }] } },
  safety: { words: { en: ['help me'] } },
});

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    ...[
      '20000',
      '10000',
      'ann of north',
      '99999',
      '2026-01-01',
      'soon',
      '',
      '12',
      '-5',
      '9'.repeat(30),
      '+254700000001',
    ],
  ),
  fc.constantFrom(...[null, 0, 5, -1, 1e300, 1.5, wednesday, true, [], {}, ['a', 'b'], { c: 'd' }]),
);
const fieldNames =
  'a b patient_id place_id patient_uuid case_id patient_name lmp lmp_date weeks_since_lmp years_since_dob age_in_years dob year month week replacement_contact_id household phone';
const fields = fc.dictionary(fc.constantFrom(...fieldNames.split(' ')), odd, { maxKeys: 8 });
/** Answers of a report for a month, too, of which each replaces those before it. */
const answers = fc.oneof(
  fields,
  fields.map(given => ({ ...given, year: 2026, month: 1 })),
);
const state = fc.constantFrom('scheduled', 'pending', 'muted', 'sent', 'failed', 'cleared', 'of no kind');
const task = fc.record(
  {
    state,
    due: fc.constantFrom('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', null, 'soon'),
    type: fc.constantFrom('anc_reminders', 'pnc_reminders', ''),
    group: fc.constantFrom<number | string>(1, 'a'),
    message_key: fc.constantFrom('messages.schedules.anc_reminders.visit_1', 'nowhere'),
    messages: fc.constantFrom([], [{ to: '+1', message: 'x', uuid: 'u' }], [{ to: '+1', message: '' }]),
    recipient: fc.constantFrom('clinic', 'a', ''),
    state_details: fc.constantFrom(
      { reason: 'muted', root: 'north' },
      { reason: 'muted', root: 'north', by: 'before' },
      { reason: 'late' },
      { reason: 'answer lost' },
    ),
    state_history: fc.constantFrom(
      [],
      [{ state: 'scheduled', timestamp: '2026-01-01T00:00:00Z' }],
      [{ state: 'muted', timestamp: '2026-01-01T00:00:00Z' }],
    ),
  },
  { requiredKeys: ['state'] },
);
const forms = ['ALL', 'P', 'V', 'N', 'H', 'D', 'F', 'mute', 'unmute', 'pregnancy', 'nothing', 'offer'];
const anyReport = fc.record(
  {
    _id: fc.constant('it'),
    _rev: fc.constant('1-a'),
    type: fc.constant('data_record'),
    form: fc.constantFrom(...forms, ...forms, ''),
    fields: fc.oneof({ weight: 20, arbitrary: answers }, { weight: 1, arbitrary: fc.constant(null) }),
    content_type: fc.constant('xml'),
    contact: fc.constantFrom<object>(
      { _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } },
      { _id: 'nobody' },
      {},
    ),
    // A number where a client or an import left it as one.
    from: fc.constantFrom<unknown>('+254700000001', '+254700000099', 'Bank', '', 254700000001),
    reported_date: fc.constantFrom(wednesday, wednesday - 1e10, wednesday + 1e10, 0),
    errors: fc.constantFrom([], [{ code: 'sys.empty', message: 'x' }]),
    tasks: fc.array(task, { maxLength: 2 }),
    scheduled_tasks: fc.array(task, { maxLength: 4 }),
    patient_id: fc.constantFrom('20000', '99999'),
    locale: fc.constantFrom('fr', 'xx'),
    waits_for: fc.constantFrom(['chw_supervisor'], []),
    verified: fc.boolean(),
    post: fc.constantFrom({ source: 'api' }, { source: 'api', author: 'ana', deleted: wednesday }),
    sms_message: fc.constantFrom<object>(
      {},
      { locale: 'sw' },
      ...['stop', 'pause', 'help', 'lang sw', 'go on', 'maps, b114 at 3 pm', 'please help me'].map(message => ({
        message,
      })),
    ),
  },
  { requiredKeys: ['_id', '_rev', 'type'] },
);
/** Something that somebody wrote who is known: a command, an answer, or neither. */
const anyWords = fc
  .tuple(anyReport, fc.constantFrom('stop', 'pause', 'help', 'lang sw', 'go on', 'what?'))
  .map(([{ form: _, content_type: __, ...report }, message]) => ({
    ...report,
    from: '+254700000001',
    contact: { _id: 'chw', parent: { _id: 'centre', parent: { _id: 'district' } } },
    sms_message: { message },
  }));
const reportOrWords = fc.oneof({ weight: 9, arbitrary: anyReport }, { weight: 1, arbitrary: anyWords });
const others = fc
  .array(anyReport, { maxLength: 3 })
  .map(all => all.map((one, at) => ({ ...one, _id: `other ${at}` })) as unknown as Report[]);

/** A dialogue that has asked its first question. */
const asked = (() => {
  const dialogue = dialogueOf(gardenDay);
  const contact = { _id: 'ann', type: 'person' };
  const run = plannedRun({
    ...{ id: 'run:a', dialogue: 'garden_day', version: 1, contact, address: '+254700000001', language: 'en' },
    ...{ at: 0, due: 0, unasked: true },
  });
  const begin = { id: 'begin', at: 1000, kind: 'begin' } as const;
  const begun = stepStored(run, dialogue, begin, { words: {}, pacing: null }).run;
  const version = {
    _id: 'dialogue:garden_day:1',
    type: 'dialogue-version' as const,
    dialogue,
    version: 1,
    published: '',
    hash: '',
  };
  return { run: { ...begun, events: [begin] }, version };
})();

/** What became of a report that asked for something else before it was put right. */
const helpBefore: DispatchDoc = {
  ...{
    _id: dispatchId('it'),
    type: 'dispatch',
    request: 'it',
    number: 'A1',
    help: { beneficiary: 'ann', needs: ['food'] },
  },
  ...{ state: 'new', events: [], asked: [], mode: 'manual', limits: {}, created: wednesday, changed: wednesday },
} as unknown as DispatchDoc;

const places = (isMuted: boolean): Contact[] =>
  village().map(one => (isMuted && one.type === 'person' ? { ...one, muted: '2026-01-01T00:00:00.000Z' } : one));

describe('Any report at all', () => {
  it('is settled by settings without a fault', () => expect(faults).to.deep.equal([]));

  const rules = [...allRules.phases.flat(), dueTasks].filter(({ on }) => on.name === 'report');

  for (const [at, rule] of rules.entries())
    it(`is settled by ${rule.name} (${at + 1} of ${rules.length}), and what follows changes nothing a second time`, () => {
      let followed = 0;
      fc.assert(
        fc.property(reportOrWords as unknown as fc.Arbitrary<Report>, others, fc.boolean(), (report, more, isMuted) => {
          if (!rule.concerns(report, settings)) return;
          const before: Report = {
            ...report,
            _id: 'before',
            reported_date: (report.reported_date ?? 0) - 1000,
            tasks: [],
            scheduled_tasks: [],
          };
          const docs = [...places(isMuted), asked.run as unknown as Contact, before, ...more];
          const earlier = [before, ...more].map(one => ({
            report: one,
            sender: null,
            subject: { patient: null, place: null },
          }));
          rule.needs(report, { settings, now: wednesday, words: {} });
          const facts = factsFrom(report, docs, settings, { sandbox, earlier, isChangeSettled: () => true });
          const known = new Map<string, Doc>([report, ...docs].map(doc => [doc._id, doc]));
          const effects =
            rule.run(report, {
              ...facts,
              ...{ asking: [asked], dispatch: helpBefore, offered: { dispatch: null, helped: null, volunteer: null } },
            }) ?? [];
          followed += effects.length;
          for (const effect of effects) {
            if (effect.do === 'create') expect(effect.doc._id).to.be.a('string');
            if (effect.do !== 'change') continue;
            const stored = known.get(effect.id);
            // The engine leaves a document alone that is missing.
            if (!stored) continue;
            const once = effect.apply(stored);
            expect(effect.apply(once) === once, effect.id).to.equal(true);
            expect(JSON.parse(JSON.stringify(once)), effect.id).to.deep.equal(once);
            known.set(effect.id, once);
          }
        }),
        { seed: 20260114, numRuns: 2000 },
      );
      // Else this would have looked at nothing.
      expect(followed).to.be.above(0);
    });
});
