import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import type { Asked } from './asked.ts';
import { below, labelOf, wrong } from './question-parts.ts';

/** An element that asks one question by means of the device. */
export class DeviceAnswer extends AppElement {
  @property({ attribute: false }) asked!: Asked;

  /** Moves the focus to the first place to answer. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input, button, select, summary')?.focus();
  }

  /** Something that went wrong, told to those who do not see it, too. */
  protected problem(words: string): TemplateResult {
    return html`<div role="alert">
      ${words ? html`<p class="problem"><app-icon name="circle-alert"></app-icon><span>${words}</span></p>` : nothing}
    </div>`;
  }
}

/** The words of a question around the element that asks it. */
export const deviceQuestion = (asked: Asked, element: TemplateResult): TemplateResult => {
  const { field, fault } = asked;
  const kept = field.closed && field.closed !== 'readonly';
  return html`<div class="question" role="group" aria-labelledby="legend" aria-describedby="hint fault">
    <span class="label" id="legend">${labelOf(field)}</span>${below(asked)}${element}
    ${
      kept && field.required
        ? html`<p class="told"><app-icon name="circle-alert"></app-icon><span>
      ${t('form.unanswerable_required')}</span></p>`
        : nothing
    }
    ${wrong(fault)}
  </div>`;
};
