import '@awesome.me/webawesome/dist/components/button/button.js';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Link, type LinkCode, newCode, readLinks, unlink } from '../../data/chats/links.ts';
import { shared } from '../../design/styles.ts';
import { working } from '../../elements/working.ts';
import { clockTime } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';

/** Links a chat to the person logged in, shows which are linked, and unlinks them. */
@customElement('link-chat-page')
export class LinkChatPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.25rem; }
      section { display: grid; gap: 0.75rem; padding: 1rem var(--gutter); }
      ol { margin: 0; padding-inline-start: 1.5rem; display: grid; gap: 0.375rem; list-style: decimal; }
      .code {
        padding: 0.75rem 1rem; border-radius: 14px; background: var(--brand-soft); color: var(--brand-ink);
        font: 700 1.25rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all;
      }
      ul { list-style: none; margin: 0; padding: 0; display: grid; }
      ul li {
        display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem; min-block-size: 56px;
        border-block-start: 1px solid var(--line);
      }
      ul li > span { flex: 1; min-inline-size: 8rem; overflow-wrap: anywhere; }
      ul li strong { display: block; }
      .bad { color: var(--bad-ink); font-weight: 550; }
      [role='status']:empty, [role='alert']:empty { display: none; }
    `,
  ];

  /** Undefined as long as they are not known. */
  @state() private links: readonly Link[] | undefined;
  @state() private code: LinkCode | undefined;
  @state() private busy = false;
  @state() private failed = false;
  @state() private done = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => undefined);
  }

  /** Does something with the server, and shows what is linked then. */
  private async attempt(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failed = false;
    try {
      await what();
      this.links = await readLinks();
    } catch (error) {
      console.warn(error);
      this.failed = true;
    } finally {
      this.busy = false;
    }
  }

  protected override render() {
    return html`<div class="page">
      <h1>${t('chats.link')}</h1>
      <p class="soft">${t('chats.link.about')}</p>
      <p role="alert" class="bad">${this.failed ? t('chats.link.failed') : ''}</p>
      <section class="card" aria-labelledby="new">
        <h2 id="new">${t('chats.link.new')}</h2>
        <ol>
          <li>${t('chats.link.step_code')}</li>
          <li>${t('chats.link.step_bot')}</li>
          <li>${t('chats.link.step_write')}</li>
        </ol>
        <div role="status">${
          this.code
            ? html`<p class="code">/start ${this.code.code}</p>
                <p class="small soft">${t('chats.link.until', { time: clockTime(this.code.until) })}</p>`
            : nothing
        }</div>
        <div>
          <wa-button variant="brand" aria-busy=${this.busy} @click=${this.take}>
            ${working(this.busy)}${this.code ? t('chats.link.another') : t('chats.link.take')}
          </wa-button>
        </div>
      </section>
      <section class="card" aria-labelledby="linked">
        <h2 id="linked">${t('chats.link.linked')}</h2>
        <p role="status" class="small">${this.done}</p>
        ${this.list()}
        <div><wa-button appearance="outlined" @click=${this.look}>${t('chats.link.look')}</wa-button></div>
      </section>
    </div>`;
  }

  private list() {
    const { links } = this;
    if (!links) return nothing;
    if (links.length === 0) return html`<p class="soft">${t('chats.link.none')}</p>`;
    return html`<ul>
      ${links.map(
        link => html`<li>
          <span><strong>${link.name || t('chats.link.nameless')}</strong><span class="small soft">Telegram, ${link.bot}${
            link.blocked ? `, ${t('chats.link.blocked')}` : ''
          }</span></span>
          <wa-button variant="danger" appearance="outlined" @click=${() => this.drop(link)}
            aria-label=${t('chats.link.unlink_of', { name: link.name })}>${t('chats.link.unlink')}</wa-button>
        </li>`,
      )}
    </ul>`;
  }

  private take(): void {
    this.done = '';
    void this.attempt(async () => {
      this.code = await newCode();
    });
  }

  private look(): void {
    this.done = '';
    void this.attempt(async () => undefined);
  }

  private drop({ address, name }: Link): void {
    void this.attempt(async () => {
      await unlink(address);
      this.done = t('chats.link.unlinked', { name });
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'link-chat-page': LinkChatPage;
  }
}
