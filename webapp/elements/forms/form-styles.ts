import { css } from 'lit';

/** How questions look. */
export const formStyles = css`
  :host { display: block; scroll-margin-block: 96px; }
  fieldset { border: 0; padding: 0; margin: 0; min-inline-size: 0; }
  legend { padding: 0; }
  .question { display: grid; gap: 0.5rem; }
  .label { display: block; font-weight: 600; font-size: 1.0625rem; line-height: 1.35; }
  .must { color: var(--bad-ink); font-weight: 700; }
  /* Words of the form may be in another language than the app. */
  .label, .hint, .option span, .note, .fault span {
    unicode-bidi: plaintext; text-align: -webkit-match-parent; text-align: match-parent; overflow-wrap: anywhere;
  }
  .hint, .reading { color: var(--ink-soft); font-size: 0.9375rem; }
  input:not([type='radio'], [type='checkbox'], [type='range']), textarea, select {
    inline-size: 100%; min-block-size: 52px; padding: 0.75rem 1rem; border-radius: 14px;
    border: 1px solid var(--line-strong); background: var(--card); color: var(--ink); font: inherit;
    font-size: 1.0625rem;
  }
  textarea { min-block-size: 104px; resize: vertical; display: block; }
  input:is([type='date'], [type='month'], [type='time'], [type='datetime-local']) { max-inline-size: 18rem; }
  input.number { max-inline-size: 12rem; }
  :is(input, textarea, select):focus { outline: 3px solid var(--focus); border-color: transparent; }
  [aria-invalid='true'] { border-color: var(--bad-ink) !important; border-width: 2px !important; }
  .fault {
    display: flex; gap: 0.5rem; align-items: flex-start; color: var(--bad-ink); font-weight: 550;
    font-size: 0.9375rem;
  }
  .fault app-icon { margin-block-start: 2px; }
  .told {
    display: flex; gap: 0.5rem; align-items: flex-start; padding: 0.625rem 0.875rem; border-radius: 14px;
    background: var(--wait-soft); color: var(--wait-ink); font-size: 0.9375rem; overflow-wrap: anywhere;
  }
  .told app-icon { margin-block-start: 2px; flex: none; }
  .group { display: grid; gap: 1.5rem; }
  .group > legend { margin-block-end: 1rem; }
  .instance {
    display: grid; gap: 1.25rem; padding: 1rem; border-radius: var(--round); border: 1px solid var(--line);
    background: var(--card); margin-block-end: 0.75rem;
  }
  .instance header { display: flex; align-items: center; justify-content: space-between; }
  .text-button {
    display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: var(--touch); padding-inline: 0.875rem;
    border-radius: 12px; font-weight: 600; color: var(--brand-ink); justify-self: start;
  }
  .text-button.bad { color: var(--bad-ink); }
  .media { max-inline-size: 100%; max-block-size: 20rem; border-radius: 12px; object-fit: contain; }
  audio.media { inline-size: min(100%, 22rem); }
`;

/** How what a form tells looks: notes with their headings and colours, as summaries of CHT have them. */
export const noteStyles = css`
  .note { padding: 0.875rem 1rem; border-radius: 14px; background: var(--brand-soft); color: var(--ink); }
  .note.danger { background: var(--bad-soft); color: var(--bad-ink); font-weight: 620; }
  .note.danger app-icon { vertical-align: -0.25em; margin-inline-end: 0.375rem; }
  .note ul { list-style: disc; padding-inline-start: 1.25rem; }
  .note ol { list-style: decimal; padding-inline-start: 1.25rem; }
  .note .heading { display: block; font-size: 1.0625rem; }
  .paragraph { display: block; }
  .note.styled { padding: 0.375rem 0; background: none; border-radius: 0; }
  .note:is(.h1, .h2, .h3, .h4) { font-weight: 650; line-height: 1.3; }
  .note.h1 { font-size: 1.25rem; padding: 0.75rem 1rem; border-radius: 14px; background: var(--sunk); }
  .note.h2 { font-size: 1.125rem; padding: 0.625rem 1rem; border-radius: 12px; background: var(--sunk); }
  .note.h3 { font-size: 1.0625rem; }
  .note.li { position: relative; padding-inline-start: 1.5rem; }
  .note.li::before { content: '•'; position: absolute; inset-inline-start: 0.5rem; }
  .note.center { text-align: center; }
  .note.underline { text-decoration: underline; text-underline-offset: 4px; }
  .note:is(.red, .orange) { color: var(--bad-ink); }
  .note:is(.red, .orange):is(.h1, .h2) { background: var(--bad-soft); }
  .note.yellow { color: var(--wait-ink); }
  .note.yellow:is(.h1, .h2) { background: var(--wait-soft); }
  .note:is(.green, .lime) { color: var(--good-ink); }
  .note:is(.green, .lime):is(.h1, .h2) { background: var(--good-soft); }
  .note:is(.blue, .purple) { color: var(--brand-ink); }
  .note:is(.blue, .purple):is(.h1, .h2) { background: var(--brand-soft); }
  .ink-red, .ink-orange { color: var(--bad-ink); }
  .ink-yellow { color: var(--wait-ink); }
  .ink-green, .ink-lime { color: var(--good-ink); }
  .ink-blue, .ink-purple { color: var(--brand-ink); }
`;

/** How choices look. */
export const choiceStyles = css`
  .options { display: grid; gap: 0.5rem; }
  .option {
    display: flex; align-items: center; gap: 0.875rem; min-block-size: 52px; padding: 0.625rem 1rem;
    border-radius: 14px; border: 1px solid var(--line-strong); background: var(--card); cursor: pointer;
  }
  .option:has(:checked) {
    border-color: var(--brand); background: var(--brand-soft); box-shadow: inset 0 0 0 1px var(--brand);
  }
  .option:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 1px; }
  .option input {
    accent-color: var(--brand); inline-size: 22px; block-size: 22px; margin: 0; flex: none; outline: none;
  }
  .option img { max-inline-size: 5rem; max-block-size: 5rem; border-radius: 8px; }
  .options.columns { grid-template-columns: repeat(auto-fill, minmax(min(9rem, 100%), 1fr)); }
  .options.columns-2 { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .options.columns-3 { grid-template-columns: repeat(auto-fill, minmax(max(6.5rem, 30%), 1fr)); }
  .options.columns-4 { grid-template-columns: repeat(auto-fill, minmax(max(6.5rem, 22%), 1fr)); }
  .options.packed { display: flex; flex-wrap: wrap; }
  .options.pictures .option { flex-direction: column; justify-content: center; text-align: center; }
  .options.pictures .option img { max-inline-size: 100%; max-block-size: 7rem; }
  .options.pictures .option input { position: absolute; opacity: 0; }
  .options.likert { grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 0.25rem; }
  .options.likert .option {
    flex-direction: column; gap: 0.375rem; padding: 0.625rem 0.125rem; text-align: center; font-size: 0.8125rem;
    line-height: 1.25; border-radius: 10px; justify-content: start;
  }
  details.drop { border: 1px solid var(--line-strong); border-radius: 14px; background: var(--card); }
  details.drop > summary { min-block-size: 52px; padding: 0.75rem 1rem; cursor: pointer; overflow-wrap: anywhere; }
  details.drop > summary:focus-visible { outline: 3px solid var(--focus); border-radius: 14px; }
  details.drop > .options { padding: 0 0.75rem 0.75rem; }
  .ranked { display: grid; gap: 0.5rem; counter-reset: rank; }
  .ranked li {
    display: flex; align-items: center; gap: 0.5rem; min-block-size: 52px; padding-inline: 1rem 0.25rem;
    border: 1px solid var(--line-strong); border-radius: 14px; background: var(--card); counter-increment: rank;
  }
  .ranked li::before { content: counter(rank) '.'; font-weight: 650; color: var(--ink-soft); }
  .ranked li span { flex: 1; overflow-wrap: anywhere; }
  .slider { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0.25rem 0.75rem; align-items: center; }
  .slider input { accent-color: var(--brand); min-block-size: 44px; inline-size: 100%; }
  .slider output { grid-column: 1 / -1; font-weight: 650; font-size: 1.125rem; }
`;
