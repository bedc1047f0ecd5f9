import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { css, html } from 'lit';
import { customElement } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';

/**
 * Asks a person who leaves a form with answers what becomes of them. Out comes `stayed`, `kept` or `dropped`.
 */
@customElement('leave-dialog')
export class LeaveDialog extends AppElement {
  static override styles = [
    shared,
    css`
      .buttons { display: grid; gap: 0.5rem; inline-size: 100%; }
      wa-button { inline-size: 100%; }
    `,
  ];

  private answer = 'stayed';

  protected override render() {
    return html`<wa-dialog open label=${t('form.leave.title')} @wa-after-hide=${this.closed}>
      <p>${t('form.leave.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button variant="brand" @click=${() => this.choose('kept')}>${t('form.leave.keep')}</wa-button>
        <wa-button appearance="outlined" @click=${() => this.choose('stayed')}>${t('form.leave.stay')}</wa-button>
        <wa-button appearance="outlined" variant="danger" @click=${() => this.choose('dropped')}>
          ${t('form.leave.drop')}
        </wa-button>
      </div>
    </wa-dialog>`;
  }

  private choose(answer: 'kept' | 'stayed' | 'dropped'): void {
    this.answer = answer;
    const dialog = this.renderRoot.querySelector('wa-dialog');
    if (dialog) dialog.open = false;
  }

  private closed(): void {
    this.dispatchEvent(new Event(this.answer));
  }
}
