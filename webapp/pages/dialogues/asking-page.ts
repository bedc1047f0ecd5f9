import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Refused } from '../../data/console/ask.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** A page that asks the server, and shows why it was refused. */
export class AskingPage extends AppPage {
  @state() protected trouble = '';
  @state() protected busy = false;

  /** Does something that the server may refuse. @returns whether it did it */
  protected async trying(act: () => Promise<void>, refused?: (error: Refused) => boolean): Promise<boolean> {
    this.busy = true;
    // Before the act, since one that is tried within it may have failed and said why.
    this.trouble = '';
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!refused?.(error)) this.trouble = whyNot(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  protected troubled() {
    return this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing;
  }

  protected loading() {
    return this.trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`;
  }
}
