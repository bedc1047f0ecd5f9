import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far above its end somebody may have scrolled and still reads there, in px. */
const near = 48;

/** Keeps the end of a page in sight while it grows, as long as whoever reads it stays there. */
export class EndInSight implements ReactiveController {
  /** Whether the end is kept in sight. */
  follows = false;
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly grown = new ResizeObserver(() => this.follows && this.show());
  private gone: AbortController | undefined;
  /** How far it was scrolled last, in px. */
  private top = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.host = host;
    host.addController(this);
  }

  /** What is scrolled: that in which the page stands. */
  private get pane(): HTMLElement | null {
    return this.host.parentElement;
  }

  hostConnected(): void {
    const { pane } = this;
    this.gone = new AbortController();
    this.grown.observe(this.host);
    if (!pane) return;
    // The pane is smaller while a notice or the keyboard is there.
    this.grown.observe(pane);
    const look = () => {
      const { scrollTop: top } = pane;
      // What grew below has not scrolled anybody away: only who goes up leaves the end.
      if (pane.scrollHeight - top - pane.clientHeight < near) this.follows = true;
      else if (top < this.top) this.follows = false;
      this.top = top;
    };
    pane.addEventListener('scroll', look, { signal: this.gone.signal, passive: true });
  }

  hostDisconnected(): void {
    this.gone?.abort();
    this.grown.disconnect();
  }

  /** Goes to the end, and stays there. */
  show(): void {
    this.follows = true;
    const { pane } = this;
    if (pane) pane.scrollTop = pane.scrollHeight;
  }
}
