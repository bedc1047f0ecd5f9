import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { lint } from '@rounds/sentinel/dialogues/lint.ts';
import { expect } from 'chai';

const yesNo = [
  { variable: 'ok', value: 'yes' },
  { variable: 'ok', value: 'no' },
];

/** A sound dialogue of three steps, in which some are others. */
const dialogue = (steps: Record<string, Partial<Step>> = {}, texts: Record<string, string> = {}): Dialogue => {
  const all: Record<string, Step> = {
    a: { next: 'q' },
    q: { asks: 'choice', choices: yesNo, save: 'ok', next: 'end' },
    end: { next: null },
    ...(steps as Record<string, Step>),
  };
  const words: Record<string, string> = {};
  for (const [id, step] of Object.entries(all)) {
    words[`${id}.text`] = `This is ${id}`;
    step.choices?.forEach(({ value }, at) => {
      words[`${id}.choice.${at}`] = value;
    });
  }
  const ca = { ...words };
  return {
    schema_version: 1,
    id: 'd',
    languages: ['en', 'ca'],
    first: 'a',
    steps: all,
    texts: { en: { ...words, ...texts }, ca },
  };
};

const without = (key: string): Dialogue => {
  const whole = dialogue();
  const { [key]: _, ...ca } = whole.texts.ca!;
  return { ...whole, texts: { ...whole.texts, ca } };
};

const q = { asks: 'choice', choices: yesNo, save: 'ok' } as const;

describe('What is found in a dialogue', () => {
  it('is nothing where it is sound', () => expect(lint(dialogue()).map(findingLine)).to.deep.equal([]));

  const table: [what: string, given: Dialogue, level: string, line: RegExp][] = [
    [
      'a step that is not there',
      dialogue({ q: { ...q, next: 'gone' } }),
      'fault',
      /^d, step q: next leads to gone, which is no step/,
    ],
    ['a beginning that is not there', { ...dialogue(), first: 'x' }, 'fault', /^d: begins with x/],
    [
      'a step that is not there, after a time',
      dialogue({ q: { ...q, next: 'end', timeout: { after: 24, next: 'gone' } } }),
      'fault',
      /^d, step q: timeout leads to gone/,
    ],
    [
      'a step that nobody reaches',
      dialogue({ lonely: { next: null } }),
      'warning',
      /^d, step lonely: nobody comes here/,
    ],
    ['a text that one language lacks', without('end.text'), 'warning', /^d, step end, ca: lacks end\.text/],
    ['a label that one language lacks', without('q.choice.1'), 'warning', /^d, step q, ca: lacks q\.choice\.1/],
    [
      'a value that leads nowhere',
      dialogue({ q: { ...q, next: { cases: [{ variable: 'ok', is: { yes: 'end' } }] } } }),
      'fault',
      /^d, step q: says not where "no" of ok leads/,
    ],
    [
      'a branch for a value that cannot be chosen',
      dialogue({ q: { ...q, next: { cases: [{ variable: 'ok', is: { yes: 'end', no: 'end', maybe: 'end' } }] } } }),
      'warning',
      /^d, step q: "maybe" of ok cannot be chosen/,
    ],
    [
      'a branch on what is not asked there',
      dialogue({ q: { ...q, next: { cases: [{ variable: 'other', is: { yes: 'end' } }], otherwise: 'end' } } }),
      'fault',
      /^d, step q: branches on other, which it does not ask/,
    ],
    [
      'a branch on an earlier answer that nobody is asked for',
      dialogue({ end: { next: { cases: [{ variable: 'age', earlier: true, is: { 1: null } }], otherwise: null } } }),
      'fault',
      /^d, step end: branches on age, which no step asks/,
    ],
    [
      'an earlier value that leads nowhere',
      dialogue({ end: { next: { cases: [{ variable: 'ok', earlier: true, is: { yes: null } }] } } }),
      'fault',
      /^d, step end: says not where "no" of ok leads/,
    ],
    [
      'words without a catch-all',
      dialogue({
        q: { asks: 'text', variable: 'town', save: 'town', next: { cases: [{ variable: 'town', is: { A: 'end' } }] } },
      }),
      'fault',
      /^d, step q: says not where any other words for town lead: give otherwise/,
    ],
    [
      'a loop without a question',
      dialogue({ a: { next: 'b' }, b: { next: 'a' } }),
      'fault',
      /^d, step a: goes in a circle without a question: a > b > a/,
    ],
    ['a dialogue that never ends', dialogue({ q: { ...q, next: 'a' } }), 'fault', /^d, step a: never ends/],
    [
      'a question without choices',
      dialogue({ q: { asks: 'choice', next: 'end' } }),
      'fault',
      /^d, step q: asks for a choice and offers none/,
    ],
    [
      'choices that may all be missing',
      dialogue({ q: { ...q, choices: yesNo.map(each => ({ ...each, when: { variable: 'ok' } })), next: 'end' } }),
      'warning',
      /^d, step q: offers nothing where none of the conditions holds/,
    ],
    [
      'an answer that goes nowhere',
      dialogue({ q: { asks: 'choice', choices: yesNo, next: 'end' } }),
      'warning',
      /^d, step q: the answer to "ok" goes nowhere/,
    ],
    [
      'typed words with which it ends',
      dialogue({ q: { asks: 'text', variable: 'town', save: 'town', next: null } }),
      'warning',
      /^d, step q: ends the dialogue with what is typed/,
    ],
    [
      'an action that nobody knows',
      dialogue({ end: { next: null, action: 'dance' } }),
      'warning',
      /^d, step end: dance does nothing here/,
    ],
    ['a step that says nothing', { ...dialogue(), texts: { en: {}, ca: {} } }, 'fault', /^d, step a: says nothing/],
    [
      'a text beyond Telegram',
      dialogue({}, { 'end.text': 'x'.repeat(4097) }),
      'warning',
      /^d, step end, en: has 4097 signs, more than 4096/,
    ],
    [
      'a caption beyond Telegram',
      dialogue({ end: { next: null, media: [{ kind: 'photo', file: 'a.jpg' }] } }, { 'end.text': 'x'.repeat(1025) }),
      'warning',
      /^d, step end, en: has 1025 signs, more than 1024/,
    ],
    [
      'a text beyond SMS',
      dialogue({}, { 'end.text': 'ж'.repeat(671) }),
      'warning',
      /^d, step end, en: is 11 parts as an SMS/,
    ],
    [
      'a label that is too long',
      dialogue({}, { 'q.choice.0': 'y'.repeat(41) }),
      'warning',
      /^d, step q, en: "y+" has 41 signs; a button shows 40/,
    ],
    [
      'a keyboard that is too large',
      dialogue({
        q: {
          ...q,
          choices: Array.from({ length: 101 }, (_, at) => ({ variable: 'ok', value: `v${at}` })),
          next: 'end',
        },
      }),
      'fault',
      /^d, step q: offers 101 choices/,
    ],
    [
      'two labels that are the same',
      dialogue({}, { 'q.choice.0': 'Yes!', 'q.choice.1': 'yes' }),
      'fault',
      /^d, step q, en: offers "yes" twice/,
    ],
    [
      'a place that nothing fills',
      dialogue({}, { 'end.text': 'Hello {name}' }),
      'warning',
      /^d, step end, en: names \{name\}/,
    ],
    [
      'a computation with what nobody is asked for',
      dialogue({ end: { next: null, display: { x: { variable: 'age' } } } }),
      'warning',
      /^d, step end: computes with "age", which no step asks/,
    ],
    [
      'a reminder that comes when it is over',
      dialogue({ q: { ...q, next: 'end', nudge_after: 24, timeout: { after: 12, next: 'end' } } }),
      'warning',
      /^d, step q: asks once more after 24 hours, when it is over after 12/,
    ],
    [
      'a reminder that comes when the whole dialogue has ended',
      { ...dialogue({ q: { ...q, next: 'end', nudge_after: 72 } }), expires: 72 },
      'warning',
      /^d, step q: asks once more after 72 hours, when it is over after 72/,
    ],
    [
      'a way on that comes when it has ended',
      dialogue({ q: { ...q, next: 'end', timeout: { after: 48, next: 'end' }, expires: 24 } }),
      'warning',
      /^d, step q: goes on after 48 hours, when it has ended after 24/,
    ],
    [
      'a time without a question',
      dialogue({ end: { next: null, expires: 24 } }),
      'warning',
      /^d, step end: has expires and asks nothing/,
    ],
    [
      'attempts that ask the same for ever',
      dialogue({ q: { ...q, next: 'end', attempts: { most: 3, after: { next: 'q' } } } }),
      'warning',
      /^d, step q: asks the same again after the last wrong answer/,
    ],
    [
      'words of a reminder that is never said',
      dialogue({}, { 'q.nudge': 'Still there?' }),
      'warning',
      /^d, step q: has words of a reminder and is never asked once more/,
    ],
    [
      'an explanation where nothing is asked',
      dialogue({}, { 'end.explain': 'Press a button' }),
      'warning',
      /^d, step end: explains a wrong answer and asks for none/,
    ],
  ];
  for (const [what, given, level, line] of table)
    it(`is ${what}, by dialogue, step and language`, () => {
      const found = lint(given).filter(finding => line.test(findingLine(finding)));
      expect(
        found.map(each => each.level),
        lint(given).map(findingLine).join('\n'),
      ).to.deep.equal([level]);
    });

  it('names the property that it is about, where a page has a field for it', () => {
    const timed = dialogue({ q: { ...q, next: 'end', nudge_after: 24, timeout: { after: 12, next: 'gone' } } });
    const named = lint(timed).flatMap(({ property }) => property ?? []);
    expect(named.sort()).to.deep.equal(['nudge_after', 'timeout']);
  });

  it('is nothing for a circle in which something is asked, or with an answer that is told', () => {
    const asked = dialogue(
      {
        q: { asks: 'choice', choices: yesNo, next: { cases: [{ variable: 'ok', is: { yes: 'end', no: 'a' } }] } },
      },
      { 'end.text': 'You said {ok}' },
    );
    expect(lint(asked).map(findingLine)).to.deep.equal([]);
  });
});
