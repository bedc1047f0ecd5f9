import { readToken } from '@rounds/ddocs/runs/token.ts';
import { plannedRun } from '@rounds/sentinel/dialogues/plan.ts';
import { consentOf, fieldsOf, reportOf, withProfile } from '@rounds/sentinel/dialogues/results.ts';
import type { DialogueEvent } from '@rounds/sentinel/dialogues/run.ts';
import { type DialogueRunDoc, lastSaid, stepStored } from '@rounds/sentinel/dialogues/stored-run.ts';
import { saidUuid } from '@rounds/sentinel/messages/said.ts';
import { expect } from 'chai';
import { gardenDay } from './garden-day.ts';
import { atOnce, dialogueOf } from './going.ts';

const dialogue = dialogueOf(gardenDay);
const contact = { _id: 'mary', type: 'person', patient_id: '20011', parent: { _id: 'arm' } };
const version = {
  _id: 'dialogue:garden_day:3',
  type: 'dialogue-version' as const,
  dialogue,
  version: 3,
  published: '',
  hash: 'h',
};

const started = (address: string) =>
  plannedRun({
    ...{ id: 'run:ABCDEFGHIJKLMNOPQRSTUV', dialogue: 'garden_day', version: 3, contact, address, language: 'en' },
    ...{ at: 0, due: 0, unasked: true },
  });
const stepped = (run: DialogueRunDoc, events: DialogueEvent[]) => {
  let at = run;
  let said: ReturnType<typeof stepStored>['said'] = [];
  for (const event of events) {
    const next = stepStored(at, dialogue, event, atOnce);
    at = { ...next.run, events: [...at.events, event] };
    said = next.said;
  }
  return { run: at, said };
};
const begin: DialogueEvent = { id: 'begin', at: 1000, kind: 'begin' };
const press = (at: number, turn: number, choice: number): DialogueEvent => ({
  id: `p${at}`,
  at,
  kind: 'press',
  turn,
  choice,
});
const chat = 'chat:0123456789abcdefghijkl';
const taskOf = (report: { tasks?: { messages?: { message: string; chat?: object }[]; message_class?: string }[] }) =>
  report.tasks![0]!;

describe('A run as it is stored', () => {
  it('says what it says as messages, in their order, with buttons that name run, question and choice', () => {
    const { said } = stepped(started(chat), [begin]);
    expect(said.map(report => taskOf(report).messages![0]!.message)).to.deep.equal([
      'Good day!',
      'Mara asks: would you water her plants?',
    ]);
    expect(said.map(({ reported_date }) => reported_date)).to.deep.equal([1000, 1001]);
    expect(
      said.every(report => taskOf(report).message_class === 'unsolicited' && report.sent_by === 'dialogue:garden_day'),
    ).to.equal(true);
    const [[button]] = (taskOf(said[1]!).messages![0]!.chat as { buttons: [[{ text: string; data: string }]] }).buttons;
    expect(button.text).to.equal('Go on');
    expect(readToken(button.data)).to.deep.equal({ key: 'ABCDEF', turn: 1, choice: 0 });
  });

  it('is numbered by SMS, without buttons', () => {
    const { said } = stepped(started('+254700000001'), [begin, press(2000, 1, 0)]);
    expect(taskOf(said[0]!).messages![0]).to.not.have.property('chat');
    expect(taskOf(said[0]!).messages![0]!.message).to.equal(
      "How often?\n1 A) daily\n2 B) weekly\n3 I'd rather not say",
    );
  });

  it('takes the buttons away once a question is answered', () => {
    const { said, run } = stepped(started(chat), [begin, press(2000, 1, 0)]);
    expect(taskOf(said[0]!).messages![0]!.chat).to.deep.equal({
      edit: saidUuid([run._id, 'b begin question']),
      buttons: [],
    });
    expect(taskOf(said[1]!).messages![0]!.message).to.equal('How often?');
    expect(taskOf(said[1]!).message_class).to.equal('answer');
  });

  it('says the very same when what was said is made anew after a crash', () => {
    const events = [begin, press(2000, 1, 0), press(3000, 2, 1)];
    const { run, said } = stepped(started(chat), events);
    const again = lastSaid(run, dialogue, atOnce);
    for (const report of said.slice(1)) expect(again).to.deep.include(report);
    expect(again.length).to.equal(5);
  });

  it('comes to a report with the answers, a profile, and an entry of the ledger', () => {
    const events = [
      begin,
      press(2000, 1, 0),
      press(3000, 2, 1),
      press(4000, 3, 0),
      { id: 't', at: 9_000_000, kind: 'tick' } as const,
    ];
    const { run } = stepped(started(chat), [...events, { id: 'w', at: 9_100_000, kind: 'text', text: 'Olot' }]);
    const standing = run.derived!.standing!;
    expect(run.state).to.equal('done');
    expect(fieldsOf(standing)).to.deep.equal({
      pic: 'ok',
      often_1: 'B',
      v_often_1: 'Sí',
      area: 'Olot',
      water_often: 'B',
    });
    const report = reportOf(run, standing, contact, 9_100_000);
    expect(report).to.deep.include({
      type: 'data_record',
      form: 'garden_day',
      contact: { _id: 'mary', parent: { _id: 'arm' } },
    });
    expect(report?.fields).to.include({ patient_id: '20011', area: 'Olot' });
    expect(report).to.not.have.property('from');
    const profile = withProfile(contact, standing, undefined);
    expect(profile.fields).to.deep.equal({ water_often: 'B', area: 'Olot' });
    expect(withProfile(profile, standing, undefined)).to.equal(profile);
    expect(consentOf(run, { ...standing, actions: ['legal_yes', 'dance'] }, version, 5)).to.deep.equal([
      {
        ...{ _id: consentOf(run, { ...standing, actions: ['legal_yes'] }, version, 5)[0]!._id, type: 'consent' },
        ...{ contact: 'mary', what: 'given', at: 5, by: 'dialogue:garden_day', version: 3, hash: 'h' },
        ...{ language: 'en', run: run._id },
      },
    ]);
  });

  it('keeps language, interval and zone where the rest of Rounds looks for them', () => {
    const answer = (save: string, value: string) => ({
      variable: save,
      save,
      value,
      step: 's',
      at: Date.UTC(2026, 0, 15, 12),
    });
    const standing = {
      answers: [
        answer('language', 'ca'),
        answer('freq', '8'),
        answer('local_time', '15:00'),
        answer('hour', 'morning'),
      ],
    };
    expect(withProfile(contact, standing as never, 'Europe/Madrid')).to.deep.include({
      language: 'ca',
      prefs: { interval: 8, tz: 'Africa/Nairobi', hour: 'morning' },
    });
  });
});
