import '@awesome.me/webawesome/dist/components/button/button.js';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../data/phone/phone-context.ts';
import { chooseLanguage } from '../data/session/language.ts';
import { canRemind, remindsOf, setReminders } from '../data/tasks/reminding.ts';
import { shared } from '../design/styles.ts';
import { locale, setLocale, t } from '../words/words.ts';
import { AppPage } from './app-page.ts';
import './session/password-page.ts';

/** The account of the person logged in: the language, which holds on each of his devices, and the password. */
@customElement('account-page')
export class AccountPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.25rem; }
      section { display: grid; gap: 0.75rem; padding: 1rem var(--gutter); }
      .languages { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .remind { display: flex; gap: 0.75rem; align-items: center; min-block-size: 44px; font-weight: 550; cursor: pointer; }
      .remind input { inline-size: 24px; block-size: 24px; margin: 0; accent-color: var(--brand); }
      .done { color: var(--good-ink); font-weight: 550; }
      [role='status']:empty { display: none; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private choosing = false;
  @state() private done = '';
  /** Whether the browser does not allow reminders. */
  @state() private denied = false;

  protected override render() {
    const { user, session, programme } = this.phone;
    return html`<div class="page">
      <h1>${t('menu.account')}</h1>
      <p class="soft">${session?.fullname ? `${session.fullname} (${user.name})` : user.name}</p>
      <section class="card" aria-labelledby="language">
        <h2 id="language">${t('menu.language')}</h2>
        <div class="languages">
          ${programme.languages().map(
            ({ code, name }) =>
              html`<button class="chip" lang=${code} aria-pressed=${locale() === code}
                  @click=${() => this.speak(code)}>${name}</button>`,
          )}
        </div>
        <p class="small soft">${t('account.language.hint')}</p>
      </section>
      ${this.reminders()}
      ${
        this.choosing
          ? html`<password-page own .user=${user.name} @password-chosen=${this.chosen}
              @given-up=${() => (this.choosing = false)}></password-page>`
          : html`<section class="card" aria-labelledby="password">
              <h2 id="password">${t('login.password')}</h2>
              <p role="status" class="done">${this.done}</p>
              <p class="small soft">${t('account.password.hint')}</p>
              <div><wa-button appearance="outlined" @click=${this.choose}>${t('account.password')}</wa-button></div>
            </section>`
      }
    </div>`;
  }

  /** Reminders of tasks: on this device alone, and where its browser has them. */
  private reminders() {
    const { user, programme } = this.phone;
    if (!programme.may('can_get_task_notifications') || !canRemind()) return nothing;
    return html`<section class="card" aria-labelledby="reminders">
      <h2 id="reminders">${t('notify.title')}</h2>
      <label class="remind"><input type="checkbox" .checked=${remindsOf(user.name)} @change=${this.remind} />${t('notify.on')}</label>
      <p class="small soft" role="status">${this.denied ? t('notify.denied') : t('notify.hint')}</p>
    </section>`;
  }

  private async remind(event: Event): Promise<void> {
    const box = event.target as HTMLInputElement;
    const on = await setReminders(this.phone.user.name, box.checked);
    this.denied = box.checked && !on;
    box.checked = on;
  }

  private async speak(code: string): Promise<void> {
    await setLocale(code);
    await chooseLanguage(this.phone, code);
  }

  private choose(): void {
    this.done = '';
    this.choosing = true;
  }

  private chosen(): void {
    this.choosing = false;
    this.done = t('account.password.done');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'account-page': AccountPage;
  }
}
