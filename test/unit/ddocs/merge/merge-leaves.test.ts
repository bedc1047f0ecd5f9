import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';
import { type MergedConflict, mergeLeaves } from '@rounds/ddocs/merge/merge-leaves.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const t = (hour: number): string => `2026-01-14T${String(hour).padStart(2, '0')}:00:00.000Z`;
const leaf = (_rev: string, fields: object): Doc => ({ _id: 'x', _rev, ...fields });

describe('two leaves of a document', () => {
  const cases: [title: string, winner: object, loser: object, ancestor: object | undefined, merged: object][] = [
    ['that say the same are one', { name: 'A' }, { name: 'A' }, undefined, { name: 'A' }],
    ['keep the field that only one has', { name: 'A' }, { phone: '+1' }, undefined, { name: 'A', phone: '+1' }],
    [
      'keep the edit of each',
      { name: 'B', phone: '1' },
      { name: 'A', phone: '2' },
      { name: 'A', phone: '1' },
      { name: 'B', phone: '2' },
    ],
    [
      'keep the answers of each',
      { fields: { a: 2, b: 1 } },
      { fields: { a: 1, b: 2 } },
      { fields: { a: 1, b: 1 } },
      { fields: { a: 2, b: 2 } },
    ],
    [
      'let go of a field that one took away',
      { name: 'A' },
      { name: 'A', phone: '1' },
      { name: 'A', phone: '1' },
      { name: 'A' },
    ],
    [
      'note what was overruled',
      { name: 'B' },
      { name: 'C' },
      { name: 'A' },
      { name: 'B', merged_conflicts: [{ rev: '2-a', values: { name: 'C' } }] },
    ],
    [
      'note what was overruled within',
      { fields: { n: 1 } },
      { fields: { n: 2 } },
      undefined,
      { fields: { n: 1 }, merged_conflicts: [{ rev: '2-a', values: { 'fields.n': 2 } }] },
    ],
    [
      'believe the report made later, whoever wins in CouchDB',
      { name: 'old', reported_date: 1 },
      { name: 'new', reported_date: 2 },
      undefined,
      { name: 'new', reported_date: 2, merged_conflicts: [{ rev: '2-b', values: { name: 'old' } }] },
    ],
    [
      'do not mix two lineages',
      { parent: { _id: 'a', parent: { _id: 'd' } } },
      { parent: { _id: 'b' } },
      undefined,
      {
        parent: { _id: 'a', parent: { _id: 'd' } },
        merged_conflicts: [{ rev: '2-a', values: { parent: { _id: 'b' } } }],
      },
    ],
    [
      'leave muting to the sentinel',
      { muted: t(1), muted_by: { root: 'a' } },
      { muted: t(2) },
      undefined,
      { muted: t(1), muted_by: { root: 'a' } },
    ],
    [
      'know a scheduled message again that a person moved to another day, and leave it there',
      {
        scheduled_tasks: [
          { type: 's', group: 1, due: t(4), state: 'muted', state_history: [{ state: 'muted', timestamp: t(2) }] },
        ],
      },
      {
        scheduled_tasks: [
          {
            type: 's',
            group: 1,
            due: t(9),
            planned: t(4),
            state: 'scheduled',
            state_history: [{ state: 'scheduled', timestamp: t(1) }],
          },
        ],
      },
      undefined,
      {
        scheduled_tasks: [
          {
            type: 's',
            group: 1,
            due: t(9),
            planned: t(4),
            state: 'muted',
            state_history: [
              { state: 'scheduled', timestamp: t(1) },
              { state: 'muted', timestamp: t(2) },
            ],
          },
        ],
        merged_conflicts: [
          {
            rev: '2-b',
            values: { [`scheduled_tasks[${JSON.stringify(['s', 1, t(4), null, null, null])}].due`]: t(4) },
          },
        ],
      },
    ],
    ['are not muted where the leading one is not', { name: 'A' }, { name: 'A', muted: t(2) }, undefined, { name: 'A' }],
    [
      'have every event of the muting history, in order',
      {
        muting_history: {
          server_side: { muted: true, date: t(3) },
          client_side: [{ muted: true, date: t(3), report_id: 'c' }],
          last_update: 'server_side',
        },
      },
      {
        muting_history: {
          server_side: { muted: false },
          client_side: [
            { muted: true, date: t(1), report_id: 'a' },
            { muted: true, date: t(3), report_id: 'c' },
          ],
          last_update: 'client_side',
        },
      },
      undefined,
      {
        muting_history: {
          server_side: { muted: true, date: t(3) },
          client_side: [
            { muted: true, date: t(1), report_id: 'a' },
            { muted: true, date: t(3), report_id: 'c' },
          ],
          last_update: 'client_side',
        },
      },
    ],
    [
      'have every error once',
      { errors: [{ code: 'a', message: 'A' }] },
      {
        errors: [
          { code: 'b', message: 'B' },
          { code: 'a', message: 'A' },
        ],
      },
      undefined,
      {
        errors: [
          { code: 'a', message: 'A' },
          { code: 'b', message: 'B' },
        ],
      },
    ],
    [
      'have every message once, in the state it reached last',
      {
        scheduled_tasks: [
          {
            type: 's',
            group: 1,
            due: t(9),
            state: 'scheduled',
            state_history: [{ state: 'scheduled', timestamp: t(1) }],
          },
          {
            type: 's',
            group: 2,
            due: t(10),
            state: 'scheduled',
            state_history: [{ state: 'scheduled', timestamp: t(1) }],
          },
        ],
      },
      {
        scheduled_tasks: [
          {
            type: 's',
            group: 1,
            due: t(9),
            state: 'muted',
            state_details: { reason: 'muted' },
            state_history: [
              { state: 'scheduled', timestamp: t(1) },
              { state: 'muted', timestamp: t(2) },
            ],
          },
        ],
      },
      undefined,
      {
        scheduled_tasks: [
          {
            type: 's',
            group: 1,
            due: t(9),
            state: 'muted',
            state_details: { reason: 'muted' },
            state_history: [
              { state: 'scheduled', timestamp: t(1) },
              { state: 'muted', timestamp: t(2) },
            ],
          },
          {
            type: 's',
            group: 2,
            due: t(10),
            state: 'scheduled',
            state_history: [{ state: 'scheduled', timestamp: t(1) }],
          },
        ],
      },
    ],
    [
      'have the messages of both, told apart by their uuid',
      { tasks: [{ state: 'sent', messages: [{ uuid: '1', to: 'a', message: 'm' }] }] },
      { tasks: [{ state: 'pending', messages: [{ uuid: '2', to: 'a', message: 'm' }] }] },
      undefined,
      {
        tasks: [
          { state: 'sent', messages: [{ uuid: '1', to: 'a', message: 'm' }] },
          { state: 'pending', messages: [{ uuid: '2', to: 'a', message: 'm' }] },
        ],
      },
    ],
    [
      'have the attachments of both, and both contents of one name',
      {
        _attachments: {
          a: { content_type: 't', data: 'AA==', digest: '1' },
          b: { content_type: 't', data: 'AA==', digest: '1' },
        },
      },
      {
        _attachments: {
          a: { content_type: 't', data: 'AA==', digest: '1' },
          b: { content_type: 't', data: 'BB==', digest: '2' },
          c: { content_type: 't', data: 'CC==' },
        },
      },
      undefined,
      {
        _attachments: {
          a: { content_type: 't', data: 'AA==', digest: '1' },
          b: { content_type: 't', data: 'AA==', digest: '1' },
          '2-a/b': { content_type: 't', data: 'BB==', digest: '2' },
          c: { content_type: 't', data: 'CC==' },
        },
      },
    ],
    [
      'keep what earlier merges noted',
      { name: 'A', merged_conflicts: [{ rev: '1-z', values: { name: 'Z' } }] },
      { name: 'A', merged_conflicts: [{ rev: '1-y', values: { name: 'Y' } }] },
      undefined,
      {
        name: 'A',
        merged_conflicts: [
          { rev: '1-y', values: { name: 'Y' } },
          { rev: '1-z', values: { name: 'Z' } },
        ],
      },
    ],
  ];
  for (const [title, winner, loser, ancestor, merged] of cases)
    it(title, () => {
      const before = ancestor && leaf('1-a', ancestor);
      expect(mergeLeaves(leaf('2-b', winner), [leaf('2-a', loser)], { ancestor: before })).to.deep.equal(
        leaf('2-b', merged),
      );
    });

  it('become one without a trace of the conflict when there is no loser', () => {
    expect(mergeLeaves(leaf('2-b', { name: 'A', _conflicts: ['2-a'] }), [])).to.deep.equal(leaf('2-b', { name: 'A' }));
  });
});

// Leaves as a phone, another phone and the server might leave them.
const text = fc.constantFrom('a', 'b', 'c', '');
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.nat(3),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 2 }),
);
const fields = fc.dictionary(
  fc.constantFrom('p', 'q', 'r'),
  fc.oneof(value, fc.dictionary(fc.constantFrom('s', 't'), value, { maxKeys: 2 })),
  { maxKeys: 3 },
);
const event = fc.record({ muted: fc.boolean(), date: fc.nat(3).map(t), report_id: text });
const state = fc.record({ state: fc.constantFrom('scheduled', 'muted', 'sent'), timestamp: fc.nat(5).map(t) });
const history = fc
  .array(state, { minLength: 1, maxLength: 3 })
  .map(all => all.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1)));
const task = (index: number) =>
  fc
    .record({
      group: fc.constant(index),
      due: fc.constant(t(index)),
      state_history: history,
      recipient: fc.constant('reporting_unit'),
    })
    .map(one => ({
      ...one,
      state: one.state_history.at(-1)!.state,
    }));
const body = fc.record(
  {
    name: value,
    fields,
    parent: fc.option(fc.record({ _id: text }), { nil: undefined }).filter(one => one !== undefined),
    reported_date: fc.nat(3),
    errors: fc.subarray(['a', 'b', 'c']).map(codes => codes.map(code => ({ code, message: `the ${code}` }))),
    muting_history: fc.record({
      server_side: fc.record({ muted: fc.boolean() }),
      client_side: fc.uniqueArray(event, { maxLength: 3, selector: one => JSON.stringify(one) }),
      last_update: fc.constantFrom('client_side', 'server_side'),
    }),
    scheduled_tasks: fc.subarray([1, 2, 3]).chain(groups => fc.tuple(...groups.map(task))),
  },
  { requiredKeys: [] },
);
/** A few leaves as CouchDB would hold them: the winner has the highest revision. */
const conflict = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('a', 'b', 'c', 'd')), {
    minLength: 1,
    maxLength: 4,
    selector: pair => pair.join('-'),
  })
  .chain(revs => fc.tuple(...revs.map(rev => body.map(one => leaf(rev.join('-'), one)))))
  .map(leaves => leaves.toSorted((a, b) => generation(b._rev) - generation(a._rev) || (a._rev! < b._rev! ? 1 : -1)));

interface Case extends Doc {
  errors?: { code: string }[];
  muting_history?: { client_side: unknown[]; last_update: string };
  scheduled_tasks?: { group: number; state_history: unknown[] }[];
  merged_conflicts?: MergedConflict[];
}

/** Every value of a leaf by path, objects opened, lists and lineages whole. */
const valuesOf = (part: object, path = ''): [string, unknown][] =>
  Object.entries(part).flatMap(([key, one]) => {
    const at = path ? `${path}.${key}` : key;
    return one !== null && typeof one === 'object' && !Array.isArray(one) && key !== 'parent'
      ? valuesOf(one, at)
      : [[at, one] as [string, unknown]];
  });
const at = (part: unknown, path: string): unknown =>
  path.split('.').reduce((one, key) => (one as Record<string, unknown> | undefined)?.[key], part);

describe('any conflict', () => {
  it('loses nothing that a leaf had', () => {
    fc.assert(
      fc.property(conflict, ([winner, ...losers]) => {
        const merged = mergeLeaves(winner!, losers) as Case;
        for (const { _id, _rev, reported_date, errors, muting_history, scheduled_tasks, ...typed } of [
          winner!,
          ...losers,
        ] as Case[]) {
          const noted = merged.merged_conflicts?.find(({ rev }) => rev === _rev)?.values ?? {};
          for (const [path, one] of valuesOf(typed)) {
            const kept = JSON.stringify(at(merged, path)) === JSON.stringify(one);
            const told = Object.entries(noted).some(
              ([where, values]) =>
                path === where ||
                (path.startsWith(`${where}.`) &&
                  JSON.stringify(at(values, path.slice(where.length + 1))) === JSON.stringify(one)),
            );
            expect(kept || told, `${_rev} ${path}`).to.equal(true);
          }
          expect(merged.errors?.map(({ code }) => code) ?? []).to.include.members(
            errors?.map(({ code }) => code) ?? [],
          );
          expect(merged.muting_history?.client_side ?? []).to.deep.include.members(muting_history?.client_side ?? []);
          if (muting_history?.last_update === 'client_side')
            expect(merged.muting_history?.last_update).to.equal('client_side');
          for (const { group, state_history } of scheduled_tasks ?? [])
            expect(
              merged.scheduled_tasks?.find(one => one.group === group)?.state_history ?? [],
            ).to.deep.include.members(state_history);
        }
      }),
      { seed: 1 },
    );
  });

  it('is mended alike in whatever order its leaves come', () => {
    fc.assert(
      fc.property(conflict, fc.option(body, { nil: undefined }), fc.nat(), ([winner, ...losers], before, turn) => {
        const ancestor = before && leaf('1-0', before);
        const turned = [
          ...losers.slice(turn % (losers.length || 1)),
          ...losers.slice(0, turn % (losers.length || 1)),
        ].reverse();
        expect(mergeLeaves(winner!, turned, { ancestor })).to.deep.equal(mergeLeaves(winner!, losers, { ancestor }));
      }),
      { seed: 1 },
    );
  });

  it('is mended once however often it is mended', () => {
    fc.assert(
      fc.property(conflict, fc.option(body, { nil: undefined }), ([winner, ...losers], before) => {
        const ancestor = before && leaf('1-0', before);
        const merged = mergeLeaves(winner!, losers, { ancestor });
        expect(mergeLeaves(merged, losers, { ancestor })).to.deep.equal(merged);
        expect(mergeLeaves(merged, [], { ancestor })).to.deep.equal(merged);
      }),
      { seed: 1 },
    );
  });

  it('leaves its leaves as they were', () => {
    fc.assert(
      fc.property(conflict, ([winner, ...losers]) => {
        const before = JSON.stringify([winner, losers]);
        mergeLeaves(winner!, losers);
        expect(JSON.stringify([winner, losers])).to.equal(before);
      }),
      { seed: 1 },
    );
  });
});
