import { emptyList } from '../../elements/empty.ts';
import '@lit-labs/virtualizer';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Conversation } from '../../data/messages/conversations.ts';
import { ownContactId } from '../../data/people/own-contact.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { readWaiting } from '../../data/replicate/waiting.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/messages/conversation-row.ts';

/** All conversations, the newest first: with whom, what was said last, how much of it is new. */
@customElement('messages-page')
export class MessagesPage extends AppElement {
  static override styles = [
    shared,
    searchBox,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; }
      .tools {
        display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.625rem; align-items: center;
        padding: 0.25rem var(--gutter) 0.625rem;
      }
      .write {
        display: grid; place-items: center; inline-size: 52px; block-size: 52px; border-radius: 50%;
        background: var(--brand); color: var(--on-brand);
      }
      .write:focus-visible { border-radius: 50%; }
      .found { grid-column: 1 / -1; padding-inline: 0.25rem; }
      /* The virtualizer writes 150px, more than there is on a phone held sideways. */
      .list { flex: 1; min-block-size: 0 !important; overflow-y: auto; contain: strict; }
      .list > * { inline-size: 100%; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Address of the conversation that is open. */
  @property() chosen = '';
  @state() private text = '';
  @state() private waiting: ReadonlySet<string> = new Set();
  private own = '';
  private lines: Conversation[] = [];
  private stale = true;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stale = true;
    this.phone.messages.onChange(() => {
      this.stale = true;
      this.requestUpdate();
    }, this.gone);
    this.phone.sync.onChange(() => void this.look(), this.gone);
    void this.look();
  }

  private async look(): Promise<void> {
    this.own ||= await ownContactId(this.phone);
    this.waiting = new Set(Object.keys((await readWaiting(this.phone.db)).ids));
  }

  protected override render() {
    const { messages, programme } = this.phone;
    if (this.stale) this.lines = messages.list(this.text);
    this.stale = false;
    const { text, lines } = this;
    return html`
      <h1 class="unseen">${t('messages.title')}</h1>
      <div class="tools" role="search">
        <div class="search">
          <app-icon name="search"></app-icon>
          <input type="search" enterkeyhint="search" autocomplete="off" spellcheck="false"
            aria-label=${t('messages.search')} placeholder=${t('messages.search')} .value=${text} @input=${this.typed}
            />
          ${
            text
              ? html`<button class="plain round clear" @click=${this.clear} aria-label=${t('people.search.clear')}>
                  <app-icon name="x"></app-icon>
                </button>`
              : nothing
          }
        </div>
        ${
          programme.may('can_edit')
            ? html`<a class="write" href="/messages/new" aria-label=${t('messages.new')}
              title=${t('messages.new')}><app-icon name="message-square-plus"></app-icon></a>`
            : nothing
        }
        <p class="small soft found ${text ? '' : 'unseen'}" role="status">
          ${text ? t('people.found', { count: lines.length }) : ''}
        </p>
      </div>
      ${lines.length > 0 ? this.list() : this.nothingThere()}
    `;
  }

  private list() {
    return html`<lit-virtualizer class="list" scroller .items=${this.lines} .keyFunction=${({ id }: Conversation) => id}
      .renderItem=${(line: Conversation) => this.line(line)}></lit-virtualizer>`;
  }

  private line(line: Conversation) {
    const { people, clock } = this.phone;
    return html`<conversation-row
      .conversation=${line}
      .silent=${!!line.person && people.silent(line.person)}
      .own=${line.id === this.own}
      .chosen=${line.id === this.chosen}
      .waits=${this.waiting.has(line.last.doc)}
      .now=${clock()}
    ></conversation-row>`;
  }

  private nothingThere() {
    const { text } = this;
    if (text) return emptyList('search', t('people.nothing_found', { text }), t('messages.nothing_found.hint'));
    return emptyList('message-square', t('messages.none'), t('messages.none.hint'));
  }

  private typed(event: InputEvent): void {
    this.find((event.target as HTMLInputElement).value);
  }

  private clear(): void {
    this.find('');
    this.renderRoot.querySelector('input')?.focus();
  }

  private find(text: string): void {
    this.text = text;
    this.stale = true;
  }
}
