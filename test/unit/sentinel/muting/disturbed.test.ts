import { AppError } from '@rounds/ddocs/documents/error.ts';
import { expect } from 'chai';
import {
  contact,
  day,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';

const household = ['ann of north', 'ben of north', 'north'];

describe('The sentinel mutes once, whatever comes between', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ docs: village() });
    await sentinel.settle();
  });
  afterEach(() => sentinel.close());

  it('takes contacts of a batch that was fetched ahead as the batch before left them', async () => {
    const written: string[] = [];
    sentinel.disturb(store => ({
      ...store,
      write: (docs, options) => {
        if (store === sentinel.main) written.push(...docs.map(({ _id }) => _id));
        return store.write(docs, options);
      },
    }));
    sentinel.restart();
    const ann = await sentinel.contact('ann of north');
    const mute = report('mute', 'north');
    await sentinel.put({ ...ann, phone: '+254700000009' }, mute);
    const { changes } = await sentinel.main.changes({ since: '0', limit: 1000, docs: true });
    const of = (id: string) => changes.filter(change => change.id === id);
    await sentinel.engine.settle(of(mute._id));
    const muted = await sentinel.contact(ann._id);
    expect(muted.muted_by).to.include({ report_id: mute._id });
    written.length = 0;
    await sentinel.engine.settle(of(ann._id));
    expect(await sentinel.contact(ann._id)).to.deep.equal(muted);
    expect(written).to.deep.equal([]);
  });

  it('says that the database is away, and no more, when it goes while registrations are still read; then it goes on', async () => {
    let isAway = true;
    let tell = () => {};
    const refused = new Promise<void>(resolve => {
      tell = resolve;
    });
    sentinel.disturb(store => ({
      ...store,
      write: async (docs, options) => {
        if (store !== sentinel.main || !isAway) return store.write(docs, options);
        // Told only after those who wait for this write could have heard of it.
        setTimeout(tell, 0);
        throw new AppError('store/unreachable', 'Nobody answers');
      },
      query: async (view, query) => {
        if (isAway && view === 'medic-client/reports_by_subject' && store === sentinel.main) await refused;
        return store.query(view, query) as never;
      },
    }));
    sentinel.restart();
    await sentinel.put(report('mute', 'north'));
    // A fault that nobody sees to ends a process.
    const unseen: unknown[] = [];
    const note = (reason: unknown) => unseen.push(reason);
    process.on('unhandledRejection', note);
    const thrown = await sentinel.settle().catch((error: unknown) => error);
    process.off('unhandledRejection', note);
    expect(thrown).to.include({ code: 'store/unreachable' });
    expect(unseen).to.deep.equal([]);
    isAway = false;
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal(household);
  });

  it('writes nothing more when everything is settled a second time', async () => {
    const [mute, pregnancy] = [report('mute', 'north'), report('pregnancy', 'ann of north')];
    await sentinel.put(mute, pregnancy, contact('baby of north', 'person', ['north', 'centre', 'district']));
    await sentinel.settle();
    await sentinel.put(report('unmute', 'baby of north', { reported_date: wednesday + 1 }));
    await sentinel.settle();
    const seqs = async () => [(await sentinel.main.info()).seq, (await sentinel.side.info()).seq];
    const before = await seqs();
    sentinel.restart('0');
    sentinel.clock.now += day;
    await sentinel.settle(3);
    expect(await seqs()).to.deep.equal(before);
  });
});
