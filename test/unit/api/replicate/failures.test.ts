import { failingSince, failuresByUser } from '@rounds/api/replicate/failures.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';

const at = (text: string) => Date.parse(text);
const ours = (more: object = {}): Doc => ({
  ...{ _id: 'replication-failure-aya', _rev: '3-x', type: 'replication-failure', user: 'aya', count: 2 },
  failures: [{ date: '2026-05-02T10:00:00.000Z', request: 'fill', request_id: 'r', broken_off: true, duration: 5 }],
  last_failure: '2026-05-02T10:00:00.000Z',
  ...more,
});
const cht = (more: object = {}): Doc => ({
  _id: 'replication-fail-2026-05-aya',
  user: 'aya',
  total_failures: 60,
  failures: [{ timestamp: at('2026-05-03T10:00:00Z'), status_code: 500, duration: 7, roles: ['chw'] }],
  daily_failures: { '2026-05-01': 59, '2026-05-03': 1 },
  ...more,
});

describe('The log of replications that failed', () => {
  it('counts what CHT noted with what Rounds noted, by user', () => {
    const june = cht({ _id: 'replication-fail-2026-06-aya', total_failures: 1, failures: [], daily_failures: {} });
    const ben = cht({ _id: 'replication-fail-2026-05-ben', user: 'ben' });
    const [aya, other] = failuresByUser([ben, ours(), cht(), june]);
    expect(aya).to.deep.include({ user: 'aya', count: 63, last_failure: '2026-05-03T10:00:00.000Z' });
    expect(aya!.failures.map(({ date }) => date.slice(0, 10))).to.deep.equal(['2026-05-02', '2026-05-03']);
    expect(aya!.failures[1]).to.deep.include({ status_code: 500, duration: 7, roles: ['chw'] });
    expect(other).to.include({ user: 'ben', count: 60 });
  });

  const odd: [title: string, doc: Doc, user: string, count: number, last: string][] = [
    [
      'without a user, whom the id names after the month',
      cht({ user: undefined }),
      'aya',
      60,
      '2026-05-03T10:00:00.000Z',
    ],
    [
      'whose id names the month last',
      cht({ _id: 'replication-fail-ben-2026-05', user: '' }),
      'ben',
      60,
      '2026-05-03T10:00:00.000Z',
    ],
    [
      'with dates as text',
      cht({ failures: [{ date: '2026-05-03T12:00:00Z' }] }),
      'aya',
      60,
      '2026-05-03T12:00:00.000Z',
    ],
    ['that counts by day only', cht({ failures: undefined }), 'aya', 60, '2026-05-03'],
    ['without a total', cht({ total_failures: undefined }), 'aya', 1, '2026-05-03T10:00:00.000Z'],
    ['whose failures are no list', cht({ failures: 'x', total_failures: 'many', daily_failures: null }), 'aya', 0, ''],
    ['with failures of no date', cht({ failures: [{}, null, { timestamp: 'soon' }] }), 'aya', 60, '2026-05-03'],
  ];
  for (const [title, doc, user, count, last] of odd)
    it(`takes a document of CHT ${title}`, () => {
      expect(failuresByUser([doc])[0]).to.deep.include({ user, count, last_failure: last });
    });

  it('tells nothing of a document that names nobody', () => {
    expect(failuresByUser([{ _id: 'replication-fail-', total_failures: 1 }])).to.deep.equal([]);
  });

  const moments: [since: string, failing: number][] = [
    ['2026-05-01T00:00:00Z', 3],
    ['2026-05-02T11:00:00Z', 2],
    ['2026-05-03T23:00:00Z', 1],
    ['2026-05-04T00:00:00Z', 0],
  ];
  for (const [since, failing] of moments)
    it(`knows ${failing} users who failed since ${since}`, () => {
      const ben = cht({ _id: 'replication-fail-2026-05-ben', user: 'ben' });
      const zuri = cht({ _id: 'replication-fail-2026-05-zuri', user: 'zuri', failures: [] });
      expect(failingSince([ours(), ben, zuri], at(since))).to.equal(failing);
    });
});
