import { notedText } from '@rounds/config/programme/noted.ts';
import { compileSummary } from '@rounds/config/summary/compile.ts';
import { compileTasks } from '@rounds/config/tasks/compile.ts';
import { missingNames } from '@rounds/config/tasks/named.ts';
import { chtFor } from '@rounds/sentinel/programme-code/cht.ts';
import { rulesOf, runRules } from '@rounds/sentinel/programme-code/run-rules.ts';
import { programmeTools } from '@rounds/sentinel/programme-code/tools.ts';
import { expect } from 'chai';
import { inProject } from './project.ts';

const faultsOf = async (files: Record<string, string>): Promise<string[]> =>
  (await inProject(files, compileTasks)).faults.map(notedText);

const none = 'module.exports = [];';
const sound = `{ name: 'a', title: 't', appliesTo: 'contacts', events: [{ days: 1 }], actions: [{ form: 'f' }] }`;

describe('a project that is compiled', () => {
  it('has no tasks where it has no file of them', async () => {
    expect(await inProject({}, compileTasks)).to.deep.equal({ faults: [], warnings: [] });
  });

  for (const [title, files, faults] of [
    [
      'tasks without targets',
      { 'tasks.js': none },
      ['targets.js: is missing, though tasks.js is there; it may be module.exports = [];'],
    ],
    [
      'old rules',
      { 'rules.nools.js': '' },
      ['rules.nools.js: is of old rules that CHT itself runs no more; write tasks.js and targets.js instead'],
    ],
    [
      'packages and files that are not there',
      {
        'tasks.js': `require('leftpad2');\nrequire('@here/pad/src/left');\nrequire('./lib/days');${none}`,
        'targets.js': none,
        'lib/days.js': `\nrequire('./hours');\nrequire('torn/left');`,
        'package.json': '{"devDependencies": {"@here/pad": "1"}}',
        'node_modules/torn/package.json': '{}',
      },
      [
        'lib/days.js:2: needs the file ./hours, which is not there; add it to the project',
        'lib/days.js:3: needs torn/left, which the package torn does not have as it is installed; look at its version',
        'tasks.js:1: needs the package leftpad2, which is not there; run npm install leftpad2 in the project',
        'tasks.js:2: needs the package @here/pad, which is not there; run npm ci in the project',
      ],
    ],
    [
      'a slip of the pen',
      { 'tasks.js': '\nmodule.exports = [', 'targets.js': none },
      ['tasks.js:2: Unexpected end of file'],
    ],
    [
      'code that fails',
      { 'tasks.js': 'module.exports = [nothing];', 'targets.js': none },
      ['tasks.js: cannot be run: ReferenceError: nothing is not defined'],
    ],
    [
      'an event without a day',
      { 'tasks.js': `module.exports = [${sound.replace('{ days: 1 }', '{}')}];`, 'targets.js': none },
      ['tasks.js: [0].events[0]: give days, or dueDate as a function'],
    ],
    [
      'a task twice',
      { 'tasks.js': `module.exports = [${sound}, ${sound}];`, 'targets.js': none },
      ['tasks.js: [1].name: a is there twice'],
    ],
    [
      'a per cent of nothing',
      {
        'tasks.js': none,
        'targets.js': `module.exports = [{ id: 'p', type: 'percent', goal: 50, appliesTo: 'contacts' }];`,
      },
      ['targets.js: [0].passesIf: give a function: without it every one passes'],
    ],
    [
      'both ways at once',
      { 'tasks.js': none, 'targets.js': none, 'tasks-and-targets.json': '{}' },
      ['tasks-and-targets.json: stands beside tasks.js; have the one or the other'],
    ],
    [
      'an expression that is none',
      { 'tasks-and-targets.json': '{\n"values": {"a": "1 +"}\n}' },
      ['tasks-and-targets.json:1: values.a: cannot be read: Unexpected ")"'],
    ],
  ] as const)
    it(`says what is wrong with ${title}`, async () => {
      expect(await faultsOf(files)).to.deep.equal(faults);
    });

  it('may name a type of action that there is not: it counts as report, as in CHT, and is told of', async () => {
    const tasks = `module.exports = [${sound.replace("form: 'f'", "type: 'contacts', form: 'f'").replace("appliesTo: 'contacts',", "appliesTo: 'contacts', resolvedIf: () => false,")}];`;
    const { faults, named } = await inProject({ 'tasks.js': tasks, 'targets.js': none }, compileTasks);
    const form = { _id: 'form:f', type: 'form', internalId: 'f' };
    expect(faults).to.deep.equal([]);
    expect(missingNames(named ?? [], [form]).map(notedText)).to.include(
      'tasks.js: [0].actions[0].type: contacts is not a type of action, and counts as report; is contact meant?',
    );
  });

  it('keeps the code of a project from the machine that compiles it', async () => {
    expect(await faultsOf({ 'tasks.js': `module.exports = [process.exit()];`, 'targets.js': none })).to.deep.equal([
      'tasks.js: cannot be run: ReferenceError: process is not defined',
    ]);
  });

  it('may put what all its files use on global, which cht-conf fills in', async () => {
    const shared = `global.due = 3; module.exports = [${sound.replace('days: 1', 'days: due')}];`;
    const { section, faults } = await inProject({ 'tasks.js': shared, 'targets.js': none }, compileTasks);
    expect(faults).to.deep.equal([]);
    expect(section?.rules).to.include('globalThis.due=3');
  });

  it('may declare its tasks and targets without code', async () => {
    const said = {
      values: { due: 'after(fields.lmp, 84)' },
      tasks: [
        {
          name: 'visit',
          title: 'task.visit',
          appliesTo: 'reports',
          appliesToType: ['pregnancy'],
          appliesIf: '!contact.date_of_death && fields.lmp',
          events: [{ id: 'w12', dueDate: 'due()', start: 7, end: 14 }],
          priority: { level: '= fields.danger ? 9 : 5' },
          actions: [{ form: 'visit', content: { week: '= 12' } }],
        },
      ],
      targets: [{ id: 'alive', type: 'percent', goal: 100, appliesTo: 'contacts', passesIf: '!contact.date_of_death' }],
    };
    const { section, faults } = await inProject({ 'tasks-and-targets.json': JSON.stringify(said) }, compileTasks);
    expect(faults).to.deep.equal([]);
    const report = { _id: 'r', form: 'pregnancy', reported_date: 1, fields: { lmp: '2026-04-01', danger: 'yes' } };
    const run = (contact: object) =>
      runRules(
        rulesOf(section!.rules),
        { contact: contact as never, reports: [report], tasks: [] },
        {
          tools: programmeTools(),
          user: {},
          cht: chtFor({ roles: [], permissions: {} }),
          targets: new Set(['alive']),
        },
      );
    const { tasks, targets, fault } = run({ _id: 'a', type: 'person', name: 'A' });
    expect(fault).to.equal(undefined);
    expect(tasks[0]).to.deep.include({
      _id: 'r~w12~visit',
      dueDate: '2026-06-24',
      startDate: '2026-06-17',
      endDate: '2026-07-08',
      priority: 9,
    });
    expect(tasks[0]!.actions![0]!.content).to.deep.equal({ source: 'task', source_id: 'r', week: 12 });
    expect(targets).to.deep.equal([{ id: 'a~alive', target: 'alive', pass: true, date: 'now' }]);
    const dead = run({ _id: 'a', type: 'person', date_of_death: '2026-01-01' });
    expect([dead.tasks, dead.targets.map(({ pass }) => pass)]).to.deep.equal([[], [false]]);
  });
});

describe('a contact summary that is compiled', () => {
  const shown = async (file: string, text: string, contact: object, reports: object[] = []) => {
    const { text: made, faults } = await inProject(
      { [file]: text, 'extras.js': 'module.exports = { yes: true };' },
      compileSummary,
    );
    expect(faults).to.deep.equal([]);
    return new Function('contact', 'reports', 'lineage', 'uhcStats', 'cht', 'targetDoc', made!)(
      contact,
      reports,
      [],
      {},
      {},
    );
  };
  const person = { _id: 'a', type: 'person', name: 'Asha' };

  it('shows the fields and cards that are for a contact, and tells its context to forms', async () => {
    const text = `const { yes } = require('./extras'); const thisContact = contact;
      module.exports = {
        context: { alive: yes },
        fields: [
          { appliesToType: 'person', label: 'name', value: thisContact.name, width: 4 },
          { appliesToType: '!person', label: 'place', value: 1 },
          { appliesToType: '!clinic', appliesIf: () => true, label: 'no clinic', value: 2 },
          { appliesIf: () => false, label: 'never', value: 3 } ],
        cards: [
          { label: 'one', appliesToType: 'person', appliesIf: () => reports.length > 1, collapsed: true,
            fields: [{ label: 'n', value: () => reports.length, context: { count: 2, total: () => 5, more: 1 } }, { label: 'x', appliesIf: false }],
            modifyContext: context => { context.reports = reports.length; } },
          { label: 'each', appliesToType: 'report', fields: report => [{ label: report._id }] },
          { label: 'other', appliesToType: '!clinic', fields: [] } ] };`;
    const found = await shown('contact-summary.templated.js', text, person, [
      { _id: 'r1' },
      { _id: 'r2', errors: ['e'] },
    ]);
    expect({ ...found }).to.deep.equal({
      fields: [
        { label: 'name', value: 'Asha', width: 4 },
        { label: 'no clinic', value: 2 },
      ],
      cards: [
        { label: 'one', collapsed: true, fields: [{ label: 'n', value: 2, context: { count: 2, total: 5 } }] },
        { label: 'each', fields: [{ label: 'r1' }] },
      ],
      context: { alive: true, reports: 2 },
    });
  });

  it('may be written freely, or be empty', async () => {
    expect(
      await shown(
        'contact-summary.js',
        'module.exports = { fields: [], cards: [], context: { n: contact.name } };',
        person,
      ),
    ).to.deep.equal({ fields: [], cards: [], context: { n: 'Asha' } });
    expect(await shown('contact-summary.js', '', person)).to.deep.equal({});
  });
});
