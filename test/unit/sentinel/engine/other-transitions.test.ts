import type { Push } from '@rounds/config/sections/outbound.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Effect } from '@rounds/sentinel/engine/effects.ts';
import { resolvePending } from '@rounds/sentinel/messages/resolve-pending.ts';
import { contactsForOutbound, othersForOutbound, reportsForOutbound } from '@rounds/sentinel/outbound/mark.ts';
import { payloadOf } from '@rounds/sentinel/outbound/payload.ts';
import { updateScheduledReports } from '@rounds/sentinel/schedule/update-scheduled-reports.ts';
import { expect } from 'chai';
import { ann, chw, effectsOf, factsOf, leftBy, sandbox, sms } from './one-rule.ts';
import { day, report, wednesday } from './sentinel-in-memory.ts';

describe('A report for a week or month', () => {
  const settings = { forms: { W: {} }, transitions: { update_scheduled_reports: true } };
  const weekly = (
    _id: string,
    days: number,
    fields: Record<string, unknown> = {},
    more: Partial<Report> = {},
  ): Report => sms('W', { year: 2026, week: 3, ...fields }, { _id, reported_date: wednesday + days * day, ...more });
  const pending = { tasks: [{ state: 'pending' as TaskState }] };
  const nobody = { patient: null, place: null };
  const first = weekly('first', 0);

  /** Ids of those that are gone once `latest` is settled beside the others. */
  const gone = (latest: Report, ...others: Report[]): string[] => {
    const earlier = others.map(one => ({ report: one, sender: chw, subject: nobody }));
    const effects = effectsOf(updateScheduledReports, latest, factsOf({ settings, earlier }));
    return [latest, ...others].map(one => leftBy(effects, one)).flatMap(({ _id, _deleted }) => (_deleted ? [_id] : []));
  };

  const cases: [why: string, latest: Report, others: Report[], gone: string[]][] = [
    ['replaces those made before it', weekly('new', 1), [first, weekly('second', 0.5)], ['first', 'second']],
    ['that comes late gives way to one made after it', first, [weekly('new', 1)], ['first']],
    [
      'is compared by number, however it is written',
      weekly('new', 1, { week: '03', year: '2026' }),
      [first],
      ['first'],
    ],
    ['may name its week as CHT does', weekly('new', 1, { week: undefined, week_number: 3 }), [first], ['first']],
    [
      'may be for a month',
      weekly('new', 1, { week: undefined, month: 2 }),
      [weekly('old', 0, { week: undefined, month_num: '02' })],
      ['old'],
    ],
    ['leaves other weeks', weekly('new', 1, { week: 4 }), [first], []],
    ['leaves other years', weekly('new', 1, { year: 2025 }), [first], []],
    ['leaves a month of the same number', weekly('new', 1, { week: undefined, month: 3 }), [first], []],
    ['leaves other forms', weekly('new', 1), [{ ...first, form: 'X' }], []],
    ['leaves other places', weekly('new', 1), [{ ...first, contact: { _id: 'x', parent: { _id: 'elsewhere' } } }], []],
    [
      'leaves reports about somebody else',
      weekly('new', 1, { patient_id: '1' }),
      [weekly('old', 0, { patient_id: '2' }), first],
      [],
    ],
    [
      'replaces one about the same person',
      weekly('new', 1, { patient_id: '1' }),
      [weekly('old', 0, { patient_id: '1' })],
      ['old'],
    ],
    ['with errors replaces none', weekly('new', 1, {}, { errors: [{ code: 'a', message: 'b' }] }), [first], []],
    [
      'replaces one with errors',
      weekly('new', 1),
      [weekly('bad', 0, {}, { errors: [{ code: 'a', message: 'b' }] })],
      ['bad'],
    ],
    ['leaves one whose answer has not left yet', weekly('new', 1), [weekly('old', 0, {}, pending)], []],
    [
      'whose answer has left by now gives way',
      weekly('old', 0, {}, { tasks: [{ state: 'sent' }] }),
      [weekly('new', 1)],
      ['old'],
    ],
    [
      'leaves one that still reminds',
      weekly('new', 1),
      [weekly('old', 0, {}, { scheduled_tasks: [{ state: 'scheduled' }] })],
      [],
    ],
  ];
  for (const [why, latest, others, ids] of cases) it(why, () => expect(gone(latest, ...others)).to.deep.equal(ids));

  it('of the same moment as another leaves one of them, the same whichever is settled', () => {
    const other = weekly('another', 0);
    expect([gone(first, other), gone(other, first)]).to.deep.equal([['another'], ['another']]);
  });

  it('keeps what the replaced one said, and by which it was replaced', () => {
    const effects = effectsOf(
      updateScheduledReports,
      weekly('new', 1),
      factsOf({ settings, earlier: [{ report: first, sender: chw, subject: nobody }] }),
    );
    expect(leftBy(effects, first)).to.deep.equal({ ...first, _deleted: true, superseded_by: 'new' });
    expect(leftBy(effects, { ...first, ...pending })).not.to.have.property('_deleted');
  });

  it('is nothing special without a week or month, without a place, or while it is off', () => {
    const run = (one: Report, more: object = settings) =>
      effectsOf(updateScheduledReports, one, factsOf({ settings: more }));
    for (const one of [
      weekly('a', 0, { week: '' }),
      weekly('a', 0, { year: undefined }),
      weekly('a', 0, {}, { contact: { _id: 'chw' } }),
    ])
      expect(run(one)).to.equal(undefined);
    expect(run(first, { forms: { W: {} } })).to.equal(undefined);
  });

  it('is replaced by the sentinel only, once the other is stored', () =>
    expect(updateScheduledReports.sentinelOnly).to.equal(true));
});

describe('A programme without a gateway', () => {
  const on = { transitions: { resolve_pending: true } };
  const states = ['pending', 'scheduled', 'forwarded-to-gateway', 'denied', 'muted'] as const;
  const full = report('V', 'ann', {
    tasks: states.map(state => ({ state })),
    scheduled_tasks: states.map(state => ({ state })),
  });

  it('counts what is pending as sent, and nothing else', () => {
    const resolved = leftBy(effectsOf(resolvePending, full, factsOf({ settings: on })), full);
    for (const list of [resolved.tasks, resolved.scheduled_tasks])
      expect(list?.map(({ state }) => state)).to.deep.equal([
        'sent',
        'scheduled',
        'forwarded-to-gateway',
        'denied',
        'muted',
      ]);
    expect(resolved.tasks?.[0]?.state_history).to.deep.equal([
      { state: 'sent', timestamp: new Date(wednesday).toISOString() },
    ]);
    expect(effectsOf(resolvePending, resolved, factsOf({ settings: on }))).to.equal(null);
  });

  it('counts it on any document, and looks past what is no list of messages', () => {
    const facts = factsOf({ settings: on });
    const loose = { _id: 'loose', tasks: [{ state: 'pending' }, null], scheduled_tasks: 'none' } as unknown as Report;
    expect(leftBy(effectsOf(resolvePending, loose, facts), loose).tasks?.[0]?.state).to.equal('sent');
    for (const one of [{ _id: 'empty' }, { _id: 'odd', tasks: {}, scheduled_tasks: 'none' }])
      expect(effectsOf(resolvePending, one, facts)).to.equal(null);
  });

  it('says so: else messages stay pending', () =>
    expect(effectsOf(resolvePending, full, factsOf())).to.equal(undefined));
});

describe('Another system', () => {
  const push = (relevant_to: string) => ({
    relevant_to,
    destination: { base_url: 'https://example.org' },
    mapping: {},
  });
  const settings = {
    transitions: { mark_for_outbound: true },
    outbound: {
      dhis: push("doc.type === 'data_record' && doc.fields.lmp > 4"),
      openmrs: push("doc.contact.parent.name === 'centre'"),
      registry: push("doc.type === 'person' && doc.parent.parent.name === 'centre'"),
      faulty: push('doc.no.such.thing'),
    },
  };
  const pregnancy = report('P', 'ann', { _id: 'p', fields: { lmp: 8 } });
  const queued = (effects: readonly Effect[] | null | undefined, before: object | null = null): unknown =>
    (effects ?? []).map(effect => (effect.do === 'queue' ? [effect.id, effect.apply(before as never)] : effect)).at(0);
  const created = new Date(wednesday).toISOString();
  const wish = { _id: 'task:outbound:p', type: 'task:outbound', doc_id: 'p', queue: ['dhis', 'openmrs'], created };

  it('hears of a report that is relevant to it', () =>
    expect(queued(effectsOf(reportsForOutbound, pregnancy, factsOf({ settings })))).to.deep.equal([
      'task:outbound:p',
      wish,
    ]));

  it('hears of people and places, too', () => {
    const facts = factsOf({ settings, lineage: ann.lineage });
    const [, { queue }] = queued(effectsOf(contactsForOutbound, ann.contact, facts)) as [string, { queue: string[] }];
    expect(queue).to.deep.equal(['registry']);
  });

  it('hears of anything else that is relevant to it', () => {
    const relevant = { dhis: push("doc.type === 'stock' && doc.left < 3"), openmrs: push('doc.left > 3') };
    const some = { _id: 'p', type: 'stock', left: 2 };
    const facts = factsOf({ settings: { ...settings, outbound: relevant } });
    for (const one of [some, { ...some, type: undefined, left: 9 }])
      expect(queued(effectsOf(othersForOutbound, one as never, facts))).to.deep.equal([
        'task:outbound:p',
        { ...wish, queue: [one.left === 2 ? 'dhis' : 'openmrs'] },
      ]);
    expect(othersForOutbound.on.recognises(pregnancy, facts.settings)).to.equal(false);
    expect(othersForOutbound.on.recognises(ann.contact, facts.settings)).to.equal(false);
    expect(othersForOutbound.on.recognises(some, facts.settings)).to.equal(true);
  });

  it('does not hear again of what it has heard', () => {
    const info = (...names: string[]) =>
      ({
        completed_tasks: names.map(name => ({ type: 'outbound', name, timestamp: wednesday })),
      }) as unknown as InfoDoc;
    const [, { queue }] = queued(
      effectsOf(reportsForOutbound, pregnancy, factsOf({ settings, info: info('dhis') })),
    ) as [string, { queue: string[] }];
    expect(queue).to.deep.equal(['openmrs']);
    expect(effectsOf(reportsForOutbound, pregnancy, factsOf({ settings, info: info('dhis', 'openmrs') }))).to.equal(
      null,
    );
  });

  it('is added to those that wait already, once, with what went wrong for them kept', () => {
    const effects = effectsOf(reportsForOutbound, pregnancy, factsOf({ settings }));
    const before = { ...wish, queue: ['openmrs'], failures: { openmrs: { attempts: 2 } }, created: 'before' };
    expect(queued(effects, before)).to.deep.equal(['task:outbound:p', { ...before, queue: ['openmrs', 'dhis'] }]);
    expect((queued(effects, wish) as [string, object])[1]).to.equal(wish);
  });

  it('hears nothing that is not relevant, or while it is off', () => {
    const other = report('P', 'ann', { contact: { _id: 'chw' }, fields: { lmp: 1 } });
    expect(effectsOf(reportsForOutbound, other, factsOf({ settings, sender: null }))).to.equal(null);
    expect(effectsOf(reportsForOutbound, pregnancy, factsOf({ settings: { ...settings, transitions: {} } }))).to.equal(
      undefined,
    );
  });

  const doc = {
    _id: 'p',
    fields: { name: 'Ann', age: 30, none: null, list: [{ code: 'x' }] },
    contact: { parent: { name: 'centre' } },
  };
  const payloads: [why: string, mapping: Push['mapping'], payload: unknown][] = [
    ['by a path', { name: 'doc.fields.name' }, { name: 'Ann' }],
    ['by a path in an object', { name: { path: 'doc.contact.parent.name' } }, { name: 'centre' }],
    [
      'by an expression',
      { adult: { expr: 'doc.fields.age >= 18' }, next: { expr: '({ age: doc.fields.age + 1 })' } },
      { adult: true, next: { age: 31 } },
    ],
    [
      'into objects and lists',
      { 'a.b.c': 'doc._id', 'a.b.d': 'doc._id', 'l.0.x': 'doc._id', 'l.1': 'doc.fields.age' },
      { a: { b: { c: 'p', d: 'p' } }, l: [{ x: 'p' }, 30] },
    ],
    ['from lists', { code: 'doc.fields.list[0].code', same: 'doc.fields.list.0.code' }, { code: 'x', same: 'x' }],
    ['with null where that is the value', { none: 'doc.fields.none' }, { none: null }],
    [
      'without what is optional and not there',
      { a: { path: 'doc.b', optional: true }, c: { expr: 'doc.no.such', optional: true } },
      {},
    ],
    ['with what an expression lists', { list: { expr: '[doc._id, doc.fields.age]' } }, { list: ['p', 30] }],
    ['whatever its fields are called', { '__proto__.x': 'doc._id' }, JSON.parse('{"__proto__": {"x": "p"}}')],
  ];
  for (const [why, mapping, payload] of payloads)
    it(`is sent fields ${why}`, () =>
      expect(JSON.stringify(payloadOf({ mapping }, doc, sandbox))).to.equal(
        JSON.stringify({ ok: true, body: payload }),
      ));

  const faults: [why: string, mapping: Push['mapping'], begins: string][] = [
    ['a path is not there', { a: 'doc.fields.nothing' }, 'a has no value: there is nothing at doc.fields.nothing'],
    [
      'a path goes on behind nothing',
      { a: 'doc.fields.phone.number' },
      'a has no value: there is nothing at doc.fields.phone.number',
    ],
    ['a path reaches for what every object has', { a: 'doc.constructor.name' }, 'a has no value: there is nothing'],
    ['an expression throws', { a: { expr: 'doc.no.such' } }, 'a has no value: '],
    ['an expression reaches for the process', { a: { expr: 'process.env' } }, 'a has no value: '],
    ['an expression has no value', { a: { expr: 'undefined' } }, 'a has no value'],
    ['two fields want one place', { a: 'doc._id', 'a.b': 'doc._id' }, 'a.b has no place'],
  ];
  for (const [why, mapping, begins] of faults)
    it(`is sent nothing, and it is told why, where ${why}`, () =>
      expect((payloadOf({ mapping }, doc, sandbox) as { reason: string }).reason).to.match(
        new RegExp(`^${begins.replace(/[.]/g, '\\.')}`),
      ));
});
