import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { people } from '../../../../webapp/data/people/people.ts';
import { type Rows, rowsOf } from '../../../../webapp/data/tasks/rows.ts';

const types = [{ id: 'clinic' }, { id: 'person', parents: ['clinic'], person: true }];
const kaya = { _id: 'kaya', type: 'clinic', name: 'Kaya' };
const asha = { _id: 'asha', type: 'person', name: 'Asha', patient_id: '10018', parent: { _id: 'kaya' } };
const about = (subject: object, _id = 'r'): Doc => ({ _id, type: 'data_record', form: 'visit', fields: subject });

const world = (...docs: Doc[]) => {
  const everybody = people(() => types);
  everybody.apply(docs);
  const codes = new Map(everybody.rows().flatMap(({ code, id }) => (code ? [[code, id] as const] : [])));
  const rows = rowsOf([], everybody, () => codes);
  for (const doc of docs) rows.take(doc);
  return { everybody, rows };
};

/** Everybody's rules have run. */
const ran = (rows: Rows): void => {
  for (const row of [...rows.all()]) rows.put({ ...row, dirty: false, at: 1, until: 1000 });
  rows.changes();
};
const dirty = (rows: Rows, now = 10): string[] => rows.dirty(now, [], 100).sort();

describe('who has to be looked at anew', () => {
  it('is everybody at first', () => expect(dirty(world(kaya, asha).rows)).to.deep.equal(['asha', 'kaya']));

  for (const [title, doc, wanted] of [
    ['a report about a person', about({ patient_uuid: 'asha' }), ['asha']],
    ['a report by her short code', about({ patient_id: '10018' }), ['asha']],
    ['a report about somebody who is not here', about({ patient_id: '10099' }), ['10099']],
    ['a report about nobody', about({}), ['']],
    ['a contact that changed', { ...asha, name: 'Asha O.' }, ['asha']],
    ['a message, which is no report', { _id: 'sms', type: 'data_record' }, []],
    ['a form', { _id: 'form:visit', type: 'form' }, []],
  ] as const)
    it(`is those of ${title}`, () => {
      const { rows } = world(kaya, asha);
      ran(rows);
      rows.take(doc as Doc);
      expect(dirty(rows)).to.deep.equal(wanted);
    });

  it('is both of them when a report moves from one to the other, and whoever had one that is gone', () => {
    const { rows } = world(kaya, asha, about({ patient_uuid: 'asha' }));
    ran(rows);
    rows.take(about({ place_id: 'kaya' }));
    expect(dirty(rows)).to.deep.equal(['asha', 'kaya']);
    ran(rows);
    rows.take({ _id: 'r', _deleted: true });
    expect([dirty(rows), rows.get('kaya')!.reports]).to.deep.equal([['kaya'], []]);
  });

  it('is everybody in a household that is muted', () => {
    const { rows, everybody } = world(kaya, asha);
    ran(rows);
    const muted = { ...kaya, muted: '2026-11-01T08:00:00.000Z' };
    everybody.apply([muted]);
    rows.take(muted);
    expect(dirty(rows)).to.deep.equal(['asha', 'kaya']);
  });

  it('gets the reports that named her by her short code before she was here', () => {
    const { rows, everybody } = world(kaya, about({ patient_id: '10018' }));
    expect(dirty(rows)).to.deep.equal(['10018', 'kaya']);
    ran(rows);
    everybody.apply([asha]);
    rows.take(asha);
    expect(dirty(rows)).to.deep.equal(['10018', 'asha']);
    expect(rows.get('asha')!.reports).to.deep.equal(['r']);
  });

  it('is everybody whose time is over, those on the screen first', () => {
    const { rows } = world(kaya, asha);
    ran(rows);
    expect(dirty(rows, 999)).to.deep.equal([]);
    expect(rows.dirty(1000, ['asha'], 1)).to.deep.equal(['asha']);
  });

  it('is kept, what changed and what is gone', () => {
    const { rows } = world(kaya, asha);
    ran(rows);
    rows.mark('asha');
    rows.drop('kaya');
    const { rows: changed, gone } = rows.changes();
    expect([changed.map(({ id }) => id), gone]).to.deep.equal([['asha'], ['kaya']]);
    expect(rows.changes()).to.deep.equal({ rows: [], gone: [] });
  });
});
