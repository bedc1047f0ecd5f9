import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../data/phone.ts';
import { shared } from '../design/styles.ts';
import { AppElement } from '../elements/app-element.ts';
import type { AppNotices, Notice } from '../elements/toasts.ts';
import { back, currentPath, onMoved } from '../navigation.ts';
import { watchForUpdate } from '../update.ts';
import { t } from '../words/words.ts';
import '../elements/app-icon.ts';
import '../elements/sync-badge.ts';
import '../elements/toasts.ts';
import './people-page.ts';

/** An address of the app and the page that shows it. Pages come when they are needed. */
interface Route {
  path: RegExp;
  load?: () => Promise<unknown>;
  show: (...parts: string[]) => TemplateResult;
  /** Where back leads when there is no history. */
  up: (...parts: string[]) => string;
}

const routes: Route[] = [
  {
    path: /^\/people\/([^/]+)$/,
    load: () => import('./contact-page.ts'),
    show: id => html`<contact-page .contactId=${id}></contact-page>`,
    up: () => '/people',
  },
  {
    path: /^\/people\/([^/]+)\/report\/([^/]+)$/,
    load: () => import('./form-page.ts'),
    show: (id, form) => html`<form-page .contactId=${id} .form=${form}></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/people\/([^/]+)\/add\/([^/]+)$/,
    load: () => import('./form-page.ts'),
    show: (id, type) => html`<form-page .contactId=${id} .create=${type}></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/people\/([^/]+)\/edit$/,
    load: () => import('./form-page.ts'),
    show: id => html`<form-page .contactId=${id} edit></form-page>`,
    up: id => `/people/${id}`,
  },
  {
    path: /^\/reports\/([^/]+)$/,
    load: () => import('./report-page.ts'),
    show: id => html`<report-page .reportId=${id}></report-page>`,
    up: () => '/people',
  },
  { path: /^\/refused$/, load: () => import('./refused-page.ts'), show: () => html`<refused-page></refused-page>`, up: () => '/people' },
  { path: /^\/about$/, load: () => import('./about-page.ts'), show: () => html`<about-page></about-page>`, up: () => '/people' },
];

/** The work itself: the list, the page beside or over it, the state of synchronisation, and the menu. */
@customElement('work-place')
export class WorkPlace extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; grid-template-rows: auto auto minmax(0, 1fr); block-size: 100dvh; background: var(--paper); }
      .skip { position: absolute; inset-block-start: -100px; z-index: 30; border: 0; border-radius: 12px; background: var(--card); color: var(--ink); font: inherit; padding: 0.75rem 1rem; box-shadow: var(--shadow-high); }
      .skip:focus { inset-block-start: 8px; inset-inline-start: 8px; }
      header { display: flex; align-items: center; gap: 0.25rem; min-block-size: 60px; padding: max(6px, env(safe-area-inset-top)) 8px 6px var(--gutter); }
      .brand { display: flex; align-items: center; gap: 0.625rem; color: var(--ink); text-decoration: none; font-weight: 700; font-size: 1.1875rem; letter-spacing: -0.02em; margin-inline-end: auto; }
      .brand img { inline-size: 32px; block-size: 32px; border-radius: 9px; }
      .back { margin-inline-start: -12px; margin-inline-end: auto; }
      sync-badge { min-inline-size: 0; }
      .strip { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.5rem; padding: 0.5rem var(--gutter); background: var(--wait-soft); color: var(--wait-ink); font-weight: 550; }
      .strip button { min-block-size: 40px; padding-inline: 1rem; border-radius: 99px; background: var(--wait-ink); color: var(--wait-soft); font-weight: 650; }
      .panes { display: grid; grid-template-columns: minmax(0, 1fr); min-block-size: 0; }
      .panes > * { min-block-size: 0; min-inline-size: 0; }
      .detail { overflow-y: auto; overscroll-behavior: contain; }
      .detail:focus-visible { outline-offset: -4px; }
      @media (max-width: 899px) {
        .panes[data-open] people-page { display: none; }
        .panes:not([data-open]) .detail { display: none; }
      }
      @media (min-width: 900px) {
        header { padding-inline: 1.5rem 1rem; border-block-end: 1px solid var(--line); }
        .panes { grid-template-columns: minmax(340px, 400px) minmax(0, 1fr); }
        people-page { border-inline-end: 1px solid var(--line); padding-block-start: 0.75rem; }
        .detail { padding-block-start: 1.5rem; }
        .back { display: none; }
        .brand { display: flex !important; }
      }
      .away { display: none; }
      .over { position: fixed; inset: 0; z-index: 40; overflow-y: auto; background: var(--paper); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private page: TemplateResult | undefined;
  @state() private up = '';
  @state() private relogin = false;
  @state() private newer: (() => void) | undefined;
  @state() private menu = false;
  private path = '';

  override connectedCallback(): void {
    super.connectedCallback();
    onMoved(() => void this.moved(), this.gone);
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
    this.addEventListener('notice', event => this.notice((event as CustomEvent<Notice>).detail), { signal: this.gone });
    const clock = setInterval(() => this.requestUpdate(), 30_000);
    this.gone.addEventListener('abort', () => clearInterval(clock));
    watchForUpdate(take => {
      this.newer = take;
    });
    void this.moved();
  }

  private async moved(): Promise<void> {
    const path = currentPath();
    this.menu = false;
    this.path = path;
    const route = routes.find(each => each.path.test(path));
    const parts = route?.path.exec(path)?.slice(1).map(decodeURIComponent) ?? [];
    await route?.load?.();
    if (this.path !== path) return;
    this.page = route ? route.show(...parts) : /^\/(people)?$/.test(path) ? undefined : this.nowhere();
    this.up = route ? route.up(...parts) : this.page ? '/people' : '';
    await this.updateComplete;
    const detail = this.renderRoot.querySelector<HTMLElement>('.detail');
    detail?.scrollTo({ top: 0 });
    if (this.page) detail?.focus({ preventScroll: true });
  }

  private notice(notice: Notice): void {
    this.renderRoot.querySelector<AppNotices>('app-notices')?.show(notice);
  }

  protected override render() {
    const { sync, clock, user } = this.phone;
    const state = sync.state();
    const chosen = /^\/people\/([^/]+)/.exec(this.path)?.[1] ?? '';
    return html`
      <header ?hidden=${this.relogin}>
        <button class="skip" @click=${this.skip}>${t('app.skip')}</button>
        ${this.page ? html`<button class="plain round back" @click=${() => back(this.up)} aria-label=${t('app.back')}><app-icon name="arrow-left"></app-icon></button>` : nothing}
        <a class="brand ${this.page ? 'away' : ''}" href="/people"><img src="/icon.svg" alt="" width="32" height="32" />${t('app.name')}</a>
        <sync-badge .state=${state} .now=${clock()} @sync-asked=${this.openMenu}></sync-badge>
        <button class="plain round" @click=${this.openMenu} aria-label=${t('app.menu')} aria-haspopup="dialog"><app-icon name="menu"></app-icon></button>
      </header>
      <div>
        ${state.contact === 'signed-out' ? html`<div class="strip" role="alert"><span>${t('login.again')}</span><button class="plain" @click=${this.login}>${t('login.go')}</button></div>` : nothing}
        ${this.newer ? html`<div class="strip" role="status"><span>${t('app.update')}</span><button class="plain" @click=${this.newer}>${t('app.update.take')}</button></div>` : nothing}
      </div>
      <main class="panes" ?hidden=${this.relogin} ?data-open=${!!this.page}>
        <people-page role="region" aria-label=${t('people.title')} .chosen=${decodeURIComponent(chosen)}></people-page>
        <div class="detail" id="detail" role="region" aria-label=${t('people.open')} tabindex="0">${this.page ?? this.choose()}</div>
      </main>
      ${this.menu ? html`<menu-sheet @closed=${() => (this.menu = false)}></menu-sheet>` : nothing}
      <app-notices></app-notices>
      ${this.relogin ? html`<div class="over"><login-page ended=${user.name} @logged-in=${this.loggedIn} @later=${() => (this.relogin = false)}></login-page></div>` : nothing}
    `;
  }

  private choose() {
    return html`<div class="empty"><app-icon name="users"></app-icon><h2>${t('people.choose')}</h2><p>${t('people.choose.hint')}</p></div>`;
  }

  private nowhere() {
    return html`<div class="empty"><app-icon name="map-pin"></app-icon><h1>${t('app.not_found')}</h1><p>${t('app.not_found.hint')}</p><a href="/people">${t('app.home')}</a></div>`;
  }

  private skip(): void {
    this.renderRoot.querySelector<HTMLElement>('#detail')?.focus();
  }

  private async openMenu(): Promise<void> {
    await import('./menu-sheet.ts');
    this.menu = true;
  }

  private async login(): Promise<void> {
    await import('./login-page.ts');
    this.relogin = true;
  }

  private loggedIn(): void {
    this.relogin = false;
    this.phone.sync.now();
  }
}
