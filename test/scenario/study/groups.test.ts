import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { expect } from 'chai';
import { lineage, type Person } from '../replicate/village.ts';
import { arm, group, member, moment, type StudyVillage, studyVillage } from './study-village.ts';

const inGroup = (sign: string, more: object): Doc => ({
  ...{ _id: `member:g1:${sign}`, type: 'member', group: 'g1', address: `chat:${sign}`, isIn: true, since: moment },
  ...more,
});

describe('the page of a group', function () {
  this.timeout(90_000);
  let place: StudyVillage;
  let olga: Person;
  before(async () => {
    place = await studyVillage([
      arm('arm-a', 'Arm A'),
      group('g1', 'Mothers', {
        parent: lineage('arm-a', 'district'),
        schedule_start: { date: '2026-03-10', time: '16:00', tz: 'Africa/Nairobi' },
      }),
      member('pa', { study_id: 'S-10', name: 'Amina', participation: { state: 'paused', since: moment } }),
      member('pb', { study_id: 'S-2', name: 'Baraka' }),
      inGroup('1111111111111111111111', { contact: 'pa' }),
      inGroup('2222222222222222222222', { contact: 'pb' }),
      inGroup('3333333333333333333333', { isIn: false, until: moment - 1000 }),
      {
        ...{ _id: 'said', type: 'data_record', reported_date: moment - 5, contact: lineage('pa', 'arm-a', 'district') },
        ...{ from: 'chat:1111111111111111111111', sms_message: { message: 'hello' } },
        chat_message: { id: 'r-1', group: 'g1' },
      },
      { _id: 'flag:said/in:rehema', type: 'flag', message: 'said/in', user: 'rehema', at: '2026-03-10T12:00:00Z' },
    ]);
    olga = await place.login('olga');
  });
  after(() => place?.close());

  const told = async () => (await olga.ask('/api/v1/groups/g1')).body;

  it('tells its arm, who is in it and who left, and what was said', async () => {
    const { title, arm: of, members, messages, flags, more } = await told();
    expect([title, of, more]).to.deep.equal(['Mothers', { id: 'arm-a', name: 'Arm A' }, false]);
    expect(members.map((one: { study_id?: string; isIn: boolean }) => [one.study_id, one.isIn])).to.deep.equal([
      ['S-2', true],
      ['S-10', true],
      [undefined, false],
    ]);
    expect(members[1]).to.include({ id: 'pa', name: 'Amina', participation: 'paused' });
    expect([messages, flags]).to.deep.equal([{ received: 1, sent: 0, last: moment - 5 }, 1]);
    expect(JSON.stringify(members)).to.not.contain('chat:');
  });

  it('tells when its schedule starts, and what goes next', async () => {
    const entries = [0, 1].map(day => ({ day, text: { '': `Day ${day}` } }));
    await olga.ask('/api/v1/schedules/g1', { method: 'PUT', body: { entries } });
    await place.settle();
    const { begin, schedule } = await told();
    expect(begin).to.deep.equal({ date: '2026-03-10', time: '16:00', zone: 'Africa/Nairobi' });
    expect(schedule).to.deep.equal({ messages: 2, next: { due: '2026-03-10T13:00:00.000Z', day: 0 } });
  });

  it('tells that it is muted, and by the mute of which place', async () => {
    expect(await told()).to.not.have.property('muted');
    const stored = (await place.main.get<Doc>('arm-a'))!;
    await place.put({ ...stored, muted: '2026-03-09T08:00:00.000Z' });
    expect((await told()).muted).to.deep.equal({
      by: { id: 'arm-a', name: 'Arm A' },
      since: '2026-03-09T08:00:00.000Z',
    });
  });

  it('is closed to who may not see it, and is none of what is no group', async () => {
    expect((await place.stranger.ask('/api/v1/groups/g1')).status).to.equal(401);
    for (const name of ['aya', 'sol', 'gil'])
      expect([name, (await (await place.login(name)).ask('/api/v1/groups/g1')).status]).to.deep.equal([name, 403]);
    for (const id of ['pa', 'arm-a', 'none', 'said'])
      expect([id, (await olga.ask(`/api/v1/groups/${id}`)).status]).to.deep.equal([id, 404]);
  });
});
