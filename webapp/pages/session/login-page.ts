import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/input/input.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { askBrand, type Brand } from '../../data/programme/branding.ts';
import { bundledLanguages } from '../../data/programme/bundled-languages.ts';
import { isDoor, tokenIn } from '../../data/session/access.ts';
import { type LoginResult, login } from '../../data/session/session.ts';
import { showBrand } from '../../design/show-brand.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { working } from '../../elements/working.ts';
import { watchForUpdate } from '../../update.ts';
import { locale, setLocale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';

/**
 * The page to log in, by password, by a link, or with the choice of a new password: says `logged-in` when the server
 * has opened a session.
 */
@customElement('login-page')
export class LoginPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      main {
        display: grid; align-content: center; justify-items: center; gap: 1.75rem; min-block-size: 100dvh;
        padding: 2rem var(--gutter);
        background: radial-gradient(120% 60% at 50% 0%, var(--brand-soft), transparent 70%);
      }
      header { display: grid; justify-items: center; gap: 0.75rem; text-align: center; }
      header img { inline-size: 72px; block-size: 72px; border-radius: 20px; box-shadow: var(--shadow); }
      header img.own { inline-size: auto; max-inline-size: 80%; border-radius: 0; box-shadow: none; object-fit: contain; }
      h1 { font-size: 1.875rem; }
      form { display: grid; gap: 1.125rem; inline-size: min(100%, 25rem); padding: 1.5rem; }
      .trouble {
        display: flex; gap: 0.625rem; padding: 0.75rem 0.875rem; border-radius: var(--round-small);
        background: var(--bad-soft); color: var(--bad-ink); font-weight: 550;
      }
      .again { background: var(--wait-soft); color: var(--wait-ink); }
      [role='alert']:empty { display: none; }
      wa-button { inline-size: 100%; }
      wa-button::part(base) { min-block-size: 52px; font-size: 1.0625rem; inline-size: 100%; }
      .languages {
        display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; border: 0; padding: 0; margin: 0;
      }
    `,
  ];

  /** The user whose session has ended: his name stands in the field, and a text says that his data are still there. */
  @property() ended = '';
  @state() private busy = false;
  @state() private trouble: LoginResult | 'empty' | '' = '';
  @state() private shown = false;
  /** Which door is shown: the login itself, the choice of a password, or a link that came as SMS. */
  @state() private door: 'login' | 'password' | 'link' = tokenIn(location.pathname)
    ? 'link'
    : isDoor(location.pathname)
      ? 'password'
      : 'login';
  /** The name and the password until now, of who must choose another. */
  private known = { user: '', password: '' };

  /** What the programme calls itself, as far as it is known yet. */
  @state() private brand: Brand = {};

  override connectedCallback(): void {
    super.connectedCallback();
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.brand = await askBrand();
    showBrand(this.brand);
  }

  protected override firstUpdated(): void {
    // While somebody types, the app itself comes onto the phone: a network that breaks later finds it there.
    setTimeout(() => watchForUpdate(() => undefined), 1000);
  }

  protected override render() {
    return html`<main>
      <header>
        <img class=${this.brand.logo ? 'own' : ''} src=${this.brand.logo ?? '/icon.svg'} alt="" />
        <h1>${t('app.name')}</h1>
        <p class="soft">${t('app.tagline')}</p>
      </header>
      ${this.door === 'login' ? this.login() : this.otherDoor()}
      <div class="languages" role="group" aria-label=${t('login.language')}>
        ${bundledLanguages.map(
          ({ code, name }) =>
            html`<button class="chip" lang=${code} aria-pressed=${locale() === code} @click=${() => this.speak(code)}>
              ${name}
            </button>`,
        )}
      </div>
    </main>`;
  }

  protected override get heading(): string {
    if (this.door === 'login') return t('login.title');
    return t(this.door === 'link' ? 'link.title' : 'password.title');
  }

  /** The doors that few come through load when they do. */
  private otherDoor() {
    if (this.door === 'link') {
      void import('./link-page.ts');
      return html`<link-page token=${tokenIn(location.pathname) ?? ''} @link-used=${() => this.enter('')}
        @given-up=${this.back}></link-page>`;
    }
    void import('./password-page.ts');
    const { user, password } = this.known;
    return html`<password-page user=${user} .current=${password}
      @password-chosen=${({ detail }: CustomEvent<string>) => this.enter(detail)}
      @given-up=${this.back}></password-page>`;
  }

  private login() {
    return html`<form class="card" @submit=${this.submit} aria-label=${t('login.title')}>
        ${
          this.ended
            ? html`<p class="trouble again">
                <app-icon name="lock-keyhole"></app-icon><span>${t('login.again')}</span>
              </p>`
            : nothing
        }
        <div role="alert">${
          this.trouble && this.trouble !== 'ok'
            ? html`<p class="trouble"><app-icon name="circle-alert"></app-icon><span>${this.reason()}</span></p>`
            : nothing
        }</div>
        <wa-input name="user" label=${t('login.user')} autocomplete="username" autocapitalize="none" spellcheck="false"
          .value=${this.ended} ?readonly=${!!this.ended}></wa-input>
        <wa-input name="password" type=${this.shown ? 'text' : 'password'} label=${t('login.password')}
          autocomplete="current-password">
          <button slot="end" type="button" class="plain eye" @click=${() => (this.shown = !this.shown)}
            aria-label=${this.shown ? t('login.hide') : t('login.show')}>
            <app-icon name=${this.shown ? 'eye-off' : 'eye'}></app-icon>
          </button>
        </wa-input>
        <wa-button type="submit" variant="brand" aria-busy=${this.busy} @click=${this.submit}>
          ${working(this.busy)}${this.busy ? t('login.going') : t('login.go')}
        </wa-button>
        ${
          this.ended
            ? html`<wa-button appearance="plain" @click=${() => this.dispatchEvent(said('later', null))}>
                ${t('login.later')}
              </wa-button>`
            : nothing
        }
      </form>`;
  }

  /** Leaves the door for the login. */
  private back(): void {
    this.known = { user: '', password: '' };
    this.trouble = '';
    if (isDoor(location.pathname)) history.replaceState(null, '', '/medic/login');
    this.door = 'login';
  }

  /** The server has opened a session: on to the app, from which nobody comes back to this door. */
  private enter(user: string): void {
    if (isDoor(location.pathname)) history.replaceState(null, '', '/');
    this.known = { user: '', password: '' };
    this.dispatchEvent(said('logged-in', user));
  }

  private reason(): string {
    if (this.trouble === 'wrong' || this.trouble === 'empty') return t(`login.${this.trouble}`);
    return this.trouble === 'too-many' ? t('login.too_many') : t('login.offline');
  }

  private async speak(code: string): Promise<void> {
    localStorage.setItem('rounds-language', code);
    await setLocale(code);
  }

  private value(name: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? '';
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const user = this.value('user').trim().toLowerCase();
    const password = this.value('password');
    if (!user || !password) {
      this.trouble = 'empty';
      this.renderRoot.querySelector<HTMLElement>(`[name=${user ? 'password' : 'user'}]`)?.focus();
      return;
    }
    this.busy = true;
    const result = await login(user, password, locale());
    this.busy = false;
    this.trouble = result;
    if (result === 'ok') this.enter(user);
    if (result !== 'password') return;
    this.known = { user, password };
    this.trouble = '';
    this.door = 'password';
  }
}
