import { consume } from '@lit/context';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Bubble, type Talk, talkWith } from '../../data/messages/conversation.ts';
import { type Recipient, recipientFor, send, sendAgain } from '../../data/messages/send.ts';
import { readUnsent, writeUnsent } from '../../data/messages/unsent.ts';
import { ownContactId } from '../../data/people/own-contact.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { readWaiting } from '../../data/replicate/waiting.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList, emptyPage } from '../../elements/empty.ts';
import { Keeping } from '../../elements/keeping.ts';
import { nameOf } from '../../elements/messages/conversation-row.ts';
import type { MessageBubble } from '../../elements/messages/message-bubble.ts';
import type { Notice } from '../../elements/toasts.ts';
import { formTitle } from '../../words/labels.ts';
import type { Whereabouts } from '../../words/message-words.ts';
import { dayHeading, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { notesBelow } from './conversation-notes.ts';
import { conversationStyles } from './conversation-styles.ts';
import '../../elements/messages/conversation-head.ts';
import '../../elements/messages/message-bubble.ts';
import '../../elements/messages/message-composer.ts';

/** Messages shown at first: a few screens of them. */
const first = 30;

/** How many more come with each press of the button. */
const step = 60;

/** Messages marked as read at a time: those before the newest that was read count as read too. */
const markedAtOnce = 50;

/** Everything said with one contact or number, and what one says next. */
@customElement('conversation-page')
export class ConversationPage extends AppPage {
  static override styles = [shared, conversationStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Id of the contact, or `tel:` and the number. */
  @property() with = '';
  @state() private talk: Talk | undefined;
  @state() private text = '';
  @state() private busy = false;
  @state() private waiting: ReadonlySet<string> = new Set();
  @state() private own = '';
  /** What a screen reader says of a message that just came. */
  @state() private news = '';
  @query('.talk') private scroller!: HTMLElement | null;
  private shown = first;
  private turn = 0;
  private readonly keeping = new Keeping(this, () => this.keep());

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.messages.onChange(() => void this.load(), this.gone);
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.sync.onChange(() => void this.look(), this.gone);
    document.addEventListener('visibilitychange', () => this.read(), { signal: this.gone });
    void this.look();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('with')) return;
    if (changed.get('with')) this.keep(changed.get('with'));
    this.talk = undefined;
    this.news = '';
    this.shown = first;
    this.text = '';
    void this.load();
    void this.readText();
  }

  private async readText(): Promise<void> {
    const id = this.with;
    const texts = await readUnsent(this.phone.db);
    if (id === this.with && !this.text) this.text = texts[id] ?? '';
  }

  private async look(): Promise<void> {
    this.own ||= await ownContactId(this.phone);
    this.waiting = new Set(Object.keys((await readWaiting(this.phone.db)).ids));
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    const [talk] = await Promise.all([talkWith(this.phone, this.with, this.shown), this.look()]);
    // A later reading knows more.
    if (turn !== this.turn) return;
    const before = this.talk;
    const { scroller } = this;
    const atEnd = !before || !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 80;
    const fromEnd = scroller ? scroller.scrollHeight - scroller.scrollTop : 0;
    this.talk = talk;
    if (before) this.announce(before, talk);
    this.read();
    await this.updateComplete;
    // The bubbles draw themselves once more: what they hold decides how high they are.
    await Promise.all(
      [...this.renderRoot.querySelectorAll<MessageBubble>('message-bubble')].map(each => each.updateComplete),
    );
    if (!this.scroller) return;
    if (atEnd) this.scroller.scrollTop = this.scroller.scrollHeight;
    else if (before && talk.bubbles[0]?.key !== before.bubbles[0]?.key)
      this.scroller.scrollTop = this.scroller.scrollHeight - fromEnd;
  }

  private announce(before: Talk, { bubbles }: Talk): void {
    const known = new Set(before.bubbles.map(({ key }) => key));
    const first = before.bubbles[0]?.at ?? 0;
    const fresh = bubbles.filter(({ key, out, at }) => !out && at >= first && !known.has(key));
    if (fresh.length > 0)
      this.news = t('message.news', { name: this.name, text: fresh.map(({ text }) => text).join(' ') });
  }

  /** Marks as read the messages that are on the screen. */
  private read(): void {
    if (document.hidden || !this.talk) return;
    void this.phone.reads.mark(this.phone.messages.newIn(this.with).slice(0, markedAtOnce));
  }

  private get person(): Person | undefined {
    return this.phone.people.get(this.with);
  }

  private get name(): string {
    return nameOf({ id: this.with, person: this.person });
  }

  protected override get heading(): string {
    return super.heading || t('messages.with', { name: this.name });
  }

  /** Where the next message goes; null when there is no number. */
  private get recipient(): Recipient | null {
    if (this.with.startsWith('tel:'))
      return this.phone.programme.may('can_view_unallocated_data_records')
        ? { person: null, phone: this.with.slice(4) }
        : null;
    return this.person ? recipientFor(this.phone.people, this.person) : null;
  }

  protected override render() {
    const { talk, person } = this;
    if (!person && !this.with.startsWith('tel:') && talk?.bubbles.length === 0)
      return emptyPage(
        'message-square',
        t('app.not_found'),
        t('app.not_found.hint'),
        html`<a href="/messages">${t('messages.all')}</a>`,
      );
    return html`
      ${this.head()}
      <div class="talk" tabindex="0" role="region" aria-label=${t('messages.with', { name: this.name })}>
        ${
          talk && talk.earlier > 0
            ? html`<button class="plain earlier" @click=${this.more}>
                ${t('messages.earlier', { n: number(talk.earlier) })}
              </button>`
            : nothing
        }
        ${talk ? this.bubbles(talk.bubbles) : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      </div>
      <p class="unseen" role="log" aria-live="polite">${this.news}</p>
      ${this.foot()}
    `;
  }

  private head() {
    const { people } = this.phone;
    const { person } = this;
    const place = people.get(person?.parent ?? '')?.name ?? '';
    return html`<conversation-head .person=${person} .name=${this.name} .phone=${this.recipient?.phone ?? ''}
      .place=${place} .silent=${!!person && people.silent(person)}></conversation-head>`;
  }

  private bubbles(bubbles: readonly Bubble[]) {
    if (bubbles.length === 0) return emptyList('message-square', t('messages.nothing_said'));
    const now = this.phone.clock();
    const dayOf = (at: number) => new Date(at).toDateString();
    return html`<ol>
      ${repeat(
        bubbles,
        ({ key }) => key,
        (bubble, at) => html`<li>
          ${
            at === 0 || dayOf(bubble.at) !== dayOf(bubbles[at - 1]!.at)
              ? html`<h2>${dayHeading(bubble.at, now)}</h2>`
              : nothing
          }
          ${this.bubble(bubble, now)}
        </li>`,
      )}
    </ol>`;
  }

  private bubble(bubble: Bubble, now: number) {
    const { programme, people, user } = this.phone;
    const { report } = bubble;
    const typed = report.kujua_message ? (people.get(report.contact?._id ?? '')?.name ?? report.sent_by ?? '') : '';
    const own = report.sent_by === user.name || (!!this.own && report.contact?._id === this.own);
    return html`<message-bubble
      .bubble=${bubble}
      .where=${this.where(report._id)}
      .author=${typed}
      .own=${own}
      .form=${report.form ? formTitle(programme, report.form) : ''}
      .mayRepeat=${programme.may('can_edit')}
      .now=${now}
      @again=${this.again}
    ></message-bubble>`;
  }

  private where(doc: string): Whereabouts {
    if (this.waiting.has(doc)) return 'waits';
    return this.phone.sync.state().refused.some(({ id }) => id === doc) ? 'refused' : 'there';
  }

  private foot() {
    const { programme, people } = this.phone;
    if (!programme.may('can_edit') || !this.talk) return nothing;
    const { person, recipient, name } = this;
    const composer = html`<message-composer .text=${this.text} .to=${name} .limit=${programme.smsLimit()}
      ?busy=${this.busy} @typed=${this.typed} @send=${this.send}></message-composer>`;
    return html`<footer>
      ${notesBelow({ programme, people, id: this.with, person, name, reached: !!recipient })}
      ${recipient ? composer : nothing}
    </footer>`;
  }

  private async more(): Promise<void> {
    this.shown += step;
    await this.load();
  }

  private typed({ detail }: CustomEvent<string>): void {
    this.text = detail;
    this.keeping.later();
  }

  /** Keeps what was typed, for a user who leaves and comes back. */
  private keep(id = this.with): void {
    if (!this.keeping.pending) return;
    this.keeping.done();
    void writeUnsent(this.phone.db, id, this.text);
  }

  private async send({ detail }: CustomEvent<string>): Promise<void> {
    const { recipient, with: whom } = this;
    if (!recipient || this.busy) return;
    this.busy = true;
    try {
      await send(this.phone, [recipient], detail);
      // Another conversation may have been opened meanwhile, with a text of its own.
      const stays = () => whom === this.with;
      if (stays()) this.keeping.done();
      if (stays()) this.text = '';
      await writeUnsent(this.phone.db, whom, '');
      if (!stays()) return;
      if (this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight;
      this.renderRoot.querySelector<HTMLElement>('message-composer')?.focus();
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
    }
  }

  private async again({ detail: { report, out } }: CustomEvent<Bubble>): Promise<void> {
    if (!out) return;
    try {
      await sendAgain(this.phone, report._id, out.message.uuid, this.recipient?.phone);
      this.dispatchEvent(said<Notice>('notice', { text: t('message.sent_again') }));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    }
  }
}
