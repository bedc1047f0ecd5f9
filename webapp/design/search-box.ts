import { css } from 'lit';

/** The box in which one types to find something: a round field with a picture and a button that clears it. */
export const searchBox = css`
  .search { position: relative; display: block; }
  .search app-icon {
    position: absolute; inset-inline-start: 0.9375rem; inset-block-start: 50%; translate: 0 -50%;
    color: var(--ink-soft); pointer-events: none;
  }
  .search input {
    inline-size: 100%; min-block-size: 52px; padding-inline: 2.875rem; border-radius: 99px;
    border: 1px solid var(--line-strong); background: var(--card); color: var(--ink); font: inherit;
    font-size: 1.0625rem; text-overflow: ellipsis;
  }
  .search input:focus { outline: 3px solid var(--focus); outline-offset: 0; border-color: transparent; }
  .search input::placeholder { color: var(--ink-soft); opacity: 1; }
  .search input::-webkit-search-cancel-button { display: none; }
  .search .clear { position: absolute; inset-inline-end: 2px; inset-block-start: 2px; }
  .search .clear app-icon { position: static; translate: none; }
  /* A phone held sideways: the search and what stands below it share a line, so that there is room for the list. */
  @media (max-width: 899px) and (max-height: 480px) {
    .tools.tools { grid-template-columns: minmax(11rem, 2fr) minmax(0, 3fr); align-items: center; padding-block: 0 0.25rem; }
    .tools.tools > :nth-child(n + 3) { grid-column: 1 / -1; }
    .search input { min-block-size: 44px; }
  }
`;
