import { LitElement } from 'lit';
import { onWords } from '../words/words.ts';

/** An element that speaks: it renders again when the language or the words change. */
export class AppElement extends LitElement {
  #gone = new AbortController();

  /** Aborts when the element leaves the page; listeners that take a signal end with it. */
  protected get gone(): AbortSignal {
    return this.#gone.signal;
  }

  override connectedCallback(): void {
    this.#gone = new AbortController();
    onWords(() => this.requestUpdate(), this.gone);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    this.#gone.abort();
    super.disconnectedCallback();
  }
}

/** An event with a value that crosses shadow roots. */
export const said = <T>(type: string, detail: T): CustomEvent<T> =>
  new CustomEvent(type, { detail, bubbles: true, composed: true });
