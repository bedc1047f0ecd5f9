import { css } from 'lit';

/** What the pages of the console share: their width, chips, cards, fields and tables. */
export const consoleStyles = css`
  :host { display: grid; gap: 1.25rem; max-inline-size: 60rem; margin-inline: auto; padding: 0.25rem var(--gutter) 3rem; }
  section { display: grid; gap: 0.75rem; }
  .card { padding: 1rem; display: grid; gap: 0.75rem; overflow-wrap: anywhere; }
  .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; }
  .act {
    display: inline-flex; align-items: center; justify-content: center; gap: 0.5rem; min-block-size: 44px;
    padding-inline: 1.125rem; border-radius: 99px; border: 1px solid var(--line-strong); background: var(--card);
    color: var(--brand-ink); font: inherit; font-weight: 620; cursor: pointer; text-decoration: none;
  }
  .act.main { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
  .act[disabled] { opacity: 0.6; cursor: default; }
  .acts { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
  label { display: grid; gap: 0.25rem; font-weight: 550; }
  label.line { display: flex; gap: 0.625rem; align-items: center; min-block-size: 44px; }
  label.line input { inline-size: 1.25rem; block-size: 1.25rem; }
  input:not([type='checkbox'], [type='radio']), select, textarea {
    min-block-size: 44px; padding: 0.5rem 0.75rem; border: 1px solid var(--line-strong); border-radius: 12px;
    background: var(--card); color: var(--ink); font: inherit; max-inline-size: 100%; min-inline-size: 0;
  }
  input[aria-invalid='true'], textarea[aria-invalid='true'], select[aria-invalid='true'] { border-color: var(--bad-ink) !important; }
  textarea { min-block-size: 5rem; resize: vertical; inline-size: 100%; }
  .fields { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); }
  /* Where a table goes on beyond its edge there is a shadow, which what lies over it hides at the end. */
  .wide {
    overflow-x: auto;
    background:
      linear-gradient(to right, var(--card) 50%, transparent) 0 0 / 1.5rem 100% no-repeat local,
      linear-gradient(to left, var(--card) 50%, transparent) 100% 0 / 1.5rem 100% no-repeat local,
      linear-gradient(to right, var(--line-strong), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
      linear-gradient(to left, var(--line-strong), transparent) 100% 0 / 0.75rem 100% no-repeat scroll, var(--card);
  }
  /* A narrow table is pushed aside; its words stay whole, and what is pressed stays on one line. */
  table { border-collapse: collapse; inline-size: 100%; font-size: 0.9375rem; overflow-wrap: break-word; }
  td .act { white-space: nowrap; }
  th, td { text-align: start; padding: 0.5rem 0.625rem; border-block-end: 1px solid var(--line); vertical-align: top; }
  th { color: var(--ink-soft); font-weight: 600; white-space: nowrap; }
  /* On a narrow screen each row of such a table is a card, each cell after the words of its column. */
  @media (max-width: 40rem) {
    table.cards thead { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    table.cards tr { display: block; padding-block: 0.625rem; border-block-end: 1px solid var(--line); }
    table.cards td { display: block; padding: 0.125rem 0; border: 0; }
    table.cards td:first-child { font-weight: 620; }
    table.cards td:empty { display: none; }
    table.cards td.fig { display: inline-block; margin-inline-end: 0.875rem; }
    table.cards td[data-head]::before { content: attr(data-head) ': '; color: var(--ink-soft); }
    table.cards td .act { margin-block-start: 0.375rem; }
  }
  .bad { color: var(--bad-ink); }
  .warn { padding: 0.75rem 1rem; border-radius: 14px; background: var(--wait-soft); color: var(--wait-ink); font-weight: 600; }
  .fault { padding: 0.75rem 1rem; border-radius: 14px; background: var(--bad-soft); color: var(--bad-ink); font-weight: 600; }
  .done { padding: 0.75rem 1rem; border-radius: 14px; background: var(--good-soft); color: var(--good-ink); font-weight: 600; }
`;
