import { type InfoDoc, infoId, isInfo, mergeInfo } from '@rounds/ddocs/documents/infodocs.ts';
import { expect } from 'chai';

const info = (fields: object): InfoDoc => ({ _id: 'x-info', type: 'info', doc_id: 'x', ...fields });

describe('an infodoc', () => {
  it('is named after its document', () => {
    expect(infoId('x')).to.equal('x-info');
    expect([isInfo(info({})), isInfo({ _id: 'malaria-info', type: 'data_record' })]).to.deep.equal([true, false]);
  });

  const mine = info({
    _rev: '1-a',
    transitions: { muting: 1 },
    muting_history: ['mine'],
    initial_replication_date: 'unknown',
  });
  const cases: [string, object, object][] = [
    [
      'takes the dates of the api',
      { _rev: '2-b', initial_replication_date: 'd1', latest_replication_date: 'd2' },
      { initial_replication_date: 'd1', latest_replication_date: 'd2' },
    ],
    ['loses the dates that the newest revision no longer has', { _rev: '2-b' }, {}],
    [
      'takes the tasks that the api completed',
      { _rev: '2-b', completed_tasks: { o: 1 } },
      { completed_tasks: { o: 1 } },
    ],
    ["keeps the sentinel's own fields", { _rev: '2-b', transitions: { other: 2 }, muting_history: ['theirs'] }, {}],
  ];
  for (const [title, newest, expected] of cases)
    it(`written again after a conflict ${title}`, () => {
      expect(mergeInfo(mine, info(newest))).to.deep.equal(
        info({ _rev: '2-b', transitions: { muting: 1 }, muting_history: ['mine'], ...expected }),
      );
      expect(mine.initial_replication_date).to.equal('unknown');
    });
});
