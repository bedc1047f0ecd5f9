import type { Report } from '@rounds/ddocs/documents/reports.ts';
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
const said = ({ tasks = [] }: Report) => tasks.map(({ messages }) => messages?.[0]?.message);

describe('The sentinel mutes and unmutes', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ docs: village() });
    await sentinel.settle();
  });
  afterEach(() => sentinel.close());

  it('mutes a household and everyone in it at one moment, and answers the reporter', async () => {
    const mute = report('mute', 'north');
    await sentinel.put(mute);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal(household);
    for (const id of household) {
      expect(await sentinel.contact(id)).to.deep.include({
        muted: '2026-01-14T10:00:00.000Z',
        muted_by: { report_id: mute._id, root: 'north', reported_date: wednesday, sender: 'chw' },
      });
      expect((await sentinel.info(id))?.muting_history).to.deep.equal([
        { muted: true, date: '2026-01-14T10:00:00.000Z', report_id: mute._id, reported_date: wednesday, root: 'north' },
      ]);
    }
    const answered = await sentinel.report(mute._id);
    expect(said(answered)).to.deep.equal(['north is muted']);
    expect(answered.tasks?.[0]).to.deep.include({ state: 'pending' });
    expect(answered.tasks?.[0]?.messages?.[0]?.to).to.equal('+254700000001');
    expect((await sentinel.info(mute._id))?.transitions?.muting).to.include({ ok: true });
    expect(await sentinel.info(mute._id)).not.to.have.property('muting_intent');
  });

  it('unmutes the whole household when one of its members is unmuted', async () => {
    await sentinel.put(report('mute', 'north'));
    await sentinel.settle();
    const unmute = report('unmute', 'ann of north', { reported_date: wednesday + 1 });
    sentinel.clock.now += 5;
    await sentinel.put(unmute);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
    for (const id of household) expect(await sentinel.contact(id)).not.to.have.any.keys('muted', 'muted_by');
    expect(said(await sentinel.report(unmute._id))).to.deep.equal(['ann of north is unmuted']);
    expect(
      (await sentinel.info('ben of north'))?.muting_history?.map(({ muted, root }) => [muted, root]),
    ).to.deep.equal([
      [true, 'north'],
      [false, 'north'],
    ]);
  });

  it('answers only that it is so already, and changes nothing', async () => {
    const [first, second, other] = [
      report('mute', 'north'),
      report('mute', 'north', { reported_date: wednesday + 1 }),
      report('unmute', 'south', { reported_date: wednesday + 1 }),
    ];
    await sentinel.put(first);
    await sentinel.settle();
    const before = await sentinel.contact('north');
    sentinel.clock.now += 60_000;
    await sentinel.put(second, other);
    await sentinel.settle();
    expect(await sentinel.contact('north')).to.deep.equal(before);
    expect((await sentinel.info('north'))?.muting_history).to.have.length(1);
    expect(said(await sentinel.report(second._id))).to.deep.equal(['north is muted already']);
    expect(said(await sentinel.report(other._id))).to.deep.equal(['south is not muted']);
  });

  it('says on the report and to the reporter that nobody has that number', async () => {
    const mute = report('mute', 'nobody of nowhere');
    await sentinel.put(mute);
    await sentinel.settle();
    const answered = await sentinel.report(mute._id);
    expect(answered.errors).to.deep.equal([
      { code: 'contact_not_found', message: 'Nobody has the number nobody of nowhere' },
    ]);
    expect(said(answered)).to.deep.equal(['Nobody has the number nobody of nowhere']);
  });

  it('finds a subject by its short code, a person before a place', async () => {
    await sentinel.put(report('mute', '', { fields: { patient_id: 20000, place_id: '10001' } }));
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal(['ann of north']);
  });

  it('keeps the older date of those who were muted before, and tells their history of the new report', async () => {
    await sentinel.put(report('mute', 'ann of north', { reported_date: wednesday - 10 }));
    await sentinel.settle();
    sentinel.clock.now += 60_000;
    await sentinel.put(report('mute', 'north'));
    await sentinel.settle();
    expect((await sentinel.contact('ann of north')).muted).to.equal('2026-01-14T10:00:00.000Z');
    expect((await sentinel.contact('ben of north')).muted).to.equal('2026-01-14T10:01:00.000Z');
    expect((await sentinel.info('ann of north'))?.muting_history).to.have.length(2);
  });

  it('silences the messages of every registration below, and brings back only what is due today or later', async () => {
    const pregnancy = report('pregnancy', 'ann of north');
    await sentinel.put(pregnancy);
    await sentinel.settle();
    expect((await sentinel.report(pregnancy._id)).scheduled_tasks?.map(({ state }) => state)).to.deep.equal([
      'scheduled',
      'scheduled',
    ]);
    const mute = report('mute', 'north', { reported_date: wednesday + 1 });
    await sentinel.put(mute);
    await sentinel.settle();
    const [silent] = (await sentinel.report(pregnancy._id)).scheduled_tasks ?? [];
    expect(silent).to.deep.include({ state: 'muted', state_details: { reason: 'muted', by: mute._id, root: 'north' } });
    sentinel.clock.now = wednesday + 8 * day;
    await sentinel.put(report('unmute', 'north', { reported_date: sentinel.clock.now }));
    await sentinel.settle();
    expect((await sentinel.report(pregnancy._id)).scheduled_tasks?.map(({ state }) => state)).to.deep.equal([
      'muted',
      'scheduled',
    ]);
  });

  it('gives a registration for somebody muted silent messages from the start, the patient before the place', async () => {
    await sentinel.put(report('mute', 'north'));
    await sentinel.settle();
    const [muted, free] = [
      report('pregnancy', 'ann of north'),
      report('pregnancy', '', { fields: { patient_id: 'ann of south', place_id: 'north' } }),
    ];
    await sentinel.put(muted, free);
    await sentinel.settle();
    expect((await sentinel.report(muted._id)).scheduled_tasks?.[0]).to.deep.include({ state: 'muted' });
    expect((await sentinel.report(muted._id)).scheduled_tasks?.[0]?.state_details).to.include({
      root: 'north',
      reason: 'muted',
    });
    expect((await sentinel.report(free._id)).scheduled_tasks?.[0]).to.include({ state: 'scheduled' });
  });

  it('leaves the messages about a patient elsewhere alone when only the place of the report is muted', async () => {
    const pregnancy = report('pregnancy', '', { fields: { patient_id: 'ann of south', place_id: 'north' } });
    await sentinel.put(pregnancy);
    await sentinel.settle();
    await sentinel.put(report('mute', 'north', { reported_date: wednesday + 1 }));
    await sentinel.settle();
    expect((await sentinel.report(pregnancy._id)).scheduled_tasks?.[0]).to.include({ state: 'scheduled' });
  });

  it('mutes a contact that is new in a muted household, for the reason of the household', async () => {
    const mute = report('mute', 'north');
    await sentinel.put(mute);
    await sentinel.settle();
    await sentinel.put(contact('baby of north', 'person', ['north', 'centre', 'district']));
    await sentinel.settle();
    expect((await sentinel.contact('baby of north')).muted_by).to.deep.include({ report_id: mute._id, root: 'north' });
    expect((await sentinel.info('baby of north'))?.muting_history?.[0]).to.include({
      muted: true,
      report_id: mute._id,
      root: 'north',
    });
  });

  it('mutes a contact moved into a muted household, and does not unmute one that moves out', async () => {
    await sentinel.put(report('mute', 'north'));
    await sentinel.settle();
    const [ann, ben] = [await sentinel.contact('ann of south'), await sentinel.contact('ben of north')];
    await sentinel.put(
      { ...ann, parent: { _id: 'north', parent: ann.parent!.parent! } },
      { ...ben, parent: { _id: 'south', parent: ben.parent!.parent! } },
    );
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([...household, 'ann of south'].sort());
    await sentinel.put(report('mute', 'south', { reported_date: wednesday - day }));
    await sentinel.settle();
    await sentinel.put(report('unmute', 'south', { reported_date: wednesday - day + 1 }));
    await sentinel.settle();
    expect(await sentinel.muted()).to.include('ben of north');
  });

  it('believes a device until its report is here, and the reports from then on', async () => {
    const [mute, unmute] = [
      report('mute', 'north', { client_side_transitions: { muting: true } }),
      report('unmute', 'north', { reported_date: wednesday + 1 }),
    ];
    const before = await sentinel.contact('ann of north');
    const claim = { muted: true, date: '2026-01-14T09:00:00.000Z', report_id: mute._id };
    await sentinel.put({
      ...before,
      muted: claim.date,
      muting_history: { server_side: { muted: false }, client_side: [claim], last_update: 'client_side' },
    });
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal(['ann of north']);
    expect((await sentinel.contact('ann of north')).muting_history, 'the server has not decided yet').to.deep.include({
      last_update: 'client_side',
      server_side: { muted: false },
    });
    await sentinel.put(mute);
    await sentinel.settle();
    expect((await sentinel.contact('ann of north')).muting_history).to.deep.include({
      last_update: 'server_side',
      server_side: { muted: true, date: '2026-01-14T10:00:00.000Z' },
    });
    expect(await sentinel.muted()).to.deep.equal(household);
    expect(said(await sentinel.report(mute._id))).to.deep.equal(['north is muted']);
    expect((await sentinel.info('ann of north'))?.muting_history).to.have.length(1);
    await sentinel.put(unmute);
    await sentinel.settle();
    const late = await sentinel.contact('ben of north');
    await sentinel.put({
      ...late,
      muted: claim.date,
      muting_history: { server_side: { muted: false }, client_side: [claim], last_update: 'client_side' },
    });
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
  });

  it('takes a report that came late for what it was, and tells its sender how things stand', async () => {
    const [mute, unmute] = [
      report('mute', 'north', { reported_date: wednesday - day }),
      report('unmute', 'ben of north'),
    ];
    await sentinel.put(unmute);
    await sentinel.settle();
    await sentinel.put(mute);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
    expect(said(await sentinel.report(mute._id))).to.deep.equal(['north is not muted']);
    expect((await sentinel.info('ben of north'))?.muting_history?.map(({ report_id }) => report_id)).to.deep.equal([
      mute._id,
      unmute._id,
    ]);
  });

  it('takes a report from a clock that goes fast for made when it came', async () => {
    const [fast, next] = [
      report('mute', 'north', { reported_date: wednesday + 30 * day }),
      report('unmute', 'north', { reported_date: wednesday + day }),
    ];
    await sentinel.put(fast);
    await sentinel.settle();
    sentinel.clock.now = wednesday + 2 * day;
    await sentinel.put(next);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
    expect((await sentinel.info('north'))?.muting_events?.map(({ reported_date }) => reported_date)).to.deep.equal([
      wednesday,
      wednesday + day,
    ]);
  });

  it('answers a report that a device carried out already with its success', async () => {
    await sentinel.put(report('mute', 'north', { reported_date: wednesday - 1 }));
    await sentinel.settle();
    const again = report('mute', 'north', { client_side_transitions: { muting: true } });
    await sentinel.put(again);
    await sentinel.settle();
    expect(said(await sentinel.report(again._id))).to.deep.equal(['north is muted']);
  });

  it('does nothing for a report that is edited later, or that is not a valid submission', async () => {
    const [mute, stranger] = [
      report('mute', 'north'),
      report('mute', 'south', { content_type: 'sms', contact: { _id: 'nobody' } }),
    ];
    await sentinel.put(mute, stranger);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal(household);
    await sentinel.put(report('unmute', 'north', { reported_date: wednesday + 1 }));
    await sentinel.settle();
    await sentinel.put({ ...(await sentinel.report(mute._id)), fields: { place_id: 'south' } });
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
    expect((await sentinel.info(stranger._id))?.transitions).to.deep.equal({});
  });
});
