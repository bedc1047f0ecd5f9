import { css } from 'lit';

/** How the page of a form looks. */
export const formPageStyles = css`
  :host {
    display: block; max-inline-size: 44rem; margin-inline: auto; padding: 0.5rem var(--gutter) 7rem;
    /* What is there for screen readers alone would otherwise lie below the page, which could then be scrolled away. */
    position: relative;
  }
  header { display: grid; gap: 0.25rem; padding-block: 0.25rem 1.25rem; }
  header p { color: var(--ink-soft); }
  form { display: grid; gap: 1.75rem; }
  .page-head { display: grid; gap: 0.5rem; }
  .page-head .steps { display: flex; align-items: center; gap: 0.75rem; color: var(--ink-soft); font-size: 0.875rem; }
  .page-head progress {
    flex: 1; appearance: none; block-size: 6px; border: 0; border-radius: 99px; background: var(--line);
    overflow: hidden; color: var(--brand);
  }
  .page-head progress::-webkit-progress-bar { background: var(--line); }
  .page-head progress::-webkit-progress-value { background: var(--brand); border-radius: 99px; }
  .page-head progress::-moz-progress-bar { background: var(--brand); border-radius: 99px; }
  .page-head h2 { font-size: 1.1875rem; overflow-wrap: anywhere; }
  .page-head h2:focus { outline: none; }
  .submit {
    position: sticky; inset-block-end: 0; z-index: 3; display: grid; gap: 0.5rem;
    margin-inline: calc(-1 * var(--gutter));
    padding: 0.75rem var(--gutter) max(0.75rem, env(safe-area-inset-bottom));
    background: linear-gradient(to top, var(--paper) 75%, transparent);
  }
  .submit .bar { display: flex; gap: 0.75rem; }
  .submit wa-button::part(base) { min-block-size: 54px; font-size: 1.0625rem; inline-size: 100%; }
  .submit .onward { flex: 2; }
  .submit .back { flex: 1; }
`;
