import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultProgramme } from '@rounds/config/programme/documents.ts';
import { expect } from 'chai';
import type { Filling } from '../../../../sentinel/forms/filling.ts';
import { buttons, type Input, type Place, type Stepped } from '../../../../sentinel/interview/place.ts';
import { shownAt } from '../../../../sentinel/interview/shown.ts';
import { beginning, step } from '../../../../sentinel/interview/step.ts';
import { worded } from '../../../../sentinel/interview/wording.ts';
import { ask, formsInNode, open, valueAt, xform } from '../forms/forms-in-node.ts';

const people = [
  { id: 'asha', name: 'Asha', place: 'Otieno' },
  { id: 'ashley', name: 'Ashley', place: '' },
];

/** A conversation about a form: what was shown, and what somebody does next. */
const talk = (filling: Filling) => {
  let at: Place = beginning(filling);
  let last: Stepped = { place: at };
  const led = {
    filling,
    follow: async () => undefined,
    find: async (_: unknown, words: string) => {
      const found = people.filter(({ name }) => name.toLowerCase().startsWith(words.toLowerCase()));
      return { words, people: found, all: found.length };
    },
  };
  const shown = () => shownAt(filling, at, last.fault, id => people.find(each => each.id === id)?.name);
  const act = async (input: Input) => {
    last = await step(led, at, input);
    at = last.place;
    return last;
  };
  return {
    shown,
    text: () => worded(shown(), key => key).text,
    write: (text: string) => act({ is: 'text', text }),
    press: (button: string) => act({ is: 'button', button }),
    rows: () => worded(shown(), key => key.replace('chats.form.', '')).rows.map(row => row.map(({ words }) => words)),
  };
};

const choices = (name: string, ...values: string[]) =>
  values.map(value => `<item><label>${value} of ${name}</label><value>${value}</value></item>`).join('');

describe('A form that is asked question by question', () => {
  formsInNode();

  const small = () =>
    open(
      xform(
        '<hello/><age/><sex/><signs/><other/><day/>',
        `<bind nodeset="/data/hello" type="string" readonly="true()"/>
         <bind nodeset="/data/age" type="int" required="true()" constraint=". &lt; 120" jr:constraintMsg="Nobody is so old"/>
         <bind nodeset="/data/sex" type="string"/><bind nodeset="/data/signs" type="string" required="true()"/>
         <bind nodeset="/data/other" type="string" relevant="selected(/data/signs, 'other')"/>
         <bind nodeset="/data/day" type="date"/>`,
        `${ask('hello')}${ask('age')}
         <select1 ref="/data/sex"><label>Sex</label>${choices('sex', 'female', 'male')}</select1>
         <select ref="/data/signs"><label>Signs</label>${choices('signs', 'fever', 'cough', 'other')}</select>
         ${ask('other')}${ask('day')}`,
      ),
    );

  it('asks one question after the other, with what the form says before it', async () => {
    const chat = talk(await small());
    expect(chat.text()).to.include('hello').and.include('1. age');
    await chat.write('34');
    expect(chat.text()).to.include('2. Sex').and.not.include('hello');
    expect(chat.rows()).to.deep.equal([['female of sex', 'male of sex'], ['skip'], ['back', 'cancel']]);
  });

  it('stays at a question whose answer is missing, wrong or not allowed, and says why in the words of the form', async () => {
    const chat = talk(await small());
    await chat.write('many');
    expect(chat.text()).to.include('chats.form.not_whole').and.include('1. age');
    await chat.write('130');
    expect(chat.text()).to.include('⚠ Nobody is so old').and.include('1. age');
    await chat.press(buttons.keep);
    expect(chat.text()).to.include('1. age');
    await chat.write('12');
    expect(chat.text()).to.include('2. Sex');
  });

  it('takes choices in and out until all are there, and asks what becomes relevant by them', async () => {
    const filling = await small();
    const chat = talk(filling);
    await chat.write('34');
    await chat.press(buttons.choose('male'));
    await chat.press(buttons.done);
    expect(chat.text()).to.include('chats.form.required');
    await chat.press(buttons.toggle('other'));
    await chat.press(buttons.toggle('fever'));
    await chat.press(buttons.toggle('cough'));
    await chat.press(buttons.toggle('cough'));
    expect(chat.rows().slice(0, 3)).to.deep.equal([['☑ fever of signs'], ['☐ cough of signs'], ['☑ other of signs']]);
    await chat.press(buttons.done);
    expect(chat.text()).to.include('4. other');
    await chat.press(buttons.back);
    await chat.press(buttons.toggle('other'));
    await chat.press(buttons.done);
    expect(chat.text()).to.include('. day');
    await chat.write('31/3/2026');
    expect(chat.shown().kind).to.equal('end');
    expect(chat.shown().answers).to.deep.equal([
      { question: 'age', answer: '34' },
      { question: 'Sex', answer: 'male of sex' },
      { question: 'Signs', answer: 'fever of signs' },
      { question: 'day', answer: '2026-03-31' },
    ]);
    expect((await chat.press(buttons.send)).end).to.equal('send');
    expect(valueAt(filling.xml(), 'signs')).to.equal('fever');
    expect(valueAt(filling.xml(), 'other')).to.equal(undefined);
  });

  it('leads back to the first question that is missing when it is to be sent too early', async () => {
    const chat = talk(
      await open(
        xform(
          '<a/><b/>',
          '<bind nodeset="/data/a" type="string" relevant="/data/b = \'x\'" required="true()"/><bind nodeset="/data/b" type="string"/>',
          `${ask('a')}${ask('b')}`,
        ),
      ),
    );
    await chat.write('x');
    // The answer to the last question made one before it count.
    expect(chat.shown().kind).to.equal('end');
    const { end, fault } = await chat.press(buttons.send);
    expect([end, fault?.is]).to.deep.equal([undefined, 'required']);
    expect(chat.text()).to.include('1. a');
  });

  it('asks for instances of a repeat as often as there are any, and takes the last away again', async () => {
    const filling = await open(
      xform(
        '<child jr:template=""><name/></child><end/>',
        '<bind nodeset="/data/child/name" type="string" required="true()"/><bind nodeset="/data/end" type="string"/>',
        `<group ref="/data/child"><label>Child</label><repeat nodeset="/data/child">${ask('child/name')}</repeat></group>${ask('end')}`,
      ),
    );
    const chat = talk(filling);
    while (chat.shown().kind === 'text' && chat.text().includes('name')) await chat.write('Tatu');
    expect(chat.shown().kind).to.equal('more');
    const before = Number(chat.shown().now);
    await chat.press(buttons.add);
    expect(chat.text()).to.include('name');
    await chat.write('Juma');
    expect(chat.shown()).to.include({ kind: 'more', now: String(before + 1) });
    await chat.press(buttons.add);
    await chat.write('Neema');
    await chat.press(buttons.remove);
    await chat.press(buttons.goOn);
    expect(chat.text()).to.include('. end');
    expect(filling.xml()).to.include('Juma').and.not.include('Neema');
  });

  it('finds a contact by words, and takes the one that is chosen', async () => {
    const filling = await open(
      xform(
        '<who/>',
        '<bind nodeset="/data/who" type="string" required="true()"/>',
        ask('who', ' appearance="select-contact type-person bind-id-only"'),
      ),
    );
    const chat = talk(filling);
    await chat.write('Nobody');
    expect(chat.text()).to.include('chats.form.nobody');
    await chat.write('ash');
    expect(chat.rows()[0]).to.deep.equal(['Asha, Otieno', 'Ashley']);
    await chat.press(buttons.choose('asha'));
    expect(chat.shown().answers).to.deep.equal([{ question: 'who', answer: 'Asha' }]);
    expect(valueAt(filling.xml(), 'who')).to.equal('asha');
  });

  it('shows many choices by parts, and fewer for words that fit several', async () => {
    const values = Array.from({ length: 20 }, (_, at) => `v${at}`);
    const chat = talk(
      await open(
        xform(
          '<v/>',
          '<bind nodeset="/data/v" type="string"/>',
          `<select1 ref="/data/v"><label>V</label>${choices('v', ...values)}</select1>`,
        ),
      ),
    );
    expect(chat.shown().page).to.deep.equal({ at: 0, of: 3 });
    expect(chat.shown().choices).to.have.length(8);
    await chat.press(buttons.page(2));
    expect(chat.shown().choices.map(({ words }) => words)).to.deep.equal([
      'v16 of v',
      'v17 of v',
      'v18 of v',
      'v19 of v',
    ]);
    await chat.write('v1');
    await chat.press(buttons.back);
    await chat.write('v1 ');
    expect(chat.shown().answers.map(({ answer }) => answer)).to.deep.equal(['v1 of v']);
  });

  it('puts choices into an order', async () => {
    const filling = await open(
      xform(
        '<o/>',
        '<bind nodeset="/data/o" type="odk:rank" xmlns:odk="http://www.opendatakit.org/xforms"/>',
        `<odk:rank xmlns:odk="http://www.opendatakit.org/xforms" ref="/data/o"><label>O</label>
          <itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="label"/></itemset></odk:rank>`,
      ).replace(
        '</instance>',
        '</instance><instance id="l"><root><item><name>a</name><label>A</label></item><item><name>b</name><label>B</label></item></root></instance>',
      ),
    );
    const chat = talk(filling);
    expect(chat.shown().kind).to.equal('rank');
    await chat.press(buttons.choose('b'));
    expect(chat.shown().choices.map(({ words }) => words)).to.deep.equal(['A']);
    await chat.press(buttons.choose('a'));
    expect(chat.shown().answers).to.deep.equal([{ question: 'O', answer: 'B, A' }]);
    expect(valueAt(filling.xml(), 'o')).to.equal('b a');
  });

  it('begins again where it stood, from what was stored', async () => {
    const filling = await small();
    const chat = talk(filling);
    await chat.write('34');
    await chat.press(buttons.choose('female'));
    const again = await open(
      xform(
        '<hello/><age/><sex/><signs/><other/><day/>',
        '<bind nodeset="/data/age" type="int" required="true()"/>',
        `${ask('hello')}${ask('age')}`,
      ),
      { draft: filling.draft() },
    );
    expect(shownAt(again, { at: '/data/age', page: 0 }, undefined, () => undefined).now).to.equal('34');
  });

  it('gives up when it is asked to', async () => {
    const chat = talk(await small());
    expect((await chat.press(buttons.cancel)).end).to.equal('cancel');
  });

  for (const name of [
    'app/mute',
    'app/unmute',
    'app/pregnancy',
    'app/visit',
    'contact/clinic-create',
    'contact/person-create',
    'contact/clinic-edit',
    'contact/person-edit',
  ])
    it(`leads through every form of the default programme in each of its languages: ${name}`, async () => {
      const filling = await open(await readFile(join(defaultProgramme, 'forms', `${name}.xml`), 'utf8'));
      for (const language of ['en', 'fr', 'sw']) {
        filling.speak(language);
        const chat = talk(filling);
        const seen: string[] = [];
        for (let turns = 0; turns < 80 && chat.shown().kind !== 'end'; turns += 1) {
          const { kind, choices: all, question } = chat.shown();
          seen.push(question);
          if (kind === 'many') await chat.press(all[0]!.button);
          if (kind === 'more') await chat.press(buttons.goOn);
          else if (kind === 'many') await chat.press(buttons.done);
          else if (all.length > 0) await chat.press(all.at(-1)!.button);
          else
            await chat.write(
              kind === 'date'
                ? '2026-01-05'
                : kind === 'int' || kind === 'decimal'
                  ? '8'
                  : /phone|simu|téléphone/i.test(question)
                    ? '+254712345678'
                    : 'Asha',
            );
          if (kind === 'contact') await chat.press(buttons.choose('asha'));
        }
        expect(chat.shown().kind, `${seen.join(' > ')}`).to.equal('end');
        expect(seen.length).to.be.greaterThan(0);
      }
    });
});
