import { css } from 'lit';

/** How questions look that take a file, a drawing, a position or a clock. */
export const deviceStyles = css`
  :host { display: grid; gap: 0.625rem; }
  .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
  .action {
    display: inline-flex; align-items: center; gap: 0.625rem; min-block-size: 52px; padding: 0.625rem 1.125rem;
    border-radius: 14px; border: 1px solid var(--line-strong); background: var(--card); color: var(--brand-ink);
    font: inherit; font-weight: 600; cursor: pointer; position: relative;
  }
  .action:is(:focus-visible, :has(:focus-visible)) { outline: 3px solid var(--focus); outline-offset: 1px; }
  .action.bad { color: var(--bad-ink); }
  .action[aria-busy='true'] { opacity: 0.6; }
  .shown { max-inline-size: 100%; max-block-size: 20rem; border-radius: 14px; border: 1px solid var(--line); object-fit: contain; }
  audio.shown { inline-size: min(100%, 22rem); border: 0; }
  .kept {
    display: flex; align-items: center; gap: 0.625rem; min-block-size: 52px; padding: 0.5rem 1rem; border-radius: 14px;
    border: 1px solid var(--brand); background: var(--brand-soft); overflow-wrap: anywhere; min-inline-size: 0;
  }
  .kept span { min-inline-size: 0; }
  .soft { color: var(--ink-soft); font-size: 0.9375rem; }
  .problem {
    display: flex; gap: 0.5rem; padding: 0.625rem 0.875rem; border-radius: 14px; background: var(--wait-soft);
    color: var(--wait-ink); font-size: 0.9375rem;
  }
  details > summary { min-block-size: 44px; display: flex; align-items: center; color: var(--brand-ink); font-weight: 600; cursor: pointer; }
  details > summary:focus-visible { outline: 3px solid var(--focus); border-radius: 10px; }
`;
