import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { people } from '../../../../webapp/data/people/people.ts';
import { formChoices, placeChoices } from '../../../../webapp/data/reports/filter-choices.ts';
import { noFilter, reportsShown } from '../../../../webapp/data/reports/report-filter.ts';
import { reportRows } from '../../../../webapp/data/reports/rows.ts';

const title = (form: string): string => ({ pregnancy: 'Pregnancy', P: 'Pregnancy', V: 'Visit' })[form] ?? form;

describe('what the filters of reports offer', () => {
  const forms: [of: string, codes: string[], chosen: string, values: string[]][] = [
    ['the form of the app and that of SMS as one', ['pregnancy', 'P', 'V'], '', ['P', 'V']],
    ['the same in whatever order they come', ['V', 'P', 'pregnancy', 'P'], '', ['P', 'V']],
    ['the one that was chosen before the other came', ['P', 'pregnancy', 'V'], 'pregnancy', ['pregnancy', 'V']],
    ['nothing where there are no reports', [], '', []],
  ];
  for (const [of, codes, chosen, values] of forms)
    it(`is, of forms, ${of}`, () => {
      const choices = formChoices(codes, title, chosen);
      expect(choices.map(({ value }) => value)).to.deep.equal(values);
      expect(new Set(choices.map(({ words }) => words)).size).to.equal(choices.length);
    });

  it('lets through reports of every form with the title that was chosen', () => {
    const rows = reportRows([]);
    rows.take(['pregnancy', 'P', 'V'].map((form, at) => ({ _id: form, type: 'data_record', form, reported_date: at })));
    const none = new Set<string>();
    const around = { people: people(() => []), title, knows: () => true, waiting: none, refused: none };
    for (const form of ['P', 'pregnancy'])
      expect(reportsShown(rows.all(), { ...noFilter, form }, around).map(({ id }) => id)).to.have.members([
        'P',
        'pregnancy',
      ]);
    expect(reportsShown(rows.all(), { ...noFilter, form: 'V' }, around).map(({ id }) => id)).to.deep.equal(['V']);
  });

  it('is, of places with one name, each with the place in which it lies', () => {
    const all = people(() => [{ id: 'clinic' }, { id: 'health_center' }]);
    all.apply([
      { _id: 'hill', type: 'health_center', name: 'Hill' },
      { _id: 'lake', type: 'health_center', name: 'Lake' },
      { _id: 'a', type: 'clinic', name: 'Mutua', parent: { _id: 'lake' } },
      { _id: 'b', type: 'clinic', name: 'Mutua', parent: { _id: 'hill' } },
      { _id: 'c', type: 'clinic', name: 'Barasa', parent: { _id: 'hill' } },
    ] as Doc[]);
    const choices = placeChoices(all.rows(), id => all.get(id)?.name ?? '');
    expect(choices.map(({ words }) => words)).to.deep.equal(['Barasa', 'Hill', 'Lake', 'Mutua, Hill', 'Mutua, Lake']);
  });
});
