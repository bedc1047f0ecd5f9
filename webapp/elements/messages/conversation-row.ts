import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Conversation } from '../../data/messages/conversations.ts';
import { shared } from '../../design/styles.ts';
import { stateSaid } from '../../words/message-words.ts';
import { number, shortly } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import { iconOf } from '../people/contact-row.ts';
import '../app-icon.ts';

/** The name of the one whom a conversation is with, or his number. */
export const nameOf = ({ id, person }: Pick<Conversation, 'id' | 'person'>): string =>
  person ? person.name || t('people.unnamed') : id.replace(/^tel:/, '');

/** One conversation in the list: with whom, the last line, when, and how much of it is new. Values in, nothing out. */
@customElement('conversation-row')
export class ConversationRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: 100%; }
      a {
        display: grid; grid-template-columns: 44px minmax(0, 1fr) auto; gap: 0 0.875rem; align-items: center;
        min-block-size: 76px; padding: 0.625rem var(--gutter); color: var(--ink); text-decoration: none;
      }
      a:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      a:focus-visible { outline-offset: -3px; }
      a[aria-current='page'] { background: var(--brand-soft); }
      .picture {
        grid-row: span 2; display: grid; place-items: center; inline-size: 44px; block-size: 44px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.place { background: var(--place-soft); color: var(--place); border-radius: 14px; }
      .picture.nobody { background: var(--sunk); color: var(--ink-soft); }
      .silent .picture { background: var(--muted-soft); color: var(--muted-ink); }
      .name, .line { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .name { font-weight: 580; align-self: end; }
      .silent .name { color: var(--muted-ink); font-weight: 500; }
      time { align-self: end; color: var(--ink-soft); font-size: 0.8125rem; white-space: nowrap; }
      .line { align-self: start; color: var(--ink-soft); font-size: 0.9375rem; }
      .line app-icon {
        inline-size: 1.0625em; block-size: 1.0625em; margin-inline-end: 0.25rem; vertical-align: -0.15em;
      }
      .line { display: flex; align-items: center; }
      .line > * { flex: none; }
      .line > bdi {
        flex: 1; min-inline-size: 0; overflow: hidden; text-overflow: ellipsis; text-align: -webkit-match-parent;
        text-align: match-parent;
      }
      .line .bad { color: var(--bad-ink); }
      .line .good { color: var(--good-ink); }
      .line .wait { color: var(--wait-ink); }
      .state { font-weight: 600; color: var(--muted-ink); }
      .new .name, .new .line { color: var(--ink); font-weight: 680; }
      .new time { color: var(--brand-ink); font-weight: 680; }
      .count {
        align-self: start; justify-self: end; display: grid; place-items: center; min-inline-size: 22px;
        block-size: 22px; padding-inline: 6px; border-radius: 99px; background: var(--brand); color: var(--on-brand);
        font-size: 0.8125rem; font-weight: 700;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: Conversation;
  /** Whether the contact or a place above it is muted. */
  @property({ type: Boolean }) silent = false;
  /** Whether it is the user himself. */
  @property({ type: Boolean }) own = false;
  @property({ type: Boolean }) chosen = false;
  /** Whether the last message waits on this phone. */
  @property({ type: Boolean }) waits = false;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;

  protected override render() {
    const { id, person, last, shown, unread } = this.conversation;
    const quiet = this.silent || !!person?.died;
    const said = shown.state ? stateSaid(shown.state, this.waits ? 'waits' : 'there') : undefined;
    const state = [person?.died ? t('contact.died_short') : '', this.silent ? t('contact.muted') : '']
      .filter(Boolean)
      .join(', ');
    const shape = person ? (person.person ? '' : 'place') : 'nobody';
    return html`<a href="/messages/${encodeURIComponent(id)}"
      class="${quiet ? 'silent' : ''} ${unread > 0 ? 'new' : ''}" aria-current=${this.chosen ? 'page' : 'false'}>
      <span class="picture ${shape}">
        <app-icon name=${this.silent ? 'bell-off' : person ? iconOf(person) : 'phone'}></app-icon>
      </span>
      <span class="name"><bdi>${nameOf(this.conversation)}</bdi>${
        this.own ? html` <span class="soft">(${t('messages.you')})</span>` : nothing
      }</span>
      <time datetime=${new Date(last.at).toISOString()}>${shortly(last.at, this.now)}</time>
      <span class="line">${state ? html`<span class="state">${state} · </span>` : nothing}${
        said
          ? html`<app-icon class=${said.kind} name=${said.icon}></app-icon><span class="unseen">${said.text}: </span>`
          : nothing
      }<bdi>${shown.text || t('message.empty')}</bdi></span>
      ${
        unread > 0
          ? html`<span class="count"><span aria-hidden="true">${number(unread)}</span><span
            class="unseen">${t('messages.unread', { count: unread })}</span></span>`
          : nothing
      }
    </a>`;
  }
}
