import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { newInfo } from '@rounds/sentinel/engine/infos.ts';
import { muteState } from '@rounds/sentinel/muting/forms.ts';
import { withEntry, withEvent, withHistory, withLatest } from '@rounds/sentinel/muting/history.ts';
import { settledBy, withMuted } from '@rounds/sentinel/muting/muted-state.ts';
import { muteTasks, unmuteTasks } from '@rounds/sentinel/muting/tasks.ts';
import { expect } from 'chai';
import { contact, day, report, wednesday } from '../engine/sentinel-in-memory.ts';

const now = '2026-01-14T10:00:00.000Z';
const old = '2025-06-01T00:00:00.000Z';
const by = { report_id: 'mute', root: 'north', reported_date: wednesday };
const person = (more: object = {}): Contact => contact('ann', 'person', ['north'], more);
const history = (last_update: 'client_side' | 'server_side', serverMuted: boolean) => ({
  muting_history: {
    last_update,
    server_side: { muted: serverMuted, date: old },
    client_side: [{ muted: true, date: old, report_id: 'device' }],
  },
});

describe('The state of a contact after a cascade', () => {
  it('is muted at the moment of the cascade, for its reason', () => {
    expect(withMuted(person(), by, now)).to.deep.equal(person({ muted: now, muted_by: by }));
  });

  it('stays as it was when it is so already, whatever old data hold', () => {
    for (const muted of [old, true, 1_500_000_000_000]) {
      const ann = person({ muted, muted_by: by });
      expect(withMuted(ann, by, now)).to.equal(ann);
    }
    const ann = person(history('server_side', false));
    expect(withMuted(ann, null, now)).to.equal(ann);
  });

  it('keeps the older moment of an old mute without a reason', () => {
    expect(withMuted(person({ muted: old }), by, now)).to.deep.equal(person({ muted: old, muted_by: by }));
    expect(withMuted(person({ muted: old }), { root: 'north' }, now)).to.deep.equal(person({ muted: old }));
  });

  it('loses both keys when it is unmuted, whatever they held', () => {
    for (const muted of [old, true, false, 0])
      expect(withMuted(person({ muted, muted_by: by }), null, now)).to.deep.equal(person());
  });

  // A change that a device wrote is taken over whenever the server had not said the same last.
  const taken: [last: 'client_side' | 'server_side', server: boolean, mutes: boolean, takes: boolean][] = [
    ['client_side', true, true, true],
    ['client_side', false, true, true],
    ['client_side', true, false, true],
    ['client_side', false, false, true],
    ['server_side', false, true, true],
    ['server_side', true, false, true],
    ['server_side', true, true, false],
    ['server_side', false, false, false],
  ];
  for (const [last, server, mutes, takes] of taken)
    it(`${takes ? 'takes over' : 'leaves alone'} a history last written by ${last}, the server having said ${server}, when it is ${mutes ? 'muted' : 'unmuted'}`, () => {
      const ann = person({ ...(mutes ? { muted: old } : {}), ...history(last, server) });
      const after = withMuted(ann, mutes ? { root: 'ann' } : null, now);
      if (!takes) return expect(after).to.equal(ann);
      expect(after.muting_history).to.deep.include({
        last_update: 'server_side',
        server_side: { muted: mutes, date: now },
      });
      expect(after.muting_history?.client_side).to.have.length(1);
      return expect(after.muted).to.equal(mutes ? now : undefined);
    });
});

describe('Why a contact is muted as far as reports are settled', () => {
  const info = (...entries: [muted: boolean, report_id: string, at: number][]): InfoDoc => ({
    ...newInfo('ann'),
    muting_history: entries.map(([muted, report_id, at]) => ({
      muted,
      report_id,
      date: now,
      reported_date: at,
      root: 'north',
    })),
  });
  const table: [
    why: string,
    contact: Contact,
    info: InfoDoc | null,
    except: string | undefined,
    report: string | null,
  ][] = [
    ['as its document says', person({ muted: old, muted_by: by }), null, undefined, 'mute'],
    ['as its document says, old data by their history', person({ muted: old }), info([true, 'a', 1]), undefined, 'a'],
    ['not at all', person(), info([true, 'a', 1]), undefined, null],
    [
      'not before the report that muted it',
      person({ muted: now, muted_by: by }),
      info([true, 'mute', 5]),
      'mute',
      null,
    ],
    ['before the report that unmuted it', person(), info([true, 'a', 1], [false, 'unmute', 5]), 'unmute', 'a'],
    [
      'by the first mute since the last unmute',
      person(),
      info([true, 'a', 1], [false, 'b', 2], [true, 'c', 3], [true, 'd', 4], [false, 'x', 9]),
      'x',
      'c',
    ],
    [
      'as the reports say, not as a device says',
      person({ muted: now, ...history('client_side', false) }),
      info([true, 'a', 1], [false, 'b', 2]),
      undefined,
      null,
    ],
    [
      'as the server had left it, where a device wrote before any report',
      person({ muted: now, ...history('client_side', false) }),
      null,
      undefined,
      null,
    ],
  ];
  for (const [why, ann, known, except, expected] of table)
    it(`is ${why}`, () => expect(settledBy(ann, known, except)?.report_id ?? null).to.equal(expected));
});

describe('The history of a contact', () => {
  const entry = (report_id: string, reported_date: number, muted = true) => ({
    muted,
    report_id,
    reported_date,
    root: 'north',
  });
  const order = (info: InfoDoc) => info.muting_history?.map(({ report_id }) => report_id);

  it('tells of each report once, at the place of its date', () => {
    const info = [entry('b', 2), entry('c', 3), entry('a', 1), entry('b', 2)].reduce(
      (known, one) => withEntry(known, one, now),
      newInfo('ann'),
    );
    expect(order(info)).to.deep.equal(['a', 'b', 'c']);
    expect(withEntry(info, entry('b', 2), old)).to.equal(info);
  });

  it('completes an entry that was there before the report was settled, and keeps its date', () => {
    const info = { ...newInfo('ann'), muting_history: [{ muted: true, report_id: 'a', date: old }] };
    expect(withEntry(info, entry('a', 1), now).muting_history).to.deep.equal([{ ...entry('a', 1), date: old }]);
  });

  it('is made anew by a fold, other reports left as they are', () => {
    const before = {
      ...newInfo('ann'),
      muting_history: [
        { muted: true, date: old, report_id: 'cht' },
        { ...entry('a', wednesday), date: old },
        { ...entry('gone', wednesday), date: old },
      ],
    };
    const after = withHistory(
      before,
      new Set(['a', 'gone', 'new']),
      [entry('a', wednesday), entry('new', wednesday - day)],
      now,
    );
    expect(after.muting_history?.map(({ report_id, date }) => [report_id, date])).to.deep.equal([
      ['cht', old],
      ['new', now],
      ['a', old],
    ]);
    expect(
      withHistory(after, new Set(['a', 'new']), [entry('new', wednesday - day), entry('a', wednesday)], now),
    ).to.equal(after);
  });

  it('knows the reports about the contact, each once, and the latest of all below it', () => {
    const event = (report_id: string, reported_date: number) => ({
      muted: true,
      report_id,
      reported_date,
      arrived: 9,
      subject: 'ann',
    });
    const info = [event('b', 2), event('a', 1), event('b', 2)].reduce(
      (known, one) => withLatest(withEvent(known, one), one),
      newInfo('ann'),
    );
    expect(info.muting_events?.map(({ report_id }) => report_id)).to.deep.equal(['a', 'b']);
    expect(info.muting_latest).to.deep.equal({ report_id: 'b', reported_date: 2, arrived: 9 });
    expect(withLatest(info, event('a', 1))).to.equal(info);
  });
});

describe('Scheduled messages of a muted contact', () => {
  const task = (state: ScheduledTask['state'], more: object = {}): ScheduledTask => ({ state, ...more });
  const states = (tasks: readonly ScheduledTask[] | undefined) => tasks?.map(({ state }) => state);
  const today = Date.parse('2026-01-14T00:00:00.000Z');

  it('fall silent when they are scheduled or pending, and only then', () => {
    const all = ['scheduled', 'pending', 'sent', 'delivered', 'cleared', 'failed', 'muted', 'skipped'] as const;
    const after = muteTasks(report('pregnancy', 'ann', { scheduled_tasks: all.map(state => task(state)) }), by, now);
    expect(states(after.scheduled_tasks)).to.deep.equal([
      'muted',
      'muted',
      'sent',
      'delivered',
      'cleared',
      'failed',
      'muted',
      'skipped',
    ]);
    expect(after.scheduled_tasks?.[0]).to.deep.equal({
      state: 'muted',
      state_details: { reason: 'muted', by: 'mute', root: 'north' },
      state_history: [
        { state: 'muted', state_details: { reason: 'muted', by: 'mute', root: 'north' }, timestamp: now },
      ],
    });
    expect(muteTasks(after, by, now)).to.equal(after);
  });

  const back: [why: string, more: object, state: string][] = [
    ['due today, even this morning', { due: '2026-01-14T00:00:00.000Z' }, 'scheduled'],
    ['due later', { due: '2026-02-01T00:00:00.000Z' }, 'scheduled'],
    ['due yesterday', { due: '2026-01-13T23:59:59.999Z' }, 'muted'],
    ['due later, in ms', { due: Date.parse('2026-02-01T00:00:00.000Z') }, 'scheduled'],
    ['due yesterday, in ms', { due: Date.parse('2026-01-13T23:59:59.999Z') }, 'muted'],
    ['due at no moment', { due: 'soon' }, 'muted'],
    ['without a date', {}, 'scheduled'],
    ['whose date is null', { due: null }, 'muted'],
    ['muted for this reason', { due: now, state_details: { reason: 'muted' } }, 'scheduled'],
    ['silent because the person paused them', { due: now, state_details: { reason: 'paused' } }, 'muted'],
  ];
  for (const [why, more, state] of back)
    it(`${state === 'scheduled' ? 'come back' : 'stay silent'}: those ${why}`, () =>
      expect(
        states(
          unmuteTasks(report('pregnancy', 'ann', { scheduled_tasks: [task('muted', more)] }), today, now)
            .scheduled_tasks,
        ),
      ).to.deep.equal([state]));
});

describe('Forms that mute and unmute', () => {
  const { settings } = parseSettings({
    transitions: { muting: true, update_notifications: true },
    muting: { mute_forms: ['mute', 'both'], unmute_forms: ['unmute', 'both'] },
    notifications: { off_form: 'OFF', on_form: 'ON' },
  });
  const table: [form: unknown, muted: boolean | undefined][] = [
    ['mute', true],
    ['MUTE', true],
    [' mute! ', true],
    ['unmute', false],
    ['both', true],
    ['off', true],
    ['on', false],
    ['mut.', undefined],
    ['WWmute', undefined],
    [undefined, undefined],
  ];
  for (const [form, muted] of table)
    it(`${form} ${muted === undefined ? 'is neither' : muted ? 'mutes' : 'unmutes'}`, () =>
      expect(muteState(form, settings)).to.equal(muted));
});
