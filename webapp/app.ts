import { provide } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from './data/phone/phone-context.ts';
import { keepBrand, keptBrand } from './data/programme/branding.ts';
import { type Pictures, picturesContext } from './data/programme/pictures.ts';
import type { FillLog } from './data/replicate/fill-log.ts';
import { isDoor } from './data/session/access.ts';
import { userOf } from './data/session/cookies.ts';
import { showBrand } from './design/show-brand.ts';
import { shared } from './design/styles.ts';
import { AppElement } from './elements/app-element.ts';
import { currentPath, go } from './navigation.ts';
import { addEnglish, locale, setLocale, t } from './words/words.ts';
import './elements/app-icon.ts';

/** Loads the page at the address. */
const pageAhead = async (): Promise<unknown> => {
  const { routeAt } = await import('./pages/routes.ts');
  return routeAt(currentPath())?.load?.();
};

/**
 * The app: decides between login, first fill and the work itself, from the cookie and the phone's own database, without
 * asking the server.
 */
@customElement('rounds-app')
export class RoundsApp extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; min-block-size: 100dvh; }
      .opening { display: grid; place-items: center; min-block-size: 100dvh; color: var(--ink-soft); }
    `,
  ];

  @provide({ context: phoneContext })
  @state()
  protected phone!: Phone;
  @provide({ context: picturesContext })
  @state()
  protected pictures!: Pictures;
  @state() private step: 'opening' | 'login' | 'fill' | 'work' | 'broken' = 'opening';
  private user: { name: string; roles: string[] } | null = null;
  private db: PouchDB.Database | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    showBrand(keptBrand());
    void this.open();
    // Another tab may log in as somebody else; data of one user are never shown to another.
    document.addEventListener('visibilitychange', () => !document.hidden && this.watchUser(), { signal: this.gone });
  }

  private async open(): Promise<void> {
    this.user = userOf(document.cookie);
    try {
      if (!this.user || isDoor(location.pathname)) return await this.again();
      await this.enter(this.user.name);
    } catch (error) {
      // A part of the app that did not come through the network, or a database that does not open.
      console.error(error);
      this.step = 'broken';
    }
  }

  private async enter(user: string): Promise<void> {
    // Nearly always needed next: it loads while the database opens. Should that fail, it shows where it is awaited.
    for (const part of [this.greet(user), import('./pages/work-place.ts'), pageAhead()]) part.catch(() => undefined);
    const [{ openOwn }] = await Promise.all([import('./data/phone/start.ts'), addEnglish()]);
    const { db, log } = await openOwn(user);
    this.db = db;
    if (log?.complete) return await this.work(log);
    await import('./pages/session/fill-page.ts');
    this.step = 'fill';
  }

  private async work(log: FillLog): Promise<void> {
    const [{ startWork }, { firstList }] = await Promise.all([
      import('./data/phone/start.ts'),
      import('./pages/sections.ts'),
    ]);
    const [phone] = await Promise.all([
      startWork(this.user!, this.db!, log, Date.now),
      import('./pages/work-place.ts'),
    ]);
    this.phone = phone;
    this.pictures = phone.pictures;
    this.bear();
    phone.pictures.onChange(() => this.bear(), this.gone);
    await this.speak(phone);
    // The language may be changed on another device, or by an administrator.
    phone.onDocs(docs => docs.some(({ type }) => type === 'user-settings') && void this.speak(phone), this.gone);
    if (/^\/(medic\/login)?$/.test(location.pathname)) go(firstList(phone.programme.may), true);
    this.step = 'work';
    void navigator.storage?.persist?.();
  }

  /** Shows the name and the small picture of the programme. */
  private bear(): void {
    const brand = this.pictures.brand();
    if (!brand) return;
    showBrand(brand);
    keepBrand(brand);
  }

  /** Speaks the language of the account from the first word on, as far as this device knows it. */
  private async greet(user: string): Promise<void> {
    const { languageKnown } = await import('./data/session/language.ts');
    const language = languageKnown(user);
    if (language && !this.phone) await setLocale(language);
  }

  /** Goes over to the language of the account. */
  private async speak(phone: Phone): Promise<void> {
    const { ownLanguage, rememberLanguage } = await import('./data/session/language.ts');
    const language = await ownLanguage(phone);
    if (!language) return;
    rememberLanguage(phone.user.name, language);
    if (language !== locale()) await setLocale(language);
  }

  private watchUser(): void {
    if (this.user && userOf(document.cookie)?.name !== this.user.name) location.reload();
  }

  protected override render() {
    if (this.step === 'login') return html`<login-page @logged-in=${this.loggedIn}></login-page>`;
    if (this.step === 'fill')
      return html`<fill-page .db=${this.db} @filled=${this.filled} @session-ended=${this.again}></fill-page>`;
    if (this.step === 'work') return html`<work-place></work-place>`;
    if (this.step === 'broken')
      return html`<main class="empty opening">
        <h1>${t('app.failed')}</h1><button class="chip" @click=${() => location.reload()}>${t('app.retry')}</button>
      </main>`;
    return html`<main class="opening"><span class="unseen">${t('app.loading')}</span>${nothing}</main>`;
  }

  private async loggedIn(): Promise<void> {
    this.step = 'opening';
    await this.open();
  }

  private async again(): Promise<void> {
    await import('./pages/session/login-page.ts');
    this.step = 'login';
  }

  private async filled({ detail }: CustomEvent<FillLog>): Promise<void> {
    await this.work(detail);
  }
}
