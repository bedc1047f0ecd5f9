import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { infoId } from '@rounds/ddocs/documents/infodocs.ts';
import { expect } from 'chai';
import {
  day,
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from './sentinel-in-memory.ts';

const yesterday = '2026-01-13T08:00:00.000Z';
const members = ['north', 'ann of north', 'ben of north'];
const mutedBefore = (muted: unknown, who = members): Doc[] =>
  village().map(doc => (who.includes(doc._id) ? ({ ...doc, muted } as Doc) : doc));

describe('Data of the Community Health Toolkit', () => {
  let sentinel: SentinelInMemory;
  afterEach(() => sentinel.close());

  const told = (...entries: [muted: boolean, report_id: string, date: string][]) =>
    entries.map(([muted, report_id, date]) => ({ muted, report_id, date }));
  /** Opens a database in which CHT's sentinel wrote these histories. */
  const open = async (docs: Doc[], histories: Record<string, object[]> = {}) => {
    sentinel = await sentinelInMemory({ docs });
    const infos = Object.entries(histories).map(([id, muting_history]) => ({
      _id: infoId(id),
      type: 'info',
      doc_id: id,
      transitions: {},
      muting_history,
    }));
    await sentinel.side.write(infos);
    await sentinel.settle();
  };
  const put = async (form: 'mute' | 'unmute', subject: string, ago: number) => {
    const one = report(form, subject, { reported_date: wednesday - ago });
    await sentinel.put(one);
    await sentinel.settle();
    return sentinel.report(one._id);
  };

  for (const muted of [yesterday, true, Date.parse(yesterday)])
    it(`is unmuted as a whole where it was muted at ${muted}`, async () => {
      await open(mutedBefore(muted));
      await put('unmute', 'ben of north', 0);
      expect(await sentinel.muted()).to.deep.equal([]);
    });

  it('keeps its muted people muted when nothing is reported', async () => {
    await open(mutedBefore(yesterday));
    expect((await sentinel.contact('north')).muted).to.equal(yesterday);
    expect(await sentinel.contact('north')).not.to.have.property('muted_by');
  });

  it('wins over a report that was made before it and comes late', async () => {
    const mute = told([true, 'cht', yesterday]);
    await open(mutedBefore(yesterday), Object.fromEntries(members.map(id => [id, mute])));
    const late = await put('unmute', 'ben of north', 3 * day);
    expect((await sentinel.muted()).sort()).to.deep.equal([...members].sort());
    expect(late.tasks?.[0]?.messages?.[0]?.message).to.equal('ben of north is muted already');
  });

  it('counts as one cascade what it wrote to many contacts, so that a late mute changes nothing', async () => {
    const both = told([true, 'cht mute', yesterday], [false, 'cht unmute', '2026-01-13T09:00:00.000Z']);
    await open(village(), Object.fromEntries(members.map(id => [id, both])));
    await put('mute', 'ann of north', 2 * day);
    expect(await sentinel.muted()).to.deep.equal([]);
    expect(
      (await sentinel.info('ann of north'))?.muting_history?.map(({ report_id }) => report_id)?.slice(1),
    ).to.deep.equal(['cht mute', 'cht unmute']);
  });

  it('tells who was muted by a report of his own, for those who want them to stay muted', async () => {
    const household = told([true, 'cht household', yesterday]);
    const docs = mutedBefore(yesterday);
    sentinel = await sentinelInMemory({
      docs,
      settings: { ...mutingSettings, muting: { ...mutingSettings.muting, unmute_policy: 'restore' } },
    });
    const histories = {
      north: household,
      'ben of north': household,
      'ann of north': [...told([true, 'cht ann', '2026-01-12T08:00:00.000Z']), ...household],
    };
    await sentinel.side.write(
      Object.entries(histories).map(([id, muting_history]) => ({
        _id: infoId(id),
        type: 'info',
        doc_id: id,
        transitions: {},
        muting_history,
      })),
    );
    await put('unmute', 'north', 0);
    expect(await sentinel.muted()).to.deep.equal(['ann of north']);
  });
});

describe('Conflicts', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ docs: village() });
    await sentinel.settle();
  });
  afterEach(() => sentinel.close());

  it('are mended: fields that people typed are kept from both, and the reports decide who is muted', async () => {
    await sentinel.put(report('mute', 'north'));
    await sentinel.settle();
    const ann = await sentinel.contact('ann of north');
    const leaf = (rev: string, more: object, without: string[] = []) => {
      const doc: Doc = { ...ann, ...more, _rev: rev };
      for (const key of without) delete doc[key];
      return { ...doc, _revisions: { start: Number(rev[0]), ids: [rev.slice(2), ann._rev!.slice(2)] } };
    };
    const stale = leaf(`3-${'a'.repeat(32)}`, { phone: '+1', edited_date: wednesday + 2 }, ['muted', 'muted_by']);
    const other = leaf(`3-${'b'.repeat(32)}`, { nickname: 'Annie', edited_date: wednesday + 1 });
    await sentinel.main.write([stale, other], { newEdits: false });
    expect((await sentinel.main.get('ann of north', { conflicts: true }))?._conflicts).to.have.length(1);
    await sentinel.settle();
    const mended = await sentinel.main.get('ann of north', { conflicts: true });
    expect(mended).not.to.have.property('_conflicts');
    expect(mended).to.include({ phone: '+1', nickname: 'Annie' });
    expect(mended?.muted_by).to.include({ root: 'north' });
  });
});
