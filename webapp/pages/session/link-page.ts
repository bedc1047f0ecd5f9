import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type LinkResult, useLink } from '../../data/session/access.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { locale, t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/**
 * Logs in by a link that came as SMS. Says `link-used` when the server has let the person in, `given-up` when he goes
 * to the login.
 */
@customElement('link-page')
export class LinkPage extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: min(100%, 25rem); }
      section { display: grid; gap: 1.125rem; padding: 1.5rem; }
      .trouble {
        display: flex; gap: 0.625rem; padding: 0.75rem 0.875rem; border-radius: var(--round-small);
        background: var(--bad-soft); color: var(--bad-ink); font-weight: 550;
      }
      .going { display: flex; gap: 0.625rem; align-items: center; color: var(--ink-soft); }
      [role='alert']:empty { display: none; }
      wa-button, wa-button::part(base) { inline-size: 100%; }
      wa-button::part(base) { min-block-size: 52px; font-size: 1.0625rem; }
    `,
  ];

  /** The token in the address of the link. */
  @property() token = '';
  @state() private result: LinkResult | '' = '';

  protected override firstUpdated(): void {
    void this.go();
  }

  private async go(): Promise<void> {
    this.result = '';
    this.result = await useLink(this.token, locale());
    if (this.result === 'ok') this.dispatchEvent(said('link-used', null));
  }

  protected override render() {
    const { result } = this;
    const again = result === 'unreachable' || result === 'too-many';
    return html`<section class="card" aria-labelledby="title">
      <h1 id="title">${t('link.title')}</h1>
      <div role="alert">${
        result && result !== 'ok'
          ? html`<p class="trouble"><app-icon name="circle-alert"></app-icon><span>${this.reason(result)}</span></p>`
          : nothing
      }</div>
      ${
        result && result !== 'ok'
          ? nothing
          : html`<p class="going" role="status"><app-icon name="refresh-cw" turning></app-icon>${t('link.going')}</p>`
      }
      ${again ? html`<wa-button variant="brand" @click=${this.go}>${t('app.retry')}</wa-button>` : nothing}
      ${
        result && result !== 'ok'
          ? html`<wa-button appearance="outlined" @click=${() => this.dispatchEvent(said('given-up', null))}>
              ${t('link.login')}
            </wa-button>`
          : nothing
      }
    </section>`;
  }

  private reason(result: Exclude<LinkResult, 'ok'>): string {
    if (result === 'too-many') return t('login.too_many');
    return t(result === 'unreachable' ? 'link.offline' : `link.${result}`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'link-page': LinkPage;
  }
}
