import type { Field, Media, Rich } from '@rounds/sentinel/forms/filling.ts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Around } from '../../data/forms/around.ts';
import { t } from '../../words/words.ts';
import type { Asked } from './asked.ts';
import { richText } from './rich-text.ts';
import '../app-icon.ts';

type Part = TemplateResult | typeof nothing;

/** Words with their emphasis, where they have some. */
export const wordsOf = (plain: string, rich: readonly Rich[] | undefined) =>
  rich && rich.length > 0 ? richText(rich) : plain;

/** The words of a question, marked where it must be answered. */
export const labelOf = ({ rich, label, required }: Field) => {
  const words = wordsOf(label, rich);
  if (!required) return html`${words}`;
  const mark = html`<span class="must" aria-hidden="true">*</span>`;
  return html`${words}&nbsp;${mark}<span class="unseen">(${t('form.required_mark')})</span>`;
};

/** What stands between the words of a question and its answer: pictures, sounds, the hint. */
export const below = ({ field, around }: Pick<Asked, 'field' | 'around'>) =>
  html`${mediaOf(field.media, around)}
    ${field.hint ? html`<p class="hint" id="hint">${wordsOf(field.hint, field.richHint)}</p>` : nothing}`;

/** Pictures, sounds and films of a label; one that the form lacks is left out. */
export const mediaOf = ({ image, audio, video }: Media, around: Around): Part => {
  const [seen, heard, film] = [image, audio, video].map(address => (address ? around.media(address) : undefined));
  if (!seen && !heard && !film) return nothing;
  return html`
    ${seen ? html`<img class="media" src=${seen} alt="" />` : nothing}
    ${heard ? html`<audio class="media" controls preload="metadata" src=${heard}></audio>` : nothing}
    ${film ? html`<video class="media" controls preload="metadata" src=${film}></video>` : nothing}
  `;
};

/** What is wrong with an answer; an empty place until something is, so that screen readers hear of it. */
export const wrong = (fault: string) =>
  html`<div id="fault" role="alert">
    ${fault ? html`<p class="fault"><app-icon name="circle-alert"></app-icon><span>${fault}</span></p>` : nothing}
  </div>`;

/** What could not be taken of a question as the form has it. */
export const told = (warnings: readonly string[]): Part =>
  warnings.length > 0
    ? html`<p class="told"><app-icon name="triangle-alert"></app-icon><span>${t('form.question_fault')}</span></p>`
    : nothing;

/** A question that nobody can answer here: it says so, and that the form can be saved all the same. */
export const unanswerable = (asked: Pick<Asked, 'field' | 'around'>): TemplateResult =>
  html`<div class="question">
    <span class="label">${labelOf(asked.field)}</span>${below(asked)}
    <p class="told"><app-icon name="circle-alert"></app-icon><span>
      ${t(asked.field.required ? 'form.unanswerable_required' : 'form.unsupported')}
    </span></p>
  </div>`;

const noteLooks = ['h1', 'h2', 'h3', 'h4', 'p', 'li', 'center', 'underline'];
const colours = ['red', 'yellow', 'blue', 'green', 'lime', 'orange', 'purple'];

/** What a form tells: a note, or an answer that nobody changes. */
export const note = (asked: Pick<Asked, 'field' | 'around'>): TemplateResult => {
  const { field } = asked;
  const look = field.appearances.filter(each => noteLooks.includes(each) || colours.includes(each));
  // What a form calls a danger is one, also where nobody chose how it looks.
  const danger = look.length === 0 && /danger|emergency|urgent/i.test(field.path.split('/').at(-1) ?? '');
  const level = /^h([1-4])$/.exec(look.find(each => /^h\d$/.test(each)) ?? '')?.[1];
  const value = field.value && field.value !== field.label ? field.value : '';
  const words = html`${wordsOf(field.label, field.rich)}${value && field.label ? html`<br />` : nothing}${
    field.appearances.includes('display-base64-image') && value
      ? html`<img class="media" src="data:image/png;base64,${value}" alt="" />`
      : value
  }`;
  return html`<div class="note ${danger ? 'danger' : ''} ${look.length > 0 ? 'styled' : ''} ${look.join(' ')}">
    ${danger ? html`<app-icon name="triangle-alert"></app-icon>` : nothing}
    ${level ? html`<div role="heading" aria-level=${Number(level) + 2}>${words}</div>` : words}
    ${mediaOf(field.media, asked.around)}
    ${field.hint ? html`<p class="hint">${wordsOf(field.hint, field.richHint)}</p>` : nothing}
  </div>`;
};
