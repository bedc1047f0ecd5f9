import { type Report, reportSubjectIds, type ScheduledTask, type TaskState } from '@rounds/ddocs/documents/reports.ts';
import { caseReports } from '@rounds/sentinel/visits/case-reports.ts';
import { patientReports } from '@rounds/sentinel/visits/patient-reports.ts';
import { expect } from 'chai';
import { ann, effectsOf, type Facts, factsOf, household, leftBy, said, sms } from '../engine/one-rule.ts';
import { day, report, wednesday } from '../engine/sentinel-in-memory.ts';

const at = new Date(wednesday).toISOString();
const task = (group: number, days: number, state: TaskState = 'scheduled', type = 'ANC'): ScheduledTask => ({
  type,
  group,
  due: new Date(wednesday + days * day).toISOString(),
  state,
  state_history: [{ state, timestamp: at }],
});
const pregnancy = (id: string, scheduled_tasks: ScheduledTask[], more: Partial<Report> = {}): Report =>
  report('P', '', {
    _id: id,
    fields: { patient_id: '20000' },
    scheduled_tasks,
    reported_date: wednesday - 60 * day,
    ...more,
  });

const visits = {
  forms: { V: {}, P: {} },
  registrations: [{ form: 'P' }],
  transitions: { accept_patient_reports: true, accept_case_reports: true },
  patient_reports: [
    {
      form: 'V',
      silence_type: 'ANC, HR',
      silence_for: '8 days',
      validations: { list: [{ property: 'patient_id', rule: 'lenMin(5)', message: 'Bad number {{patient_id}}' }] },
      messages: [
        { event_type: 'report_accepted', message: 'Thank you, {{patient_name}} was seen', recipient: 'reporting_unit' },
        {
          event_type: 'report_accepted',
          message: 'Fever!',
          bool_expr: 'doc.fields.temperature > 39',
          recipient: 'health_center',
        },
        {
          event_type: 'registration_not_found',
          message: 'Nobody has the number {{patient_id}}',
          recipient: 'reporting_unit',
        },
      ],
    },
  ],
};
const facts = (more: Omit<Partial<Facts>, 'settings'> & { settings?: object } = {}) =>
  factsOf({ subject: { patient: ann, place: null }, ...more, settings: { ...visits, ...more.settings } });
const visit = (fields: Record<string, unknown> = {}, more: Partial<Report> = {}) =>
  sms('V', { patient_id: '20000', ...fields }, { _id: 'visit', ...more });
const outcome = ({ scheduled_tasks = [] }: Report): string =>
  scheduled_tasks.map(({ state, responded_to_by }) => (responded_to_by ? `${state}!` : state)).join(' ');

/** The registrations as a visit leaves them. */
const left = (registrations: Report[], one = visit(), more: Parameters<typeof facts>[0] = {}): string[] => {
  const effects = effectsOf(patientReports, one, facts({ ...more, registrations }));
  return registrations.map(registration => outcome(leftBy(effects, registration)));
};

describe('A visit', () => {
  it('is answered, and tied to the newest registration of the patient', () => {
    const registrations = [pregnancy('old', []), pregnancy('new', [])];
    const accepted = leftBy(effectsOf(patientReports, visit(), facts({ registrations })), visit());
    expect(said(accepted)).to.deep.equal(['+254700000001: Thank you, ann was seen']);
    expect(accepted.registration_id).to.equal('new');
    expect(accepted.errors).to.equal(undefined);
  });

  it('has the messages whose condition holds, each once however often it is settled', () => {
    const hot = visit({ temperature: 40 });
    const effects = effectsOf(patientReports, hot, facts());
    const once = leftBy(effects, hot);
    expect(said(once)).to.deep.equal(['+254700000001: Thank you, ann was seen', '+254700000002: Fever!']);
    expect(leftBy(effectsOf(patientReports, once, facts()), once)).to.deep.equal(once);
  });

  const clears: [why: string, tasks: ScheduledTask[], after: string][] = [
    [
      'clears the group that asked for it and leaves later groups',
      [task(1, -1, 'sent'), task(1, 2), task(1, 20), task(2, 28), task(2, 30, 'muted')],
      'sent! cleared cleared scheduled muted',
    ],
    ['clears muted messages too', [task(1, 2, 'muted'), task(1, 5, 'pending')], 'cleared cleared'],
    [
      'leaves other schedules alone',
      [task(1, 2, 'scheduled', 'PNC'), task(1, 2, 'scheduled', 'HR')],
      'scheduled cleared',
    ],
    [
      'answers the last reminder that reached the patient',
      [task(1, -9, 'delivered'), task(1, -2, 'sent'), task(1, -1, 'failed')],
      'delivered sent! failed',
    ],
    ['does not answer a reminder that is still to come', [task(1, 12, 'sent')], 'sent'],
    ['does not answer a reminder of another schedule', [task(1, -2, 'sent', 'PNC')], 'sent'],
    [
      'answers nothing when it comes early for the next group',
      [task(1, -20, 'sent'), task(2, 6), task(2, 9)],
      'sent cleared cleared',
    ],
    [
      'answers the reminder of a group that it ends',
      [task(2, -1, 'sent'), task(2, 6), task(3, 40)],
      'sent! cleared scheduled',
    ],
  ];
  for (const [why, tasks, result] of clears)
    it(why, () => expect(left([pregnancy('p', tasks)])).to.deep.equal([result]));

  it('counts due times in ms like those in text', () => {
    const inMs = (one: ReturnType<typeof task>) => ({ ...one, due: Date.parse(String(one.due)) });
    for (const [, tasks, result] of clears) expect(left([pregnancy('p', tasks.map(inMs))])).to.deep.equal([result]);
  });

  it('clears every group where silence_for is not given, and none where silence_type is not', () => {
    const tasks = [task(1, 2), task(9, 200)];
    const config = (more: object) => ({ settings: { patient_reports: [{ form: 'V', ...more }] } });
    expect(left([pregnancy('p', tasks)], visit(), config({ silence_type: 'ANC' }))).to.deep.equal(['cleared cleared']);
    expect(left([pregnancy('p', tasks)], visit(), config({ silence_for: '8 days' }))).to.deep.equal([
      'scheduled scheduled',
    ]);
  });

  it('answers one registration only, the newest whose reminder reached the patient', () => {
    const tasks = [task(1, -2, 'sent')];
    expect(left([pregnancy('a', tasks), pregnancy('b', tasks), pregnancy('c', [task(1, -2, 'failed')])])).to.deep.equal(
      ['sent', 'sent!', 'failed'],
    );
  });

  it('answers no other registration when it is settled again and a newer reminder has left meanwhile', () => {
    const answered = { ...task(1, -2, 'sent'), responded_to_by: ['visit'] };
    expect(left([pregnancy('a', [answered]), pregnancy('b', [task(1, -1, 'sent')])])).to.deep.equal(['sent!', 'sent']);
  });

  it('counts from when it was made, and never from a clock that runs ahead', () => {
    const tasks = [task(1, -2), task(2, 5), task(3, 12)];
    expect(left([pregnancy('p', tasks)], visit({}, { reported_date: wednesday - 9 * day }))).to.deep.equal([
      'cleared scheduled scheduled',
    ]);
    expect(left([pregnancy('p', tasks)], visit({}, { reported_date: wednesday + 300 * day }))).to.deep.equal([
      'cleared cleared scheduled',
    ]);
  });

  it('leaves the registration of somebody else of the same place alone, and clears that of the place itself', () => {
    const ben = pregnancy('of ben', [task(1, 2)], { fields: { patient_id: '30000', place_id: '10000' } });
    const place = pregnancy('of the household', [task(1, 2)], { fields: { place_id: '10000' } });
    const both = { subject: { patient: ann, place: household } };
    expect(left([ben, place], visit({ place_id: '10000' }), both)).to.deep.equal(['scheduled', 'cleared']);
    expect(reportSubjectIds(ben)).to.include('10000');
  });

  it('is refused for its answers, and then clears nothing', () => {
    const bad = visit({ patient_id: '12' });
    const registration = pregnancy('p', [task(1, 2)]);
    const effects = effectsOf(
      patientReports,
      bad,
      facts({ registrations: [registration], subject: { patient: null, place: null } }),
    );
    const refused = leftBy(effects, bad);
    expect(refused.errors).to.deep.equal([{ code: 'invalid_patient_id', message: 'Bad number 12' }]);
    expect(said(refused)).to.deep.equal(['+254700000001: Bad number 12']);
    expect(outcome(leftBy(effects, registration))).to.equal('scheduled');
  });

  it('says that nobody is known by that number, and is kept with the error', () => {
    const stranger = visit({ patient_id: '99999' });
    const refused = leftBy(
      effectsOf(patientReports, stranger, facts({ subject: { patient: null, place: null } })),
      stranger,
    );
    expect(refused.errors?.map(({ code }) => code)).to.deep.equal(['registration_not_found']);
    expect(said(refused)).to.deep.equal(['+254700000001: Nobody has the number 99999']);
  });

  it('is accepted though the patient has no registration', () =>
    expect(said(leftBy(effectsOf(patientReports, visit(), facts()), visit()))).to.deep.equal([
      '+254700000001: Thank you, ann was seen',
    ]));

  const none: [why: string, run: () => unknown, result: null | undefined][] = [
    ['of another form', () => effectsOf(patientReports, sms('P'), facts()), undefined],
    [
      'while the transition is off',
      () => effectsOf(patientReports, visit(), facts({ settings: { transitions: {} } })),
      undefined,
    ],
    ['from a stranger', () => effectsOf(patientReports, visit(), facts({ sender: null })), null],
  ];
  for (const [why, run, result] of none) it(`is nothing ${why}`, () => expect(run()).to.equal(result));
});

describe('A report about a case', () => {
  const settings = {
    ...visits,
    patient_reports: [],
    accept_case_reports: [
      {
        form: 'CASE',
        silence_type: 'ANC',
        messages: [
          { event_type: 'report_accepted', message: 'Case {{case_id}} noted' },
          { event_type: 'registration_not_found', message: 'No case {{case_id}}' },
        ],
      },
    ],
    forms: { CASE: {}, P: {} },
  };
  const about = (case_id: string) => sms('CASE', { case_id }, { _id: 'report' });
  const registration = pregnancy('case', [task(1, 2)], { case_id: '77', place_id: '10000' });

  it('clears the reminders of its case and of no other, and stands among the reports of whom the case is about', () => {
    const other = pregnancy('other', [task(1, 2)], { case_id: '78' });
    const effects = effectsOf(caseReports, about('77'), factsOf({ settings, registrations: [registration, other] }));
    expect([registration, other].map(one => outcome(leftBy(effects, one)))).to.deep.equal(['cleared', 'scheduled']);
    const accepted = leftBy(effects, about('77'));
    expect(accepted).to.deep.include({ registration_id: 'case', patient_id: '20000', place_id: '10000' });
    expect(said(accepted)).to.deep.equal(['+254700000001: Case 77 noted']);
  });

  it('is refused where there is no such case', () => {
    for (const registrations of [[], [registration]]) {
      const refused = leftBy(effectsOf(caseReports, about('99'), factsOf({ settings, registrations })), about('99'));
      expect(refused.errors?.map(({ code }) => code)).to.deep.equal(['registration_not_found']);
      expect(said(refused)).to.deep.equal(['+254700000001: No case 99']);
    }
  });

  it('stays about whom it names itself', () => {
    const named = sms('CASE', { case_id: '77', patient_id: '30000' });
    const accepted = leftBy(effectsOf(caseReports, named, factsOf({ settings, registrations: [registration] })), named);
    expect(accepted).not.to.have.any.keys('patient_id', 'place_id');
  });
});
