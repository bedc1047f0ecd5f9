import { AppElement } from '../elements/app-element.ts';
import { t } from '../words/words.ts';

/** Writes the title of the tab; without a heading it is the name of the app alone. */
export const titled = (heading: string): void => {
  const words = heading.replace(/\s+/g, ' ').trim();
  document.title = words ? `${words} · ${t('app.name')}` : t('app.name');
};

/**
 * A page of its own. Its heading is the title of the tab too: screen readers say it first, and the history and the list
 * of open tabs tell pages apart by it (WCAG 2.4.2).
 */
export class AppPage extends AppElement {
  /** What the page is about, in words; '' before it is known. */
  protected get heading(): string {
    return this.renderRoot.querySelector('h1')?.textContent ?? '';
  }

  /** Gives the tab the title of this page, unless something lies over it. */
  retitle(): void {
    if (!this.closest('[hidden]')) titled(this.heading);
  }

  protected override updated(): void {
    this.retitle();
  }
}
