import { css } from 'lit';
import { state } from 'lit/decorators.js';
import { Refused } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';

/** How often a page of the events looks for what is new while somebody sees it, in ms. */
const every = 5000;

/** What the pages of the events share: they look again and again, and say what the server refuses. */
export abstract class EventDeskPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      nav.chips a.chip[aria-current='page'] { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
    `,
  ];

  @state() protected trouble = '';
  @state() protected busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const clock = setInterval(() => !document.hidden && !this.busy && void this.look(), every);
    this.gone.addEventListener('abort', () => clearInterval(clock));
    void this.look();
  }

  /** Reads what the page shows. */
  protected abstract load(): Promise<void>;

  protected async look(): Promise<void> {
    try {
      await this.load();
      this.trouble = '';
    } catch (error) {
      this.trouble = why(error);
    }
  }

  /** Does what the server may refuse, says what came of it, and looks again. @returns whether it was done */
  protected async trying(act: () => Promise<unknown>, done: string): Promise<boolean> {
    this.busy = true;
    try {
      await act();
      this.tell(done);
      return true;
    } catch (error) {
      this.tell(why(error));
      return false;
    } finally {
      this.busy = false;
      await this.look();
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}

const why = (error: unknown): string =>
  error instanceof Refused && error.status > 0
    ? [error.message, error.hint].filter(Boolean).join('. ')
    : t('console.offline');
