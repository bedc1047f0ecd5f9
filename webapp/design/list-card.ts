import { css } from 'lit';

/** A heading with a number, and a card of rows below it with a button that shows the rest. */
export const listCard = css`
  section.block { display: grid; gap: 0.625rem; }
  section.block > h2 { display: flex; align-items: baseline; gap: 0.5rem; }
  section.block > h2 span { color: var(--ink-soft); font-weight: 500; font-size: 0.9375rem; }
  .card { overflow: hidden; }
  .card > * + * { border-block-start: 1px solid var(--line); }
  .more {
    display: block; inline-size: 100%; min-block-size: var(--touch); padding-inline: var(--gutter); font-weight: 600;
    color: var(--brand-ink); text-align: center;
  }
`;
