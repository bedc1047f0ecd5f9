import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Found, type Line, type Talks, talksOf } from '../../data/console/talks.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import { number, shortly } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { whyNot } from '../why-not.ts';
import { talkPath } from './paths.ts';
import { talkName } from './talk-name.ts';
import '../../elements/app-icon.ts';
import './held-list.ts';

/** How often the list is read again, in ms; sooner when something came. */
const every = 20_000;

const pictures = { group: 'users', place: 'house', person: 'user', stranger: 'phone' } as const;

/** What the page shows. */
interface Shown {
  lines: Line[];
  total: number;
  /** Where the next page begins. */
  next: string | undefined;
  found: Found[];
  isKept: boolean;
}

/** All conversations, by SMS, in the app and in chats: groups and people, by filters, with search over all messages. */
@customElement('console-list')
export class ConsoleList extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { align-content: start; overflow-y: auto; }
      ul.card { overflow: hidden; padding: 0; gap: 0; }
      li + li { border-block-start: 1px solid var(--line); }
      li a {
        display: grid; grid-template-columns: 40px minmax(0, 1fr) auto; gap: 0 0.75rem; align-items: center;
        min-block-size: 68px; padding: 0.5rem 1rem; color: var(--ink); text-decoration: none;
      }
      li a[aria-current] { background: var(--brand-soft); }
      li a:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      li a:focus-visible { outline-offset: -3px; }
      .picture {
        grid-row: span 2; display: grid; place-items: center; inline-size: 40px; block-size: 40px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.group { border-radius: 14px; background: var(--place-soft); color: var(--place); }
      .picture.stranger { background: var(--sunk); color: var(--ink-soft); }
      .name, .said { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .name { font-weight: 600; }
      .said { color: var(--ink-soft); font-size: 0.9375rem; }
      .new { font-weight: 700; }
      time { font-size: 0.8125rem; color: var(--ink-soft); justify-self: end; }
      .count { justify-self: end; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** The conversation that is open beside it. */
  @property() chosen = '';
  @state() private lines: Line[] | undefined;
  /** Whether the server could not be reached: these are the conversations on this device. */
  @state() private isKept = false;
  @state() private total = 0;
  @state() private kind = '';
  @state() private filter = '';
  @state() private order: 'name' | 'newest' = 'name';
  @state() private text = '';
  @state() private found: Found[] = [];
  private next: string | undefined;
  private pages = 1;
  private asked: Talks | undefined;
  private readonly looking = new Looking<Shown>(this, {
    ask: () => this.read(),
    show: shown => Object.assign(this, shown),
    every,
    // Behind a page that covers it nobody sees it.
    moves: () => this.lines === undefined || this.checkVisibility(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.messages.onChange(() => this.looking.again(), this.gone);
  }

  private get talks(): Talks {
    this.asked ??= talksOf(this.phone);
    return this.asked;
  }

  /** Reads as many pages as are shown. */
  private async read(): Promise<Shown> {
    const { kind, filter, order, text, talks, pages } = this;
    const lines: Line[] = [];
    let [after, total, isKept]: [string | undefined, number, boolean] = [undefined, 0, false];
    for (let page = 0; page < pages; page += 1) {
      const part = await talks.list({ kind, filter, order, text, ...(after ? { after } : {}) });
      lines.push(...part.conversations);
      [after, total, isKept] = [part.after, part.total, part.kept === true];
      if (!after) break;
    }
    const found = text && talks.search && !isKept ? await talks.search(text) : [];
    return { lines, total, next: after, found, isKept };
  }

  protected override render() {
    const { lines, talks } = this;
    const trouble = whyNot(this.looking.error);
    return html`<h1>${t('console.title')}</h1>
      <held-list></held-list>
      <div class="fields" role="search" aria-label=${t('console.search')}>
        <label>${t('console.search')}
          <input type="search" .value=${this.text} @input=${this.typed} autocomplete="off" />
        </label>
        <label>${t('console.order')}
          <select @change=${this.ordered}>
            ${(['name', 'newest'] as const).map(
              one => html`<option value=${one} ?selected=${one === this.order}>${t(`console.order.${one}`)}</option>`,
            )}
          </select>
        </label>
      </div>
      <div class="chips" role="group" aria-label=${t('console.show')}>
        ${['', 'group', 'individual'].map(one => this.chip('kind', one, t(`console.kind.${one || 'all'}`)))}
        ${(talks.desk ? ['unread', 'flagged', 'mine', 'resolved'] : ['unread']).map(one =>
          this.chip('filter', one, t(`console.filter.${one}`)),
        )}
      </div>
      <p class="acts">
        ${this.phone.programme.may('can_edit') ? html`<a class="act" href="/messages/new"><app-icon name="message-square-plus"></app-icon>${t('messages.new')}</a>` : nothing}
        ${talks.desk ? html`<a class="act" href="/console/flagged"><app-icon name="star"></app-icon>${t('console.flagged')}</a>` : nothing}
      </p>
      ${this.isKept ? html`<p class="warn" role="status">${t('console.kept_here')}</p>` : nothing}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${lines || trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${
        lines && lines.length > 0
          ? html`<section aria-label=${t('console.title')}>
              <p class="small soft" role="status">${t('console.count', { count: this.total })}</p>
              <ul class="card">${lines.map(line => this.line(line))}</ul>
              ${this.next ? html`<button class="act" @click=${this.more}>${t('console.more')}</button>` : nothing}
            </section>`
          : nothing
      }
      ${lines?.length === 0 && this.found.length === 0 ? emptyList('message-square', t('console.none'), t('console.none.hint')) : nothing}
      ${
        this.found.length > 0
          ? html`<section>
              <h2>${t('console.found')}</h2>
              <ul class="card">${this.found.map(
                one => html`<li><a href=${talkPath(one.conversation, one.key)}>
                  <span class="picture"><app-icon name="message-square"></app-icon></span>
                  <span class="name"><bdi>${talkName(one.conversation_name || one.conversation)}</bdi></span>
                  <time datetime=${new Date(one.at).toISOString()}>${shortly(one.at, this.phone.clock())}</time>
                  <span class="said"><bdi>${one.text}</bdi></span>
                </a></li>`,
              )}</ul>
            </section>`
          : nothing
      }`;
  }

  private chip(of: 'kind' | 'filter', value: string, words: string) {
    return html`<button class="chip" aria-pressed=${this[of] === value} @click=${() => this.choose(of, value)}>${words}</button>`;
  }

  private line({ id, kind, name, last, unread, owner }: Line) {
    return html`<li><a href=${talkPath(id)} aria-current=${id === this.chosen ? 'page' : nothing}>
      <span class="picture ${kind}"><app-icon name=${pictures[kind]}></app-icon></span>
      <span class="name ${unread > 0 ? 'new' : ''}"><span class="unseen">${t(`console.is.${kind}`)}: </span><bdi>${talkName(name)}</bdi></span>
      <time datetime=${new Date(last.at).toISOString()}>${shortly(last.at, this.phone.clock())}</time>
      <span class="said"><bdi>${last.text || t('message.empty')}</bdi>${owner ? html` · ${t('console.owned', { name: owner })}` : nothing}</span>
      ${
        unread > 0
          ? html`<span class="count badge brand"><span aria-hidden="true">${number(unread)}</span><span class="unseen">${t('messages.unread', { count: unread })}</span></span>`
          : nothing
      }
    </a></li>`;
  }

  private choose(of: 'kind' | 'filter', value: string): void {
    this[of] = of === 'filter' && this.filter === value ? '' : value;
    this.again();
  }

  private ordered(event: Event): void {
    this.order = (event.target as HTMLSelectElement).value === 'newest' ? 'newest' : 'name';
    this.again();
  }

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    this.again();
  }

  private again(): void {
    this.pages = 1;
    void this.looking.anew();
  }

  private more(): void {
    this.pages += 1;
    void this.looking.anew();
  }
}
