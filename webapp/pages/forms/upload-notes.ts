import { css, html, nothing, type TemplateResult } from 'lit';
import type { FormFault, Upload } from '../../data/forms/try-form.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/** How the faults of an uploaded form look, and what it would answer. */
export const uploadStyles = css`
  .told { padding: 1rem; border-radius: 14px; display: grid; gap: 0.5rem; overflow-wrap: anywhere; }
  .told.bad { background: var(--bad-soft); color: var(--bad-ink); }
  .told.odd { background: var(--wait-soft); color: var(--wait-ink); }
  .told.plain { background: var(--sunk); color: var(--ink); }
  .told.good { background: var(--good-soft); color: var(--good-ink); }
  .told p { font-weight: 600; }
  .told ul { margin: 0; padding-inline-start: 1.25rem; list-style: disc; }
  .told li + li { margin-block-start: 0.375rem; }
  .upload { display: grid; gap: 0.75rem; }
  .act {
    display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; min-block-size: var(--touch);
    padding-inline: 1.125rem; border-radius: 99px; border: 1px solid var(--line-strong); background: var(--card);
    color: var(--brand-ink); font: inherit; font-weight: 620; cursor: pointer;
  }
  .act[disabled] { opacity: 0.6; cursor: default; }
  .answers { display: grid; gap: 0.5rem; padding: 1rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
  .answers div { display: grid; gap: 0.125rem 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); }
  .answers dt { color: var(--ink-soft); font-size: 0.9375rem; }
  .answers dd { margin: 0; font-weight: 550; }
`;

const told = (
  kind: 'bad' | 'odd' | 'plain',
  words: string,
  all: readonly FormFault[],
): TemplateResult | typeof nothing =>
  all.length === 0
    ? nothing
    : html`<div class="told ${kind}"><p>${words}</p>
        <ul>${all.map(({ text }) => html`<li dir="auto">${text}</li>`)}</ul></div>`;

/**
 * What became of an upload: its faults, or that it can be tried out and kept.
 * @param keep undefined where the form cannot be tried out
 */
export const uploadNotes = (
  name: string,
  upload: Upload,
  keep: (() => void) | undefined,
  busy: boolean,
): TemplateResult => {
  const { faults, warnings, taken } = upload;
  const { questions = 0, languages = [] } = taken ?? {};
  const of = (fate: FormFault['fate']) => warnings.filter(each => each.fate === fate);
  const [odd, unused, ignored] = [of(undefined), of('unused'), of('ignored')];
  const what = languages.length > 1 ? 'try.taken_in' : 'try.taken';
  const ready = html`<div class="told good"><p>${t(what, { count: questions, languages: languages.join(', ') })}</p><p>${t('try.ready', { name })}</p>
    <p><button class="act" ?disabled=${busy} @click=${keep}><app-icon name="clipboard-check"></app-icon>${t('try.keep')}</button></p></div>`;
  return html`<div class="upload" role="status">${told('bad', t('try.faults', { name, count: faults.length }), faults)}
    ${keep ? ready : nothing} ${told('odd', t('try.warnings', { count: odd.length }), odd)}
    ${told('plain', t('try.unused', { count: unused.length }), unused)}
    ${told('plain', t('try.ignored', { count: ignored.length }), ignored)}</div>`;
};
