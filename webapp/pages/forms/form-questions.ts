import type { Field } from '@rounds/sentinel/forms/filling.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { OnPhone } from '../../data/forms/open-filling.ts';
import { pageHead } from './form-notes.ts';
import type { Turns } from './form-turns.ts';
import '../../elements/forms/form-field.ts';

/** The questions of the page, or all of them. @param strict shows what is wrong also where nobody answered yet */
export const questions = (
  { filling: { paged }, around }: Pick<OnPhone, 'filling' | 'around'>,
  turns: Turns,
  strict: boolean,
): TemplateResult => {
  const { page } = turns;
  const { at, of } = turns.place;
  const [only] = page?.fields ?? [];
  const fields = paged && only?.kind === 'group' ? only.children : (page?.fields ?? []);
  return html`${paged && of > 1 ? pageHead(page?.heading ?? '', at, of) : nothing}
    ${repeat(
      fields,
      ({ id }) => id,
      (field: Field) => html`<form-field data-path=${field.path} .field=${field} .around=${around}
        .strict=${strict}></form-field>`,
    )}`;
};
