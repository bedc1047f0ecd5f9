import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { type Page, type Walk, walkThrough } from '@rounds/sentinel/forms/pages.ts';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { currentPath, currentStep, step, unstep } from '../../navigation.ts';

/**
 * Turns the pages of a form. Each turn is an entry of the history, so that back, the phone's own too, goes a page back.
 */
export class Turns implements ReactiveController {
  private readonly onTurned: () => void;
  private walk: Walk | undefined;
  /** The page of each step, by the step. */
  private readonly trail = new Map<number, string>();
  private step = 0;
  private path = '';
  private gone = new AbortController();

  /** @param onTurned another page is shown */
  constructor(host: ReactiveControllerHost, onTurned: () => void) {
    this.onTurned = onTurned;
    host.addController(this);
  }

  hostConnected(): void {
    this.gone = new AbortController();
    this.step = currentStep();
    this.path = currentPath();
    addEventListener('popstate', () => this.popped(), { signal: this.gone.signal });
  }

  hostDisconnected(): void {
    this.gone.abort();
  }

  /** @param at id of a question on whose page to begin; '' for the first */
  start(filling: Filling, at = ''): void {
    this.walk = walkThrough(filling);
    if (at) this.walk.goTo(at);
  }

  get page(): Page | undefined {
    return this.walk?.page();
  }

  get place(): { at: number; of: number } {
    return this.walk?.place() ?? { at: 0, of: 0 };
  }

  get last(): boolean {
    const { at, of } = this.place;
    return at >= of - 1;
  }

  /** Goes on. @returns ids of the questions of the page that keep from it */
  next(): string[] {
    const before = this.page?.id;
    const wrong = this.walk?.next() ?? [];
    if (this.page?.id !== before) this.turned(before);
    return wrong;
  }

  /** Ids of the questions of the page that keep from going on. */
  wrong(): string[] {
    return this.walk?.wrong() ?? [];
  }

  back(): void {
    // A page to which a draft led has none of ours before it in the history.
    if (this.step > 0) history.back();
    else {
      this.walk?.back();
      this.onTurned();
    }
  }

  /** Shows the page of a question. */
  goTo(id: string): void {
    const before = this.page?.id;
    this.walk?.goTo(id);
    if (this.page?.id !== before) this.turned(before);
  }

  /** Takes the pages turned out of the history: the form is left. */
  async end(): Promise<void> {
    this.gone.abort();
    await unstep(this.step);
  }

  private turned(from: string | undefined): void {
    if (from !== undefined) this.trail.set(this.step, from);
    step();
    this.step = currentStep();
    this.onTurned();
  }

  private popped(): void {
    const to = currentStep();
    if (to === this.step || !this.walk || currentPath() !== this.path) return;
    const known = this.trail.get(to);
    const here = this.page?.id;
    if (here !== undefined) this.trail.set(this.step, here);
    if (known !== undefined) this.walk.goTo(known);
    else for (let at = to; at < this.step; at += 1) this.walk.back();
    this.step = to;
    this.onTurned();
  }
}
