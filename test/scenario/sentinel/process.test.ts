import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { failedId, type Lease, leaseId, type SentinelState, stateId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { expect } from 'chai';
import { until } from '../../world.ts';
import { type Village, village } from './village.ts';

const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));

describe('The sentinel as a process', () => {
  let rounds: Village;
  before(async function () {
    this.timeout(120_000);
    rounds = await village();
    await rounds.settled();
  });
  after(() => rounds?.close());

  const state = () => rounds.side.get<SentinelState>(stateId);
  const changeSettings = async (
    change: (settings: Record<string, unknown>) => Record<string, unknown>,
  ): Promise<void> => {
    const doc = (await rounds.main.get<{ _id: string; settings: Record<string, unknown> }>('settings'))!;
    await rounds.main.write([{ ...doc, settings: change(doc.settings) }]);
    await rounds.settled();
  };

  it('takes changed settings at once, says which sections are faulty, and runs all that they do not concern', async function () {
    this.timeout(120_000);
    await changeSettings(settings => ({
      ...settings,
      muting: { ...(settings.muting as object), mute_forms: ['leave'] },
    }));
    await rounds.report('leave', { place_id: 'Okello' });
    expect(await rounds.muted()).to.deep.equal(['Okello', 'Grace', 'Peter']);
    await changeSettings(settings => ({ ...settings, muting: { ...(settings.muting as object), mute_forms: 'mute' } }));
    const ignored = await rounds.report('unmute', { place_id: 'Okello' });
    const pregnancy = await rounds.report('pregnancy', {
      patient_id: '10025',
      lmp_date: new Date().toISOString().slice(0, 10),
    });
    expect(await rounds.muted()).to.deep.equal(['Okello', 'Grace', 'Peter']);
    expect(await rounds.said(ignored)).to.deep.equal([]);
    expect((await rounds.states(pregnancy)).length).to.be.greaterThan(3);
    const off = await until('the state names the fault', async () => (await state())?.off[0]);
    expect(off).to.deep.include({ section: 'muting', transitions: ['muting'] });
    expect(off.faults[0]?.path).to.equal('muting.mute_forms');
    await changeSettings(settings => ({
      ...settings,
      muting: { ...(settings.muting as object), mute_forms: ['mute'] },
    }));
    await rounds.report('unmute', { place_id: 'Okello' });
    expect(await rounds.muted()).to.deep.equal([]);
  });

  it('lets the feed rest with SIGUSR1 and goes on with it where it was', async function () {
    this.timeout(120_000);
    const pid = rounds.sentinel.pid!;
    process.kill(pid, 'SIGUSR1');
    await until('the feed rests', async () => (await state())?.following === false);
    await rounds.report('mute', { patient_id: '10025' });
    await rounds.report('mute', { patient_id: '10038' });
    await wait(500);
    expect(
      await rounds.main.getMany<Contact>(['Grace', 'Peter']).then(docs => docs.map(doc => doc?.muted)),
    ).to.deep.equal([undefined, undefined]);
    process.kill(pid, 'SIGUSR1');
    expect(await rounds.muted()).to.deep.equal(['Grace', 'Peter']);
    await rounds.report('unmute', { patient_id: '10025' });
    await rounds.report('unmute', { patient_id: '10038' });
    expect(await rounds.muted()).to.deep.equal([]);
  });

  it('tries parked changes again with SIGUSR2, and cleans up after deleted documents', async function () {
    this.timeout(120_000);
    const at = new Date().toISOString();
    await rounds.side.write([
      {
        _id: failedId('Peter'),
        type: 'failed',
        doc_id: 'Peter',
        rev: '1-a',
        seq: '0',
        reason: 'A bug',
        attempts: 30,
        first_failed: at,
        last_failed: at,
      },
    ]);
    await rounds.main.write([{ _id: 'visitor', type: 'person', name: 'Visitor' }]);
    await rounds.settled();
    expect(await rounds.side.get('visitor-info')).not.to.equal(null);
    const { _rev = '' } = (await rounds.main.get('visitor'))!;
    await rounds.main.write([{ _id: 'visitor', _rev, _deleted: true }]);
    await rounds.settled();
    process.kill(rounds.sentinel.pid!, 'SIGUSR2');
    await until('the parked change is settled', async () => (await rounds.side.get(failedId('Peter'))) === null);
    await until('the infodoc is gone', async () => (await rounds.side.get('visitor-info')) === null);
  });

  it('says who leads and that nothing is left to do, and gives up the lease when it ends', async function () {
    this.timeout(120_000);
    await rounds.report('mute', { patient_id: '10025' });
    await rounds.settled();
    const found = await until('the state tells of the end of the feed', async () => {
      const now = await state();
      return now?.backlog === 0 && now.off.length === 0 ? now : undefined;
    });
    expect(found).to.include({ following: true, failed: 0 });
    expect((await rounds.side.get<Lease>(leaseId))?.holder).to.equal(found.leader);
    await rounds.sentinel.stop();
    expect((await rounds.side.get<Lease>(leaseId))?.holder).to.equal('');
    await rounds.report('unmute', { patient_id: '10025' });
    await rounds.sentinel.start();
    expect(await rounds.muted()).to.deep.equal([]);
  });
});
