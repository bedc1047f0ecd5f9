import type { CareState, CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';
import type { TaskEmission } from '@rounds/sentinel/tasks/emitted.ts';
import { asTimeGoes } from '@rounds/sentinel/tasks/states.ts';
import { taskChanges } from '@rounds/sentinel/tasks/task-docs.ts';
import { expect } from 'chai';

const day = 86_400_000;
const now = new Date(2026, 5, 15, 10).getTime();
const user = 'org.couchdb.user:neema';
const on = (days: number): string => localDay(now + days * day)!;

const emitted = (from: number, to: number, more: Partial<TaskEmission> = {}): TaskEmission => ({
  _id: 'p~w~visit',
  title: 'task.visit',
  resolved: false,
  deleted: false,
  actions: [{ type: 'report', form: 'visit', label: 'Follow up', content: { source: 'task', source_id: 'p' } }],
  contact: { name: 'Asha' },
  startDate: on(from),
  dueDate: on(from),
  endDate: on(to),
  forId: 'asha',
  owner: 'asha',
  ...more,
});

const stored = (state: CareState, emission: TaskEmission, more: Partial<CareTask> = {}): CareTask => {
  const { owner: _, ...rest } = emission;
  return {
    _id: `task~${user}~${emission._id}~${now - day}`,
    _rev: '1-a',
    type: 'task',
    authoredOn: now - day,
    user,
    requester: 'asha',
    owner: 'asha',
    state,
    stateHistory: [{ state, timestamp: now - day }],
    emission: rest,
    ...more,
  };
};

const changes = (emissions: TaskEmission[], before: CareTask[] = []) =>
  taskChanges(emissions, before, { user, requester: 'asha', now });
const states = (docs: readonly CareTask[]) => docs.map(({ state, stateReason }) => stateReason ?? state);

describe('the documents of tasks', () => {
  it('are as the Community Health Toolkit writes them', () => {
    const { owner: _, ...emission } = emitted(-1, 5);
    expect(changes([emitted(-1, 5)])).to.deep.equal([
      {
        _id: `task~${user}~p~w~visit~${now}`,
        type: 'task',
        authoredOn: now,
        user,
        requester: 'asha',
        owner: 'asha',
        state: 'Ready',
        stateHistory: [{ state: 'Ready', timestamp: now }],
        emission,
      },
    ]);
  });

  it('belong to the contact they follow from where they name nobody', () => {
    const { owner: _, ...nobody } = emitted(-1, 5);
    expect(changes([nobody])[0]!.owner).to.equal('asha');
  });

  for (const [title, emission, state] of [
    ['not yet to be done', emitted(1, 5), 'Draft'],
    ['to be done from today', emitted(0, 5), 'Ready'],
    ['to be done until today', emitted(-5, 0), 'Ready'],
    ['over since yesterday', emitted(-5, -1), 'Failed'],
    ['done', emitted(-5, -1, { resolved: true }), 'Completed'],
    ['of a deleted contact', emitted(0, 5, { deleted: true }), 'Cancelled'],
    ['that ends before it starts', emitted(5, 0), 'invalid'],
  ] as const)
    it(`say of a task ${title}: ${state}`, () => expect(states(changes([emission]))).to.deep.equal([state]));

  for (const [title, emission] of [
    ['ended more than 60 days ago', emitted(-90, -61)],
    ['begins in more than 180 days', emitted(181, 190)],
    ['has no days', emitted(0, 1, { dueDate: undefined as never, startDate: undefined as never })],
  ] as const)
    it(`are not made for a task that ${title}`, () => expect(changes([emission])).to.deep.equal([]));

  it('are not written again where nothing changed', () => {
    expect(changes([emitted(-1, 5)], [stored('Ready', emitted(-1, 5))])).to.deep.equal([]);
  });

  it('change with what the rules say, and keep their history', () => {
    const [doc] = changes([emitted(-1, 5, { resolved: true })], [stored('Ready', emitted(-1, 5))]);
    expect(doc).to.deep.include({ _rev: '1-a', state: 'Completed' });
    expect(doc!.stateHistory.map(({ state }) => state)).to.deep.equal(['Ready', 'Completed']);
  });

  for (const [before, emission, after] of [
    ['Completed', emitted(-1, 5), ['Ready']],
    ['Cancelled', emitted(-1, 5), ['Ready']],
    ['Failed', emitted(-9, -1, { resolved: true }), ['Completed']],
    ['Completed', emitted(-1, 5, { resolved: true }), []],
    ['Completed', emitted(-1, 5, { deleted: true }), []],
  ] as const)
    it(`in the final state ${before} stay so, and make place for ${after.join() || 'none'}`, () => {
      const docs = changes([emission], [stored(before, emitted(-1, 5))]);
      expect(states(docs)).to.deep.equal(after);
      expect(docs.every(({ _rev }) => _rev === undefined)).to.equal(true);
    });

  for (const [before, after] of [
    ['Draft', ['Cancelled']],
    ['Ready', ['Cancelled']],
    ['Failed', []],
  ] as const)
    it(`that are ${before} and emitted no more: ${after.join() || 'stay'}`, () =>
      expect(states(changes([], [stored(before, emitted(-1, 5))]))).to.deep.equal(after));

  it('of two phones: the later one counts, the other is a duplicate', () => {
    const other = stored('Ready', emitted(-1, 5), { _id: 'other', authoredOn: now - 2 * day });
    const docs = changes([emitted(-1, 5)], [other, stored('Ready', emitted(-1, 5))]);
    expect(docs.map(({ _id, state, stateReason }) => [_id, state, stateReason])).to.deep.equal([
      ['other', 'Cancelled', 'duplicate'],
    ]);
  });

  it('with one id emitted twice: the one that can be done counts', () => {
    const docs = changes([emitted(-9, -1), emitted(-1, 5, { icon: 'this' }), emitted(-5, 5, { resolved: true })]);
    expect(docs.map(({ state, emission }) => [state, emission.icon])).to.deep.equal([['Ready', 'this']]);
  });

  it('move on with the days, without the rules', () => {
    const draft = stored('Draft', emitted(0, 2));
    expect(asTimeGoes(draft, on(-1), now)).to.equal(draft);
    const ready = asTimeGoes(draft, on(0), now);
    expect(ready.state).to.equal('Ready');
    expect(asTimeGoes(ready, on(3), now).stateHistory.map(({ state }) => state)).to.deep.equal([
      'Draft',
      'Ready',
      'Failed',
    ]);
  });
});
