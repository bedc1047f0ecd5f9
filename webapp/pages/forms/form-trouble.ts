import '@awesome.me/webawesome/dist/components/button/button.js';
import { html, nothing, type TemplateResult } from 'lit';
import { emptyPage } from '../../elements/empty.ts';
import { t } from '../../words/words.ts';

/**
 * Why there is nothing to fill in: the phone does not hold the form, or whom it is about, or the user may not, or it could not be opened.
 */
export type Trouble = 'missing' | 'nobody' | 'forbidden' | 'failed';

const words: Record<Trouble, string> = {
  missing: 'form.missing',
  nobody: 'form.no_contact',
  forbidden: 'form.forbidden',
  failed: 'form.broken',
};

/** What stands in the place of a form that cannot be filled in. */
export const troubled = (trouble: Trouble, retry: () => void, leave: () => void): TemplateResult => {
  const again = html`<wa-button variant="brand" @click=${retry}>${t('app.retry')}</wa-button>`;
  const onward = html`${trouble === 'failed' ? again : nothing}
    <wa-button appearance="outlined" @click=${leave}>${t('app.back')}</wa-button>`;
  return emptyPage('file-text', t('form.failed'), t(words[trouble]), onward);
};
