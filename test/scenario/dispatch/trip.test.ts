import { type DispatchDoc, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { until } from '../../world.ts';
import { type Zone, zone } from './zone.ts';

describe('Several requests that one volunteer takes in one go', function () {
  this.timeout(240_000);
  let place: Zone;
  before(async () => {
    place = await zone({ ask: 2, confirm: 'auto', radius_km: [0.01] }, ['ada', 'ben']);
  });
  after(() => place?.close());

  const plan = async (...ids: string[]) => {
    const answer = await place.ask('/api/v1/dispatch/trips', { requests: ids.map(dispatchId) });
    return { status: answer.status, body: (await answer.json()) as { id: string; number: string; message: string } };
  };
  const tripOf = async (id: string) => (await place.store().get<DispatchDoc>(id))!;
  const numberOf = async (id: string) => (await place.dispatchOf(id)).number;
  const actOn = (id: string, body: object) => place.ask(`/api/v1/dispatch/${encodeURIComponent(id)}`, body);
  let trip: string;

  it('make one request of all that is needed, and nobody is asked for one of them alone', async () => {
    await place.asksForHelp('ruths', { needs: 'groceries' });
    await place.asksForHelp('amoss', { needs: 'medicine', patient_uuid: 'amos', urgent: 'yes' });
    await place.asksForHelp('others', { needs: 'phone', patient_uuid: 'amos' });
    const made = await plan('ruths', 'amoss', 'others');
    expect(made.status, made.body.message).to.equal(201);
    trip = made.body.id;
    const { help, stops } = await tripOf(trip);
    expect([help.needs, help.urgent]).to.deep.equal([['groceries', 'medicine', 'phone'], true]);
    expect(stops?.map(({ id }) => id)).to.deep.equal(['ruths', 'amoss', 'others'].map(dispatchId));
    expect((await place.dispatchOf('ruths')).trip).to.deep.equal({ id: trip, number: made.body.number });
    expect((await place.act('ruths', { act: 'assign', volunteer: 'ada' })).status).to.equal(409);
    const again = await plan('ruths', 'amoss');
    expect([again.status, again.body.message]).to.match(/409.*is on the trip no/);
  });

  it('are told to the one who goes as one errand, with all addresses one after the other', async () => {
    const { ada } = place.phones;
    expect((await actOn(trip, { act: 'assign', volunteer: 'ada' })).status).to.equal(200);
    await ada!.hears(/You are the one who goes.*3 visits in one go/s);
    await ada!.press(/I am healthy/);
    const details = await ada!.hears(/1\. No\. \d+: groceries.*Ruth Chebet.*2\. No\. \d+: medicine.*Amos Kiprono/s);
    expect(details.text).to.match(/3\. No\. \d+: a phone call/);
    await place.comesTo('amoss', 'assigned');
    await until('it stands on the report', async () => {
      const { dispatch } = (await place.store().get<Report>('amoss')) as { dispatch?: { volunteer?: string } };
      return dispatch?.volunteer === 'ada';
    });
  });

  it('lose one that is taken out: the volunteer reads so, and it is sought for by itself', async () => {
    const { ada } = place.phones;
    expect((await place.act('others', { act: 'part' })).status).to.equal(200);
    await ada!.heard(/was put right/);
    await until('the third is gone from the message', () =>
      ada!.said().some(({ text }) => /1\. No\./.test(text ?? '') && !/3\. No\./.test(text ?? '')),
    );
    const { trip: left, state } = await place.dispatchOf('others');
    expect([left, ['reopened', 'announced'].includes(state)]).to.deep.equal([undefined, true]);
  });

  it('are done one by one: what was not ticked goes back to where volunteers are sought', async () => {
    const { ada } = place.phones;
    const details = ada!.said().find(({ text }) => /1\. No\./.test(text ?? ''))!;
    expect(details.text).to.not.match(/phone call/);
    ada!.pressOf(details, /on my way/);
    await ada!.hears(/Wear a mask/);
    await place.comesTo('ruths', 'on_the_way');
    await ada!.press(new RegExp(`☐ No. ${await numberOf('ruths')}`));
    await until('it is ticked', async () => (await tripOf(trip)).asked.some(({ visited }) => visited?.length === 1));
    await ada!.press(/Done; the others not/);
    await ada!.hears(/What did it cost you/);
    await place.comesTo('ruths', 'done');
    const left = await until('the other is sought again', async () => {
      const doc = await place.dispatchOf('amoss');
      return doc.trip === undefined && doc;
    });
    expect(['reopened', 'announced']).to.include(left.state);
    await until('no name is left', () => !/Ruth|Amos/.test(JSON.stringify(ada!.said())));
  });

  it('leave a report for who was visited', async () => {
    const { ada } = place.phones;
    ada!.write('120');
    await ada!.press(/No receipt/);
    await ada!.press(/^Well$/);
    await ada!.press(/^Next$/);
    await ada!.press(/^Yes$/);
    await ada!.press(/^Nothing$/);
    await place.comesTo('ruths', 'surveyed');
    await place.settled();
    const surveys = (await place.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 })).filter(
      ({ form }) => form === 'exit_survey',
    );
    expect(surveys.map(({ fields }) => [fields?.patient_uuid, fields?.amount, fields?.request])).to.deep.equal([
      ['ruth', 120, 'ruths'],
    ]);
  });

  it('are all sought by themselves again when the trip is called off', async () => {
    await place.asksForHelp('one');
    await place.asksForHelp('two', { patient_uuid: 'amos' });
    const made = await plan('one', 'two');
    expect((await actOn(made.body.id, { act: 'cancel' })).status).to.equal(200);
    for (const id of ['one', 'two']) {
      const { trip: left, state } = await place.dispatchOf(id);
      expect([left, state === 'cancelled']).to.deep.equal([undefined, false]);
    }
  });

  it('are no trip any more when one of two is called off', async () => {
    await place.asksForHelp('three');
    await place.asksForHelp('four', { patient_uuid: 'amos' });
    const made = await plan('three', 'four');
    expect(made.status, made.body.message).to.equal(201);
    expect((await place.act('three', { act: 'cancel' })).status).to.equal(200);
    expect((await tripOf(made.body.id)).stops?.map(({ id }) => id)).to.deep.equal([dispatchId('four')]);
    expect((await place.dispatchOf('three')).state).to.equal('cancelled');
  });
});
