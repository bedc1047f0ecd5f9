import type { Candidate, DispatchDoc, DispatchEvent, Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { step } from '@rounds/sentinel/dispatch/step.ts';
import { tell } from '@rounds/sentinel/dispatch/tell.ts';
import { expect } from 'chai';
import { parseSettings } from '../../../../config/settings/parse.ts';

const { settings } = parseSettings({ dispatch: { map_link: 'https://map.example.org/{lat},{lon}' } });
const ruth = { _id: 'ruth', type: 'person', name: 'Ruth Chebet', latitude: 1, longitude: 36 } as Contact;
const scene = { settings, words: {}, beneficiary: ruth, places: [] };
const hour = 3_600_000;
const limits: Limits = {
  ...{ ask: 2, enough: 3, replaces: [], silence: hour, gather: 5, answer: hour / 4 },
  ...{ confirm: 2 * hour, late: 2 * hour, archive: 100 * hour },
};
const rank = { km: 1, near: 1, load: 1, rest: 1, answers: 1, total: 1 };
const ada: Candidate = { volunteer: 'ada', rank, address: `chat:${'a'.repeat(22)}` };
const byPhone: Candidate = { volunteer: 'ben', rank, address: '+254700000401' };
const report: Report = { _id: 'help', type: 'data_record', form: 'help_request', fields: { needs: 'groceries' } };

/** A request, and what happens to it hour by hour. */
const request = () => {
  let doc: DispatchDoc = newDispatch(report, ruth, { confirmed: true, limits, zone: 'UTC', at: 0 });
  let nth = 0;
  const happens = (at: number, event: Partial<DispatchEvent> & { kind: DispatchEvent['kind'] }): DispatchDoc => {
    nth += 1;
    doc = step(doc, { id: `e${nth}`, at, ...event } as DispatchEvent);
    return doc;
  };
  const turn = (who: string) => doc.asked.find(({ volunteer }) => volunteer === who)!.turn;
  return {
    happens,
    doc: () => doc,
    stage: (who = 'ada') => doc.asked.find(({ volunteer }) => volunteer === who)!.stage,
    press: (at: number, code: string, who = 'ada') => happens(at, { kind: 'press', who, turn: turn(who), code }),
    tick: (at: number) => happens(at, { kind: 'tick' }),
    said: (who: Candidate = ada) =>
      tell(doc, scene)
        .map(({ tasks }) => tasks![0]!.messages![0]!)
        .filter(({ to }) => to === who.address),
  };
};

/** Ada goes tomorrow at ten, and said so at noon today. */
const tomorrow = 22 * hour;
const assigned = (whom: Candidate = ada, time = tomorrow) => {
  const made = request();
  made.happens(1, { kind: 'assigned', who: whom.volunteer, whom, time, limits });
  if (whom === ada) made.press(2, 'well');
  return made;
};

describe('Whoever goes later', () => {
  it('is asked some time before whether that still holds, in a message of its own that names nobody', () => {
    const { doc, tick, stage, said } = assigned();
    expect(doc().due).to.equal(tomorrow - 2 * hour);
    tick(tomorrow - 2 * hour);
    expect(stage()).to.equal('still');
    const question = said().find(({ message }) => message === 'dispatch.say.still')!;
    expect(question.chat?.edit).to.equal(undefined);
    expect(question.chat?.buttons?.flat().map(({ text }) => text)).to.deep.equal([
      'dispatch.say.still_yes',
      'dispatch.say.cannot',
    ]);
    // Name and address stand where they stood, with the way there and without «I am on my way».
    const taken = said().find(({ chat, message }) => chat?.edit && message === '')!;
    expect(taken.chat?.buttons?.flat()).to.deep.equal([
      { text: 'dispatch.say.map', url: 'https://map.example.org/1,36' },
    ]);
  });

  it('says yes, and sets off from there', () => {
    const { tick, press, stage, doc } = assigned();
    tick(tomorrow - 2 * hour);
    press(tomorrow - hour * 1.5, 'yes');
    expect([stage(), doc().state]).to.deep.equal(['sure', 'assigned']);
    tick(tomorrow - hour);
    expect(stage()).to.equal('sure');
    press(tomorrow - 1, 'go');
    expect([stage(), doc().state]).to.deep.equal(['on_the_way', 'on_the_way']);
  });

  it('says no, gives a reason, and others are asked', () => {
    const { tick, press, stage, doc } = assigned();
    tick(tomorrow - 2 * hour);
    press(tomorrow - hour * 1.9, 'no');
    expect(stage()).to.equal('reason');
    press(tomorrow - hour * 1.8, 'transport');
    expect([stage(), doc().state, doc().assigned]).to.deep.equal(['withdrawn', 'reopened', undefined]);
  });

  it('changes the mind about that no, and is asked the same again', () => {
    const { tick, press, stage } = assigned();
    tick(tomorrow - 2 * hour);
    press(tomorrow - hour * 1.9, 'no');
    press(tomorrow - hour * 1.8, 'back');
    expect(stage()).to.equal('still');
  });

  it('is replaced where no answer comes, in time to find another one', () => {
    const { tick, stage, doc, said } = assigned();
    tick(tomorrow - 2 * hour);
    expect(doc().due).to.equal(tomorrow - hour);
    tick(tomorrow - hour);
    expect([stage(), doc().state]).to.deep.equal(['withdrawn', 'reopened']);
    expect(said().some(({ message }) => message === 'dispatch.say.thanks_anyway')).to.equal(true);
  });

  it('is not asked again who said so shortly before, nor after the time, nor where the programme asks nobody', () => {
    const soon = assigned(ada, 3 * hour);
    soon.tick(hour);
    expect(soon.stage()).to.equal('details');
    const away = assigned();
    away.tick(tomorrow + 1);
    expect(away.stage()).to.equal('details');
    const never = assigned();
    never.happens(3, {
      kind: 'assigned',
      who: 'cat',
      whom: { ...ada, volunteer: 'cat' },
      limits: { ...limits, confirm: 0 },
    });
    expect(never.doc().limits.confirm).to.equal(0);
  });

  it('keeps the errand without a chat, for the office has spoken with him, and is shown once he is late', () => {
    const { tick, stage, doc } = assigned(byPhone);
    tick(tomorrow - hour);
    expect([stage('ben'), doc().state]).to.deep.equal(['caution', 'assigned']);
    tick(tomorrow + 2 * hour);
    expect(doc().overdue).to.equal(true);
  });
});
