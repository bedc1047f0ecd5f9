import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { verifyReports } from '../../data/reports/remove.ts';
import type { ReportRow } from '../../data/reports/rows.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { t } from '../../words/words.ts';
import { removedNotice } from './removed-notice.ts';

/** What can be done with several reports that were chosen. Says `chosen` with ids, and `done`. */
@customElement('report-choice')
export class ReportChoice extends AppElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid; gap: 0.5rem; padding: 0.625rem var(--gutter); border-block-start: 1px solid var(--line);
        background: var(--card);
      }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      p { font-weight: 600; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Those that are listed. */
  @property({ attribute: false }) rows: readonly ReportRow[] = [];
  @property({ attribute: false }) ticked: ReadonlySet<string> = new Set();
  @state() private asking = false;
  @state() private busy = false;

  protected override render() {
    const { may } = this.phone.programme;
    const { ticked, rows, busy } = this;
    const none = ticked.size === 0 || busy;
    return html`<p role="status">${t('reports.ticked', { count: ticked.size })}</p>
      <div class="buttons">
        <button class="chip" @click=${() => this.say(rows.map(({ id }) => id))}>${t('reports.tick_all', { count: rows.length })}</button>
        ${
          may('can_verify_reports')
            ? html`<button class="chip" ?disabled=${none} @click=${() => this.verify(true)}>${t('reports.verify.yes')}</button>
                <button class="chip" ?disabled=${none} @click=${() => this.verify(false)}>${t('reports.verify.no')}</button>`
            : nothing
        }
        ${
          may('can_bulk_delete_reports')
            ? html`<button class="chip" ?disabled=${none} @click=${() => (this.asking = true)}>${t('reports.delete')}</button>`
            : nothing
        }
        <button class="chip" @click=${() => this.dispatchEvent(said('done', null))}>${t('reports.choose_none')}</button>
      </div>
      ${this.asking ? this.sure() : nothing}`;
  }

  private say(ids: readonly string[]): void {
    this.dispatchEvent(said('chosen', ids));
  }

  private sure() {
    const count = this.ticked.size;
    return html`<wa-dialog open label=${t('reports.delete.title', { count })} @wa-after-hide=${() => (this.asking = false)}>
      <p>${t('reports.delete.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${() => (this.asking = false)}>${t('app.cancel')}</wa-button>
        <wa-button variant="danger" @click=${this.removeAll}>${t('reports.delete')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private async removeAll(): Promise<void> {
    this.asking = false;
    await this.work(() => removedNotice(this.phone, [...this.ticked]));
  }

  private async verify(right: boolean): Promise<void> {
    // What waits for an approval is decided on its own page: that has consequences.
    const waiting = new Set(this.rows.flatMap(({ id, waits }) => (waits ? [id] : [])));
    const ids = [...this.ticked].filter(id => !waiting.has(id));
    await this.work(async () => ({
      text: t('reports.verified', { count: await verifyReports(this.phone, ids, right) }),
    }));
  }

  private async work(done: () => Promise<Notice>): Promise<void> {
    this.busy = true;
    try {
      this.dispatchEvent(said<Notice>('notice', await done()));
      this.dispatchEvent(said('done', null));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
    }
  }
}
