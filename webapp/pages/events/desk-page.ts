import { css } from 'lit';
import { state } from 'lit/decorators.js';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { Looking } from '../../elements/looking.ts';
import type { Notice } from '../../elements/toasts.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** How often a page of the events looks for what is new while somebody sees it, in ms. */
const every = 5000;

/** What the pages of the events share: they look again and again, and say what the server refuses. */
export abstract class EventDeskPage<T> extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      nav.chips a.chip[aria-current='page'] { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
    `,
  ];

  @state() protected busy = false;
  protected readonly looking = new Looking<T>(this, {
    ask: () => this.read(),
    show: answer => this.show(answer),
    every,
    moves: () => this.moves(),
  });

  /** Reads what the page shows. */
  protected abstract read(): Promise<T>;

  /** Shows what was read. */
  protected abstract show(answer: T): void;

  /** Whether the page looks by itself. */
  protected moves(): boolean {
    return true;
  }

  /** Why the page has nothing new to show, in words. */
  protected get trouble(): string {
    return whyNot(this.looking.error);
  }

  /** Does what the server may refuse, says what came of it, and looks again. @param refused shows itself why it was not, if it says so. @returns whether it was done */
  protected async trying(
    act: () => Promise<unknown>,
    done: string,
    refused?: (error: unknown) => boolean,
  ): Promise<boolean> {
    this.busy = true;
    try {
      await this.looking.during(act);
      this.tell(done);
      return true;
    } catch (error) {
      if (!refused?.(error)) this.tell(whyNot(error));
      return false;
    } finally {
      this.busy = false;
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
