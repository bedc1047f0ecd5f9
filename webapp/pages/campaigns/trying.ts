import { Refused } from '../../data/console/ask.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';

/** A page that asks the server for things, and says why where it refuses. */
export class ServerPage extends AppPage {
  protected trouble = '';
  protected busy = false;

  /**
   * Does something that the server may refuse.
   * @param alone whether no button may be pressed meanwhile (default yes; looking anew by itself must take no press away)
   * @returns whether it did
   */
  protected async trying(act: () => Promise<void>, alone = true): Promise<boolean> {
    if (alone) this.busy = true;
    this.requestUpdate();
    try {
      await act();
      this.trouble = '';
      return true;
    } catch (error) {
      const told = error instanceof Refused && error.status > 0;
      this.trouble = told ? [error.message, error.hint].filter(Boolean).join('. ') : t('console.offline');
      return false;
    } finally {
      if (alone) this.busy = false;
      this.requestUpdate();
    }
  }
}
