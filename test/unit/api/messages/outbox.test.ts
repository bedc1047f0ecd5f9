import { openOffers } from '@rounds/api/messages/offers.ts';
import { withUpdates } from '@rounds/api/messages/outbox/update.ts';
import { openOutbox } from '@rounds/api/messages/outbox.ts';
import type { StateUpdate } from '@rounds/api/messages/outgoing.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { store } from '../stores.ts';

const start = Date.parse('2026-01-14T10:00:00.000Z');
const task = (uuid: string, more: object = {}): Task => ({
  state: 'pending',
  messages: [{ uuid, to: '0712 345 678', message: `text of ${uuid}` }],
  ...more,
});
const report = (_id: string, ...tasks: Task[]): Report => ({ _id, type: 'data_record', reported_date: start, tasks });
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => report(`r${String(from + at).padStart(4, '0')}`, task(`u${from + at}`)));

describe('The outbox', () => {
  let [main, side] = [store(), store()];
  let now = start;
  const { settings } = usableSettings({ default_country_code: '254', phone_validation: 'partial' });
  const clock = () => now;
  const outbox = (of: Store = main) => openOutbox({ main: of, side, settings: () => settings, now: clock });
  /** Another process of the api. */
  const offers = () => openOffers(side, clock);
  const put = async (...docs: Doc[]) => {
    for (const result of await main.write(docs)) if (!result.ok) throw new Error(result.reason);
  };
  const tasksOf = async (id: string) => (await main.get<Report>(id))!.tasks!;
  const poll = async (from = offers(), limit?: number, by = 'gateway') => {
    const mine = await from.arrive(by);
    const given = (await outbox().offer(mine, limit === undefined ? {} : { limit })).map(({ id }) => id);
    return { given, end: mine.end };
  };
  beforeEach(() => {
    [main, side] = [store(), store()];
    now = start;
  });

  it('hands out the oldest due first, 25 at once, with normal numbers, and marks them', async () => {
    await put(...numbered(30).map((doc, at) => ({ ...doc, reported_date: start - at })));
    const mine = await offers().arrive('gateway');
    const given = await outbox().offer(mine);
    expect(given.map(({ id }) => id)).to.deep.equal(Array.from({ length: 25 }, (_, at) => `u${29 - at}`));
    expect(given[0]).to.deep.equal({ id: 'u29', to: '+254712345678', content: 'text of u29' });
    const [first] = await tasksOf('r0029');
    expect(first).to.include({ state: 'forwarded-to-gateway' });
    expect(first!.state_history).to.deep.equal([
      { state: 'forwarded-to-gateway', timestamp: new Date(start).toISOString() },
    ]);
    expect((await tasksOf('r0000'))[0]!.state).to.equal('pending');
  });

  it('lets nobody before others who says that his message is old: it stands where it came to the server', async () => {
    await put(report('honest', task('a', { timestamp: new Date(start - 3_600_000).toISOString() })));
    const old = { timestamp: '1970-01-02T00:00:00.000Z' };
    await put(
      { ...report('typed', task('b', old), task('c', { due: 1 })), kujua_message: true },
      { ...report('answered', task('d')), reported_date: 7 },
    );
    const arrived = new Date(start - 60_000).toISOString();
    await side.write(
      ['honest', 'typed', 'answered'].map(id => ({
        ...{ _id: `${id}-info`, type: 'info', doc_id: id, latest_replication_date: arrived },
        initial_replication_date: id === 'honest' ? new Date(start - 3_600_000).toISOString() : arrived,
      })),
    );
    const { given } = await poll(offers(), 2);
    expect(given[0]).to.equal('a');
    expect((await tasksOf('typed')).map(({ timestamp, due }) => [timestamp, due])).to.deep.equal([
      [arrived, undefined],
      [arrived, undefined],
    ]);
    expect((await tasksOf('answered'))[0]!.timestamp).to.equal(arrived);
  });

  it('sends what stands on reports and links, whoever wrote it on anything else', async () => {
    const others: Doc[] = [
      { _id: 'p', type: 'person', tasks: [task('p')] },
      { _id: 'org.couchdb.user:x', type: 'user-settings', scheduled_tasks: [task('s')] },
      { _id: 'x', tasks: [task('x')] },
      { _id: 'y', type: 'token_login', reported_date: start, tasks: [task('y')] },
    ];
    await put(...others, report('r', task('r')));
    expect((await poll()).given).to.deep.equal(['r']);
    const stored = await main.getMany(others.map(({ _id }) => _id));
    for (const doc of stored as Report[])
      expect((doc.tasks ?? doc.scheduled_tasks)![0]).to.deep.include({
        state: 'denied',
        state_details: { reason: 'not a message of this programme' },
      });
  });

  for (const to of ['call 0712345678', 'abc1', 'javascript:1', '+', '1 a'])
    it(`does not take "${to}" for a number`, async () => {
      await put(report('r', task('u', { messages: [{ uuid: 'u', to, message: 'x' }] })));
      expect((await poll()).given).to.deep.equal([]);
      expect((await tasksOf('r'))[0]!.state).to.equal('failed');
    });
  for (const to of ['22384', '+254 (712) 345-678', '०७१२३४५६७८', 254712345678])
    it(`takes ${JSON.stringify(to)} for a number`, async () => {
      await put(report('r', task('u', { messages: [{ uuid: 'u', to, message: 'x' }] })));
      expect((await poll()).given).to.deep.equal(['u']);
    });

  it('hands out messages again at each later poll, without writing them anew, until an update arrives', async () => {
    await put(...numbered(2));
    const first = await poll();
    await first.end();
    const { _rev } = (await main.get('r0000'))!;
    for (let round = 0; round < 3; round++) {
      const again = await poll();
      expect(again.given).to.deep.equal(['u0', 'u1']);
      await again.end();
    }
    expect((await main.get('r0000'))!._rev).to.equal(_rev);
    await outbox().update([{ id: 'u0', state: 'sent' }]);
    expect((await poll()).given).to.deep.equal(['u1']);
  });

  it('never gives two polls that overlap the same message, whichever processes answer them', async () => {
    await put(...numbered(200));
    const [one, other] = [offers(), offers()];
    const handedOut: string[] = [];
    for (let round = 0; round < 6; round++) {
      const polls = await Promise.all([one, other, one, other].map(process => poll(process)));
      const given = polls.flatMap(each => each.given);
      expect(new Set(given).size).to.equal(given.length);
      handedOut.push(...given);
      await outbox().update(given.map(id => ({ id, state: 'sent' })));
      await Promise.all(polls.map(({ end }) => end()));
    }
    expect(new Set(handedOut).size).to.equal(handedOut.length);
    expect(handedOut.length).to.be.at.least(125);
  });

  it('gives nothing to a poll that arrived before another one was served', async () => {
    await put(...numbered(1));
    const early = await offers().arrive('gateway');
    const served = await poll();
    expect(served.given).to.deep.equal(['u0']);
    await served.end();
    expect(await outbox().offer(early)).to.deep.equal([]);
    expect((await poll()).given).to.deep.equal(['u0']);
  });

  it('gives what another poll has done with to the next one of the process at once, in one write, while that is still written down', async () => {
    await put(...numbered(2));
    let writes = 0;
    const counting: Store = {
      ...side,
      write: async (...asked: Parameters<Store['write']>) => {
        writes += 1;
        await new Promise(resolve => setTimeout(resolve, 20));
        return side.write(...asked);
      },
    };
    const process = openOffers(counting, clock);
    const first = await poll(process);
    for (let round = 0, before: Promise<void> = first.end(); round < 3; round++) {
      writes = 0;
      const next = await poll(process);
      expect(next.given).to.deep.equal(['u0', 'u1']);
      await before;
      expect(writes).to.be.at.most(2);
      before = next.end();
    }
  });

  it('gives nothing to a poll while the answer to another is still on its way, and everything when its process was killed', async () => {
    await put(...numbered(1));
    await poll();
    expect((await poll()).given).to.deep.equal([]);
    now += 16_000;
    expect((await poll()).given).to.deep.equal(['u0']);
  });

  it('gives nothing of which another poll brings news that is not written down yet', async () => {
    await put(...numbered(2));
    await (await poll()).end();
    const newsman = await offers().arrive('gateway', ['u0', 'never-offered']);
    expect((await poll()).given).to.deep.equal(['u1']);
    await outbox().update([{ id: 'u0', state: 'sent' }]);
    await newsman.end();
    const { open } = (await side.get('outbox:offers')) as unknown as { open: Record<string, { told?: string[] }> };
    expect(Object.values(open).flatMap(({ told = [] }) => told)).to.deep.equal([]);
  });

  it('gives nothing that another poll was done with while it looked for what waits', async () => {
    await put(...numbered(1));
    await (await poll()).end();
    let looked = () => {};
    const lookedFor = new Promise<void>(resolve => {
      looked = resolve;
    });
    let isLate = false;
    /** Messages that wait are read first; the claims only when the other poll has written its news and ended. */
    const slow: Store = {
      ...side,
      get: async (...asked: Parameters<Store['get']>) => {
        if (isLate) await told;
        return side.get(...asked) as never;
      },
    };
    const seeing: Store = {
      ...main,
      query: async (...asked: Parameters<Store['query']>) => {
        const rows = await main.query(...asked);
        looked();
        return rows as never;
      },
    };
    const newsman = await offers().arrive('gateway', ['u0']);
    const mine = await openOffers(slow, clock).arrive('gateway');
    const told = (async () => {
      await lookedFor;
      await outbox().update([{ id: 'u0', state: 'sent' }]);
      await newsman.end();
    })();
    isLate = true;
    expect(await outbox(seeing).offer(mine)).to.deep.equal([]);
    expect((await tasksOf('r0000'))[0]!.state).to.equal('sent');
  });

  it('leaves to each login what it was offered, and to the other when nothing is heard of it for two minutes', async () => {
    await put(...numbered(30));
    const first = await poll();
    await first.end();
    const other = await poll(offers(), 25, 'other gateway');
    expect(other.given).to.deep.equal(['u25', 'u26', 'u27', 'u28', 'u29']);
    await other.end();
    await outbox().update(other.given.map(id => ({ id, state: 'sent' })));
    now += 119_000;
    expect((await poll(offers(), 25, 'other gateway')).given).to.deep.equal([]);
    now += 2000;
    expect((await poll(offers(), 25, 'other gateway')).given).to.deep.equal(first.given);
  });

  it('serves a second gateway from behind what the first was offered, however much that is, while the first does not send', async () => {
    await put(...numbered(160));
    for (let round = 0; round < 5; round++) await (await poll(offers(), 25, `gateway ${round}`)).end();
    const { given } = await poll(offers(), 25, 'last gateway');
    expect(given).to.deep.equal(Array.from({ length: 25 }, (_, at) => `u${125 + at}`));
  });

  it('forgets soon what it was told of, so that its claims do not grow with the speed of a gateway', async () => {
    for (let round = 0; round < 20; round++) {
      await put(...numbered(25, round * 25));
      const mine = await offers().arrive(
        'gateway',
        round === 0 ? [] : Array.from({ length: 25 }, (_, at) => `u${(round - 1) * 25 + at}`),
      );
      await outbox().update(
        Array.from({ length: 25 }, (_, at) => ({ id: `u${(round - 1) * 25 + at}`, state: 'sent' })),
      );
      mine.newsWritten();
      expect(await outbox().offer(mine)).to.have.length(25);
      await mine.end();
      now += 5000;
    }
    const { offered } = (await side.get('outbox:offers')) as unknown as { offered: object };
    expect(Object.keys(offered).length).to.be.lessThan(150);
  });

  it('keeps what a poll told of that could not be written down', async () => {
    await put(...numbered(1));
    await (await poll()).end();
    const mine = await offers().arrive('gateway', ['u0']);
    await mine.end();
    now += 60_000;
    expect((await poll(offers(), 25, 'other gateway')).given).to.deep.equal([]);
  });

  it('keeps its claims small, however many messages went out', async () => {
    for (let round = 0; round < 5; round++) {
      await put(...numbered(20, round * 20));
      const { given, end } = await poll();
      await outbox().update(given.map(id => ({ id, state: 'sent' })));
      await end();
    }
    await put(...numbered(1, 900));
    now += 180_000;
    await (await poll()).end();
    const { offered, open } = (await side.get('outbox:offers')) as unknown as { offered: object; open: object };
    expect(Object.keys(offered)).to.deep.equal(['u900']);
    expect(open).to.deep.equal({});
  });

  it('sets aside what cannot be sent, and says why, so that it holds up nothing', async () => {
    const faulty: [Partial<Task>, string][] = [
      [{ messages: [] }, 'no text'],
      [{ messages: [{ uuid: 'x1', to: '+254712345678', message: '' }] }, 'no text'],
      [
        { messages: [{ uuid: 'x2', to: '+254712345678', message: 'See', chat: { attachments: ['map.png'] } }] },
        'no files by SMS',
      ],
      [{ messages: [{ uuid: '', to: '+254712345678', message: 'hello' }] }, 'no id'],
      [{ messages: [{ uuid: 'x3', to: 'reporting_unit', message: 'hello' }] }, 'no phone number'],
      [
        { messages: [{ uuid: 'x4', to: '+254712345678', message: 'key', error: 'messages.errors.patient.missing' }] },
        'messages.errors.patient.missing',
      ],
    ];
    await put(...faulty.map(([more], at) => report(`a${at}`, task('x', more))), ...numbered(1));
    await poll(offers(), 5);
    expect((await poll()).given).to.deep.equal(['u0']);
    for (const [at, [, reason]] of faulty.entries())
      expect((await tasksOf(`a${at}`))[0]).to.deep.include({ state: 'failed', state_details: { reason } });
  });

  it('does not send a link to log in that works no more, and says so', async () => {
    const link = (name: string, made: number) => ({
      _id: `token:login:${name}`,
      type: 'token_login',
      user: 'org.couchdb.user:x',
      reported_date: made,
      tasks: [task(`${name}-help`), task(`${name}-link`)],
    });
    await put(link('old', start - 24 * 3_600_000), link('new', start - 23 * 3_600_000), ...numbered(1));
    expect((await poll()).given).to.have.members(['new-help', 'new-link', 'u0']);
    for (const one of await tasksOf('token:login:old'))
      expect(one).to.deep.include({ state: 'cleared', state_details: { reason: 'link expired' } });
    now += 3_600_000;
    expect((await outbox().waiting()).map(({ id }) => id)).to.deep.equal(['u0']);
    expect((await tasksOf('token:login:new'))[1]!.state).to.equal('cleared');
  });

  it('is not held up by a document that a faulty client wrote', async () => {
    const odd = {
      ...report('a'),
      tasks: [null, 'x', { state: 'pending', messages: {} }, task('u-a', { state_history: {} })],
    } as unknown as Doc;
    const worse = {
      ...report('b'),
      tasks: [null, task('u-b', { state_history: [null] }), task('u-c', { state_history: 'x' })],
    } as unknown as Doc;
    await put(odd, worse, ...numbered(1));
    const { given, end } = await poll();
    expect(given).to.have.members(['u-a', 'u-b', 'u-c', 'u0']);
    await end();
    const told = (['forwarded-by-gateway', 'sent'] as const).flatMap(state => given.map(id => ({ id, state })));
    expect(await outbox().update(told)).to.deep.equal({ unknown: [] });
    expect((await poll()).given).to.deep.equal([]);
    expect((await main.get('a'))!.tasks).to.have.nested.property('[2].state', 'failed');
    expect((await main.get('b'))!.tasks).to.have.nested.property('[1].state', 'sent');
  });

  it('does not hand out a message that was silenced while it was claimed', async () => {
    await put(report('r', task('u')));
    let silenced = false;
    const raced: Store = {
      ...main,
      write: async (docs, options) => {
        if (!silenced) {
          silenced = true;
          const stored = (await main.get<Report>('r'))!;
          await main.write([{ ...stored, tasks: [{ ...stored.tasks![0]!, state: 'muted' }] }]);
        }
        return main.write(docs, options);
      },
    };
    const mine = await offers().arrive('gateway');
    expect(await outbox(raced).offer(mine)).to.deep.equal([]);
    expect((await tasksOf('r'))[0]!.state).to.equal('muted');
  });

  describe('told what became of messages', () => {
    it('writes several updates of one message in their order, and those of scheduled messages and of other documents', async () => {
      await put(report('r', task('u1'), task('u2')), { ...report('s'), scheduled_tasks: [task('u3')] });
      await put({ _id: 'token:login:x', type: 'token_login', tasks: [task('u4')] });
      const { unknown } = await outbox().update([
        { id: 'u1', state: 'forwarded-by-gateway' },
        { id: 'u2', state: 'failed', details: { reason: 'no signal' } },
        { id: 'u1', state: 'sent' },
        { id: 'u3', state: 'delivered', gatewayRef: 'ref-3' },
        { id: 'nobody', state: 'sent' },
        { id: 'u4', state: 'sent' },
        { id: 'u1', state: 'delivered' },
      ]);
      expect(unknown).to.deep.equal(['nobody']);
      const [one, two] = await tasksOf('r');
      expect(one!.state_history!.map(({ state }) => state)).to.deep.equal([
        'forwarded-by-gateway',
        'sent',
        'delivered',
      ]);
      expect(two).to.deep.include({ state: 'failed', state_details: { reason: 'no signal' } });
      expect((await main.get<Report>('s'))!.scheduled_tasks![0]).to.include({
        state: 'delivered',
        gateway_ref: 'ref-3',
      });
      expect((await main.get('token:login:x'))!.tasks).to.have.nested.property('[0].state', 'sent');
      expect(await outbox().byReference(['ref-3', 'ref-4'])).to.deep.equal(new Map([['ref-3', 'u3']]));
    });

    it('changes nothing when it is told the same again, because its answer was lost', async () => {
      await put(report('r', task('u')));
      const updates: StateUpdate[] = [
        { id: 'u', state: 'forwarded-by-gateway' },
        { id: 'u', state: 'sent' },
        { id: 'u', state: 'delivered' },
      ];
      await outbox().update(updates);
      const before = await main.get('r');
      await outbox().update(updates);
      await outbox().update(updates.slice(-1));
      expect(await main.get('r')).to.deep.equal(before);
    });

    const sent: StateUpdate = { id: 'u', state: 'sent' };
    const delivered: StateUpdate = { id: 'u', state: 'delivered' };
    const pending: StateUpdate = { id: 'u', state: 'forwarded-by-gateway' };
    const failed: StateUpdate = { id: 'u', state: 'failed', details: { reason: 'x' } };
    const rows: [string, StateUpdate[][], string[]][] = [
      ['each state once', [[pending], [sent]], ['forwarded-by-gateway', 'sent']],
      ['the same state twice', [[sent], [sent]], ['sent']],
      ['that it was sent, after it was delivered', [[delivered], [sent]], ['delivered']],
      ['that it was taken, after it was sent', [[sent], [pending]], ['sent']],
      ['all at once, the last first', [[delivered, sent, pending]], ['delivered']],
      ['a message that failed and was sent after all', [[failed], [sent]], ['failed', 'sent']],
      ['a failure twice', [[failed], [failed]], ['failed']],
      ['a round trip told as one', [[sent, failed, sent]], ['sent', 'failed', 'sent']],
      [
        'a round trip told twice',
        [
          [sent, failed, sent],
          [sent, failed, sent],
        ],
        ['sent', 'failed', 'sent'],
      ],
    ];
    for (const [title, told, history] of rows)
      it(`keeps in the history: ${title}`, () => {
        const end = told.reduce(
          (known, updates) => withUpdates(known, updates, new Date(start).toISOString()),
          task('u'),
        );
        expect(end.state_history!.map(({ state }) => state)).to.deep.equal(history);
        expect(end.state).to.equal(history.at(-1));
      });

    it('keeps what others write meanwhile', async () => {
      await put(report('r', task('u')));
      let edited = false;
      const raced: Store = {
        ...main,
        write: async (docs, options) => {
          if (!edited) {
            edited = true;
            await main.write([{ ...(await main.get('r'))!, verified: true }]);
          }
          return main.write(docs, options);
        },
      };
      await outbox(raced).update([{ id: 'u', state: 'sent' }]);
      const doc = await main.get<Report>('r');
      expect(doc).to.include({ verified: true });
      expect(doc!.tasks![0]!.state).to.equal('sent');
    });
  });
});
