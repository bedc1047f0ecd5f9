import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';
import { aya, report, village } from '../replicate/village.ts';

describe('monitoring', () => {
  it('tells in the shape of CHT how the programme is', async () => {
    const place = await village({
      docs: [
        {
          ...report('scheduled', 'nia', aya),
          scheduled_tasks: [
            { state: 'scheduled', due: '2999-01-01T00:00:00Z' },
            { state: 'muted', due: '2020-01-01T00:00:00Z' },
          ],
        },
        { ...report('sent', 'nia', aya), tasks: [{ state: 'delivered' }, { state: 'failed' }, { state: 'pending' }] },
      ],
    });
    try {
      const person = await place.login('aya');
      await person.ask('/api/v1/replication/get-ids');
      await place.sentinel.write([
        { _id: 'failed:x', type: 'failed' },
        { _id: 'state:sentinel', type: 'sentinel-state', leader: 'one', following: true, off: [] },
      ]);
      const { status, body } = await place.stranger.ask('/api/v2/monitoring');
      expect(status).to.equal(200);
      expect(body.version).to.have.all.keys('app', 'node', 'couchdb');
      expect(body.couchdb.medic).to.have.all.keys(
        'name',
        'update_sequence',
        'doc_count',
        'doc_del_count',
        'fragmentation',
      );
      expect(body.couchdb).to.include.all.keys('medic', 'sentinel', 'usersmeta', 'users');
      expect(body.sentinel).to.deep.include({ backlog: -1, leader: 'somebody', parked: 1, following: true, faults: 0 });
      const { body: toAdmin } = await place.admin.ask('/api/v2/monitoring');
      expect(toAdmin.sentinel.leader).to.equal('one');
      expect(body.messaging.outgoing.total).to.deep.equal({ due: 1, scheduled: 1, muted: 1, failed: 1, delivered: 1 });
      expect(body).to.nested.include({
        'conflict.count': 0,
        'replication_limit.count': 0,
        'feedback.count': 0,
        'outbound_push.backlog': 0,
      });
      expect(body.date.current).to.be.a('number');
      const metrics = await place.stranger.ask('/metrics');
      expect(metrics.body)
        .to.match(/rounds_sentinel_parked 1/)
        .and.match(/rounds_messages\{group="muted"\} 1/)
        .and.match(/rounds_http_request_seconds_count/);
    } finally {
      await place.close();
    }
  });

  it('counts users who were here and users whose replication failed, in the days asked for', async () => {
    const now = Date.parse('2026-05-20T12:00:00Z');
    const place = await village({ now: () => now });
    try {
      const logs = couchStore(place.couchUrl, place.databases.logs);
      await logs.write([
        { _id: 'replication-fail-2026-05-cht', user: 'cht', total_failures: 3, daily_failures: { '2026-05-10': 3 } },
        {
          ...{ _id: 'replication-failure-rounds', type: 'replication-failure', user: 'rounds', count: 1, failures: [] },
          last_failure: '2026-05-19T12:00:00.000Z',
        },
        { _id: 'connected-user-old', type: 'connected-user', user: 'old', timestamp: now - 10 * 86_400_000 },
      ]);
      const counts = async (query: string) => {
        const { body } = await place.stranger.ask(`/api/v2/monitoring${query}`);
        return [body.replication_failures.count, body.connected_users.count];
      };
      expect(await counts('')).to.deep.equal([1, 0]);
      expect(await counts('?connected_user_interval=14')).to.deep.equal([2, 1]);
      expect(await counts('?connected_user_interval=1000000')).to.deep.equal([2, 1]);
      expect(await counts('?connected_user_interval=none')).to.deep.equal([1, 0]);
      expect((await place.stranger.ask('/metrics')).body).to.match(/rounds_replication_failures 1/);
      const olga = await place.login('olga');
      const { body } = await olga.ask('/api/v1/replication-failure-logs?user=cht');
      expect(body.users).to.deep.equal([{ user: 'cht', count: 3, failures: [], last_failure: '2026-05-10' }]);
      expect((await olga.ask('/api/v1/replication-health/failed')).body.count).to.equal(2);
    } finally {
      await place.close();
    }
  });

  it('answers that all is well', async () => {
    const place = await village();
    try {
      expect((await place.stranger.ask('/api/v1/health')).body).to.include({ ok: true });
      expect((await place.stranger.ask('/api/info')).body.version).to.match(/^\d/);
    } finally {
      await place.close();
    }
  });
});
