import { textOfHtml } from '@rounds/api/events/streams/mastodon.ts';
import { formCode, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { fillIn, unknownIn } from '@rounds/sentinel/campaigns/fill-in.ts';
import { folded } from '@rounds/sentinel/dialogues/match.ts';
import { converted } from '@rounds/sentinel/dialogues/rapidpro-words.ts';
import { expect } from 'chai';

/** Signs of a text: where the work grows with its square, this many take minutes. */
const many = 200_000;
const nobody = { _id: 'x', type: 'person', name: 'Amina' } as const;

describe('Texts that somebody sends take time in proportion to their length', () => {
  for (const [title, read] of [
    ['a form code of dashes', () => formCode(`a${'-'.repeat(many)}a`)],
    ['a form code without a letter', () => formCode('-'.repeat(many))],
    ['two form codes', () => sameForm(`a${' .'.repeat(many / 2)}a`, 'a')],
    ['an answer of dots', () => folded(`a${'.-'.repeat(many / 2)}a`)],
    ['a text that begins to name something', () => fillIn(`{{${' '.repeat(many)}x`, nobody)],
    ['a text of brackets', () => unknownIn('{'.repeat(many))],
    ['a flow of expressions that never end', () => converted('@('.repeat(many / 2))],
    ['a post of brackets', () => textOfHtml('<'.repeat(many))],
    ['a post of paragraphs', () => textOfHtml('</p><p'.repeat(many / 6))],
  ] as const)
    it(title, () => {
      const begun = performance.now();
      read();
      expect(performance.now() - begun).to.be.lessThan(1000);
    });

  it('and mean what they meant', () => {
    expect([' «P:1» ', 'ANC.', '..', '', '_a_', ' é-1! ', 'ا'].map(formCode)).to.deep.equal([
      ...['p:1', 'anc', '', '', '_a_', 'é-1', 'ا'],
    ]);
    expect(fillIn('Hi {{ name }}, {{{contact.name}}}{{study_id}}{{constructor}}{{__proto__}}!', nobody)).to.equal(
      'Hi Amina, Amina!',
    );
    expect(unknownIn('{{ name }} {{age }} {{__proto__}}')).to.deep.equal(['age', '__proto__']);
    expect(folded(' -Sí,  claro!- ')).to.equal('sí, claro');
    expect(textOfHtml('<p>a &lt; b</p><p class="x">c<br/>d</p>')).to.equal('a < b\nc\nd');
  });
});
