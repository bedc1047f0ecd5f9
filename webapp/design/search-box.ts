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
`;
