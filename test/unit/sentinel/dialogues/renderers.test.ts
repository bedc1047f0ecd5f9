import { markedText } from '@rounds/sentinel/dialogues/marked-text.ts';
import { plainText } from '@rounds/sentinel/dialogues/plain-text.ts';
import { renderSms } from '@rounds/sentinel/dialogues/render-sms.ts';
import { renderTelegram } from '@rounds/sentinel/dialogues/render-telegram.ts';
import type { Saying } from '@rounds/sentinel/dialogues/run.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const asEntity = ([type, offset, length]: (string | number)[]) => ({ type, offset, length });
const saying = (text: string, labels: string[], more: Partial<Saying> = {}): Saying => ({
  key: 'k',
  step: 's',
  as: 'question',
  text,
  language: 'en',
  choices: labels.map((label, choice) => ({ label, value: label, choice })),
  turn: 1,
  media: [],
  due: 0,
  ...more,
});

describe('How a saying is shown', () => {
  const texts: [html: string, plain: string][] = [
    ['<b>Hello</b> <i>you</i>', 'Hello you'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<a href="https://x.org">here</a>', 'here (https://x.org)'],
    ['<a href="https://x.org">https://x.org</a>', 'https://x.org'],
    ['2 < 3 & 4 > 1', '2 < 3 & 4 > 1'],
    ['&lt;b&gt; &amp;lt;', '<b> &lt;'],
    ['<tg-spoiler>no</tg-spoiler>', 'no'],
  ];
  for (const [html, plain] of texts)
    it(`${html} is read as ${JSON.stringify(plain)}`, () => expect(plainText(html)).to.equal(plain));

  const marked: [html: string, text: string, entities: object[]][] = [
    [
      '<b>Hello</b> <i>you</i>',
      'Hello you',
      [
        ['bold', 0, 5],
        ['italic', 6, 3],
      ].map(asEntity),
    ],
    [
      'a<br><b>b <i>c</i></b>',
      'a\nb c',
      [
        ['bold', 2, 3],
        ['italic', 4, 1],
      ].map(asEntity),
    ],
    [
      'see <a href="https://x.org/?a=1&amp;b=2">here</a>',
      'see here',
      [{ type: 'text_link', offset: 4, length: 4, url: 'https://x.org/?a=1&b=2' }],
    ],
    ['<a href="https://x.org">https://x.org</a>', 'https://x.org', []],
    ['<a href="javascript:alert(1)">here</a>', 'here', []],
    ['2 < 3 & 4 > 1, *no* _marks_ [at](all)', '2 < 3 & 4 > 1, *no* _marks_ [at](all)', []],
    ['&lt;b&gt;', '<b>', []],
    ['😀<b>é</b>', '😀é', [asEntity(['bold', 2, 1])]],
    ['<b>never closed', 'never closed', [asEntity(['bold', 0, 12])]],
    ['</b>never opened<b></b>', 'never opened', []],
    ['<tg-spoiler>no</tg-spoiler><font>x</font>', 'nox', [asEntity(['spoiler', 0, 2])]],
  ];
  for (const [html, text, entities] of marked)
    it(`${html} is shown in a chat as ${JSON.stringify(text)} with ${entities.length} marks`, () =>
      expect(markedText(html)).to.deep.equal({ text, entities }));

  it('has marks that lie within its text, whatever its author wrote', () => {
    const piece = fc.constantFrom(
      '<b>',
      '</b>',
      '<i>',
      '</i>',
      '<a href="https://x.org">',
      '</a>',
      '<',
      '&lt;',
      '😀',
      'x ',
      '<br>',
      '<u',
      '"',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const { text, entities } = markedText(pieces.join(''));
        for (const { offset, length } of entities) {
          expect(length).to.be.greaterThan(0);
          expect(offset + length).to.be.at.most(text.length);
        }
      }),
    );
  });

  const layouts: [labels: string[], layout: 'rows' | 'row' | undefined, rows: string[][]][] = [
    [['Yes', 'No'], undefined, [['Yes', 'No']]],
    [['1234567', '12345678'], undefined, [['1234567', '12345678']]],
    [['12345678', '12345678'], undefined, [['12345678'], ['12345678']]],
    [['Yes', 'No'], 'rows', [['Yes'], ['No']]],
    [['a long label', 'a longer label'], 'row', [['a long label', 'a longer label']]],
    [[], undefined, []],
  ];
  for (const [labels, layout, rows] of layouts)
    it(`a keyboard of ${JSON.stringify(labels)}${layout ? ` as ${layout}` : ''} has ${rows.length} rows`, () => {
      const { buttons } = renderTelegram(saying('?', labels, layout ? { layout } : {}));
      expect(buttons.map(row => row.map(({ text }) => text))).to.deep.equal(rows);
    });

  const sms: [given: Saying, text: string][] = [
    [saying('How often?', ['daily', 'weekly']), 'How often?\n1 daily\n2 weekly'],
    [saying('How often?', ['A) daily', 'B) weekly']), 'How often?\nA) daily\nB) weekly'],
    [saying('Read this.', ['Continue']), 'Read this.\n[Continue]'],
    [saying('<b>Look</b>', [], { media: [{ kind: 'photo', file: 'plants.jpg' }] }), '[plants.jpg]\nLook'],
  ];
  for (const [given, text] of sms)
    it(`as an SMS is ${JSON.stringify(text)}`, () => expect(renderSms(given)).to.equal(text));
});
