import { css } from 'lit';

/** What a reply looks like while it is written: what it answers, its files, ready replies. */
export const replyStyles = css`
  :host { display: grid; gap: 0.5rem; padding: 0; margin: 0; max-inline-size: none; }
  .answers {
    display: flex; gap: 0.5rem; align-items: center; justify-content: space-between; padding-inline: 0.75rem 0;
    border-inline-start: 3px solid var(--brand); background: var(--brand-soft); border-radius: 0 12px 12px 0;
  }
  .answers p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; }
  .icon {
    appearance: none; border: 0; background: none; color: var(--brand-ink); inline-size: 44px; block-size: 44px;
    display: grid; place-items: center; cursor: pointer; flex: none;
  }
  .files { display: flex; flex-wrap: wrap; gap: 0.5rem; }
  .files li { display: inline-flex; align-items: center; padding-inline-start: 0.75rem; border-radius: 12px; background: var(--sunk); overflow-wrap: anywhere; }
  .act input[type='file'] { position: absolute; inline-size: 1px; block-size: 1px; opacity: 0; }
  .act:focus-within { outline: 3px solid var(--focus); outline-offset: 2px; }
`;
