import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What is looked at. */
export interface Looked<T> {
  /** Asks for what is to be shown, as it is wanted at this moment. */
  ask: () => Promise<T>;
  /** Shows the answer to the newest question. */
  show: (answer: T) => void;
  /** How often it looks by itself, in ms. */
  every: number;
  /** Whether it looks by itself at all just now. @default always */
  moves?: () => boolean;
}

/** Calls `run` every so many ms until `gone` aborts. */
export type Beat = (run: () => void, every: number, gone: AbortSignal) => void;

/** Calls as long as the page is seen, and at once when somebody comes back to it. */
export const whileSeen: Beat = (run, every, gone) => {
  const seen = () => document.hidden || run();
  const clock = setInterval(seen, every);
  document.addEventListener('visibilitychange', seen, { signal: gone });
  gone.addEventListener('abort', () => clearInterval(clock));
};

/**
 * Looks anew again and again while the element is connected and seen: by itself never twice at once, and an answer that
 * was overtaken is never shown. Without that, a slow answer to what was asked before a press (another filter, another
 * page, an act) comes last and takes back what was pressed.
 */
export class Looking<T> implements ReactiveController {
  /** Why the last look failed; undefined where it was answered. */
  error: unknown;
  private readonly host: ReactiveControllerHost;
  private readonly looked: Looked<T>;
  private readonly beat: Beat;
  private gone: AbortController | undefined;
  /** The number of the newest question: answers to any other are dropped. */
  private newest = 0;
  /** The question that has no answer yet, and what ends with it. */
  private open: { number: number; answered: Promise<void> } | undefined;
  private acts = 0;
  /** Whether to look once more when the question that is open has its answer. */
  private oncemore = false;

  constructor(host: ReactiveControllerHost, looked: Looked<T>, beat: Beat = whileSeen) {
    this.host = host;
    this.looked = looked;
    this.beat = beat;
    host.addController(this);
  }

  hostConnected(): void {
    this.gone = new AbortController();
    this.beat(() => this.look(), this.looked.every, this.gone.signal);
    this.look();
  }

  hostDisconnected(): void {
    this.gone?.abort();
    this.overtake();
  }

  /** Something else is asked for, or something was done: asks now, whatever was asked before. Resolves once it is shown. */
  async anew(): Promise<void> {
    if (!this.gone || this.gone.signal.aborted) return;
    const number = this.overtake();
    const answered = this.question(number);
    this.open = { number, answered };
    await answered;
    // Whoever waits for the newest waits for what overtook this.
    await (this.open as { answered: Promise<void> } | undefined)?.answered;
  }

  /** Something may have come: asks once more after what is asked already, so that nothing is missed. */
  again(): void {
    if (this.open) this.oncemore = true;
    else this.look();
  }

  /** Does something that changes what is shown: nothing is asked meanwhile, and what was asked before is not shown after it. */
  async during<R>(act: () => Promise<R>): Promise<R> {
    let overtaken = this.open !== undefined;
    this.acts += 1;
    this.overtake();
    try {
      return await act();
    } finally {
      this.acts -= 1;
      overtaken ||= this.open !== undefined;
      this.overtake();
      if (overtaken) void this.anew();
      else this.look();
    }
  }

  /** Looks by itself, unless a question is open or something is being done. */
  private look(): void {
    if (!this.open && this.acts === 0 && (this.looked.moves?.() ?? true)) void this.anew();
  }

  /** From now on answers to what was asked before are dropped. @returns the number of the next question */
  private overtake(): number {
    this.open = undefined;
    this.oncemore = false;
    this.newest += 1;
    return this.newest;
  }

  private async question(number: number): Promise<void> {
    const told = await this.answer();
    if (number !== this.newest) return;
    const { oncemore } = this;
    this.overtake();
    told();
    this.host.requestUpdate();
    if (oncemore) this.look();
  }

  private async answer(): Promise<() => void> {
    try {
      const answer = await this.looked.ask();
      return () => {
        this.error = undefined;
        this.looked.show(answer);
      };
    } catch (error) {
      return () => {
        this.error = error;
      };
    }
  }
}
