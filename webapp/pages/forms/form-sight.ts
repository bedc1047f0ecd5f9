/** Shows another page of a form from its top; a screen reader reads its heading. */
export const toTop = (page: HTMLElement): void => {
  page.scrollIntoView({ block: 'start' });
  page.shadowRoot?.querySelector<HTMLElement>('.page-head h2')?.focus({ preventScroll: true });
};

/** Shows what somebody is to look at now, in the middle of the screen. */
export const toMiddle = (what: HTMLElement | null | undefined): void => {
  what?.scrollIntoView({ block: 'center' });
  what?.focus();
};
