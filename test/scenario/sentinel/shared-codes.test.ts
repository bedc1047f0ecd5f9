import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { shortCodeId } from '@rounds/ddocs/documents/short-codes.ts';
import { expect } from 'chai';
import { type LoggedIn, until } from '../../world.ts';
import { type Village, village } from './village.ts';

describe('a short code that two contacts have all the same', function () {
  this.timeout(180_000);
  let rounds: Village;
  let mary: LoggedIn;

  before(async () => {
    rounds = await village({ api: true });
    await rounds.settled();
    const username = rounds.userName('mary');
    await rounds.createUser({ username, roles: ['chw'], place: 'centre', contact: 'Mary' });
    mary = await rounds.login(username);
  });
  after(() => rounds?.close());

  const muted = async (id: string) => !!(await rounds.main.get<Contact>(id))?.muted;

  it('means the one that had it first, in messages, reading and writing, not the one with the smallest id', async () => {
    const fresh = await mary.fetch('/api/v1/replication/fill');
    expect(await fresh.text()).to.include('Grace');
    // An import brings another district, in which somebody has Grace's code.
    const [first] = await rounds.main.write([
      { _id: 'a-district', type: 'district_hospital', name: 'x', reported_date: 1 },
      {
        ...{ _id: 'a-twin', type: 'person', name: 'x', reported_date: 1, patient_id: '10025' },
        parent: { _id: 'a-district' },
      },
    ]);
    expect(first!.ok).to.equal(true);
    await rounds.settled();
    expect(await rounds.side.get(shortCodeId('10025'))).to.include({ cause: 'Grace' });

    const mute = await rounds.sms('MUTE', { patient_id: '10025' });
    await rounds.settled();
    expect([await muted('Grace'), await muted('a-twin')]).to.deep.equal([true, false]);
    const visit = {
      ...{ _id: 'visit-by-code', type: 'data_record', form: 'V', content_type: 'xml', reported_date: Date.now() },
      ...{
        fields: { patient_id: '10025' },
        contact: { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } },
      },
    };
    const headers = { 'content-type': 'application/json' };
    const taken = await mary.fetch('/medic', { method: 'POST', headers, body: JSON.stringify(visit) });
    expect(taken.status, await taken.text()).to.equal(201);
    for (const path of [`/medic/${mute}`, '/medic/visit-by-code'])
      expect((await mary.fetch(path)).status).to.equal(200);
    const again = await mary.fetch('/api/v1/replication/fill');
    expect(await again.text()).to.include('visit-by-code');
  });

  it('does not silence what the other is told', async () => {
    const pregnancy = await rounds.sms('P', { patient_id: '10038', weeks_since_lmp: 4 });
    await rounds.settled();
    const twin = { _id: 'a-peter', type: 'person', name: 'x', reported_date: 1, patient_id: '10038' };
    await rounds.main.write([{ ...twin, parent: { _id: 'a-district' } }]);
    await rounds.settled();
    await rounds.report('mute', { patient_id: 'a-peter' });
    await rounds.settled();
    await until('the twin was muted', () => muted('a-peter'));
    const { scheduled_tasks } = (await rounds.main.get<Report>(pregnancy))!;
    expect(new Set(scheduled_tasks!.map(({ state }) => state))).to.deep.equal(new Set(['scheduled']));
  });
});
