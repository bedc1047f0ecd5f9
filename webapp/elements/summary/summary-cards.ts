import type { Summary, SummaryCard, SummaryField } from '@rounds/sentinel/summary/summary.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';
import '../programme-picture.ts';
import { shownValue } from './shown-value.ts';

/** What a programme shows of a contact: fields, and cards that can be folded. */
@customElement('summary-cards')
export class SummaryCards extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 1rem; }
      dl { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 1px; overflow: hidden; }
      dl > div { grid-column: span 12; display: grid; align-content: center; min-inline-size: 0; padding: 0.75rem 1rem; box-shadow: 0 0 0 1px var(--line); }
      dl programme-picture { color: var(--ink-soft); flex: none; }
      dt { display: flex; align-items: center; gap: 0.5rem; color: var(--ink-soft); font-size: 0.8125rem; }
      dd { font-weight: 580; overflow-wrap: anywhere; }
      .near { color: var(--wait-ink); }
      .danger, .danger dt, .danger programme-picture { color: var(--bad-ink); }
      dl > .danger { background: var(--bad-soft); }
      dd a { display: inline-flex; align-items: center; min-block-size: 44px; margin-block: -0.625rem; }
      details { overflow: hidden; }
      summary { display: flex; align-items: center; min-block-size: var(--touch); padding-inline: 1rem; cursor: pointer; }
      summary:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; border-radius: var(--round); }
      summary h2 { flex: 1; }
      summary::-webkit-details-marker { display: none; }
      summary app-icon { color: var(--ink-soft); }
      details[open] summary app-icon { rotate: 180deg; }
      @media (min-width: 640px) {
        .w3 { grid-column: span 3; } .w4 { grid-column: span 4; } .w6 { grid-column: span 6; } .w8 { grid-column: span 8; } .w9 { grid-column: span 9; }
      }
    `,
  ];

  @property({ attribute: false }) summary!: Summary;
  @property({ type: Number }) now = 0;

  protected override render() {
    const { fields, cards } = this.summary;
    return html`${fields.length > 0 ? this.fields(fields, 'card', t('summary.title')) : nothing}${cards.map(card => this.card(card))}`;
  }

  private card({ label, fields, collapsed }: SummaryCard) {
    return html`<details class="card" ?open=${!collapsed}>
      <summary><h2>${words(label)}</h2><app-icon name="chevron-down"></app-icon></summary>
      ${fields.length > 0 ? this.fields(fields, '', words(label)) : nothing}
    </details>`;
  }

  private fields(fields: readonly SummaryField[], kind: string, name: string) {
    return html`<dl class=${kind} aria-label=${name}>${fields.map(field => {
      const { label, icon, width } = field;
      const danger = icon === 'triangle-alert' || /danger|risk/.test(icon ?? '');
      return html`<div class="w${width ?? 12} ${danger ? 'danger' : ''}">
        <dt>${icon ? html`<programme-picture name=${icon} fallback=""></programme-picture>` : nothing}${words(label, field.context)}</dt><dd dir="auto">${shownValue(field, this.now)}</dd>
      </div>`;
    })}</dl>`;
  }
}

const words = (label: string, context?: Record<string, unknown>): string =>
  hasWords(label) ? t(label, context) : label;
