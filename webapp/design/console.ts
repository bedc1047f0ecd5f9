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
  .wide { overflow-x: auto; }
  /* A narrow table is pushed aside; its words stay whole, and what is pressed stays on one line. */
  table { border-collapse: collapse; inline-size: 100%; font-size: 0.9375rem; overflow-wrap: break-word; }
  td .act { white-space: nowrap; }
  th, td { text-align: start; padding: 0.5rem 0.625rem; border-block-end: 1px solid var(--line); vertical-align: top; }
  th { color: var(--ink-soft); font-weight: 600; white-space: nowrap; }
  .bad { color: var(--bad-ink); }
  .warn { padding: 0.75rem 1rem; border-radius: 14px; background: var(--wait-soft); color: var(--wait-ink); font-weight: 600; }
  .fault { padding: 0.75rem 1rem; border-radius: 14px; background: var(--bad-soft); color: var(--bad-ink); font-weight: 600; }
  .done { padding: 0.75rem 1rem; border-radius: 14px; background: var(--good-soft); color: var(--good-ink); font-weight: 600; }
`;
