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
    expect(countActs(Object.entries(ids))).to.equal(2);
    const acts = { 5: { id: 'mute-1', kind: 'report' }, 9: { id: 'baraka', kind: 'contact' } } as const;
    expect(kindOfAll({ ids, acts })).to.equal(undefined);
    expect(kindOfAll({ ids: { 'mute-1': 5, asha: 5 }, acts })).to.equal('report');
    expect(mainOf({ ids, acts }, 'asha')).to.equal('mute-1');
    expect(mainOf({ ids }, 'asha')).to.equal('asha');
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
