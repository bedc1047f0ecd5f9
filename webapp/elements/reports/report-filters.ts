import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { noFilter, type ReportFilter } from '../../data/reports/report-filter.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';

/** Something to choose: its value, and what a person reads. */
export interface Choice {
  value: string;
  words: string;
}

const statuses = ['valid', 'faulty', 'waiting', 'refused', 'unknown'] as const;
const verdicts = ['yes', 'no', 'open', 'waits'] as const;

/** By what reports are filtered: form, place, days, status, what was said of them. Says `chosen` with the parts. */
@customElement('report-filters')
export class ReportFilters extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.625rem; }
      label { display: grid; gap: 0.125rem; font-size: 0.8125rem; font-weight: 600; color: var(--ink-soft); min-inline-size: 0; }
      select, input {
        inline-size: 100%; min-block-size: 44px; padding-inline: 0.625rem; border: 1px solid var(--line-strong);
        border-radius: 12px; background: var(--card); color: var(--ink); font: inherit; font-size: 0.9375rem;
      }
      button { align-self: end; justify-content: center; }
    `,
  ];

  @property({ attribute: false }) filter: ReportFilter = noFilter;
  @property({ attribute: false }) forms: readonly Choice[] = [];
  @property({ attribute: false }) places: readonly Choice[] = [];

  protected override render() {
    const { filter } = this;
    return html`
      ${this.choice('form', this.forms)}
      ${this.places.length > 0 ? this.choice('place', this.places) : ''}
      ${this.choice(
        'status',
        statuses.map(value => ({ value, words: t(`reports.status.${value}`) })),
      )}
      ${this.choice(
        'verified',
        verdicts.map(value => ({ value, words: t(`reports.verified.${value}`) })),
      )}
      <label>${t('reports.from')}<input type="date" .value=${filter.from} @change=${this.say('from')} /></label>
      <label>${t('reports.to')}<input type="date" .value=${filter.to} @change=${this.say('to')} /></label>
      <button class="chip" @click=${() => this.dispatchEvent(said('chosen', { ...noFilter, text: filter.text }))}>
        ${t('reports.clear')}
      </button>
    `;
  }

  private choice(part: 'form' | 'place' | 'status' | 'verified', choices: readonly Choice[]) {
    const now = this.filter[part];
    return html`<label>${t(`reports.${part}`)}<select @change=${this.say(part)}>
      <option value="" ?selected=${now === ''}>${t('reports.any')}</option>
      ${choices.map(({ value, words }) => html`<option value=${value} ?selected=${now === value}>${words}</option>`)}
    </select></label>`;
  }

  private say(part: keyof ReportFilter) {
    return (event: Event): void => {
      const { value } = event.target as HTMLSelectElement | HTMLInputElement;
      this.dispatchEvent(said('chosen', { ...this.filter, [part]: value }));
    };
  }
}
