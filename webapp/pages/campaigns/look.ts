import { css, html } from 'lit';
import { number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';

/** What the pages of campaigns share beside the styles of the console. */
export const campaignStyles = css`
  ul.list { display: grid; gap: 0.75rem; list-style: none; padding: 0; margin: 0; }
  .row { display: grid; gap: 0.25rem; color: var(--ink); text-decoration: none; }
  .head { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between; }
  .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .state { padding: 0.125rem 0.625rem; border-radius: 99px; background: var(--sunk); font-size: 0.8125rem; font-weight: 650; }
  .state.running { background: var(--brand-soft); color: var(--brand-ink); }
  .state.asked, .state.stopped { background: var(--wait-soft); color: var(--wait-ink); }
  .state.done { background: var(--good-soft); color: var(--good-ink); }
  .figures { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); margin: 0; }
  .figures > div { display: grid; align-content: space-between; padding: 0.75rem 1rem; border-radius: 14px; background: var(--sunk); }
  .figures dt { color: var(--ink-soft); font-size: 0.875rem; }
  .figures dd { margin: 0; font-size: 1.5rem; font-weight: 680; font-variant-numeric: tabular-nums; }
  .figures .good { background: var(--good-soft); }
  .figures .wait { background: var(--wait-soft); }
  ul.why { margin: 0; padding-inline-start: 1.25rem; }
  .bubble {
    padding: 0.75rem 1rem; border-radius: 16px 16px 16px 4px; background: var(--brand-soft); color: var(--ink);
    white-space: pre-wrap; overflow-wrap: anywhere; max-inline-size: 32rem;
  }
  .bar { block-size: 0.75rem; border-radius: 99px; background: var(--sunk); overflow: hidden; }
  .bar span { display: block; block-size: 100%; background: var(--brand); }
  .places { max-block-size: 15rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 12px; padding: 0.25rem 0.75rem; }
  fieldset { border: 0; padding: 0; margin: 0; min-inline-size: 0; display: grid; gap: 0.5rem; }
  legend { font-weight: 650; padding: 0; }
  label.line { font-weight: 500; }
  label.line .end { margin-inline-start: auto; color: var(--ink-soft); }
`;

/** How a campaign stands, as a chip. */
export const stateChip = (state: string) => html`<span class="state ${state}">${t(`campaigns.state.${state}`)}</span>`;

/** Why somebody is left out, or what became of what she got, in words. */
export const whyWords = (why: string): string => {
  const key = `campaigns.why.${why.replaceAll(' ', '_')}`;
  return hasWords(key) ? t(key) : why;
};

/** Counts by reason, as a list. */
export const byReason = (counts: Record<string, number>) =>
  html`<ul class="why">${Object.entries(counts).map(([why, count]) => html`<li>${whyWords(why)}: ${number(count)}</li>`)}</ul>`;

/** The name of a language, in the language on the screen. */
export const languageName = (code: string): string => {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
};
