import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import {
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';

const said = ({ tasks = [] }: Report) => tasks.map(({ messages }) => messages?.[0]?.message);

describe('What a programme may choose about muting', () => {
  let sentinel: SentinelInMemory;
  afterEach(() => sentinel.close());
  const open = async (muting: object) => {
    sentinel = await sentinelInMemory({
      docs: village(),
      settings: { ...mutingSettings, muting: { ...mutingSettings.muting, ...muting } },
    });
    await sentinel.settle();
  };
  const send = async (one: Report) => {
    await sentinel.put(one);
    await sentinel.settle();
    return sentinel.report(one._id);
  };

  it('is what a report must fulfil: one that does not is told why, and changes nothing', async () => {
    const list = [
      { property: 'why', rule: 'lenMin(3)', message: 'Say why' },
      { property: 'when', rule: 'required', message: 'Say since when' },
    ];
    await open({ validations: { list } });
    const refused = await send(report('mute', 'north'));
    expect(refused.errors).to.deep.equal([
      { code: 'invalid_why', message: 'Say why' },
      { code: 'invalid_when', message: 'Say since when' },
    ]);
    expect(said(refused)).to.deep.equal(['Say why']);
    expect(await sentinel.muted()).to.deep.equal([]);
    expect((await sentinel.info(refused._id))?.transitions?.muting).to.include({ ok: true });
    const accepted = await send(report('mute', '', { fields: { place_id: 'north', why: 'moved', when: '2026' } }));
    expect(said(accepted)).to.deep.equal(['north is muted']);
    await sentinel.close();
    await open({ validations: { list, join_responses: true } });
    expect(said(await send(report('mute', 'north')))).to.deep.equal(['Say why  Say since when']);
  });

  it('is that nobody is unmuted below a muted place', async () => {
    await open({ unmute_policy: 'refuse' });
    await send(report('mute', 'centre', { reported_date: wednesday - 2 }));
    const refused = await send(report('unmute', 'north', { reported_date: wednesday - 1 }));
    expect(said(refused)).to.deep.equal(['A place above north is muted']);
    expect(await sentinel.muted()).to.have.length(8);
    await send(report('unmute', 'centre'));
    expect(await sentinel.muted()).to.deep.equal([]);
  });

  it('is that who was muted by a report of his own stays muted', async () => {
    await open({ unmute_policy: 'restore' });
    const pregnancies = [report('pregnancy', 'ann of north'), report('pregnancy', 'ben of north')];
    for (const one of pregnancies) await send(one);
    const own = await send(report('mute', 'ann of north', { reported_date: wednesday - 3 }));
    await send(report('mute', 'centre', { reported_date: wednesday - 2 }));
    await send(report('unmute', 'ben of north', { reported_date: wednesday - 1 }));
    expect(await sentinel.muted()).to.deep.equal(['ann of north']);
    expect((await sentinel.contact('ann of north')).muted_by).to.include({ report_id: own._id });
    const states = await Promise.all(
      pregnancies.map(async ({ _id }) => (await sentinel.report(_id)).scheduled_tasks?.[0]?.state),
    );
    expect(states).to.deep.equal(['muted', 'scheduled']);
  });
});
