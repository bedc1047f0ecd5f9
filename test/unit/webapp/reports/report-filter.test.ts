import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { people } from '../../../../webapp/data/people/people.ts';
import {
  filtersSet,
  noFilter,
  type ReportFilter,
  reportsShown,
} from '../../../../webapp/data/reports/report-filter.ts';
import { reportRow, reportRows } from '../../../../webapp/data/reports/rows.ts';

const at = (day: string): number => new Date(`${day}T10:00`).getTime();
const report = (id: string, day: string, more: object): Doc => ({
  ...{ _id: id, type: 'data_record', reported_date: at(day) },
  ...more,
});

const everybody = people(() => [{ id: 'person', person: true }, { id: 'clinic' }, { id: 'health_center' }]);
everybody.apply([
  { _id: 'centre', type: 'health_center', name: 'Mto wa Mbu' },
  { _id: 'home', type: 'clinic', name: 'Otieno household', parent: { _id: 'centre' } },
  {
    _id: 'asha',
    type: 'person',
    name: 'Asha Otieno',
    patient_id: '10018',
    parent: { _id: 'home', parent: { _id: 'centre' } },
  },
  { _id: 'neema', type: 'person', name: 'Neema Mushi', parent: { _id: 'centre' } },
] as Doc[]);

const rows = reportRows([]);
rows.take([
  report('new', '2026-11-20', {
    form: 'visit',
    fields: { patient_id: '10018' },
    contact: { _id: 'neema' },
    verified: true,
  }),
  report('old', '2026-10-01', {
    form: 'gone',
    fields: { patient_uuid: 'asha' },
    errors: [{ code: 'x' }],
    verified: false,
  }),
  report('sms', '2026-11-10', {
    form: 'F',
    from: '+255712000001',
    sms_message: { message: 'F Éloïse bleeds' },
    waits_for: ['nurse'],
  }),
  report('note', '2026-11-11', { kujua_message: true }),
  { _id: 'home', type: 'clinic' },
]);

const shown = (filter: Partial<ReportFilter>): string[] =>
  reportsShown(
    rows.all(),
    { ...noFilter, ...filter },
    {
      people: everybody,
      title: form => ({ visit: 'Antenatal visit', F: 'Danger sign' })[form] ?? form,
      knows: form => form !== 'gone',
      waiting: new Set(['new']),
      refused: new Set(['sms']),
    },
  ).map(({ id }) => id);

describe('the list of reports', () => {
  it('has every report, the latest first, and nothing else', () => {
    expect(shown({})).to.deep.equal(['new', 'sms', 'old']);
  });

  const cases: [string, Partial<ReportFilter>, string[]][] = [
    ['a name', { text: 'otieno' }, ['new', 'old']],
    ['a short code', { text: '10018' }, ['new', 'old']],
    ['the title of a form', { text: 'antenatal' }, ['new']],
    ['the words of the person, without accents', { text: 'eloise' }, ['sms']],
    ['a number', { text: '+255712000001' }, ['sms']],
    ['the one who sent it', { text: 'neema visit' }, ['new']],
    ['a form', { form: 'gone' }, ['old']],
    ['a place, with everybody below it', { place: 'centre' }, ['new', 'old']],
    ['days, the last included', { from: '2026-11-01', to: '2026-11-10' }, ['sms']],
    ['that nothing is wrong with it', { status: 'valid' }, ['new']],
    ['its faults', { status: 'faulty' }, ['old']],
    ['that it was not sent', { status: 'waiting' }, ['new']],
    ['that it was refused', { status: 'refused' }, ['sms']],
    ['that its form is gone', { status: 'unknown' }, ['old']],
    ['that it was verified', { verified: 'yes' }, ['new']],
    ['that it was found wrong', { verified: 'no' }, ['old']],
    ['that nobody said anything', { verified: 'open' }, ['sms']],
    ['that it waits for an approval', { verified: 'waits' }, ['sms']],
    ['several of these together', { place: 'centre', verified: 'yes', text: 'asha' }, ['new']],
  ];
  for (const [what, filter, wanted] of cases)
    it(`is found by ${what}`, () => {
      expect(shown(filter)).to.deep.equal(wanted);
    });

  it('says how many filters are set, the text aside', () => {
    expect(filtersSet({ ...noFilter, text: 'a', form: 'b', from: 'c' })).to.equal(2);
  });

  it('lets a report go that was deleted, and takes one that was changed', () => {
    const list = reportRows(rows.all());
    expect(
      list.take([
        { _id: 'old', _deleted: true },
        { _id: 'nobody', _deleted: true },
      ]),
    ).to.equal(true);
    list.take([report('sms', '2026-11-30', { form: 'F' })]);
    expect(list.all().map(({ id }) => id)).to.deep.equal(['sms', 'new']);
    expect(list.take([{ _id: 'nobody', _deleted: true }])).to.equal(false);
  });

  it('has no row for what is no report', () => {
    expect(reportRow({ _id: 'x', type: 'data_record' })).to.equal(null);
  });
});
