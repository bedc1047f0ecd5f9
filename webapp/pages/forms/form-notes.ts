import { css, html, nothing, type TemplateResult } from 'lit';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

type Note = TemplateResult | typeof nothing;

/** How the notes around the questions of a form look. */
export const formNotes = css`
  .faults {
    display: flex; gap: 0.5rem; align-items: center; padding: 0.625rem 0.875rem; border-radius: 14px;
    background: var(--bad-soft); color: var(--bad-ink); font-weight: 600;
  }
  .progress {
    display: grid; gap: 0.375rem; padding: 0.625rem 0.875rem; border-radius: 14px; background: var(--sunk);
    font-weight: 550;
  }
  .progress progress { inline-size: 100%; block-size: 10px; accent-color: var(--brand); }
  .restored {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem;
    padding-block: 0.375rem; padding-inline: 1rem 0.375rem; border-radius: 14px; background: var(--sunk);
    color: var(--ink-soft); margin-block-end: 1.25rem;
  }
  .warnings {
    padding: 0.625rem 1rem; border-radius: 14px; background: var(--wait-soft); color: var(--wait-ink);
    margin-block-end: 1.25rem; font-size: 0.9375rem;
  }
  .warnings summary { min-block-size: 44px; display: flex; align-items: center; gap: 0.5rem; cursor: pointer; }
  .warnings summary:focus-visible { outline: 3px solid var(--focus); border-radius: 10px; }
  .warnings li { overflow-wrap: anywhere; padding-block: 0.25rem; }
  .restored button { min-block-size: 44px; padding-inline: 0.75rem; font-weight: 650; color: var(--brand-ink); }
`;

/** Says that answers of an earlier time are there again. @param when in words; '' where none are */
export const restoredNote = (when: string, startAgain: () => void): Note =>
  when
    ? html`<div class="restored" role="status">
        <span>${t('form.draft.restored', { when })}</span>
        <button class="plain" @click=${startAgain}>${t('form.draft.drop')}</button>
      </div>`
    : nothing;

/** Says what of the form could not be taken as it is written: the rest of it works. */
export const warningsNote = (warnings: readonly { message: string }[]): Note =>
  warnings.length > 0
    ? html`<details class="warnings">
        <summary><app-icon name="triangle-alert"></app-icon>${t('form.faulty', { count: warnings.length })}</summary>
        <p>${t('form.faulty.hint')}</p>
        <ul>${warnings.map(({ message }) => html`<li>${message}</li>`)}</ul>
      </details>`
    : nothing;

/** Which page of the form it is. The heading takes the focus when the page is turned. */
export const pageHead = (heading: string, at: number, of: number): Note => {
  const place = t('form.page', { at: at + 1, of });
  return html`<div class="page-head">
    <div class="steps">
      <span>${place}</span>
      <progress max=${of} value=${at + 1} aria-label=${t('form.pages')}></progress>
    </div>
    <h2 tabindex="-1" class=${heading ? '' : 'unseen'}>${
      heading ? html`${heading}<span class="unseen">. ${place}</span>` : place
    }</h2>
  </div>`;
};

/** Says how many answers are missing or not allowed. */
export const faultsNote = (count: number): Note =>
  count > 0
    ? html`<p class="faults"><app-icon name="circle-alert"></app-icon>${t('form.invalid', { count })}</p>`
    : nothing;

/** How far a large save has come. */
export const progressNote = (progress: { done: number; of: number } | undefined): Note => {
  if (!progress) return nothing;
  const [done, of] = [number(progress.done), number(progress.of)];
  return html`<p class="progress">
    <progress max=${progress.of} value=${progress.done} aria-label=${t('form.saving')}></progress>
    <span>${t('form.saving_many', { done, of })}</span>
  </p>`;
};
