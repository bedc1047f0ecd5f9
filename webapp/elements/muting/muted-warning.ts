import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { css, html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';

/** Asks before a form is filled in for somebody who is muted: `go-on`, `unmute` or `leave`. */
@customElement('muted-warning')
export class MutedWarning extends AppElement {
  static override styles = [
    shared,
    css`
      .buttons { display: grid; gap: 0.5rem; inline-size: 100%; }
      wa-button, wa-button::part(base) { inline-size: 100%; }
    `,
  ];

  @property() name = '';
  /** Muted through a place above, not by itself. */
  @property({ type: Boolean }) above = false;

  protected override render() {
    const title = t(this.above ? 'warn.above' : 'warn.title', { name: this.name });
    return html`<wa-dialog open label=${title} @wa-hide=${this.hiding}>
      <p>${t('warn.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button variant="brand" @click=${() => this.say('unmute')}>${t('warn.unmute')}</wa-button>
        <wa-button appearance="outlined" @click=${() => this.say('go-on')}>${t('warn.go_on')}</wa-button>
        <wa-button appearance="plain" @click=${() => this.say('leave')}>${t('app.cancel')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private answered = false;

  private say(answer: 'go-on' | 'unmute' | 'leave'): void {
    this.answered = true;
    this.dispatchEvent(said(answer, null));
  }

  private hiding(): void {
    if (!this.answered) this.say('leave');
  }
}
