import { compileTasks } from '@rounds/config/tasks/compile.ts';
import { chtFor } from '@rounds/sentinel/programme-code/cht.ts';
import { type Emitted, type Fact, rulesOf, runRules } from '@rounds/sentinel/programme-code/run-rules.ts';
import { programmeTools } from '@rounds/sentinel/programme-code/tools.ts';
import { expect } from 'chai';
import { inProject } from '../../config/tasks/project.ts';

const day = 86_400_000;
const now = new Date(2026, 5, 15, 10).getTime();

const ran = async (files: Record<string, string>, fact: Fact, trace?: (name: string) => void): Promise<Emitted> => {
  const { section, faults } = await inProject(
    { 'tasks.js': 'module.exports = [];', 'targets.js': 'module.exports = [];', ...files },
    compileTasks,
  );
  expect(faults).to.deep.equal([]);
  return runRules(rulesOf(section!.rules), fact, {
    tools: programmeTools(),
    user: { _id: 'chw', name: 'Neema' },
    cht: chtFor({ roles: ['chw'], permissions: { can_edit: ['chw'] }, ...(trace ? { trace } : {}) }),
    targets: new Set(section!.targets.items.map(({ id }) => id)),
  });
};

const asha = { _id: 'asha', type: 'person', name: 'Asha', reported_date: now - 100 * day };
const pregnancy = {
  _id: 'p1',
  type: 'data_record',
  form: 'pregnancy',
  reported_date: now - 10 * day,
  fields: { patient_uuid: 'asha', lmp: '2026-04-01' },
};

const task = (body: string) => `module.exports = [{ name: 'visit', title: 'task.visit', icon: 'heart',
  appliesTo: 'reports', appliesToType: ['pregnancy'], events: [{ id: 'w1', days: 14, start: 3, end: 5 }],
  actions: [{ type: 'report', form: 'visit' }], ${body} }];`;

describe('the tasks of a programme', () => {
  it('are emitted once for each event, with the days between which they are to be done', async () => {
    const { tasks } = await ran({ 'tasks.js': task('') }, { contact: asha, reports: [pregnancy], tasks: [] });
    expect(tasks).to.deep.equal([
      {
        _id: 'p1~w1~visit',
        title: 'task.visit',
        icon: 'heart',
        deleted: false,
        resolved: false,
        actions: [
          {
            type: 'report',
            form: 'visit',
            label: 'Follow up',
            content: { source: 'task', source_id: 'p1' },
            forId: 'asha',
          },
        ],
        contact: { name: 'Asha' },
        dueDate: '2026-06-19',
        startDate: '2026-06-16',
        endDate: '2026-06-24',
        forId: 'asha',
        owner: 'asha',
      },
    ]);
  });

  const visit = (days: number) => ({
    _id: 'v',
    type: 'data_record',
    form: 'visit',
    reported_date: now + days * day,
    fields: {},
  });
  for (const [title, reports, resolved] of [
    ['no visit', [], false],
    ['a visit before the time of the event', [visit(-1)], false],
    ['a visit within it', [visit(4)], true],
    ['a visit on the day after its end', [visit(9)], true],
    ['a visit after it', [visit(11)], false],
  ] as const)
    it(`are done by ${title}: ${resolved}`, async () => {
      const { tasks } = await ran(
        { 'tasks.js': task('') },
        { contact: asha, reports: [pregnancy, ...reports], tasks: [] },
      );
      expect(tasks.map(each => each.resolved)).to.deep.equal([resolved]);
    });

  it('remember for one contact what a function keeps in `this`, and see their own definition', async () => {
    const { tasks } = await ran(
      {
        'tasks.js':
          task(`appliesIf: function (c, report) { this.due = Utils.addDate(new Date(report.reported_date), 20); return this.definition.name === 'visit'; },
          resolvedIf: function (c, report, event, due) { return this.definition.defaultResolvedIf(c, report, event, due); },
          priority: () => ({ level: 7, label: 'task.high' })`).replace(
            'days: 14',
            'dueDate: function () { return this.due; }',
          ),
      },
      { contact: asha, reports: [pregnancy], tasks: [] },
    );
    expect(tasks).to.have.lengthOf(1);
    expect(tasks[0]).to.include({ dueDate: '2026-06-25', priority: 7, priorityLabel: 'task.high', resolved: false });
  });

  it('are emitted for scheduled messages under a number each, and for contacts by their type', async () => {
    const files = {
      'tasks.js': `module.exports = [
        { name: 's', title: 't', appliesTo: 'scheduled_tasks', appliesIf: (c, r, i) => i === 1, events: [{ days: 0, start: 1, end: 1 }], actions: [{ form: 'visit' }] },
        { name: 'c', title: 't', appliesTo: 'contacts', appliesToType: ['clinic', 'chp'], contactLabel: c => 'Home of ' + c.contact.name,
          resolvedIf: () => false, events: [{ dueDate: () => new Date(2026, 5, 20), start: 1, end: 1 }], actions: [{ type: 'contact' }] }];`,
    };
    const report = {
      ...pregnancy,
      scheduled_tasks: [{ due: '2026-06-01T00:00:00Z' }, { due: '2026-06-30T00:00:00Z' }],
    };
    const person = await ran(files, { contact: asha, reports: [report], tasks: [] });
    expect(person.tasks.map(({ _id, dueDate }) => [_id, dueDate])).to.deep.equal([['p1~0~s-1', '2026-06-30']]);
    const place = await ran(files, {
      contact: { _id: 'h', type: 'contact', contact_type: 'chp', name: 'Kaya' },
      reports: [],
      tasks: [],
    });
    expect(place.tasks).to.have.lengthOf(1);
    expect(place.tasks[0]).to.deep.include({ contact: { name: 'Home of Kaya' }, _id: 'h~0~c', forId: 'h' });
    expect(place.tasks[0]).not.to.have.property('owner');
  });

  it('that fail for one contact say why, and nothing else of it counts', async () => {
    const emitted = await ran(
      { 'tasks.js': task('appliesIf: c => c.nothing.there') },
      { contact: asha, reports: [pregnancy], tasks: [] },
    );
    expect(emitted.tasks).to.deep.equal([]);
    expect(emitted.fault).to.match(/TypeError.*undefined/);
  });

  it('tell on request which function runs', async () => {
    const names: string[] = [];
    await ran({ 'tasks.js': task('appliesIf: () => true') }, { contact: asha, reports: [pregnancy], tasks: [] }, name =>
      names.push(name),
    );
    expect(names).to.include('tasks.js visit.appliesIf');
  });

  it('evaluate packages once and the files of the project for each contact', async () => {
    const files = {
      'node_modules/counted/package.json': '{"name":"counted","version":"1.0.0","main":"index.js"}',
      'node_modules/counted/index.js':
        'globalThis.countedTimes = (globalThis.countedTimes || 0) + 1; module.exports = globalThis.countedTimes;',
      'mine.js': 'globalThis.mineTimes = (globalThis.mineTimes || 0) + 1; module.exports = 1;',
      'tasks.js': `require('counted'); require('./mine'); module.exports = [];`,
      'targets.js': 'module.exports = [];',
    };
    const { section } = await inProject(files, compileTasks);
    const around = globalThis as unknown as Record<string, unknown>;
    around.keptPackages = {};
    try {
      const rules = rulesOf(section!.rules);
      const means = { tools: programmeTools(), user: {}, cht: {}, targets: new Set<string>() };
      for (const _ of [1, 2, 3]) runRules(rules, { contact: asha, reports: [], tasks: [] }, means);
      expect([around.countedTimes, around.mineTimes]).to.deep.equal([1, 3]);
    } finally {
      for (const name of ['keptPackages', 'countedTimes', 'mineTimes']) delete around[name];
    }
  });
});

describe('the targets of a programme', () => {
  const target = (body: string) =>
    `module.exports = [{ id: 'visits', type: 'percent', goal: 80, appliesTo: 'reports', appliesToType: ['pregnancy'], ${body} }];`;

  it('count a report for its contact at its date, and keep what they are shown by', async () => {
    const { section } = await inProject(
      {
        'tasks.js': 'module.exports = [];',
        'targets.js': target(
          `passesIf: () => true, icon: 'heart', percentage_count_translation_key: 'k', aggregate: true, mine: 1`,
        ),
      },
      compileTasks,
    );
    expect(section!.targets.items).to.deep.equal([
      {
        id: 'visits',
        type: 'percent',
        goal: 80,
        icon: 'heart',
        aggregate: true,
        percentage_count_translation_key: 'k',
      },
    ]);
  });

  for (const [title, body, wanted] of [
    [
      'a report at its date',
      `passesIf: () => false, date: 'reported'`,
      [{ id: 'asha~visits', target: 'visits', pass: false, date: pregnancy.reported_date }],
    ],
    [
      'now where nothing says when',
      `passesIf: () => true`,
      [{ id: 'asha~visits', target: 'visits', pass: true, date: 'now' }],
    ],
    [
      'each of several ids',
      `passesIf: () => true, idType: () => ['a', 'b'], date: 'reported'`,
      [
        { id: 'a~visits', target: 'visits', pass: true, date: pregnancy.reported_date },
        { id: 'b~visits', target: 'visits', pass: true, date: pregnancy.reported_date },
      ],
    ],
    [
      'a group',
      `groupBy: c => c.contact._id, idType: 'report', date: 'reported'`,
      [{ id: 'p1~visits', target: 'visits', pass: true, group: 'asha', date: pregnancy.reported_date }],
    ],
    [
      'what it emits by itself',
      `passesIf: () => true, date: 'reported', emitCustom: (emit, i) => emit(Object.assign({}, i, { _id: 'own', pass: false }))`,
      [{ id: 'own', target: 'visits', pass: false, date: pregnancy.reported_date }],
    ],
  ] as const)
    it(`count ${title}`, async () => {
      const { targets } = await ran({ 'targets.js': target(body) }, { contact: asha, reports: [pregnancy], tasks: [] });
      expect(targets).to.deep.equal(wanted);
    });

  it('count nothing about nobody', async () => {
    const { targets } = await ran(
      { 'targets.js': target('passesIf: () => true') },
      { reports: [pregnancy], tasks: [] },
    );
    expect(targets).to.deep.equal([]);
  });
});
