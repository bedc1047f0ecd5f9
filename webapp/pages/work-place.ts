import { consume } from '@lit/context';
import { isOverdue } from '@rounds/sentinel/tasks/order.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../data/phone/phone-context.ts';
import { shared } from '../design/styles.ts';
import { AppElement } from '../elements/app-element.ts';
import { whileSeen } from '../elements/looking.ts';
import type { Section } from '../elements/section-tabs.ts';
import type { AppNotices, Notice } from '../elements/toasts.ts';
import { back, currentPath, decoded, go, onMoved } from '../navigation.ts';
import { watchForUpdate } from '../update.ts';
import { t } from '../words/words.ts';
import { AppPage, titled } from './app-page.ts';
import { forbidden, noneChosen, nowhere } from './no-page.ts';
import { hasConsole, oneInbox } from './one-inbox.ts';
import type { Route } from './route.ts';
import { routeAt } from './routes.ts';
import { listOf, loadList } from './section-lists.ts';
import { isList, sectionAt, sectionsOf } from './sections.ts';
import { TrainingCards } from './trainings/training-cards.ts';
import { workPlaceStyles } from './work-place-styles.ts';
import '../elements/app-icon.ts';
import '../elements/sync-badge.ts';
import '../elements/section-tabs.ts';
import '../elements/toasts.ts';

/** The work itself: the list, the page beside or over it, the state of synchronisation, and the menu. */
@customElement('work-place')
export class WorkPlace extends AppElement {
  static override styles = [shared, workPlaceStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Which page is open over or beside the list; none where there is just the list. */
  @state() private opened: { route: Route | undefined; parts: string[] } | undefined;
  @state() private relogin = false;
  @state() private newer: (() => void) | undefined;
  @state() private menu = false;
  /** Which list is shown beside the page. */
  @state() private section: Section = sectionAt(currentPath()) ?? 'people';
  private path = '';
  private moves = 0;
  /** Whether the app opens at a page, which is on its way. */
  private coming = false;
  /** Whether the list was drawn. Where the app opens at a page that covers it, that waits until the page stands. */
  private drawn = false;
  private readonly wide = matchMedia('(min-width: 900px)');
  private readonly trainings = new TrainingCards(
    this,
    () => this.phone,
    () => this.drawn && !this.opened && !this.coming && !this.menu && !this.relogin && isList(currentPath()),
  );

  override connectedCallback(): void {
    super.connectedCallback();
    onMoved(() => void this.moved(), this.gone);
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
    this.phone.messages.onChange(() => this.requestUpdate(), this.gone);
    this.phone.onSession(() => void this.moved(), this.gone);
    this.phone.care.onChange(() => this.requestUpdate(), this.gone);
    this.phone.programme.onChange(() => this.requestUpdate(), this.gone);
    this.phone.pictures.onChange(() => this.requestUpdate(), this.gone);
    this.addEventListener('sync-asked', () => void this.openMenu(), { signal: this.gone });
    this.addEventListener('notice', event => this.notice((event as CustomEvent<Notice>).detail), { signal: this.gone });
    this.wide.addEventListener('change', () => this.requestUpdate(), { signal: this.gone });
    whileSeen(() => this.requestUpdate(), 30_000, this.gone);
    void import('./tasks/remind.ts').then(({ startReminding }) => startReminding(this.phone, this.gone));
    void import('./console/held-notices.ts').then(({ tellOfHeld }) =>
      tellOfHeld(this.phone, notice => this.notice(notice), this.gone),
    );
    watchForUpdate(take => {
      this.newer = take;
    });
    void this.moved();
  }

  private async moved(): Promise<void> {
    const path = currentPath();
    this.menu = false;
    const inbox = oneInbox(path, this.phone);
    if (inbox !== path) return go(inbox, true);
    // Steps within a page are its own affair.
    if (path === this.path) return;
    const move = this.moves++;
    this.path = path;
    const route = routeAt(path);
    const isPage = !!route || !isList(path);
    this.coming = isPage && !this.drawn;
    const parts =
      route?.path
        .exec(path)
        ?.slice(1)
        .map(part => decoded(part ?? '')) ?? [];
    const section = sectionAt(path) ?? this.section;
    await Promise.all([route?.load?.(), loadList(section)]);
    if (this.path !== path) return;
    this.section = section;
    this.opened = isPage ? { route, parts } : undefined;
    await this.updateComplete;
    if (!this.drawn) atLeisure(() => this.draw());
    atLeisure(() => void this.trainings.look());
    const detail = this.renderRoot.querySelector<HTMLElement>('.detail');
    detail?.scrollTo({ top: 0 });
    // A person who opens the app at an address begins at its top, as on any page.
    if (this.opened && move > 0) detail?.focus({ preventScroll: true });
  }

  /** Draws the list under the page, so that it is there when somebody goes back to it. */
  private draw(): void {
    this.drawn = true;
    this.requestUpdate();
  }

  /** The sections whose lists the user may see. */
  private get sections(): Section[] {
    return sectionsOf(this.phone);
  }

  /** The list that is shown: that of the section, or where the user may not see it, the other. */
  private get listed(): Section | undefined {
    return this.sections.includes(this.section) ? this.section : this.sections[0];
  }

  /** How many tasks are due. */
  private get due(): number {
    const now = this.phone.clock();
    return (this.phone.care.opened()?.ready() ?? []).filter(task => isOverdue(task, now)).length;
  }

  /** What is open; undefined where there is just the list. */
  private get page(): TemplateResult | undefined {
    const { opened, section, sections, listed } = this;
    if (!opened) return sections.includes(section) ? undefined : forbidden(listed);
    const { route, parts } = opened;
    if (!route) return nowhere(listed);
    return !route.open || route.open(this.phone.programme.may) ? route.show(...parts) : forbidden(listed);
  }

  /** Where back leads when there is no history. */
  private get up(): string {
    const { opened, listed = 'people' } = this;
    const above = oneInbox(opened?.route?.up(...opened.parts) ?? `/${listed}`, this.phone);
    return isList(above) ? `/${listed}` : above;
  }

  private notice(notice: Notice): void {
    this.renderRoot.querySelector<AppNotices>('app-notices')?.show(notice);
  }

  protected override render() {
    const { sync, clock, user, messages } = this.phone;
    const { page, sections } = this;
    const logo = this.phone.pictures.brand()?.logo;
    const whole = !!this.opened?.route?.whole;
    const state = sync.state();
    const covered = (this.coming || !!page) && !this.wide.matches;
    this.drawn ||= !covered;
    const chosen = decoded(/^\/(?:people|messages|console|tasks|reports)\/([^/]+)/.exec(this.path)?.[1] ?? '');
    return html`
      <header ?hidden=${this.relogin}>
        <button class="skip" @click=${this.skip}>${t('app.skip')}</button>
        ${
          page
            ? html`<button class="plain round back" @click=${() => back(this.up)} aria-label=${t('app.back')}>
                <app-icon name="arrow-left"></app-icon>
              </button>`
            : nothing
        }
        <a class="brand ${page ? 'away' : ''}" href="/${this.listed ?? 'people'}">
          <img class=${logo ? 'own' : ''} src=${logo ?? '/icon.svg'} alt="" />${t('app.name')}
        </a>
        <sync-badge .state=${state} .now=${clock()}></sync-badge>
        <button class="plain round" @click=${this.openMenu} aria-label=${t('app.menu')} aria-haspopup="dialog">
          <app-icon name="menu"></app-icon>
        </button>
      </header>
      <div class="strips">
        ${state.contact === 'signed-out' ? this.strip('alert', t('login.again'), t('login.go'), this.login) : nothing}
        ${this.newer ? this.strip('status', t('app.update'), t('app.update.take'), this.newer) : nothing}
      </div>
      <main class="panes" ?hidden=${this.relogin} ?data-open=${!!page || this.coming}>
        ${this.list(chosen)}
        <div class="detail ${whole ? 'whole' : ''}" id="detail" role="region" aria-label=${t('people.open')}
          tabindex=${whole ? '-1' : '0'}>
          ${page ?? (this.coming ? nothing : noneChosen(this.listed))}
        </div>
      </main>
      ${
        sections.length > 1
          ? html`<section-tabs ?hidden=${this.relogin} .section=${this.section}
            .unread=${covered ? 0 : messages.unread()} .due=${covered ? 0 : this.due} .shown=${sections}></section-tabs>`
          : nothing
      }
      ${this.menu ? html`<menu-sheet @closed=${() => (this.menu = false)}></menu-sheet>` : nothing}
      ${this.trainings.shown()}
      <app-notices></app-notices>
      ${
        this.relogin
          ? html`<div class="over">
              <login-page ended=${user.name} @logged-in=${this.loggedIn}
                @later=${() => (this.relogin = false)}></login-page>
            </div>`
          : nothing
      }
    `;
  }

  /** The title is that of the page; where none is open, what stands instead of it, or the list. */
  protected override updated(): void {
    if (this.relogin) return;
    const page = this.renderRoot.querySelector('.detail > *');
    if (page instanceof AppPage) page.retitle();
    else titled(page?.querySelector('h1')?.textContent ?? t(`${this.listed ?? 'people'}.title`));
  }

  private list(chosen: string) {
    return this.listed && this.drawn
      ? listOf(this.listed, chosen, hasConsole(this.phone))
      : html`<div class="list"></div>`;
  }

  /** A strip below the header that says something and offers one thing to do about it. */
  private strip(role: 'alert' | 'status', words: string, action: string, run: () => void) {
    return html`<div class="strip" role=${role}>
      <span>${words}</span><button class="plain" @click=${run}>${action}</button>
    </div>`;
  }

  private skip(): void {
    this.renderRoot.querySelector<HTMLElement>('#detail')?.focus();
  }

  private async openMenu(): Promise<void> {
    await import('./menu-sheet.ts');
    this.menu = true;
  }

  private async login(): Promise<void> {
    await import('./session/login-page.ts');
    this.relogin = true;
  }

  private loggedIn(): void {
    this.relogin = false;
    this.phone.sync.now();
  }
}

/** Runs work that nobody waits for once the browser has nothing better to do. Safari cannot tell when. */
const atLeisure = (work: () => void): void => {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 200);
};
