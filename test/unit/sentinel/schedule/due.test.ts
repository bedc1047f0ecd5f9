import { parseSettings } from '@rounds/config/settings/parse.ts';
import { wordsOf } from '@rounds/config/words/translations.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import { released } from '@rounds/sentinel/schedule/due.ts';
import { namesOthers } from '@rounds/sentinel/schedule/names-others.ts';
import { expect } from 'chai';
import { contact, day, wednesday } from '../engine/sentinel-in-memory.ts';

const words = wordsOf([
  {
    _id: 'messages-en',
    type: 'translations',
    code: 'en',
    generic: { visit: 'Please visit {{patient_name}} of {{clinic.name}}' },
  },
]);
const household = contact('Okello', 'clinic', ['centre']);
const grace = (more: object = {}): Placed => ({
  contact: contact('Grace', 'person', ['Okello', 'centre'], more),
  lineage: [household, contact('centre', 'health_center')],
  phones: new Map(),
});
const mary: Placed = {
  contact: contact('Mary', 'person', ['centre'], { phone: '+254700000001' }),
  lineage: [],
  phones: new Map(),
};

const task = (more: Partial<ScheduledTask> = {}): ScheduledTask => ({
  due: new Date(wednesday - 60_000).toISOString(),
  type: 'visits',
  group: 1,
  message_key: 'visit',
  recipient: 'reporting_unit',
  state: 'scheduled',
  state_history: [{ state: 'scheduled', timestamp: new Date(wednesday - 7 * day).toISOString() }],
  ...more,
});
const registration = (tasks: ScheduledTask[], more: Partial<Report> = {}): Report => ({
  _id: 'pregnancy',
  type: 'data_record',
  form: 'pregnancy',
  reported_date: wednesday - 7 * day,
  fields: { patient_id: '10025' },
  scheduled_tasks: tasks,
  ...more,
});
interface Given {
  settings?: object;
  patient?: Placed | null;
  sender?: Placed | null;
  now?: number;
}
const release = (
  report: Report,
  { settings: given = {}, patient = grace(), sender = mary, now = wednesday }: Given = {},
): Report => {
  const { settings, faults } = parseSettings({ default_timezone: 'UTC', ...given });
  expect(faults).to.deep.equal([]);
  const facts = { settings, sender, subject: { patient, place: null }, now, words, registrations: [] };
  const after = released(report, facts);
  expect(released(after, facts), 'the same again').to.equal(after);
  return after;
};
const only = (report: Report): ScheduledTask => report.scheduled_tasks![0]!;

describe('A scheduled message that is due', () => {
  it('goes out with words of today, to the number of today, and keeps its history', () => {
    const after = only(release(registration([task()])));
    expect(after).to.deep.include({ state: 'pending' });
    expect(after.messages).to.have.length(1);
    expect(after.messages![0]).to.deep.include({ to: '+254700000001', message: 'Please visit Grace of Okello' });
    expect(after.state_history!.map(({ state, timestamp }) => `${state} ${timestamp}`)).to.deep.equal([
      'scheduled 2026-01-07T10:00:00.000Z',
      'pending 2026-01-14T10:00:00.000Z',
    ]);
  });

  it('goes out with a text that stands on it by language, as other programs write it', () => {
    const content = [
      { locale: 'fr', content: 'Visitez {{patient_name}}' },
      { locale: 'en', content: 'See {{patient_name}}' },
    ];
    const written = task({ message_key: undefined!, message: content, due: wednesday - 60_000 });
    expect(only(release(registration([written]))).messages![0]).to.deep.include({ message: 'See Grace' });
    expect(namesOthers(registration([written]), words)).to.equal(false);
    const other = task({ message: [{ locale: 'en', content: '{{village}}' }] });
    expect(namesOthers(registration([other]), words)).to.equal(true);
  });

  it('has one id on every machine, and another than the messages beside it', () => {
    const ids = () =>
      release(registration([task(), task(), task({ group: 2 })])).scheduled_tasks!.map(each => each.messages![0]!.uuid);
    expect(ids()).to.deep.equal(ids());
    expect(new Set(ids()).size).to.equal(3);
  });

  it('keeps a text and an id that it has, and takes the number of today', () => {
    const written = task({
      message_key: undefined!,
      messages: [{ uuid: 'u1', to: '+254700000009', message: 'Come & see' }],
    });
    expect(only(release(registration([written]))).messages).to.deep.equal([
      { uuid: 'u1', to: '+254700000001', message: 'Come & see' },
    ]);
    const gone = only(release(registration([written]), { sender: null }));
    expect([gone.state, gone.messages![0]!.to]).to.deep.equal(['pending', '+254700000009']);
  });

  const mutedSince = '2026-01-10T00:00:00.000Z';
  const late = (days: number) => ({ due: new Date(wednesday - days * day).toISOString() });
  const rows: [
    title: string,
    task: Partial<ScheduledTask>,
    given: Given,
    state: string,
    details: object | undefined,
  ][] = [
    ['stays when it is due later', { due: new Date(wednesday + 1).toISOString() }, {}, 'scheduled', undefined],
    ['goes out at its very moment', { due: new Date(wednesday).toISOString() }, {}, 'pending', undefined],
    ['goes out when it is six days late', late(6), {}, 'pending', undefined],
    ['is skipped when it is eight days late', late(8), {}, 'skipped', { reason: 'late' }],
    [
      'goes out when the programme takes it later still',
      late(8),
      { settings: { schedule_grace: '2 weeks' } },
      'pending',
      undefined,
    ],
    [
      'is skipped when the programme has less patience',
      late(1),
      { settings: { schedule_grace: '12 hours' } },
      'skipped',
      { reason: 'late' },
    ],
    ['is due when the report was made where it names no moment', { due: null }, {}, 'pending', undefined],
    ['is skipped where nothing says when it is due', { due: 'soon' }, {}, 'skipped', { reason: 'no date' }],
    [
      'is muted with its subject',
      {},
      { patient: grace({ muted: mutedSince }) },
      'muted',
      { reason: 'muted', root: 'Grace' },
    ],
    [
      'is muted rather than skipped when it is late',
      late(8),
      { patient: grace({ muted: mutedSince }) },
      'muted',
      { reason: 'muted', root: 'Grace' },
    ],
    ['waits in quiet hours', {}, { settings: { quiet_hours: { from: '09:00', to: '11:00' } } }, 'scheduled', undefined],
    ['waits outside the hours of sending', {}, { settings: { schedule_morning_hours: 11 } }, 'scheduled', undefined],
    ['waits for its words', { message_key: 'unheard' }, {}, 'scheduled', undefined],
    [
      'waits for its words no longer than the grace',
      { message_key: 'unheard', ...late(8) },
      {},
      'skipped',
      { reason: 'no text' },
    ],
    [
      'is cleared for want of words where the programme wishes it',
      { message_key: 'unheard' },
      { settings: { sms: { clear_failing_schedules: true } } },
      'cleared',
      { reason: 'no text' },
    ],
    ['is denied where nobody has a number', {}, { sender: null }, 'denied', { reason: 'no phone number' }],
    [
      'is not used where its subject is gone',
      {},
      { patient: null },
      'skipped',
      { reason: 'messages.errors.patient.missing' },
    ],
    ['is left alone when it is not scheduled', { state: 'cleared' }, {}, 'cleared', undefined],
    ['is left alone when it is muted', { state: 'muted' }, {}, 'muted', undefined],
  ];
  for (const [title, more, given, state, details] of rows)
    it(title, () => {
      const before = registration([task(more)], more.due === 'soon' ? { reported_date: undefined! } : {});
      const after = release(before, given);
      expect([only(after).state, only(after).state_details]).to.deep.equal([state, details]);
      if (state === (more.state ?? 'scheduled')) expect(after).to.equal(before);
      else
        expect(only(after).state_history!.at(-1)).to.deep.include({
          state,
          ...(details ? { state_details: details } : {}),
        });
    });

  it('is not late for the hours in which nothing is sent', () => {
    const evening = task({ due: '2026-01-13T21:30:00.000Z' });
    const settings = { schedule_grace: '2 hours', quiet_hours: {} };
    const at = (now: string) => only(release(registration([evening]), { settings, now: Date.parse(now) })).state;
    expect(['2026-01-13T23:59Z', '2026-01-14T07:00Z', '2026-01-14T09:00Z', '2026-01-14T09:01Z'].map(at)).to.deep.equal([
      'scheduled',
      'pending',
      'pending',
      'skipped',
    ]);
  });

  it('takes no other with it that is due later', () => {
    const after = release(
      registration([task(), task({ due: new Date(wednesday + day).toISOString() }), task({ state: 'sent' })]),
    );
    expect(after.scheduled_tasks!.map(({ state }) => state)).to.deep.equal(['pending', 'scheduled', 'sent']);
  });

  it('is not sent to numbers that are denied', () => {
    const after = only(
      release(registration([task()], { from: 'INFO' }), { settings: { outgoing_deny_with_alphas: true } }),
    );
    expect(after).to.deep.include({ state: 'denied', state_details: { reason: 'sender not answered' } });
  });
});

describe('A scheduled message speaks of other registrations', () => {
  const words = wordsOf([
    {
      _id: 'messages-en',
      type: 'translations',
      code: 'en',
      generic: {
        plain:
          '{{patient_name}} of {{clinic.name}}: {{patient.parent.contact.phone}} {{#date}}{{reported_date}}{{/date}} {{lmp}} {{! note }}',
        other: 'Born on {{#date}}{{expected_date}}{{/date}}',
        open: 'Mind the {{gap',
      },
    },
    { _id: 'messages-sw', type: 'translations', code: 'sw', generic: { mixed: '{{lmp_date}}' } },
    { _id: 'messages-fr', type: 'translations', code: 'fr', generic: { mixed: '{{patient_name}}' } },
  ]);
  const rows: [title: string, task: Partial<ScheduledTask>, wanted: boolean][] = [
    ['not when it names only its subject, sender, places and answers', { message_key: 'plain' }, false],
    ['when it names something else', { message_key: 'other' }, true],
    ['when it does so in any language', { message_key: 'mixed' }, true],
    ['not when it cannot be read', { message_key: 'open' }, false],
    ['not when nobody has words for it', { message_key: 'unheard' }, false],
    ['when its recipient is a field of theirs', { message_key: 'plain', recipient: 'midwife_phone' }, true],
    [
      'not when its recipients are people and places',
      { message_key: 'plain', recipient: ['link:nurse', 'ancestor:clinic', '+254 700'] },
      false,
    ],
    ['not when it is over', { message_key: 'other', state: 'sent' }, false],
  ];
  for (const [title, more, wanted] of rows)
    it(title, () => {
      expect(namesOthers(registration([task(more)], { fields: { patient_id: '10025', lmp: 4 } }), words)).to.equal(
        wanted,
      );
    });
});
