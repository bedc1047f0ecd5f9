import { css } from 'lit';

/** How the frame of the app lies: list and page side by side where there is room, else one over the other. */
export const workPlaceStyles = css`
  :host {
    display: grid; grid-template: auto auto minmax(0, 1fr) auto auto / minmax(0, 1fr); block-size: 100dvh;
    background: var(--paper);
  }
  .skip {
    position: absolute; inset-block-start: -100px; z-index: 30; border: 0; border-radius: 12px;
    background: var(--card); color: var(--ink); font: inherit; padding: 0.75rem 1rem;
    box-shadow: var(--shadow-high);
  }
  .skip:focus { inset-block-start: 8px; inset-inline-start: 8px; }
  header {
    grid-area: 1 / 1; display: flex; align-items: center; gap: 0.25rem; min-block-size: 60px;
    padding-block: max(6px, env(safe-area-inset-top)) 6px; padding-inline: var(--gutter) 8px;
  }
  .brand {
    display: flex; align-items: center; min-block-size: 44px; gap: 0.625rem; color: var(--ink);
    text-decoration: none; font-weight: 700; font-size: 1.1875rem; letter-spacing: -0.02em; margin-inline-end: auto;
  }
  .brand img { inline-size: 32px; block-size: 32px; border-radius: 9px; }
  .brand img.own { inline-size: auto; max-inline-size: 8rem; border-radius: 0; object-fit: contain; }
  .back { margin-inline-start: -12px; margin-inline-end: auto; }
  sync-badge { min-inline-size: 0; }
  @media (max-width: 899px) and (max-height: 480px) { header { min-block-size: 48px; padding-block: 2px; } }
  .strips { grid-row: 2; }
  .strip {
    display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem;
    padding: 0.5rem var(--gutter); background: var(--wait-soft); color: var(--wait-ink); font-weight: 550;
  }
  .strip button {
    min-block-size: 44px; padding-inline: 1rem; border-radius: 99px; background: var(--wait-ink);
    color: var(--wait-soft); font-weight: 650;
  }
  .panes { grid-row: 3; display: grid; grid-template-columns: minmax(0, 1fr); min-block-size: 0; }
  /* What is for a screen reader alone stands where it is said, and must not make the whole app longer. */
  .panes > * { min-block-size: 0; min-inline-size: 0; position: relative; }
  .detail { overflow-y: auto; overscroll-behavior: contain; }
  .detail.whole { overflow: hidden; outline: none; }
  .detail:focus-visible { outline-offset: -4px; }
  @media (max-width: 899px) {
    .panes[data-open] > .list, .panes[data-open] ~ section-tabs { display: none; }
    section-tabs { grid-row: 5; }
    .panes:not([data-open]) .detail { display: none; }
  }
  @media (min-width: 900px) {
    header { padding-inline: 1.5rem 1rem; border-block-end: 1px solid var(--line); }
    .panes { grid-template-columns: minmax(340px, 400px) minmax(0, 1fr); }
    .list { border-inline-end: 1px solid var(--line); padding-block-start: 0.75rem; }
    .detail:not(.whole) { padding-block-start: 1.5rem; }
    .detail.whole { padding-block-start: 1rem; }
    .back { display: none; }
    section-tabs { grid-area: 1 / 1; place-self: center; }
    .brand { display: flex !important; }
  }
  app-notices { grid-row: 4; }
  .away { display: none; }
  .over { position: fixed; inset: 0; z-index: 40; overflow-y: auto; background: var(--paper); }
`;
