import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** A page that asks the server for things, and says why where it refuses. */
export class ServerPage extends AppPage {
  protected trouble = '';
  protected busy = false;

  /**
   * Does something that the server may refuse; no button may be pressed meanwhile.
   * @returns whether it did
   */
  protected async trying(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    // Before the act, since one that is tried within it may have failed and said why.
    this.trouble = '';
    this.requestUpdate();
    try {
      await act();
      return true;
    } catch (error) {
      this.trouble = whyNot(error);
      return false;
    } finally {
      this.busy = false;
      this.requestUpdate();
    }
  }
}
