import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { actOf, actsKept, countActs, kindOfAll, mainOf, refusedActs } from '../../../../webapp/data/replicate/acts.ts';
import type { Refusal } from '../../../../webapp/data/replicate/waiting-log.ts';

const report: Doc = { _id: 'mute-1', type: 'data_record', form: 'mute' };
const muted: Doc = { _id: 'asha', _rev: '2-a', type: 'person', muted: 'today' };
const task: Doc = { _id: 'task~x', type: 'task' };
const refusal = (id: string, act?: string): Refusal => ({
  ...{ id, rev: '1-a', error: 'forbidden', reason: 'No', at: 1 },
  ...(act ? { act } : {}),
});

describe('what a person did, and what waits of it', () => {
  it('is the report, whatever followed from it and in whatever order it is written', () => {
    expect(actOf([muted, report, task])).to.deep.equal({ id: 'mute-1', kind: 'report' });
    expect(actOf([{ _id: 'new', type: 'clinic' }])).to.deep.equal({ id: 'new', kind: 'contact' });
    expect(actOf([{ _id: 'text', type: 'data_record', kujua_message: true }])).to.deep.equal({
      id: 'text',
      kind: 'message',
    });
    expect(actOf([{ _id: 'me', _rev: '1-a', type: 'user-settings' }])).to.deep.equal({ id: 'me', kind: 'other' });
  });

  it('is nothing where only tasks and targets are written', () => {
    expect(actOf([task])).to.equal(undefined);
  });

  it('is counted once for all its documents, and by its kind while all are of one', () => {
    const ids = { 'mute-1': 5, asha: 5, 'task~x': 6, baraka: 9 };
    const acts = { 5: { id: 'mute-1', kind: 'report' }, 9: { id: 'baraka', kind: 'contact' } } as const;
    expect(countActs({ ids, acts })).to.equal(2);
    expect(countActs({ ids })).to.equal(2);
    expect(kindOfAll({ ids, acts })).to.equal(undefined);
    expect(kindOfAll({ ids: { 'mute-1': 5, asha: 5 }, acts })).to.equal('report');
    expect(mainOf({ ids, acts }, 'asha')).to.equal('mute-1');
    expect(mainOf({ ids }, 'asha')).to.equal('asha');
  });

  const born = { id: 'asha', kind: 'contact' } as const;
  const mute = { id: 'mute-1', kind: 'report' } as const;
  const verified = { id: 'a', kind: 'report', more: ['b', 'c'] } as const;
  const several: [
    of: string,
    ids: Record<string, number>,
    acts: Record<number, object>,
    count: number,
    kind?: string,
  ][] = [
    ['two reports', { a: 5, b: 6 }, { 5: { id: 'a', kind: 'report' }, 6: { id: 'b', kind: 'report' } }, 2, 'report'],
    ['a report with the contact that it muted', { 'mute-1': 9, asha: 9 }, { 9: mute }, 1, 'report'],
    ['a person registered and then muted', { 'mute-1': 9, asha: 9 }, { 5: born, 9: mute }, 2],
    ['a person changed twice', { asha: 9 }, { 5: born, 9: born }, 1, 'contact'],
    ['a person whose report is sent', { asha: 9 }, { 9: mute }, 1, 'report'],
    ['reports verified together', { a: 5, b: 5, c: 5 }, { 5: verified }, 3, 'report'],
    ['those of them that are left', { c: 5 }, { 5: verified }, 1, 'report'],
    [
      'a report verified with others, then changed',
      { a: 5, b: 8 },
      { 5: verified, 8: { id: 'b', kind: 'report' } },
      2,
      'report',
    ],
    ['a person registered, whose mute was taken back', { asha: 11 }, { 5: born }, 1, 'contact'],
    ['what an older version wrote', { a: 5, b: 5, c: 6 }, {}, 2, 'other'],
  ];
  for (const [of, ids, acts, count, kind] of several)
    it(`is counted as ${count}, ${kind ?? 'of several kinds'}: ${of}`, () => {
      const log = { ids, acts: acts as never };
      expect([countActs(log), kindOfAll(log)]).to.deep.equal([count, kind]);
    });

  it('is each report that is verified or deleted with others, and one card for each that is refused', () => {
    const docs = ['a', 'b', 'c'].map(_id => ({ _id, _rev: '1-a', type: 'data_record', form: 'visit' }));
    expect(actOf(docs, undefined, true)).to.deep.equal({ id: 'a', kind: 'report', more: ['b', 'c'] });
    expect(actOf(docs, 'a')).to.deep.equal({ id: 'a', kind: 'report' });
    const log = { ids: { a: 5, b: 5 }, acts: { 5: { ...verified, more: ['b', 'c'] } } };
    expect([mainOf(log, 'a'), mainOf(log, 'b')]).to.deep.equal(['a', 'b']);
  });

  it('is one refusal, however many of its documents were not accepted', () => {
    const found = refusedActs([refusal('asha', 'mute-1'), refusal('mute-1', 'mute-1'), refusal('old')]);
    expect(found.map(({ id, refusals }) => [id, refusals.length])).to.deep.equal([
      ['mute-1', 2],
      ['old', 1],
    ]);
  });

  it('is forgotten when nothing of it waits and nothing was refused', () => {
    const acts = {
      5: { id: 'a', kind: 'report' },
      6: { id: 'b', kind: 'report' },
      7: { id: 'c', kind: 'report' },
    } as const;
    const log = { ids: { x: 6 }, refused: { y: refusal('y', 'c') }, acts };
    expect(Object.keys(actsKept(log))).to.deep.equal(['6', '7']);
  });
});
