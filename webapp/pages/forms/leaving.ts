import type { ReactiveController, ReactiveControllerHost, TemplateResult } from 'lit';
import { askBeforeLeaving } from '../../navigation.ts';
import type { Drafting } from './drafting.ts';
import { leaveDialog } from './form-dialogs.ts';

/** Asks a person who leaves with answers what becomes of them; without any, and once they are saved, she goes. */
export class Leaving implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly drafting: Drafting;
  private readonly end: () => Promise<void>;
  /** The way on of a person who is asked. */
  private onward: (() => void) | undefined;
  private gone = new AbortController();

  /** @param end takes the form out of the history, before its page is left */
  constructor(host: ReactiveControllerHost, drafting: Drafting, end: () => Promise<void>) {
    this.host = host;
    this.drafting = drafting;
    this.end = end;
    host.addController(this);
  }

  hostConnected(): void {
    this.gone = new AbortController();
    askBeforeLeaving(onward => this.asks(onward), this.gone.signal);
  }

  hostDisconnected(): void {
    this.gone.abort();
  }

  /** The question, while it is asked. */
  shown(): TemplateResult | undefined {
    if (!this.onward) return undefined;
    return leaveDialog(
      () => this.set(undefined),
      keep => void this.leave(keep),
    );
  }

  private asks(onward: () => void): boolean {
    if (!this.drafting.unsaved) return false;
    this.set(onward);
    return true;
  }

  private async leave(keep: boolean): Promise<void> {
    const { onward } = this;
    this.set(undefined);
    if (keep) await this.drafting.keep();
    else await this.drafting.drop();
    this.drafting.end();
    await this.end();
    onward?.();
  }

  private set(onward: (() => void) | undefined): void {
    this.onward = onward;
    this.host.requestUpdate();
  }
}
