import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { until } from '../../world.ts';
import { type Zone, zone } from './zone.ts';

describe('A request for help', function () {
  this.timeout(240_000);
  let place: Zone;
  before(async () => {
    place = await zone();
  });
  after(() => place?.close());

  const reports = async (form: string): Promise<Report[]> =>
    (await place.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 })).filter(doc => doc.form === form);

  it('asks nobody before somebody in the office has looked at it, then the nearest, who hear the zone alone', async () => {
    await place.asksForHelp('first');
    expect((await place.dispatchOf('first')).state).to.equal('new');
    expect((await place.act('first', { act: 'confirm' })).status).to.equal(200);
    await place.comesTo('first', 'announced');
    const offer = await place.phones.ada!.hears(/Somebody in Kilima needs help: groceries, medicine/);
    await place.phones.ben!.hears(/Somebody in Kilima needs help/);
    expect(offer.text)
      .to.match(/0\.1 km from you/)
      .and.not.match(/Ruth|maize|\+2547/);
    expect(place.phones.cat!.said()).to.have.length(1);
  });

  it('asks the next one as soon as somebody declines', async () => {
    await place.phones.ben!.press(/I cannot/);
    await place.phones.ben!.hears(/We ask somebody else/);
    await place.phones.cat!.hears(/Somebody in Kilima needs help/);
  });

  it('hears when somebody can come, by a button or in words', async () => {
    const offer = place.phones.ada!.said().at(-1)!;
    await place.phones.ada!.press(/I can help/);
    await place.phones.ada!.hears(/When can you be there/);
    place.phones.ada!.write('tomorrow or so');
    place.phones.ada!.write('23:59');
    const heard = await until('she offered', () =>
      place.phones.ada!.said().find(({ text }) => /You offered.*23:59/.test(text ?? '')),
    );
    // The offer is one message, whatever becomes of it.
    expect(heard.message_id).to.equal(offer.message_id);
  });

  it('is given by the office to one of them; who was only asked sees the same message say that somebody was found', async () => {
    const offer = place.phones.cat!.said().at(-1)!;
    expect((await place.act('first', { act: 'assign', volunteer: 'ada' })).status).to.equal(200);
    await place.phones.ada!.hears(/You are the one who goes/);
    await until('cat sees it', () => /Somebody has been found/.test(place.phones.cat!.said().at(-1)?.text ?? ''));
    expect(place.phones.cat!.said().at(-1)!.message_id).to.equal(offer.message_id);
    expect(place.phones.ben!.said().at(-1)!.text).to.match(/We ask somebody else/);
  });

  it('tells name, address and the word at the door to the one who goes, once she has said that she is well', async () => {
    await place.phones.ada!.press(/I am healthy/);
    const details = await place.phones.ada!.hears(/Name: Ruth Chebet/);
    expect(details.text).to.match(/maize mill|Kaya ya Chebet/);
    expect(details.text).to.match(/Say this word at the door: [A-Z]\d{3}/);
  });

  it('takes name and address away again when it is done, and asks what it cost and how it went', async () => {
    const { ada } = place.phones;
    const details = ada!.said().at(-1)!;
    await ada!.press(/on my way/);
    await place.comesTo('first', 'on_the_way');
    await ada!.press(/^Done$/);
    await ada!.hears(/What did it cost you/);
    await until('the details are gone', () => {
      const now = ada!.said().find(({ message_id }) => message_id === details.message_id);
      return /carried out/.test(now?.text ?? '') && !/Ruth|maize/.test(JSON.stringify(ada!.said()));
    });
    await place.comesTo('first', 'done');
    ada!.write('many shillings');
    await ada!.heard(/That is no amount/);
    ada!.write('250,50');
    await ada!.hears(/photo of the receipt/);
    await ada!.press(/No receipt/);
    await ada!.press(/^Well$/);
    await ada!.press(/☐ Fever/);
    await ada!.press(/☐ None/);
    await until('none stands alone', async () => {
      const survey = (await place.dispatchOf('first')).asked.find(({ volunteer }) => volunteer === 'ada')?.survey;
      return JSON.stringify(survey?.symptoms) === '["none"]';
    });
    await ada!.press(/^Next$/);
    await ada!.press(/^Yes$/);
    await ada!.hears(/next volunteer know/);
    ada!.write('Knock twice, the bell is broken.');
    await ada!.hears(/Thank you for your help/);
    await place.comesTo('first', 'surveyed');
  });

  it('leaves a report of what was told, its own state on the report, and a remark for the next one', async () => {
    await place.settled();
    const [survey] = await reports('exit_survey');
    expect(survey?.fields).to.deep.include({
      patient_uuid: 'ruth',
      volunteer: 'ada',
      amount: 250.5,
      receipt: 'none',
      mood: 3,
      again: 'yes',
    });
    expect((await place.store().get<Report>('first'))?.dispatch).to.deep.include({ state: 'surveyed' });
    const ruth = await place.store().get<Contact>('ruth');
    expect(JSON.stringify(ruth?.help_notes)).to.include('Knock twice');
  });
});
