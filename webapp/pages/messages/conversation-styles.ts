import { css } from 'lit';

/** How a conversation lies: who it is with, what was said, and what to answer with. */
export const conversationStyles = css`
  :host {
    display: grid; grid-template-rows: auto minmax(0, 1fr) auto; block-size: 100%; max-inline-size: 52rem;
    margin-inline: auto;
  }
  .talk { overflow-y: auto; overscroll-behavior: contain; padding: 0.75rem var(--gutter) 1rem; }
  .talk:focus-visible { outline: 3px solid var(--focus); outline-offset: -4px; }
  .talk ol { display: grid; gap: 0.625rem; }
  h2 {
    margin-block: 0.875rem 0.125rem; text-align: center; font-size: 0.8125rem; font-weight: 620;
    color: var(--ink-soft);
  }
  .earlier {
    display: block; margin: 0.25rem auto 0.5rem; min-block-size: 44px; padding-inline: 1.25rem; border-radius: 99px;
    font-weight: 620; color: var(--brand-ink); background: var(--brand-soft);
  }
  footer {
    display: grid; gap: 0.625rem; padding: 0.75rem var(--gutter) max(0.5rem, env(safe-area-inset-bottom));
    border-block-start: 1px solid var(--line); background: var(--paper);
  }
  .note {
    display: flex; gap: 0.625rem; align-items: center; padding: 0.5625rem 0.875rem; border-radius: 14px;
    background: var(--muted-soft); color: var(--ink); font-size: 0.9375rem; line-height: 1.35;
  }
  .note app-icon { color: var(--muted-ink); }
  a.note { min-block-size: 44px; background: var(--brand-soft); color: var(--brand-ink); font-weight: 620; text-decoration: none; }
`;
