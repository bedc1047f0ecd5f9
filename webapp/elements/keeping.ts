import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long after the last letter what was typed is kept, in ms. */
const pause = 600;

/**
 * Keeps what somebody types: soon after the last letter, and at once when the app is put aside, because a phone that
 * closes it gives no other sign. `keep` decides whether there is anything to keep.
 */
export class Keeping implements ReactiveController {
  private readonly keep: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private gone = new AbortController();

  constructor(host: ReactiveControllerHost, keep: () => void) {
    this.keep = keep;
    host.addController(this);
  }

  hostConnected(): void {
    this.gone = new AbortController();
    const { signal } = this.gone;
    document.addEventListener('visibilitychange', () => document.hidden && this.keep(), { signal });
    addEventListener('pagehide', () => this.keep(), { signal });
  }

  hostDisconnected(): void {
    this.gone.abort();
    if (this.pending) this.keep();
  }

  /** Whether something was typed that is not kept yet. */
  get pending(): boolean {
    return this.timer !== undefined;
  }

  /** Something was typed. */
  later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), pause);
  }

  /** It is kept, or no longer to be. */
  done(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
