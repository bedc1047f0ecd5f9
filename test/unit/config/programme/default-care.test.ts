import { defaultProgramme, programmeDocs } from '@rounds/config/programme/documents.ts';
import { chtFor } from '@rounds/sentinel/programme-code/cht.ts';
import { type Emitted, rulesOf, runRules } from '@rounds/sentinel/programme-code/run-rules.ts';
import { programmeTools } from '@rounds/sentinel/programme-code/tools.ts';
import { type Summary, summaryOf } from '@rounds/sentinel/summary/summary.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';
import { stateOn } from '@rounds/sentinel/tasks/states.ts';
import { expect } from 'chai';

interface Coded {
  tasks: {
    rules: string;
    targets: { items: { id: string; translation_key: string; subtitle_translation_key?: string }[] };
  };
  contact_summary: string;
}

const day = 86_400_000;
const daysAgo = (days: number): string => localDay(Date.now() - days * day)!;
const asha = { _id: 'asha', type: 'person', name: 'Asha', sex: 'female', patient_id: '10018' };
const report = (form: string, ago: number, fields: object = {}) => ({
  _id: `${form}-${ago}`,
  type: 'data_record',
  form,
  reported_date: Date.now() - ago * day,
  fields: { patient_uuid: 'asha', ...fields },
});

describe('the tasks, targets and summary of the default programme', () => {
  let settings: Coded;
  let words: Record<string, string>;
  before(async () => {
    const docs = await programmeDocs(defaultProgramme);
    settings = docs.find(({ _id }) => _id === 'settings')!.settings as Coded;
    words = docs.find(({ _id }) => _id === 'messages-en')!.generic as Record<string, string>;
  });

  const run = (contact: object, ...reports: object[]): Emitted => {
    const { rules, targets } = settings.tasks;
    const emitted = runRules(
      rulesOf(rules),
      { contact: contact as never, reports: [...reports].reverse() as never, tasks: [] },
      {
        tools: programmeTools(),
        user: {},
        cht: chtFor({ roles: [], permissions: {} }),
        targets: new Set(targets.items.map(({ id }) => id)),
      },
    );
    expect(emitted.fault).to.equal(undefined);
    return emitted;
  };
  const ready = (contact: object, ...reports: object[]): string[] =>
    run(contact, ...reports)
      .tasks.filter(task => stateOn(task, daysAgo(0)) === 'Ready')
      .map(({ _id }) => _id);
  const summary = (contact: object, ...reports: object[]): Summary => {
    const names = ['contact', 'reports', 'lineage', 'uhcStats', 'cht', 'targetDoc'];
    const made = new Function(...names, settings.contact_summary)(contact, reports, [], {}, {});
    return summaryOf(JSON.parse(JSON.stringify(made)));
  };

  const week20 = report('pregnancy', 35, { lmp_date: daysAgo(140), danger_signs: 'none' });
  for (const [title, contact, reports, wanted] of [
    ['a woman in week 20', asha, [week20], ['pregnancy-35~week-20~anc_visit']],
    ['one who was visited this week', asha, [report('visit', 1), week20], []],
    ['one of whom a text told the visit', asha, [report('V', 1), week20], []],
    ['one registered by a text', asha, [report('P', 14, { weeks_since_lmp: 18 })], ['P-14~week-20~anc_visit']],
    ['one who gave birth ten days ago', asha, [report('D', 10), week20], ['D-10~day-10~pnc_visit']],
    ['one who died', { ...asha, date_of_death: daysAgo(2) }, [week20], []],
    [
      'one with a danger sign in week 8',
      asha,
      [report('pregnancy', 1, { lmp_date: daysAgo(56), danger_signs: 'fits' })],
      ['pregnancy-1~follow-up~danger_sign'],
    ],
    [
      'a man with a danger sign by text',
      { ...asha, sex: 'male' },
      [report('F', 1, { danger_sign: 2 })],
      ['F-1~follow-up~danger_sign'],
    ],
    ['nobody', asha, [], []],
  ] as const)
    it(`ask of ${title}: ${wanted.join(', ') || 'nothing'}`, () =>
      expect(ready(contact, ...reports)).to.deep.equal(wanted));

  for (const [title, reports, wanted] of [
    ['a pregnancy not visited', [week20], { pregnancies: 1, pregnant_visited: 0 }],
    ['one visited this month', [report('visit', 3), week20], { pregnancies: 1, pregnant_visited: 1 }],
    ['a birth', [report('D', 3), week20], { pregnancies: 1, births: 1 }],
  ] as const)
    it(`count ${title}`, () => {
      const { targets } = run(asha, ...reports);
      expect(Object.fromEntries(targets.map(({ target, pass }) => [target, pass ? 1 : 0]))).to.deep.equal(wanted);
    });

  it('show week, due date and danger signs of a pregnancy, and tell forms of it', () => {
    const { cards, context } = summary(asha, report('visit', 2, { danger_signs: 'fits fever' }), week20);
    expect(cards[0]!.fields.map(({ label, value, icon }) => [label, value, icon])).to.deep.equal([
      ['summary.pregnancy.danger_sign', 'summary.danger_sign.fits', 'triangle-alert'],
      ['summary.pregnancy.danger_sign', 'summary.danger_sign.fever', 'triangle-alert'],
      ['summary.pregnancy.weeks', { number: 20 }, 'heart-pulse'],
      ['summary.pregnancy.expected_date', daysAgo(-140), 'calendar'],
      ['summary.pregnancy.last_visit', cards[0]!.fields[4]!.value, 'clipboard-check'],
    ]);
    expect(context).to.include({ pregnant: true, weeks_pregnant: 20, danger_signs: 'fits fever' });
  });

  it('show of a household who is pregnant, and of anybody else nothing', () => {
    const { cards } = summary({ _id: 'kaya', type: 'clinic', name: 'Kaya' }, week20);
    expect(cards.map(({ fields }) => fields.map(({ value }) => value))).to.deep.equal([[1]]);
    expect(summary(asha)).to.deep.include({ fields: [], cards: [] });
    expect(summary({ _id: 'kaya', type: 'clinic' }).cards).to.deep.equal([]);
  });

  it('have words for all that they name', () => {
    const named = [
      ...JSON.stringify(settings.tasks).matchAll(/\\?"((?:task|targets)\.[a-z_.]+)\\?"/g),
      ...settings.contact_summary.matchAll(/"(summary\.[a-z_.]+[a-z])"/g),
    ].map(([, key]) => key!);
    expect(named).to.have.length.above(10);
    expect(named.filter(key => !words[key])).to.deep.equal([]);
  });
});
