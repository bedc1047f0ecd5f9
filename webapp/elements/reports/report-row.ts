import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { ReportRow as Row } from '../../data/reports/rows.ts';
import { pictureOf } from '../../design/form-picture.ts';
import { shared } from '../../design/styles.ts';
import { reportPath } from '../../navigation.ts';
import { ago, inLine } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';
import '../programme-picture.ts';

/** One report in a list: a link to it, or while several are chosen, a box to choose it (`ticked`). */
@customElement('report-row')
export class ReportRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: 100%; }
      a, label {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 72px; padding: 0.5rem var(--gutter);
        color: var(--ink); text-decoration: none; cursor: pointer;
      }
      a:hover, label:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      a:focus-visible { outline-offset: -3px; }
      a[aria-current='page'] { background: var(--brand-soft); }
      input { inline-size: 24px; block-size: 24px; margin: 10px; flex: none; accent-color: var(--brand); }
      .picture {
        display: grid; place-items: center; flex: none; inline-size: 44px; block-size: 44px; border-radius: 14px;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .text { flex: 1; min-inline-size: 0; display: grid; gap: 1px; }
      .what { font-weight: 580; overflow-wrap: anywhere; }
      .line { color: var(--ink-soft); font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .words { color: var(--ink); font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .marks { display: flex; flex-wrap: wrap; gap: 0.375rem; }
      .chevron { color: var(--line-strong); inline-size: 1.125rem; block-size: 1.125rem; }
    `,
  ];

  @property({ attribute: false }) row!: Row;
  /** Title of its form. */
  @property() form = '';
  /** Picture of its form, by the name that the programme gave it. */
  @property() icon = '';
  @property({ attribute: false }) mutes: 'mute' | 'unmute' | null = null;
  /** Whom it is about, and who sent it. */
  @property() about = '';
  @property() sender = '';
  @property() where: 'there' | 'waits' | 'refused' = 'there';
  /** Whether the phone does not have the form. */
  @property({ type: Boolean }) formGone = false;
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) chosen = false;
  /** Whether several are being chosen, and this is one of them. */
  @property({ type: Boolean }) choosing = false;
  @property({ type: Boolean }) ticked = false;

  protected override render() {
    if (this.choosing)
      return html`<label><input type="checkbox" .checked=${this.ticked} @change=${this.tick} />${this.inside()}</label>`;
    return html`<a href=${reportPath(this.row.id)} aria-current=${this.chosen ? 'page' : 'false'}>
      <span class="picture">
        <programme-picture name=${this.icon} fallback=${pictureOf(this.icon, this.mutes)}></programme-picture>
      </span>
      ${this.inside()}<app-icon class="chevron" name="chevron-right"></app-icon>
    </a>`;
  }

  private inside() {
    const { row, about, sender, form } = this;
    return html`<span class="text">
      <span class="what" dir="auto">${form}</span>
      <span class="line">${inLine([about, ago(row.at, this.now), sender])}</span>
      ${row.words ? html`<span class="words" dir="auto">“${row.words}”</span>` : nothing}
      ${this.marks()}
    </span>`;
  }

  private marks() {
    const { faulty, waits, verified } = this.row;
    const marks = [
      this.where === 'refused' ? html`<span class="badge bad">${t('report.refused')}</span>` : nothing,
      this.where === 'waits' ? html`<span class="badge wait">${t('report.waiting')}</span>` : nothing,
      waits ? html`<span class="badge wait">${t('verify.badge')}</span>` : nothing,
      faulty ? html`<span class="badge bad">${t('report.faulty')}</span>` : nothing,
      verified === true ? html`<span class="badge good">${t('reports.verified.yes')}</span>` : nothing,
      verified === false ? html`<span class="badge bad">${t('reports.verified.no')}</span>` : nothing,
      this.formGone ? html`<span class="badge">${t('reports.status.unknown')}</span>` : nothing,
    ].filter(mark => mark !== nothing);
    return marks.length > 0 ? html`<span class="marks">${marks}</span>` : nothing;
  }

  private tick(event: Event): void {
    const on = (event.target as HTMLInputElement).checked;
    this.dispatchEvent(said('ticked', { id: this.row.id, on }));
  }
}
