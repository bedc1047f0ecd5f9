import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { listOf } from '../../../../webapp/data/people/list.ts';
import { people } from '../../../../webapp/data/people/people.ts';

const types = [
  { id: 'health_center' },
  { id: 'clinic', parents: ['health_center'] },
  { id: 'person', parents: ['health_center', 'clinic'], person: true },
];
const under = (...[_id, ...rest]: string[]): object | undefined =>
  _id ? { _id, ...(rest.length ? { parent: under(...rest) } : {}) } : undefined;
const person = (_id: string, name: string, parent: object | undefined, more: object = {}): Doc => ({
  _id,
  type: 'person',
  name,
  parent,
  ...more,
});

const village = (): Doc[] => [
  { _id: 'centre', type: 'health_center', name: 'Mto wa Mbu' },
  { _id: 'otieno', type: 'clinic', name: 'Otieno household', parent: under('centre'), place_id: '20014' },
  {
    _id: 'kamau',
    type: 'clinic',
    name: 'Kamau household 10',
    parent: under('centre'),
    muted: '2026-11-01T08:00:00.000Z',
  },
  { _id: 'kamau2', type: 'clinic', name: 'Kamau household 9', parent: under('centre') },
  person('asha', 'Asha Otieno', under('otieno', 'centre'), { patient_id: '10018' }),
  person('eloise', 'Éloïse Kamau', under('kamau', 'centre'), { phone: '+255 712 345 678' }),
  person('zuri', 'Zuri Otieno', under('otieno', 'centre'), { muted: '2026-11-01T08:00:00.000Z' }),
  person('babu', 'Babu Otieno', under('otieno', 'centre'), { date_of_death: '2026-01-01' }),
  { _id: 'report', type: 'data_record', name: 'not a contact' },
];

const filled = () => {
  const everybody = people(() => types);
  everybody.apply(village());
  return everybody;
};
const names = (rows: { name: string }[]) => rows.map(({ name }) => name);

describe('the people of a phone', () => {
  it('are the contacts of the types of the programme', () => {
    expect(filled().size()).to.equal(8);
  });

  it('lie below their places, the living before the dead, active before muted', () => {
    expect(names(filled().children('otieno'))).to.deep.equal(['Asha Otieno', 'Zuri Otieno', 'Babu Otieno']);
    expect(names(filled().above('asha'))).to.deep.equal(['Otieno household', 'Mto wa Mbu']);
    expect(
      filled()
        .below('centre')
        .map(({ id }) => id),
    ).to.have.members(['otieno', 'kamau', 'kamau2', 'asha', 'eloise', 'zuri', 'babu']);
  });

  it('are silent when muted themselves, or when a place above is, before any cascade', () => {
    const everybody = filled();
    const silent = ['otieno', 'asha', 'zuri', 'kamau', 'eloise'].filter(id => everybody.silent(everybody.get(id)!));
    expect(silent).to.deep.equal(['zuri', 'kamau', 'eloise']);
  });

  for (const { text, found } of [
    { text: 'ASHA', found: ['Asha Otieno'] },
    { text: 'eloise', found: ['Éloïse Kamau'] },
    { text: 'oti as', found: ['Asha Otieno'] },
    { text: '10018', found: ['Asha Otieno'] },
    { text: '0712 345', found: ['Éloïse Kamau'] },
    { text: '+255712345678', found: ['Éloïse Kamau'] },
    { text: '٢٠٠١٤', found: ['Otieno household'] },
    { text: 'otieno', found: ['Otieno household', 'Asha Otieno', 'Zuri Otieno', 'Babu Otieno'] },
    { text: 'tieno', found: [] },
    { text: '  ', found: [] },
  ])
    it(`are found by “${text}”: ${found.join(', ') || 'nobody'}`, () => {
      expect(names(filled().search(text))).to.deep.equal(found);
    });

  it('move, change and leave as their documents do, and listeners hear of it once', () => {
    const everybody = filled();
    let heard = 0;
    const ended = new AbortController();
    everybody.onChange(() => heard++, ended.signal);
    everybody.apply([person('asha', 'Asha Kamau', under('kamau', 'centre')), { _id: 'zuri', _deleted: true }]);
    everybody.apply([{ _id: 'a-report', type: 'data_record' }]);
    expect(heard).to.equal(1);
    expect(names(everybody.children('kamau'))).to.deep.equal(['Asha Kamau', 'Éloïse Kamau']);
    expect(names(everybody.children('otieno'))).to.deep.equal(['Babu Otieno']);
    expect(everybody.search('zuri')).to.deep.equal([]);
    ended.abort();
  });

  it('are the same again after they were kept and restored', () => {
    const again = people(() => types);
    again.restore(JSON.parse(JSON.stringify(filled().rows())));
    expect(names(again.search('otieno'))).to.deep.equal(names(filled().search('otieno')));
    expect(names(again.children('otieno'))).to.deep.equal(names(filled().children('otieno')));
  });
});

describe('the list of everybody', () => {
  const shown = (filter: Partial<Parameters<typeof listOf>[3]>) =>
    listOf(filled(), types, ['centre'], { text: '', type: '', state: 'all', ...filter }).lines.map(line =>
      'heading' in line ? `# ${line.heading} ${line.count}` : line.person.name,
    );

  it('begins with the own place, goes down the hierarchy, and groups the muted ones below', () => {
    expect(shown({})).to.deep.equal([
      '# home 1',
      'Mto wa Mbu',
      '# clinic 2',
      'Kamau household 9',
      'Otieno household',
      '# person 2',
      'Asha Otieno',
      'Babu Otieno',
      '# muted 3',
      'Kamau household 10',
      'Éloïse Kamau',
      'Zuri Otieno',
    ]);
  });

  it('shows one kind, the active ones, or the muted ones', () => {
    expect(shown({ type: 'clinic' })).to.deep.equal([
      '# clinic 2',
      'Kamau household 9',
      'Otieno household',
      '# muted 1',
      'Kamau household 10',
    ]);
    expect(shown({ state: 'active', type: 'person' })).to.deep.equal(['# person 2', 'Asha Otieno', 'Babu Otieno']);
    expect(shown({ state: 'muted', type: 'person' })).to.deep.equal(['# muted 2', 'Éloïse Kamau', 'Zuri Otieno']);
  });

  it('shows what was found without headings, the muted ones below', () => {
    expect(shown({ text: 'kamau' })).to.deep.equal([
      'Kamau household 9',
      '# muted 2',
      'Kamau household 10',
      'Éloïse Kamau',
    ]);
  });
});
