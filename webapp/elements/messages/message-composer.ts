import { css, html, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { smsSize } from '../../data/messages/sms-size.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';

/** Longest text that is typed into a chat: four messages of Telegram. */
const longestInChat = 16_384;

/**
 * Writes a message: how long it is and how many SMS that makes. Says `typed` with the text, and `send` when it is to
 * go.
 */
@customElement('message-composer')
export class MessageComposer extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      form { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.25rem 0.5rem; align-items: end; }
      textarea {
        inline-size: 100%; min-block-size: 52px; max-block-size: 9.5rem; padding: 0.8125rem 1.125rem;
        border: 1px solid var(--line-strong); border-radius: 26px; background: var(--card); color: var(--ink);
        font: inherit; line-height: 1.5; resize: none; field-sizing: content; overflow-y: auto;
      }
      textarea:focus { outline: 3px solid var(--focus); outline-offset: 0; border-color: transparent; }
      textarea::placeholder { color: var(--ink-soft); opacity: 1; }
      button {
        display: grid; place-items: center; inline-size: 52px; block-size: 52px; border: 0; border-radius: 50%;
        background: var(--brand); color: var(--on-brand); cursor: pointer;
      }
      button:focus-visible { border-radius: 50%; }
      button[aria-disabled='true'] { background: var(--sunk); color: var(--ink-soft); cursor: default; }
      p {
        grid-column: 1 / -1; min-block-size: 1.25rem; padding-inline: 1.125rem; font-size: 0.8125rem;
        line-height: 1.25rem; color: var(--ink-soft);
      }
      .bad { color: var(--bad-ink); font-weight: 620; }
    `,
  ];

  @property() text = '';
  /** Whom it goes to, for the screen reader. */
  @property() to = '';
  /** How many SMS one message may be. */
  @property({ type: Number }) limit = 10;
  /** How many people get it. */
  @property({ type: Number }) people = 1;
  @property({ type: Boolean }) busy = false;
  /** Whether it goes into a chat, where a text is not cut into SMS. */
  @property({ type: Boolean }) chat = false;
  /** How many files go with it: then it needs no text. */
  @property({ type: Number }) files = 0;
  @query('textarea') private area!: HTMLTextAreaElement;

  override focus(): void {
    this.area?.focus();
  }

  protected override render() {
    const ready = this.ready();
    return html`<form @submit=${this.submit}>
      <textarea rows="1" dir="auto"
        aria-label=${this.to ? t('message.write_to', { name: this.to }) : t('message.write')} aria-describedby="size"
        placeholder=${t('message.write')} .value=${this.text} @input=${this.typed} @keydown=${this.pressed}></textarea>
      <button type="submit" aria-disabled=${!ready} aria-label=${t('message.send')} title=${t('message.send')}>
        <app-icon name="send"></app-icon>
      </button>
      <p id="size">${this.size()}</p>
    </form>`;
  }

  private size() {
    if (this.chat) return this.sizeInChat();
    const { signs, parts, left } = smsSize(this.text);
    if (signs === 0) return t('message.hint');
    if (parts > this.limit)
      return html`<span class="bad">${t('message.too_long', { n: number(parts), limit: number(this.limit) })}</span>`;
    const each =
      this.people > 1 && parts > 0 ? html` · ${t('message.all_parts', { count: parts * this.people })}` : nothing;
    return html`${t('message.signs', { count: signs })} · ${t('message.parts', { count: parts })} · ${t('message.left', { count: left })}${each}`;
  }

  private sizeInChat() {
    const { length } = this.text;
    if (length === 0) return t('message.hint.chat');
    if (length > longestInChat)
      return html`<span class="bad">${t('message.too_long.chat', { n: number(length), limit: number(longestInChat) })}</span>`;
    return t('message.signs', { count: length });
  }

  private get fits(): boolean {
    return this.chat ? this.text.length <= longestInChat : smsSize(this.text).parts <= this.limit;
  }

  private ready(): boolean {
    const says = this.text.trim() !== '' || (this.chat && this.files > 0);
    return !this.busy && this.people > 0 && says && this.fits;
  }

  private typed(): void {
    this.text = this.area.value;
    this.dispatchEvent(said('typed', this.text));
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (this.ready()) this.dispatchEvent(said('send', this.text.trim()));
    else this.area.focus();
  }
}
