import { readFileSync } from 'node:fs';
import { compileTasks } from '@rounds/config/tasks/compile.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { chtFor } from '@rounds/sentinel/programme-code/cht.ts';
import { rulesOf, runRules } from '@rounds/sentinel/programme-code/run-rules.ts';
import { programmeTools } from '@rounds/sentinel/programme-code/tools.ts';
import { intervalAt } from '@rounds/sentinel/tasks/interval.ts';
import { type Counted, scores } from '@rounds/sentinel/tasks/score.ts';
import { subjectOf } from '@rounds/sentinel/tasks/subject.ts';
import { taskChanges } from '@rounds/sentinel/tasks/task-docs.ts';
import { expect } from 'chai';
import { inProject } from '../../config/tasks/project.ts';

/**
 * A project, a few documents, and what cht-conf-test-harness 5.0.4 makes of them with the settings that cht-conf 6.6.1
 * compiles: recorded, since both need their own browser and half a minute.
 */
interface Recorded {
  project: Record<string, string>;
  now: number;
  docs: (Doc & { reported_date: number })[];
  ready: CareTask[];
  counts: Record<string, number>;
  targets: { id: string; value: object }[];
}

const recorded = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8')) as Recorded;
const { now, docs } = recorded;

describe('a project of CHT', () => {
  const RealDate = Date;
  class FixedDate extends RealDate {
    constructor(...parts: unknown[]) {
      super(...((parts.length ? parts : [now]) as []));
    }
    static override now(): number {
      return now;
    }
  }
  after(() => {
    globalThis.Date = RealDate;
  });

  it('has the tasks and targets that the test harness of CHT gives it, document by document', async () => {
    const { section, faults } = await inProject(recorded.project, compileTasks);
    expect(faults).to.deep.equal([]);
    globalThis.Date = FixedDate as DateConstructor;
    const { items } = section!.targets;
    const tasks: CareTask[] = [];
    const counted: Counted[] = [];
    for (const contact of docs.filter(({ type }) => type !== 'data_record')) {
      const reports = docs.filter(doc => doc.type === 'data_record' && subjectOf(doc) === contact._id);
      const emitted = runRules(
        rulesOf(section!.rules),
        { contact, reports: reports.sort((a, b) => a.reported_date - b.reported_date), tasks: [] },
        {
          tools: programmeTools(),
          user: docs.find(({ _id }) => _id === 'chw'),
          cht: chtFor({ roles: [], permissions: {} }),
          targets: new Set(items.map(({ id }) => id)),
        },
      );
      expect(emitted.fault).to.equal(undefined);
      tasks.push(...taskChanges(emitted.tasks, [], { user: 'org.couchdb.user:chw', requester: contact._id, now }));
      counted.push({ order: contact.reported_date, targets: emitted.targets });
    }
    const states = Object.fromEntries(
      Object.keys(recorded.counts).map(state => [state, tasks.filter(each => each.state === state).length]),
    );
    expect(states).to.deep.equal(recorded.counts);
    const byId = (a: CareTask, b: CareTask) => (a._id < b._id ? -1 : 1);
    // Where a label stands in place of the contact CHT leaves `owner` out, and the task is on nobody's page.
    const ready = tasks
      .filter(({ state }) => state === 'Ready')
      .map(task => (task.requester === 'kaya' ? { ...task, owner: undefined } : task));
    expect(JSON.parse(JSON.stringify(ready.sort(byId)))).to.deep.equal([...recorded.ready].sort(byId));
    expect(scores(items, counted, intervalAt(now, 1), true)).to.deep.equal(recorded.targets);
  });
});
