import type { Rich } from '@rounds/sentinel/forms/filling.ts';
import { fromHtml } from '@rounds/sentinel/forms/rich-text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { allFields, answer, ask, formsInNode, open, xform } from './forms-in-node.ts';

/** A tree of text in short: `strong(red)[words]`. */
const short = (pieces: readonly Rich[]): string =>
  pieces
    .map(piece => {
      if ('text' in piece) return piece.text;
      return `${piece.tag}${piece.colour ? `(${piece.colour})` : ''}${piece.href ? `(${piece.href})` : ''}[${short(piece.inner)}]`;
    })
    .join('');

describe('words of a form with formats in them', () => {
  formsInNode();

  for (const [html, gives] of [
    ['<b>a</b> and <i>b</i>', 'strong[a] and em[b]'],
    ['<span style="color: red; font-size: 40px">Danger</span>', 'span(red)[Danger]'],
    ['<span style="color:expression(alert(1))">x</span>', 'span[x]'],
    ['<i class="fa fa-flag"></i> Now', 'em[] Now'],
    ['one<br/>two', 'onebr[]two'],
    ['<script>alert(1)</script>kept', 'kept'],
    ['<img src="x" onerror="alert(1)">kept', 'kept'],
    ['<a href="tel:+255">Call</a>', 'a(tel:+255)[Call]'],
    ['<a href="javascript:alert(1)">Call</a>', 'a[Call]'],
    ['<b>never <u>closed', 'strong[never u[closed]]'],
    ['</b>stray', 'stray'],
    ['1 &lt; 2 &amp; 3 &#62; 2', '1 < 2 & 3 > 2'],
    ['a < b', 'a < b'],
  ] as const)
    it(`${html} is ${gives}`, () => {
      expect(short(fromHtml(html))).to.equal(gives);
    });

  it('never lose their text, nor let anything run, whatever stands in them', () => {
    const parts = fc.array(
      fc.constantFrom(
        '<b>',
        '</b>',
        '<p style="color:red">',
        '</p>',
        '<br>',
        '<x y="z">',
        'words',
        ' ',
        '<a href="javascript:x">',
        '</a>',
        '<',
      ),
    );
    fc.assert(
      fc.property(parts, given => {
        const told = short(fromHtml(given.join('')));
        expect(told.match(/words/g) ?? []).to.have.length(given.filter(each => each === 'words').length);
        expect(told).not.to.include('javascript');
      }),
    );
  });

  it('come with what was answered, as text, also where that looks like a format', async () => {
    const filling = await open(
      xform(
        '<name/><note/>',
        '<bind nodeset="/data/note" readonly="true()"/>',
        `${ask('name')}<input ref="/data/note"><label>**Dear** &lt;span style="color:blue"&gt;<output value="/data/name"/>&lt;/span&gt;</label></input>`,
      ),
    );
    answer(filling, 'name', 'Asha');
    const note = () => allFields(filling).find(({ kind }) => kind === 'note')!;
    expect(note().rich).to.satisfy(
      (rich: Rich[]) => short(rich).startsWith('strong[Dear] span(blue)[') && short(rich).includes('Asha'),
    );
    answer(filling, 'name', '<b>x</b>');
    expect(short(note().rich)).to.include('x');
  });
});
