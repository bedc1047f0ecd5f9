import { css } from 'lit';

/**
 * What all pages share: headings, links, cards, buttons that are not Web Awesome's, and text for screen readers only.
 */
export const shared = css`
  *, *::before, *::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h1 { font-size: 1.5rem; line-height: 1.2; font-weight: 680; letter-spacing: -0.015em; text-wrap: balance; }
  h2 { font-size: 1.0625rem; line-height: 1.3; font-weight: 650; letter-spacing: -0.005em; }
  h3 { font-size: 0.875rem; line-height: 1.3; font-weight: 600; color: var(--ink-soft); }
  a { color: var(--brand-ink); text-underline-offset: 3px; text-decoration-thickness: 1px; }
  a:focus-visible, button:focus-visible, [tabindex]:focus-visible {
    outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 10px;
  }
  .soft { color: var(--ink-soft); }
  .small { font-size: 0.875rem; }
  .card { background: var(--card); border-radius: var(--round); box-shadow: var(--shadow); }
  .unseen {
    position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  .plain {
    appearance: none; border: 0; background: none; color: inherit; font: inherit; padding: 0; margin: 0;
    text-align: start; cursor: pointer;
  }
  .round {
    display: inline-grid; place-items: center; inline-size: var(--touch); block-size: var(--touch); border-radius: 50%;
    color: var(--ink); text-decoration: none;
  }
  .round:hover { background: color-mix(in srgb, var(--ink) 7%, transparent); }
  .chip {
    display: inline-flex; align-items: center; gap: 0.375rem; min-block-size: 44px; padding-inline: 0.875rem;
    border-radius: 99px; border: 1px solid var(--line); background: var(--card); color: var(--ink-soft); font: inherit;
    font-size: 0.9375rem; font-weight: 550; white-space: nowrap; cursor: pointer; text-decoration: none;
  }
  .chip[aria-pressed='true'] { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
  .eye {
    display: inline-grid; place-items: center; inline-size: 44px; block-size: 44px; margin-inline-end: -0.75rem;
    border-radius: 12px;
  }
  .badge {
    display: inline-flex; align-items: center; gap: 0.3125rem; padding: 0.125rem 0.5625rem; border-radius: 99px;
    font-size: 0.8125rem; font-weight: 600; line-height: 1.45; background: var(--muted-soft); color: var(--muted-ink);
    white-space: nowrap;
  }
  .badge.wait { background: var(--wait-soft); color: var(--wait-ink); }
  .badge.bad { background: var(--bad-soft); color: var(--bad-ink); }
  .badge.good { background: var(--good-soft); color: var(--good-ink); }
  .badge.brand { background: var(--brand-soft); color: var(--brand-ink); }
  /* What folds out says so: browsers leave their own mark away where a summary is laid out otherwise. */
  summary { list-style: none; }
  summary::-webkit-details-marker { display: none; }
  summary:not(:has(app-icon))::before {
    content: ''; display: inline-block; flex: none; inline-size: 0.5em; block-size: 0.5em; margin-inline: 0.25em 0.75em;
    border: solid currentColor; border-width: 0 2px 2px 0; transform: rotate(-45deg);
  }
  summary:not(:has(app-icon)):dir(rtl)::before { transform: rotate(135deg); }
  details[open] > summary:not(:has(app-icon))::before { transform: rotate(45deg); }
  .empty {
    display: grid; justify-items: center; gap: 0.5rem; padding: 3rem 1.5rem; text-align: center; color: var(--ink-soft);
    text-wrap: balance;
  }
  .empty app-icon { inline-size: 2.5rem; block-size: 2.5rem; opacity: 0.6; }
  .empty :is(h1, h2) { color: var(--ink); }
  .empty > wa-button { margin-block-start: 0.5rem; }
  .empty > a { display: inline-flex; align-items: center; min-block-size: 44px; }
  wa-button::part(base) { min-block-size: var(--touch); border-radius: 14px; }
`;
