import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { people } from '../../../../webapp/data/people/people.ts';
import { reportRows } from '../../../../webapp/data/reports/rows.ts';
import { visitsOf } from '../../../../webapp/data/reports/visits.ts';

const at = (day: string): number => new Date(`${day}T10:00`).getTime();
const november = { start: at('2026-11-01'), end: at('2026-11-30') };
const everybody = people(() => [{ id: 'person', person: true }, { id: 'clinic' }]);
everybody.apply([
  { _id: 'home', type: 'clinic', name: 'Otieno household' },
  { _id: 'asha', type: 'person', name: 'Asha', patient_id: '10018', parent: { _id: 'home' } },
] as Doc[]);
const report = (id: string, day: string, fields: object): Doc => ({
  ...{ _id: id, type: 'data_record', form: 'visit', reported_date: at(day), fields },
});
const visits = (...docs: Doc[]) => {
  const rows = reportRows([]);
  rows.take(docs);
  return Object.fromEntries(visitsOf(rows.all(), everybody, november));
};

describe('visits', () => {
  it('count for the contact that a report says was visited: days of the period, once each', () => {
    const found = visits(
      report('1', '2026-11-03', { visited_contact_uuid: 'home', patient_uuid: 'asha' }),
      report('2', '2026-11-03', { visited_contact_uuid: 'home' }),
      report('3', '2026-11-09', { visited_contact_uuid: 'home' }),
      report('4', '2026-10-09', { visited_contact_uuid: 'home' }),
      report('5', '2026-11-20', { patient_uuid: 'asha' }),
    );
    expect(found).to.deep.equal({ home: { last: at('2026-11-09'), days: 2 } });
  });

  it('are reports about somebody and his household where the programme does not say whom it visited', () => {
    const found = visits(
      report('1', '2026-11-03', { patient_id: '10018' }),
      report('2', '2026-10-09', { patient_uuid: 'asha' }),
    );
    expect(found).to.deep.equal({
      asha: { last: at('2026-11-03'), days: 1 },
      home: { last: at('2026-11-03'), days: 1 },
    });
  });
});
