import { usualPacing } from '@rounds/sentinel/dialogues/pacing.ts';
import { expect } from 'chai';
import { gardenDay } from './garden-day.ts';
import { atOnce, dialogueOf, going, hour } from './going.ts';

/** A dialogue of one question, and what it says besides. */
const oneQuestion = (more: object, texts: object = {}) => {
  const base = dialogueOf(gardenDay);
  return {
    schema_version: 1,
    id: 'one',
    languages: ['en', 'ca'],
    first: 'q',
    steps: {
      q: {
        asks: 'choice',
        choices: [
          { variable: 'ok', value: 'yes' },
          { variable: 'ok', value: 'no' },
        ],
        save: 'ok',
        next: 'end',
        ...more,
      },
      late: { next: null },
      end: { next: null },
    },
    texts: {
      en: {
        'q.text': 'Well?',
        'q.choice.0': 'Yes',
        'q.choice.1': 'No',
        'end.text': 'Bye',
        'late.text': 'Too late',
        ...texts,
      },
      ca: {
        'q.text': 'I doncs?',
        'q.choice.0': 'Sí',
        'q.choice.1': 'No',
        'end.text': 'Adéu',
        'late.text': 'Massa tard',
      },
    },
    ...(base.kind ? { kind: base.kind } : {}),
  };
};

describe('A dialogue, step by step', () => {
  it('goes from its greeting to its end, with what was answered', () => {
    const story = going(gardenDay);
    expect(story.begin().map(({ text, as }) => [as, text])).to.deep.equal([
      ['said', 'Good day!'],
      ['question', 'Mara asks: would you water her plants?'],
    ]);
    expect(story.press(0)).to.deep.equal(['How often?']);
    expect(story.write('B) WEEKLY')).to.deep.equal(['You chose: weekly.', 'Is that what you meant?']);
    expect(story.write('no')).to.deep.equal(['How often?']);
    expect(story.press(0)).to.deep.equal(['You chose: daily.', 'Is that what you meant?']);
    expect(story.press(0)).to.deep.equal(['Saved. Every day, then.']);
    expect(story.standing()).to.include({ state: 'open', step: 'f' });
    const wakes = story.standing().due!;
    expect(wakes - story.run().events.at(-1)!.at).to.equal(hour / 2);
    expect(story.texts({ kind: 'tick' }, hour / 2 - 1)).to.deep.equal([]);
    expect(story.texts({ kind: 'tick' }, 1)).to.deep.equal(['Which town? Type NO to skip.']);
    expect(story.write('Olot')).to.deep.equal([]);
    expect(story.standing()).to.include({ state: 'done', step: null });
    expect(story.values()).to.deep.equal([
      'pic=ok',
      'often_1=B',
      'v_often_1=No',
      'often_1=A',
      'v_often_1=Sí',
      'area=Olot',
    ]);
    expect(
      story
        .standing()
        .answers.filter(({ save }) => save)
        .map(({ save, value }) => [save, value]),
    ).to.deep.equal([
      ['water_often', 'B'],
      ['water_often', 'A'],
      ['area', 'Olot'],
    ]);
  });

  it('keeps nothing of somebody who would rather not say', () => {
    const story = going(gardenDay);
    story.begin();
    story.press(0);
    expect(story.press(2)).to.deep.equal(['Thank you!']);
    expect(story.standing()).to.deep.include({ state: 'done', actions: ['update_rhythm'] });
  });

  it('explains what it wants once, and asks again', () => {
    const story = going(gardenDay);
    story.begin();
    story.press(0);
    const [explained, again, ...more] = story.write('every now and then');
    expect(explained).to.match(/press one of the buttons/);
    expect([again, ...more]).to.deep.equal(['How often?']);
    expect(story.heard()).to.equal('wrong');
    expect(story.texts({ kind: 'media', media: 'photo' })[0]).to.match(/only read words/);
    expect(story.standing().attempts).to.equal(1);
  });

  it('takes no press of a question that is closed', () => {
    const story = going(gardenDay);
    story.begin();
    story.press(0);
    story.press(1);
    const before = story.standing();
    for (const turn of [1, 2, 99]) {
      expect(story.press(0, turn)).to.deep.equal([]);
      expect(story.heard()).to.equal('closed');
    }
    expect(story.press(7)).to.deep.equal([]);
    expect(story.heard()).to.equal('closed');
    expect(story.standing()).to.deep.equal(before);
  });

  it('says nothing to words that come while it rests or is over', () => {
    const story = going(gardenDay);
    story.begin();
    for (const choice of [0, 0, 0]) story.press(choice);
    expect(story.standing().wakes).to.be.a('number');
    expect(story.write('hello?')).to.deep.equal([]);
    expect(story.heard()).to.equal('nothing');
    story.texts({ kind: 'tick' }, hour);
    story.write('NO');
    expect(story.standing().answers.at(-1)).to.include({ declined: true, value: '' });
    expect(story.standing().answers.at(-1)).not.to.have.property('save');
    expect(story.write('hello?')).to.deep.equal([]);
  });

  it('speaks the language of the answer, and of who changes it, without moving', () => {
    const story = going(oneQuestion({}), atOnce, 'fr');
    expect(story.begin()[0]!.text).to.equal('Well?');
    expect(story.texts({ kind: 'language', language: 'ca' })).to.deep.equal(['I doncs?']);
    expect(story.standing()).to.include({ step: 'q', turn: 1 });
    expect(story.press(0, 1)).to.deep.equal(['Adéu']);
    const choosing = going({
      ...oneQuestion({
        save: 'language',
        choices: [
          { variable: 'l', value: 'en' },
          { variable: 'l', value: 'ca' },
        ],
      }),
    });
    choosing.begin();
    expect(choosing.press(1)).to.deep.equal(['Adéu']);
  });

  it('reminds once, goes another way for want of an answer, or ends', () => {
    const nudged = going(oneQuestion({ nudge_after: 24, expires: 72 }));
    nudged.begin();
    expect(nudged.standing().due! - nudged.standing().asked!).to.equal(24 * hour);
    expect(nudged.texts({ kind: 'tick' }, 24 * hour)).to.deep.equal(['There is still a question open:\n\nWell?']);
    expect(nudged.texts({ kind: 'tick' }, 24 * hour)).to.deep.equal([]);
    expect(nudged.texts({ kind: 'tick' }, 24 * hour)).to.deep.equal([]);
    expect(nudged.standing()).to.deep.include({ state: 'expired', step: null });
    const late = going(oneQuestion({ timeout: { after: 1, next: 'late' } }));
    late.begin();
    expect(late.texts({ kind: 'tick' }, hour)).to.deep.equal(['Too late']);
  });

  const afterTwo: [after: unknown, state: string, texts: string[]][] = [
    ['decline', 'done', ['Bye']],
    ['hand_over', 'held', []],
    [{ next: 'late' }, 'done', ['Too late']],
  ];
  for (const [after, state, texts] of afterTwo)
    it(`after two wrong answers does what ${JSON.stringify(after)} says`, () => {
      const story = going(oneQuestion({ attempts: { most: 2, after } }, { 'q.explain': 'Yes or no!' }));
      story.begin();
      expect(story.write('what?')).to.deep.equal(['Yes or no!', 'Well?']);
      expect(story.write('what?!')).to.deep.equal(texts);
      expect(story.standing().state).to.equal(state);
    });

  it('waits for the person who took over, and goes on by the exit that she takes', () => {
    const handed = {
      ...oneQuestion({ next: 'person' }),
      steps: {
        ...oneQuestion({ next: 'person' }).steps,
        person: { next: 'end', hand_over: { exits: { again: 'q' } } },
      },
    };
    handed.texts.en['person.text' as 'q.text'] = 'Somebody will write to you.';
    const story = going(handed);
    story.begin();
    expect(story.press(0)).to.deep.equal(['Somebody will write to you.']);
    expect(story.standing()).to.include({ state: 'held', step: 'person', why: 'hand over' });
    expect(story.write('hello')).to.deep.equal([]);
    expect(story.texts({ kind: 'released', exit: 'again' })).to.deep.equal(['Well?']);
    story.press(1);
    expect(story.texts({ kind: 'released' })).to.deep.equal(['Bye']);
    expect(story.standing().state).to.equal('done');
  });

  it('gives a dialogue that goes round and round to a person', () => {
    const round = { ...oneQuestion({ asks: undefined, next: 'q' }) };
    const steps = { ...round.steps, q: { next: 'late' }, late: { next: 'q' } };
    const story = going({ ...round, steps });
    expect(story.begin()).to.have.lengthOf(100);
    expect(story.standing()).to.include({ state: 'held', why: 'too many steps' });
  });

  it('speaks as fast as people read, by due times and not by sleeping', () => {
    const story = going(gardenDay, { ...atOnce, pacing: usualPacing });
    const said = story.begin();
    const [began] = story.run().events;
    // Typed in a second; read in one, then typed in one, with a picture in two more.
    expect(said.map(({ due }) => due - began!.at)).to.deep.equal([1000, 5000]);
    // What is written before the question is there is no answer to it.
    expect(story.texts({ kind: 'text', text: 'go on' }, 3000)).to.deep.equal([]);
    expect(story.heard()).to.equal('nothing');
    expect(story.texts({ kind: 'press', turn: 1, choice: 0 }, 1000)).to.deep.equal(['How often?']);
  });

  it('shows only choices whose condition holds, and counts them as they are shown', () => {
    const story = going({
      ...gardenDay,
      messages: {
        ...gardenDay.messages,
        e: {
          type: 'SA',
          text: 'And?',
          vars: [
            { name: 'v', texts: ['More', 'Less'], values: ['more', 'less'], condition: "'{often_1}' == 'B'" },
            { name: 'v', texts: ['Enough'], values: ['enough'] },
          ],
          next: { v: { more: 'f', less: 'f', enough: 'z' } },
        },
      },
    });
    story.begin();
    story.press(0);
    const said = story.happens({ kind: 'press', turn: 2, choice: 0 });
    expect(said.at(-1)!.choices).to.deep.equal([{ label: 'Enough', value: 'enough', choice: 2 }]);
    expect(story.press(0)).to.deep.equal([]);
    expect(story.write('1')).to.deep.equal(['Thank you!']);
  });

  it('reads no marks in what somebody typed', () => {
    const story = going({
      ...gardenDay,
      messages: {
        a: { type: 'WA', text: { en: 'Who are you?' }, save: 'name', next: 'b' },
        b: { type: 'NA', text: { en: '<b>Hello</b> {name}' }, next: null },
      },
    });
    story.begin();
    expect(story.write('<a href="x">me</a>')).to.deep.equal(['<b>Hello</b> &lt;a href="x"&gt;me&lt;/a&gt;']);
  });
});
