import { consume } from '@lit/context';
import type { ChatFile, ChatMessage, InChat } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Message } from '../../data/console/talks.ts';
import { storedFile } from '../../data/forms/answer-files.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { markedText } from '../../elements/console/marked-text.ts';
import { inZone } from '../../words/in-zone.ts';
import { reasonSaid, stateSaid } from '../../words/message-words.ts';
import { moment } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { talkPath } from './paths.ts';
import '../../elements/app-icon.ts';
import '../../elements/console/talk-media.ts';

const fileAt = (id: string): string => `/api/v1/chats/files/${encodeURIComponent(id)}`;

/** What of a message stands in a chat, whichever way it went. */
type InAnyChat = ChatMessage & Omit<InChat, 'thread' | 'files'> & { files?: (ChatFile | string)[] };

/**
 * A message of the console, or several that came as one album: who said what, with files, what it answers, what became of
 * it. Says `flagged`, `answered` and `taken-back`, each with the message.
 */
@customElement('talk-message')
export class TalkMessage extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { display: block; padding: 0; margin: 0; max-inline-size: none; }
      article { display: grid; gap: 0.375rem; max-inline-size: min(92%, 36rem); padding: 0.75rem 1rem; justify-items: start; }
      article.out { margin-inline-start: auto; background: var(--brand-soft); box-shadow: none; }
      article.here { outline: 3px solid var(--focus); }
      article > * { max-inline-size: 100%; }
      .words { white-space: pre-line; }
      .quote {
        border-inline-start: 3px solid var(--line-strong); padding: 0.125rem 0.625rem; color: var(--ink-soft);
        font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; display: -webkit-box; -webkit-line-clamp: 2;
        -webkit-box-orient: vertical;
      }
      .album { display: grid; gap: 0.375rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9rem), 1fr)); inline-size: 100%; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.375rem; }
      .buttons li { padding: 0.25rem 0.75rem; border: 1px solid var(--line-strong); border-radius: 99px; font-size: 0.875rem; }
      .buttons .pressed { background: var(--brand); border-color: var(--brand); color: var(--on-brand); font-weight: 620; }
      details summary { min-block-size: 44px; display: flex; align-items: center; cursor: pointer; color: var(--brand-ink); font-weight: 600; }
      .under { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.5rem; }
      .small-act {
        appearance: none; border: 0; background: none; color: var(--brand-ink); font: inherit; font-size: 0.875rem;
        min-block-size: 44px; padding-inline: 0.5rem; display: inline-flex; gap: 0.375rem; align-items: center;
        cursor: pointer; text-decoration: none;
      }
      .small-act app-icon { inline-size: 1rem; block-size: 1rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** The message; the items of an album, the first first. */
  @property({ attribute: false }) items: readonly Message[] = [];
  /** Whom the conversation is with, as the list names him, and as people call him. */
  @property() with = '';
  @property() name = '';
  /** Whether a link leads to it. */
  @property({ type: Boolean }) here = false;
  /** Whether flags can be kept. */
  @property({ type: Boolean }) desk = false;
  /** Whether it can be answered, and taken back. */
  @property({ type: Boolean }) answers = false;
  /** What it answers, where that is known. */
  @property({ attribute: false }) quoted: Message | undefined;
  /** The zone of the conversation. */
  @property() zone: string | undefined;
  /** Addresses of files that this device holds itself. */
  @state() private own: ReadonlyMap<string, string> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.readOwn();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const address of this.own.values()) URL.revokeObjectURL(address);
    this.own = new Map();
  }

  /** A file that was sent from here is seen before it has reached the server. */
  private async readOwn(): Promise<void> {
    const found = new Map<string, string>();
    for (const { doc, attached = [] } of this.items)
      for (const { name } of attached) {
        const file = await storedFile(this.phone.db, doc, name).catch(() => null);
        if (file) found.set(`${doc}/${name}`, URL.createObjectURL(file));
      }
    if (found.size > 0 && this.isConnected) this.own = found;
  }

  protected override render() {
    const [first] = this.items;
    if (!first) return nothing;
    const { incoming, at, by, form, planned, linked } = first;
    const now = this.phone.clock();
    return html`<article class="card ${incoming ? '' : 'out'} ${this.here ? 'here' : ''}">
      <p class="small soft">
        ${
          linked && by?.id
            ? html`<a href=${talkPath(by.id)}><bdi>${by.name}</bdi></a>`
            : html`<bdi>${by?.name ?? (incoming ? this.name : t('message.by.rounds'))}</bdi>`
        } · <time datetime=${new Date(at).toISOString()}>${moment(at, now)}</time>${planned ? html` · ${t('console.planned')}` : nothing}${form ? html` · ${form}` : nothing}
      </p>
      ${this.quote(first)}${this.files()}${this.items.map(item => this.words(item))}${this.buttons(first)}
      ${this.items.map(item => this.edits(item))}
      <p class="small under">${this.became(first)}${this.acts(first)}</p>
    </article>`;
  }

  private quote({ chat }: Message) {
    const { reply, reply_to: to } = (chat ?? {}) as InAnyChat;
    if (reply === undefined && to === undefined) return nothing;
    const { quoted } = this;
    return html`<blockquote class="quote">${quoted ? html`<bdi>${quoted.text || t('message.empty')}</bdi>` : t('console.quote.earlier')}</blockquote>`;
  }

  private files() {
    const all = this.items.flatMap(item => [...this.cameWith(item), ...this.sentWith(item)]);
    if (all.length === 0) return nothing;
    return all.length === 1 ? all[0] : html`<div class="album">${all}</div>`;
  }

  private cameWith({ chat }: Message) {
    const { files = [], kind = '' } = (chat ?? {}) as InAnyChat;
    return files.map(file => {
      const {
        id = '',
        name = '',
        mime = '',
        size = 0,
        thumbnail = '',
        missing = '',
      }: ChatFile = typeof file === 'string' ? { id: file } : file;
      return html`<talk-media src=${id ? fileAt(id) : ''} mime=${mime} name=${name} kind=${kind} .size=${size}
        .thumbnail=${thumbnail} missing=${missing}></talk-media>`;
    });
  }

  private sentWith({ doc, attached = [] }: Message) {
    return attached.map(({ name, mime, size = 0 }) => {
      const src = this.own.get(`${doc}/${name}`) ?? `/medic/${encodeURIComponent(doc)}/${encodeURIComponent(name)}`;
      return html`<talk-media src=${src} mime=${mime} name=${name} .size=${size}></talk-media>`;
    });
  }

  private words({ text, chat, attached }: Message) {
    const { kind, entities, files = [] } = (chat ?? {}) as InAnyChat;
    // What stands for a file without words is the file itself.
    const isPlaceholder = !!kind && text === `[${kind}]`;
    if ((text === '' && attached) || (isPlaceholder && files.length > 0)) return nothing;
    const key = `console.kind_of.${kind}`;
    const shown = isPlaceholder && hasWords(key) ? t(key) : text || (kind ? `[${kind}]` : t('message.empty'));
    return html`<p class="words"><bdi>${shown === text ? markedText(text, entities) : shown}</bdi></p>`;
  }

  private buttons({ chat, pressed = [] }: Message) {
    const { buttons = [] } = (chat ?? {}) as InAnyChat;
    const all = buttons.flat();
    if (all.length === 0) return nothing;
    return html`<ul class="buttons" aria-label=${t('console.buttons')}>${all.map(
      ({ text }) =>
        html`<li class=${pressed.includes(text) ? 'pressed' : ''}><bdi>${text}</bdi>${
          pressed.includes(text) ? html`<span class="unseen"> ${t('console.pressed')}</span>` : nothing
        }</li>`,
    )}</ul>`;
  }

  private edits({ chat }: Message) {
    const { edits = [] } = (chat ?? {}) as InAnyChat;
    if (edits.length === 0) return nothing;
    return html`<details><summary>${t('console.edited', { count: edits.length })}</summary>
      <ul>${edits.map(one => html`<li><bdi>${one.text}</bdi></li>`)}</ul></details>`;
  }

  /** Where an outgoing one is, in the words of its channel. */
  private became({ state, state_details: details, due, byChat }: Message) {
    if (!state) return nothing;
    if (due) return html`<span class="soft">${t('console.goes', { when: inZone(due, this.zone) })}</span>`;
    const isLost = details?.reason === 'answer lost';
    const own = `console.state_of.${isLost ? 'not_known' : state}`;
    const told = stateSaid(state);
    const reason = state === 'sent' || state === 'delivered' || isLost ? '' : reasonSaid(details);
    return html`<span class=${told.kind === 'bad' ? 'bad' : 'soft'}>${(byChat || isLost) && hasWords(own) ? t(own) : told.text}${reason ? `: ${reason}` : ''}</span>`;
  }

  private acts(message: Message) {
    const { flagged, due, key, incoming, ref, chat } = message;
    const canAnswer =
      this.answers && (incoming ? (chat as InAnyChat | undefined)?.id !== undefined : ref !== undefined);
    return html`${canAnswer ? this.act('undo-2', t('console.answer'), 'answered', message) : nothing}${
      due && this.answers ? this.act('x', t('console.take_back'), 'taken-back', message) : nothing
    }${
      this.desk
        ? html`<button class="small-act" aria-pressed=${!!flagged} @click=${() => this.dispatchEvent(said('flagged', message))}>
              <app-icon name="star"></app-icon>${flagged ? t('console.flagged.is') : t('console.flag')}
            </button><a class="small-act" href=${talkPath(this.with, key)}>${t('console.link')}</a>`
        : nothing
    }`;
  }

  private act(icon: 'undo-2' | 'x', words: string, event: string, message: Message) {
    return html`<button class="small-act" @click=${() => this.dispatchEvent(said(event, message))}>
      <app-icon name=${icon}></app-icon>${words}
    </button>`;
  }
}
