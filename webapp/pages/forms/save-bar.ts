import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type TemplateResult } from 'lit';
import { working } from '../../elements/working.ts';
import { t } from '../../words/words.ts';

/** Where a form is, and what its buttons do. */
interface Bar {
  busy: boolean;
  /** Whether there is no page before this one. */
  first: boolean;
  /** Whether there is no page after this one, so that the answers are saved. */
  last: boolean;
  back: () => void;
  /** What saving does, in words; '' where it only saves. */
  label: string;
}

/** The buttons below a form: back, and the one that submits it, which goes on to the next page or saves. */
export const saveBar = ({ busy, first, last, back, label }: Bar): TemplateResult =>
  html`<div class="bar">
    ${
      first
        ? nothing
        : html`<wa-button class="back" appearance="outlined" @click=${back}>${t('form.page.back')}</wa-button>`
    }
    <wa-button class="onward" variant="brand" type="submit" aria-busy=${busy}>
      ${working(busy)}${busy ? t('form.saving') : last ? label || t('form.submit') : t('form.page.next')}
    </wa-button>
  </div>`;
