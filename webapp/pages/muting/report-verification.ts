import '@awesome.me/webawesome/dist/components/button/button.js';
import { consume } from '@lit/context';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { canDecide, decide, verification } from '../../data/muting/verify.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { roleNames } from '../../words/labels.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/** For whom a mute or unmute waits, with the buttons of whoever may decide; or what was decided, by whom and when. */
@customElement('report-verification')
export class ReportVerification extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: contents; }
      section {
        display: grid; gap: 0.75rem; padding: 1rem 1.125rem; border-radius: var(--round); background: var(--wait-soft);
        color: var(--wait-ink);
      }
      section.approved { background: var(--good-soft); color: var(--good-ink); }
      section.refused { background: var(--bad-soft); color: var(--bad-ink); }
      h2 { display: flex; align-items: center; gap: 0.5rem; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.625rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) report!: Report;
  @state() private busy = false;

  protected override render() {
    const { report, phone } = this;
    const state = verification(phone, report);
    if (!state) return nothing;
    if (state !== 'waits') return this.decided(state);
    const role = roleNames(phone.programme, report.waits_for ?? []);
    return html`<section aria-labelledby="title">
      <h2 id="title"><app-icon name="hourglass"></app-icon>${t('verify.waits', { role })}</h2>
      <p>${t('verify.text')}</p>
      ${
        canDecide(phone, report)
          ? html`<div class="buttons">
              <wa-button variant="brand" ?disabled=${this.busy} @click=${() => this.decide(true)}>
                ${t('verify.approve')}
              </wa-button>
              <wa-button appearance="outlined" ?disabled=${this.busy} @click=${() => this.decide(false)}>
                ${t('verify.refuse')}
              </wa-button>
            </div>`
          : nothing
      }
    </section>`;
  }

  private decided(state: 'approved' | 'refused') {
    const { verified_by: name = '', verified_date: at } = this.report;
    return html`<section class=${state} aria-labelledby="title">
      <h2 id="title"><app-icon name=${state === 'approved' ? 'circle-check' : 'circle-x'}></app-icon>${t(`verify.${state}`)}</h2>
      ${name || at ? html`<p>${[name, at ? moment(at, this.phone.clock()) : ''].filter(Boolean).join(', ')}</p>` : nothing}
    </section>`;
  }

  private async decide(verified: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await decide(this.phone, this.report._id, verified);
      const text = t(verified ? 'verify.approved' : 'verify.refused');
      this.dispatchEvent(said<Notice>('notice', { text }));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
    }
  }
}
