import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { shortest, strength, strongEnough } from '@rounds/sentinel/users/password.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { choosePassword, type PasswordResult } from '../../data/session/access.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { working } from '../../elements/working.ts';
import { locale, t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/** What keeps a choice from being sent. */
type Trouble = Exclude<PasswordResult, 'ok'> | 'short' | 'weak' | 'same' | 'differ';

const troubles: Record<Trouble, string> = {
  wrong: 'password.wrong',
  refused: 'password.weak',
  'too-many': 'login.too_many',
  unreachable: 'password.offline',
  short: 'password.short',
  weak: 'password.weak',
  same: 'password.same',
  differ: 'password.differ',
};

/**
 * The choice of a password of one's own, in place of one that somebody else set. Says `password-chosen` when the server
 * has opened a session with it, `given-up` when the person goes back.
 */
@customElement('password-page')
export class PasswordPage extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: min(100%, 25rem); }
      form { display: grid; gap: 1.125rem; padding: 1.5rem; }
      .rules { display: grid; gap: 0.5rem; }
      .rules li { display: flex; gap: 0.625rem; align-items: start; color: var(--ink-soft); }
      .rules app-icon { margin-block-start: 0.125rem; }
      .rules .met { color: var(--good-ink); }
      .trouble {
        display: flex; gap: 0.625rem; padding: 0.75rem 0.875rem; border-radius: var(--round-small);
        background: var(--bad-soft); color: var(--bad-ink); font-weight: 550;
      }
      [role='alert']:empty { display: none; }
      wa-button { inline-size: 100%; }
      wa-button::part(base) { min-block-size: 52px; font-size: 1.0625rem; inline-size: 100%; }
    `,
  ];

  /** Who chooses; '' to ask for the name as well. */
  @property() user = '';
  /** Somebody who is logged in changes the password of his own account. */
  @property({ type: Boolean }) own = false;
  /** The password until now; '' to ask for it as well. */
  @property({ attribute: false }) current = '';
  @state() private typed = '';
  @state() private shown = false;
  @state() private busy = false;
  @state() private trouble: Trouble | '' = '';

  protected override firstUpdated(): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h1')?.focus());
  }

  protected override render() {
    const type = this.shown ? 'text' : 'password';
    const name = this.user || this.value('user');
    return html`<form class="card" @submit=${this.submit} aria-labelledby="title">
      ${
        this.own
          ? html`<h2 id="title" tabindex="-1">${t('account.password')}</h2>`
          : html`<h1 id="title" tabindex="-1">${t('password.title')}</h1>
              <p class="soft">${t('password.why')}</p>`
      }
      <div role="alert">${
        this.trouble
          ? html`<p class="trouble">
                <app-icon name="circle-alert"></app-icon><span>${t(troubles[this.trouble])}</span>
              </p>`
          : nothing
      }</div>
      <wa-input name="user" label=${t('login.user')} autocomplete="username" autocapitalize="none" spellcheck="false"
        .value=${this.user} ?readonly=${!!this.user}></wa-input>
      ${
        this.current
          ? nothing
          : html`<wa-input name="current" type=${type} label=${t('password.current')}
            autocomplete="current-password"></wa-input>`
      }
      <wa-input name="password" type=${type} label=${t('password.new')} autocomplete="new-password"
        aria-describedby="rules" @input=${this.read}>
        <button slot="end" type="button" class="plain eye" @click=${() => (this.shown = !this.shown)}
          aria-label=${this.shown ? t('login.hide') : t('login.show')}>
          <app-icon name=${this.shown ? 'eye-off' : 'eye'}></app-icon>
        </button>
      </wa-input>
      <ul class="rules" id="rules" aria-live="polite">
        ${this.rule(t('password.rule.long', { count: shortest }), this.typed.length >= shortest)}
        ${this.rule(t('password.rule.hard'), strength(this.typed, name) >= strongEnough)}
      </ul>
      <wa-input name="again" type=${type} label=${t('password.again')} autocomplete="new-password"></wa-input>
      <wa-button type="submit" variant="brand" aria-busy=${this.busy} @click=${this.submit}>
        ${working(this.busy)}${this.busy ? t('password.going') : t('password.go')}
      </wa-button>
      <wa-button appearance="plain" @click=${() => this.dispatchEvent(said('given-up', null))}>
        ${t(this.own ? 'account.password.back' : 'password.back')}
      </wa-button>
    </form>`;
  }

  private rule(words: string, met: boolean) {
    return html`<li class=${met ? 'met' : ''}>
      <app-icon name=${met ? 'circle-check' : 'circle'}></app-icon>
      <span><span class="unseen">${met ? t('password.met') : t('password.unmet')} </span>${words}</span>
    </li>`;
  }

  private value(name: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
  }

  private read(): void {
    this.typed = this.value('password');
  }

  /** What is wrong with the choice before anybody is asked. */
  private fault(user: string, current: string, password: string): Trouble | undefined {
    if (!user || !current) return 'wrong';
    if (password.length < shortest) return 'short';
    if (strength(password, user) < strongEnough) return 'weak';
    if (password === current) return 'same';
    return password === this.value('again') ? undefined : 'differ';
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const user = (this.user || this.value('user')).trim().toLowerCase();
    const currentPassword = this.current || this.value('current');
    const password = this.value('password');
    this.trouble = this.fault(user, currentPassword, password) ?? '';
    if (this.trouble) return this.showTrouble();
    this.busy = true;
    const result = await choosePassword({ user, currentPassword, password, locale: locale() });
    this.busy = false;
    if (result === 'ok') this.dispatchEvent(said('password-chosen', user));
    else {
      this.trouble = result;
      await this.showTrouble();
    }
  }

  private async showTrouble(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector('.trouble')?.scrollIntoView({ block: 'nearest' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'password-page': PasswordPage;
  }
}
