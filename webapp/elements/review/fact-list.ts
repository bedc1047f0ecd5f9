import { factsOf, type ReviewDoc, type ReviewFact } from '@rounds/ddocs/review/review.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { moment } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { localIn } from '../../words/zone.ts';

/** Words of a code where the programme has some; the code itself, as words, where it has none. */
const inWords = (code: string, words: string | undefined): string => {
  if (words === undefined) return code;
  const key = words.replace('{}', code);
  return hasWords(key) ? t(key) : code.replaceAll('_', ' ');
};

const shown = ({ value, words, moment: zone }: ReviewFact, now: number): string => {
  const all = typeof value === 'string' ? [value] : value;
  if (zone) return all.map(at => `${localIn(at, zone).replace('T', ' ')} (${zone})`).join(', ');
  return all.map(each => (zone === '' ? moment(each, now) : inWords(each, words))).join(', ');
};

/** What who decides must know of a review, in the language of who reads. @param now ms, for moments */
export const factList = (review: ReviewDoc, now: number): TemplateResult | typeof nothing => {
  const facts = factsOf(review);
  if (facts.length === 0) return nothing;
  return html`<dl class="facts">${facts.map(
    fact => html`<div><dt>${t(`review.fact.${fact.name}`)}</dt><dd><bdi>${shown(fact, now)}</bdi></dd></div>`,
  )}</dl>`;
};
