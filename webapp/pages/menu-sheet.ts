import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { readDrafts } from '../data/forms/drafts.ts';
import { type Phone, phoneContext } from '../data/phone/phone-context.ts';
import { removeData } from '../data/phone/remove-data.ts';
import { refusedActs } from '../data/replicate/acts.ts';
import { chooseLanguage } from '../data/session/language.ts';
import { logout } from '../data/session/session.ts';
import { shared } from '../design/styles.ts';
import { AppElement, said } from '../elements/app-element.ts';
import { inWords } from '../elements/sync-badge.ts';
import { working } from '../elements/working.ts';
import { ago, bytes, number } from '../words/say.ts';
import { locale, setLocale, t } from '../words/words.ts';
import { desk } from './menu-places.ts';
import { sectionsOf } from './sections.ts';
import '../elements/app-icon.ts';

/** Whether the programme has chats: its settings name a section for them. */
const hasChats = (settings: unknown): boolean => !!(settings as { telegram?: unknown } | null)?.telegram;

/** The user's menu: synchronisation, language, what was refused, storage, about, logout. Says `closed`. */
@customElement('menu-sheet')
export class MenuSheet extends AppElement {
  static override styles = [
    shared,
    css`
      wa-dialog { --width: 27rem; --spacing: 1.125rem; }
      wa-dialog::part(dialog) { max-block-size: calc(100dvh - 1rem); }
      .all { display: grid; gap: 1rem; }
      .who { display: flex; align-items: center; gap: 0.875rem; }
      .who span:first-child {
        display: grid; place-items: center; inline-size: 48px; block-size: 48px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink); font-weight: 700; font-size: 1.125rem;
      }
      .who strong { display: block; }
      .sync { display: grid; gap: 0.75rem; padding: 1rem; border-radius: var(--round); background: var(--sunk); }
      .sync.wait { background: var(--wait-soft); }
      .sync.bad { background: var(--bad-soft); }
      .sync.good { background: var(--good-soft); }
      .sync.brand { background: var(--brand-soft); }
      .sync p { display: flex; gap: 0.625rem; align-items: center; }
      .sync .state { font-weight: 650; }
      .sync wa-button, .sync wa-button::part(base) { inline-size: 100%; }
      .languages { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-block-start: 0.5rem; }
      .places {
        display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 0.5rem;
        margin-block-start: 0.5rem;
      }
      .places a {
        display: flex; align-items: center; gap: 0.625rem; min-block-size: 48px; padding: 0.375rem 0.75rem;
        border-radius: 14px; background: var(--sunk); color: var(--ink); font-weight: 550; text-decoration: none;
      }
      .places app-icon { color: var(--brand-ink); }
      .links { display: grid; }
      .links > * {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 52px; color: var(--ink);
        text-decoration: none; font-weight: 550; border-block-start: 1px solid var(--line); inline-size: 100%;
      }
      .links .end { margin-inline-start: auto; color: var(--ink-soft); font-weight: 500; }
      .links app-icon { color: var(--ink-soft); }
      .sure { display: grid; gap: 1rem; }
      .sure .warn {
        padding: 0.875rem 1rem; border-radius: 14px; background: var(--wait-soft); color: var(--wait-ink);
        font-weight: 600;
      }
      .sure .warn.bad { background: var(--bad-soft); color: var(--bad-ink); }
      .remove {
        display: flex; gap: 0.75rem; align-items: start; min-block-size: var(--touch); font-weight: 550;
        cursor: pointer;
      }
      .remove input {
        inline-size: 1.375rem; block-size: 1.375rem; margin: 0.125rem 0 0; flex: none; accent-color: var(--brand);
      }
      .remove span span { display: block; font-weight: 450; }
      .sure .buttons { display: grid; gap: 0.5rem; }
      .sure wa-button, .sure wa-button::part(base) { inline-size: 100%; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private storage = '';
  /** How many forms were begun and not saved. */
  @state() private drafts = 0;
  @state() private leaving = false;
  /** Whether the user's data shall go from this device, too. */
  @state() private removing = false;
  @state() private going = false;
  @state() private failed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
    void this.measure();
    void this.count();
  }

  private async count(): Promise<void> {
    this.drafts = Object.keys(await readDrafts(this.phone.db)).length;
  }

  private async measure(): Promise<void> {
    const { usage } = (await navigator.storage?.estimate?.()) ?? {};
    if (usage) this.storage = bytes(usage);
  }

  protected override render() {
    return html`<wa-dialog open light-dismiss label=${this.leaving ? t('logout.title') : t('app.menu')}
      @wa-after-hide=${this.hidden_}>
      ${this.leaving ? this.sure() : this.menu()}
    </wa-dialog>`;
  }

  private menu() {
    const { sync, user, session, clock, programme } = this.phone;
    const state = sync.state();
    const now = clock();
    const { icon, kind, text } = inWords(state, now);
    const busy = state.phase !== 'idle';
    const refused = refusedActs(state.refused).length;
    const held = this.phone.held.all().length;
    const name = session?.fullname || user.name;
    return html`<div class="all">
      <p class="who">
        <span aria-hidden="true">${[...name][0]?.toUpperCase()}</span>
        <span><strong>${name}</strong><span class="small soft">${t('menu.logged_in', { name: user.name })}</span></span>
      </p>
      <section class="sync ${kind}" aria-label=${t('sync.state')}>
        <p class="state"><app-icon name=${icon} ?turning=${busy}></app-icon><span role="status">${text}</span></p>
        ${
          state.waiting > 0 && state.contact !== 'ok'
            ? html`<p class="small">${this.reachable(state.contact)}</p>`
            : nothing
        }
        <p class="small">
          ${state.lastSynced ? t('sync.last', { when: ago(state.lastSynced, now) }) : t('sync.never')}
        </p>
        ${state.waiting > 0 ? html`<p class="small">${t('sync.safe')}</p>` : nothing}
        ${held > 0 ? html`<p class="small"><a href="/console">${t('console.held', { count: held })}</a></p>` : nothing}
        <wa-button variant="brand" aria-busy=${busy} @click=${() => busy || sync.now()}>
          ${working(busy)}${t('sync.now')}
        </wa-button>
      </section>
      <section aria-label=${t('menu.language')}>
        <h3>${t('menu.language')}</h3>
        <div class="languages">
          ${programme.languages().map(
            ({ code, name }) =>
              html`<button class="chip" lang=${code} aria-pressed=${locale() === code}
                  @click=${() => this.speak(code)}>
                  ${name}
                </button>`,
          )}
        </div>
      </section>
      ${this.desk()}
      <div class="links">
        ${
          sectionsOf(this.phone).length > 5
            ? html`<a href="/targets"><app-icon name="target"></app-icon>${t('targets.title')}</a>`
            : nothing
        }
        ${
          programme.may('can_edit')
            ? html`<a href="/drafts"><app-icon name="pencil"></app-icon>${t('drafts.title')}<span
                class="end">${number(this.drafts)}</span></a>`
            : nothing
        }
        ${
          programme.may('can_edit') && programme.trainings().length > 0
            ? html`<a href="/trainings"><app-icon name="clipboard-check"></app-icon>${t('training.title')}</a>`
            : nothing
        }
        <a href="/refused"><app-icon name="cloud-alert"></app-icon>${t('menu.refused')}<span class="end">${
          refused > 0 ? html`<span class="badge bad">${number(refused)}</span>` : number(0)
        }</span></a>
        <a href="/account"><app-icon name="user"></app-icon>${t('menu.account')}</a>
        ${
          hasChats(programme.rawSettings())
            ? html`<a href="/chats"><app-icon name="message-square"></app-icon>${t('chats.link')}</a>`
            : nothing
        }
        <a href="/about"><app-icon name="info"></app-icon>${t('menu.about')}<span class="end">${this.storage}</span></a>
        <button class="plain" @click=${() => (this.leaving = true)}>
          <app-icon name="log-out"></app-icon>${t('menu.logout')}
        </button>
      </div>
    </div>`;
  }

  private desk() {
    const places = desk.filter(({ open }) => open(permission => this.phone.programme.may(permission)));
    if (places.length === 0) return nothing;
    return html`<nav aria-label=${t('menu.desk')}>
      <h3>${t('menu.desk')}</h3>
      <div class="places">
        ${places.map(
          ({ path, icon, words }) => html`<a href=${path}><app-icon name=${icon}></app-icon>${t(words)}</a>`,
        )}
      </div>
    </nav>`;
  }

  private reachable(contact: string): string {
    if (contact === 'offline') return t('sync.offline');
    if (contact === 'signed-out') return t('sync.signed_out');
    return contact === 'trouble' ? t('sync.trouble') : t('sync.unreachable');
  }

  private sure() {
    const { waiting: changes, refused } = this.phone.sync.state();
    const waiting = changes + this.phone.held.all().length;
    const lost = waiting + refusedActs(refused).length;
    return html`<div class="sure">
      ${this.removing ? nothing : html`<p>${t('logout.text')}</p>`}
      ${
        this.removing && lost > 0
          ? html`<p class="warn bad" role="alert">${t('logout.remove.lost', { count: lost })}</p>`
          : nothing
      }
      ${
        !this.removing && waiting > 0
          ? html`<p class="warn" role="alert">${t('logout.waiting', { count: waiting })}</p>`
          : nothing
      }
      <label class="remove">
        <input type="checkbox" .checked=${this.removing} @change=${this.chooseRemoval} aria-describedby="remove-hint"
          /><span>${t('logout.remove')}<span class="small soft"
          id="remove-hint">${t('logout.remove.hint')}</span></span>
      </label>
      ${this.failed ? html`<p class="warn bad" role="alert">${t('logout.remove.failed')}</p>` : nothing}
      <div class="buttons">
        <wa-button variant=${(this.removing ? lost : waiting) > 0 ? 'danger' : 'brand'} aria-busy=${this.going}
          @click=${this.leave}>
          ${working(
            this.going,
          )}${this.going ? t('logout.going') : this.removing ? t('logout.remove.go') : t('logout.go')}
        </wa-button>
        <wa-button appearance="outlined" @click=${() => (this.leaving = false)}>${t('logout.stay')}</wa-button>
      </div>
    </div>`;
  }

  private async speak(code: string): Promise<void> {
    await setLocale(code);
    await chooseLanguage(this.phone, code);
  }

  private chooseRemoval(event: Event): void {
    this.removing = (event.target as HTMLInputElement).checked;
  }

  private async leave(): Promise<void> {
    if (this.going) return;
    this.going = true;
    this.phone.sync.stop();
    await logout();
    try {
      if (this.removing) await removeData(this.phone);
    } catch (error) {
      console.error(error);
      this.going = false;
      this.failed = true;
      return;
    }
    location.assign('/medic/login');
  }

  private hidden_(event: Event): void {
    if (event.target === event.currentTarget) this.dispatchEvent(said('closed', null));
  }
}
