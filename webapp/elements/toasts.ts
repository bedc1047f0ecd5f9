import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { shared } from '../design/styles.ts';
import { t } from '../words/words.ts';
import { AppElement } from './app-element.ts';
import './app-icon.ts';

/** A short notice in a line of its own below the content, which it never covers, with at most one thing to do about it. */
export interface Notice {
  text: string;
  /** What one can do about it; another notice may follow from that. */
  action?: { label: string; run: () => unknown };
  /** How long it stays, in ms; 0 until it is closed. Default 7000. */
  stay?: number;
}

/** Shows notices one after the other; listens to `notice` events of everything inside `rounds-app`. */
@customElement('app-notices')
export class AppNotices extends AppElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid; justify-items: center; padding-inline: var(--gutter);
      }
      .notice {
        display: flex; align-items: center; gap: 0.5rem; min-block-size: 56px; margin-block: 8px;
        max-inline-size: 32rem; padding-inline: 1.125rem 0.375rem; border-radius: 16px; background: var(--ink);
        color: var(--paper); box-shadow: var(--shadow-high); font-weight: 550; animation: rise 0.2s ease-out;
      }
      .notice span { flex: 1; padding-block: 0.75rem; }
      button {
        min-block-size: 44px; min-inline-size: 44px; padding-inline: 0.75rem; border-radius: 12px; font-weight: 700;
        display: inline-grid; place-items: center;
      }
      .action {
        color: var(--brand-on-ink); text-decoration: underline; text-underline-offset: 4px; white-space: nowrap;
      }
      button:focus-visible { outline-color: currentColor; }
      @keyframes rise { from { transform: translateY(16px); opacity: 0; } }
    `,
  ];

  @state() private notice: Notice | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  show(notice: Notice): void {
    clearTimeout(this.timer);
    this.notice = notice;
    const { stay = 7000 } = notice;
    if (stay > 0) this.timer = setTimeout(() => this.close(), stay);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.notice = undefined;
  }

  protected override render() {
    return html`<div role="status" aria-live="polite">${this.notice ? this.content(this.notice) : nothing}</div>`;
  }

  private content({ text, action }: Notice) {
    const run = async () => {
      this.close();
      const next = await action?.run();
      if (isNotice(next)) this.show(next);
    };
    return html`<div class="notice"><span>${text}</span>
      ${action ? html`<button class="plain action" @click=${run}>${action.label}</button>` : nothing}
      <button class="plain" @click=${this.close} aria-label=${t('app.close')}><app-icon name="x"></app-icon></button>
    </div>`;
  }
}

const isNotice = (value: unknown): value is Notice => typeof (value as Notice | undefined)?.text === 'string';
