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
      expect(body.sentinel).to.deep.include({ backlog: -1, leader: 'one', parked: 1, following: true, faults: 0 });
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
