import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { type Village, village } from './village.ts';

const inWeeks = (weeks: number): string => new Date(Date.now() + weeks * 7 * 86_400_000).toISOString().slice(0, 10);

describe('The sentinel, following what a health worker reports', () => {
  let rounds: Village;
  before(async function () {
    this.timeout(120_000);
    rounds = await village();
    await rounds.settled();
  });
  after(() => rounds?.close());

  it('gives a pregnancy its reminders, silences them with the household, and brings them back with any of its members', async function () {
    this.timeout(120_000);
    const pregnancy = await rounds.report('pregnancy', {
      patient_id: '10025',
      patient_uuid: 'Grace',
      lmp_date: inWeeks(-15),
    });
    await rounds.settled();
    const before = await rounds.states(pregnancy);
    expect(before[0]).to.equal('skipped');
    expect(before.slice(1)).to.include('scheduled').and.not.to.include('muted');
    expect(await rounds.said(pregnancy)).to.have.length(1);

    const mute = await rounds.report('mute', { place_id: 'Okello', place_uuid: 'Okello' });
    expect(await rounds.muted()).to.deep.equal(['Okello', 'Grace', 'Peter']);
    expect(new Set((await rounds.states(pregnancy)).slice(1))).to.deep.equal(new Set(['muted']));
    const [, silent] = (await rounds.main.get<Report>(pregnancy))!.scheduled_tasks!;
    expect(silent?.state_details).to.deep.equal({ reason: 'muted', by: mute, root: 'Okello' });
    expect(await rounds.said(mute)).to.deep.equal([
      'Okello is now muted: no reminders will be sent until the mute is lifted.',
    ]);

    const unmute = await rounds.report('unmute', { patient_id: '10038' }, { locale: 'sw' });
    expect(await rounds.muted()).to.deep.equal([]);
    expect(await rounds.states(pregnancy)).to.deep.equal(before);
    expect((await rounds.said(unmute))[0]).to.match(/^Unyamazisho wa Peter umeondolewa/);
    const history = (await rounds.side.get<InfoDoc>(infoId('Grace')))?.muting_history;
    expect(history?.map(({ muted, report_id, root }) => [muted, report_id, root])).to.deep.equal([
      [true, mute, 'Okello'],
      [false, unmute, 'Okello'],
    ]);
  });

  it('does the same for structured SMS, and tells who reports about somebody muted that the mute stands', async function () {
    this.timeout(120_000);
    const mute = await rounds.sms('MUTE', { patient_id: '10011' });
    expect(await rounds.muted()).to.deep.equal(['Okello', 'Grace', 'Peter']);
    expect(await rounds.said(mute)).to.have.length(1);
    const pregnancy = await rounds.sms('P', { patient_id: '10038', weeks_since_lmp: 8 });
    const invalid = await rounds.sms('P', { patient_id: '1', weeks_since_lmp: 80 });
    await rounds.sms('UNMUTE', { patient_id: '10025' }, { reported_date: Date.now() - 3_600_000 });
    expect(await rounds.muted(), 'after an unmute made before').to.deep.equal(['Okello', 'Grace', 'Peter']);
    const registered = await rounds.main.get<Report>(pregnancy);
    expect(registered?.expected_date, 'midnight where the programme is').to.match(/^\d{4}-\d\d-\d\dT21:00:00\.000Z$/);
    expect(new Set(registered?.scheduled_tasks?.map(({ state }) => state))).to.deep.equal(new Set(['muted']));
    expect((await rounds.said(pregnancy)).at(-1)).to.match(
      /^Your report was received. Please note that Peter is muted/,
    );
    expect((await rounds.main.get<Report>(invalid))?.errors?.map(({ code }) => code)).to.deep.equal([
      'invalid_patient_id',
      'invalid_weeks_since_lmp',
    ]);
    expect((await rounds.said(invalid))[0]).to.include('  ');
    await rounds.sms('UNMUTE', { patient_id: '10025' });
    expect(await rounds.muted()).to.deep.equal([]);
  });
});
