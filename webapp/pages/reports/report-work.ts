import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { verification } from '../../data/muting/verify.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { verifyReports } from '../../data/reports/remove.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { back } from '../../navigation.ts';
import { day } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { removedNotice } from './removed-notice.ts';

/** What a person who may can do with a report: say that it is right or not, and delete it. */
@customElement('report-work')
export class ReportWork extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 0.5rem; justify-items: start; }
      :host(:empty) { display: contents; }
      .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) report!: Report;
  @state() private asking = false;

  /** A mute or unmute that waits is approved or refused in words of its own. */
  private get verifiable(): boolean {
    const { programme } = this.phone;
    const may = programme.may('can_edit') && programme.may('can_verify_reports');
    return may && !!this.report.form && verification(this.phone, this.report) === undefined;
  }

  protected override render() {
    const { programme } = this.phone;
    const { verified, verified_by: by, verified_date: at } = this.report;
    const own = verification(this.phone, this.report) !== undefined;
    const chip = (right: boolean, words: string) =>
      html`<button class="chip" aria-pressed=${verified === right}
        @click=${() => this.verify(verified === right ? undefined : right)}>${t(words)}</button>`;
    const deletes = programme.may('can_edit') && programme.may('can_delete_reports');
    return html`
      ${
        verified !== undefined && !own
          ? html`<p class="badge ${verified ? 'good' : 'bad'}">${t(verified ? 'reports.verified.yes' : 'reports.verified.no')}${
              by ? `: ${by}${at ? `, ${day(at, this.phone.clock())}` : ''}` : ''
            }</p>`
          : nothing
      }
      <div class="chips">
        ${this.verifiable ? [chip(true, 'reports.verify.yes'), chip(false, 'reports.verify.no')] : nothing}
        ${
          deletes
            ? html`<button class="chip" @click=${() => (this.asking = true)}>
                <app-icon name="trash-2"></app-icon>${t('reports.delete')}
              </button>`
            : nothing
        }
      </div>
      ${this.asking ? this.sure() : nothing}
    `;
  }

  private sure() {
    const { scheduled_tasks: planned = [], form } = this.report;
    const ahead = planned.filter(({ state }) => state === 'scheduled' || state === 'pending').length;
    return html`<wa-dialog open label=${t('reports.delete.title', { count: 1 })}
      @wa-after-hide=${() => (this.asking = false)}>
      <p>${t('reports.delete.text')}</p>
      ${ahead > 0 ? html`<p>${t('reports.delete.messages', { count: ahead })}</p>` : nothing}
      ${this.phone.programme.mutes(form) ? html`<p>${t('reports.delete.mutes')}</p>` : nothing}
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${() => (this.asking = false)}>${t('app.cancel')}</wa-button>
        <wa-button variant="danger" @click=${this.delete}>${t('reports.delete')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private async verify(verified: boolean | undefined): Promise<void> {
    await this.work(async () => {
      await verifyReports(this.phone, [this.report._id], verified);
      return { text: t('form.saved') };
    });
  }

  private async delete(): Promise<void> {
    this.asking = false;
    await this.work(async () => {
      const notice = await removedNotice(this.phone, [this.report._id]);
      back('/reports');
      return notice;
    });
  }

  private async work(done: () => Promise<Notice>): Promise<void> {
    // The page may be gone by then, and the notice with it.
    const app = this.getRootNode() instanceof ShadowRoot ? this.stays() : this;
    try {
      app.dispatchEvent(said<Notice>('notice', await done()));
    } catch (error) {
      console.error(error);
      app.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    }
  }

  /** The element that stays when this page goes. */
  private stays(): EventTarget {
    let node: Node = this;
    while (
      node.getRootNode() instanceof ShadowRoot &&
      (node.getRootNode() as ShadowRoot).host.localName !== 'rounds-app'
    )
      node = (node.getRootNode() as ShadowRoot).host;
    return node;
  }
}
