import { consume } from '@lit/context';
import { byAlbum } from '@rounds/ddocs/conversations/albums.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ask } from '../../data/console/ask.ts';
import { type Message, type Talk, type Talks, talksOf } from '../../data/console/talks.ts';
import { beginPath } from '../../data/dialogues/told.ts';
import { takeBackMessage } from '../../data/messages/send.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath, groupPath, participantPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';
import { EndInSight } from './end-in-sight.ts';
import { talkName } from './talk-name.ts';
import type { Stands } from './talk-work.ts';
import '../../elements/app-icon.ts';
import './talk-message.ts';
import './talk-reply.ts';
import './talk-work.ts';

/** How often new messages are looked for, in ms; sooner when something came. */
const every = 15_000;

/** A conversation of the console: by pages in both ways, around the message that a link names, and the work on it. */
@customElement('talk-page')
export class TalkPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding-block-end: 0; }
      ol { display: grid; gap: 0.75rem; }
      .links { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
      .links a { display: inline-flex; align-items: center; min-block-size: 44px; }
      /* The reply stays in sight while messages are scrolled behind it. */
      talk-reply {
        position: sticky; inset-block-end: 0; z-index: 1; padding-block: 0.5rem; background: var(--paper);
        border-block-start: 1px solid var(--line);
      }
      .new { text-align: center; font-weight: 650; color: var(--brand-ink); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Whom it is with, as the list names him. */
  @property() with = '';
  /** The key of a message to go to. */
  @property() at = '';
  @state() private messages: Message[] | undefined;
  @state() private about: Omit<Talk, 'messages'> = {};
  /** Whether the message that a link names is not there. */
  @state() private isGone = false;
  /** The message that is being answered. */
  @state() private answered: Message | undefined;
  /** How far it was read when it was opened: new ones stand below a line. */
  private readTo = 0;
  private talks!: Talks;
  private readonly end = new EndInSight(this);
  /** How many acts the server did not have yet when it was last told. */
  private waiting = 0;
  private readonly looking: Looking<Talk> = new Looking(this, {
    ask: () => this.read(),
    show: part => (this.messages ? this.merge(part, this.messages) : void this.opened(part)),
    every,
    moves: () => (this.messages ? this.follows : this.looking.error !== undefined),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.talks = talksOf(this.phone);
    this.phone.messages.onChange(() => this.looking.again(), this.gone);
    this.phone.sync.onChange(() => this.arrived(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('with') && !changed.has('at')) return;
    [this.messages, this.isGone, this.answered] = [undefined, false, undefined];
    void this.looking.anew();
  }

  /** What was written here is in the conversation of the server once it has arrived there. */
  private arrived(): void {
    const { waiting } = this.phone.sync.state();
    if (waiting < this.waiting) this.looking.again();
    this.waiting = waiting;
  }

  /** Whether what is new stands right below what is shown: then the page looks for it by itself. */
  private get follows(): boolean {
    return this.messages !== undefined && !this.about.later;
  }

  /** Around the message that the link names; afterwards as many as are shown, so that what became of them is seen, too. */
  private read(): Promise<Talk> {
    const { messages, at } = this;
    if (!messages) return this.talks.messages(this.with, at ? { at } : {});
    return this.talks.messages(this.with, { limit: Math.min(200, Math.max(50, messages.length)) });
  }

  private async opened({ messages, ...about }: Talk): Promise<void> {
    const { at } = this;
    this.readTo = about.read_to ?? 0;
    this.messages = messages;
    this.about = about;
    this.isGone = at !== '' && !messages.some(({ key }) => key === at);
    await this.updateComplete;
    this.end.follows = false;
    if (at && !this.isGone) this.renderRoot.querySelector('talk-message[here]')?.scrollIntoView({ block: 'center' });
    else this.end.show();
    await this.mark();
  }

  private async mark(): Promise<void> {
    if (document.hidden || !this.messages) return;
    await this.phone.reads.mark(this.phone.messages.newIn(this.with).slice(0, 50));
    const last = this.messages.at(-1);
    if (this.talks.desk && last && !this.about.later)
      await ask(`/api/v1/conversations/${encodeURIComponent(this.with)}/read`, { body: { at: last.at } }).catch(
        () => undefined,
      );
  }

  /** What was said since, and what became of what is shown. */
  private merge({ messages: newest, ...about }: Talk, shown: readonly Message[]): void {
    const first = newest[0];
    const known = new Set(newest.map(({ key }) => key));
    if (about.kept) {
      // The device may hold less than what is shown already.
      const seen = new Set(shown.map(({ key }) => key));
      this.messages = [...shown, ...newest.filter(({ key, at }) => !seen.has(key) && at >= (shown.at(-1)?.at ?? 0))];
      this.about = { ...this.about, kept: true };
      return;
    }
    const older = first ? shown.filter(({ key, at }) => at < first.at && !known.has(key)) : shown;
    const { earlier } = older.length > 0 ? this.about : about;
    const { earlier: _, ...rest } = about;
    this.messages = [...older, ...newest];
    this.about = { ...rest, ...(earlier ? { earlier } : {}) };
    void this.mark();
  }

  private written(): void {
    this.end.show();
    void this.catchUp();
  }

  private async catchUp(): Promise<void> {
    if (this.follows) await this.looking.anew();
  }

  /** What was said since; undefined where nobody answers. */
  private readonly newest = async (): Promise<Message[] | undefined> => {
    await this.looking.anew();
    return this.looking.error === undefined && !this.about.kept ? this.messages : undefined;
  };

  private stands({ detail }: CustomEvent<Stands>): void {
    this.about = { ...this.about, ...detail };
    // What was asked before says how it stood then.
    void this.catchUp();
  }

  private get name(): string {
    return talkName(this.about.name || this.phone.people.get(this.with)?.name || this.with);
  }

  protected override render() {
    const { messages, about } = this;
    const trouble = whyNot(this.looking.error) || (this.isGone ? t('console.link.gone') : '');
    const contact = this.phone.people.get(this.with);
    return html`<h1><bdi>${this.name}</bdi></h1>
      ${contact ? this.leads() : nothing}
      ${
        this.talks.desk
          ? html`<talk-work .with=${this.with} .stands=${about} @stands=${this.stands}></talk-work>`
          : nothing
      }
      ${about.kept ? html`<p class="warn" role="status">${t('console.kept_here')}</p>` : nothing}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${messages || trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${about.earlier ? html`<button class="act" @click=${() => this.more('earlier')}>${t('console.earlier')}</button>` : nothing}
      ${messages?.length === 0 ? emptyList('message-square', t('messages.nothing_said')) : nothing}
      <ol aria-label=${t('messages.with', { name: this.name })} @flagged=${({ detail }: CustomEvent<Message>) => this.flag(detail)}
        @answered=${this.answer} @taken-back=${({ detail }: CustomEvent<Message>) => this.takeBack(detail)}>
        ${repeat(
          byAlbum(messages ?? []),
          ([first]) => first!.key,
          (items, index) => this.one(items, messages![index - 1]),
        )}
      </ol>
      ${about.later ? html`<button class="act" @click=${() => this.more('later')}>${t('console.later')}</button>` : nothing}
      ${
        messages
          ? html`<talk-reply .with=${this.with} .name=${this.name} .messages=${messages} .newest=${this.newest} .reach=${about.reach}
              .answered=${this.answered} ?desk=${this.talks.desk} @answered=${this.answer}
              @written=${this.written}></talk-reply>`
          : nothing
      }`;
  }

  /** Where more is known of whom it is with. */
  private leads() {
    const { kind, study_id: study } = this.about;
    const isGroup = kind === 'group' && this.talks.desk;
    const leads = this.phone.programme.may('can_manage_study');
    const isPerson = this.phone.people.get(this.with)?.person === true;
    return html`<p class="acts">
      ${isGroup ? html`<a class="act" href=${groupPath(this.with)}>${t('console.about_group')}</a>` : nothing}
      ${study !== undefined && leads ? html`<a class="act" href=${participantPath(this.with)}>${t('console.about_participant')}</a>` : nothing}
      <a class="act" href=${contactPath(this.with)}>${t('console.card')}</a>
      ${isPerson && leads ? html`<a class="act" href=${beginPath(this.with)}>${t('contact.dialogue')}</a>` : nothing}
    </p>`;
  }

  private one(items: readonly Message[], before: Message | undefined) {
    const first = items[0]!;
    const { incoming, at } = first;
    const isNew = incoming && this.readTo > 0 && at > this.readTo && (!before || before.at <= this.readTo);
    return html`<li>
      ${isNew ? html`<p class="new">${t('console.new')}</p>` : nothing}
      <talk-message .items=${items} .with=${this.with} .name=${this.name} ?here=${items.some(({ key }) => key === this.at)}
        ?desk=${this.talks.desk} ?answers=${this.phone.programme.may('can_edit')} .quoted=${this.quotedBy(first)}
        .zone=${this.about.reach?.zone}></talk-message>
    </li>`;
  }

  /** The message that one answers, where it is shown. */
  private quotedBy({ chat }: Message): Message | undefined {
    const { reply, reply_to: to } = (chat ?? {}) as { reply?: string; reply_to?: string };
    const name = to ?? reply;
    if (name === undefined) return undefined;
    return this.messages?.find(one => {
      const { id } = (one.chat ?? {}) as { id?: string };
      return id === name || one.ref === name || one.key === `${one.doc}/${name}`;
    });
  }

  private answer({ detail }: CustomEvent<Message | undefined>): void {
    this.answered = detail;
    if (detail) this.renderRoot.querySelector('talk-reply')?.scrollIntoView({ block: 'nearest' });
  }

  private async takeBack({ doc, key }: Message): Promise<void> {
    try {
      await takeBackMessage(this.phone, doc, key.slice(doc.length + 1));
      await this.catchUp();
    } catch (error) {
      console.error(error);
      this.tell(t('form.not_saved'));
    }
  }

  private async more(way: 'earlier' | 'later'): Promise<void> {
    const cursor = this.about[way];
    if (cursor) await this.trying(() => this.readMore(way, cursor));
  }

  private async readMore(way: 'earlier' | 'later', cursor: string): Promise<void> {
    this.end.follows = false;
    const { with: whom, at } = this;
    const part = await this.talks.messages(whom, way === 'earlier' ? { before: cursor } : { after: cursor });
    // Another conversation may have been opened, and the button pressed twice.
    if (whom !== this.with || at !== this.at || this.about[way] !== cursor) return;
    const { [way]: _, ...about } = this.about;
    this.messages =
      way === 'earlier' ? [...part.messages, ...(this.messages ?? [])] : [...(this.messages ?? []), ...part.messages];
    this.about = { ...about, ...(part[way] ? { [way]: part[way] } : {}) };
  }

  private async flag(message: Message): Promise<void> {
    const path = `/api/v1/messages/${encodeURIComponent(message.key)}/flag`;
    const flagged = !message.flagged;
    await this.trying(async () => {
      await ask(path, { method: flagged ? 'PUT' : 'DELETE' });
      this.messages = this.messages?.map(one => (one.key === message.key ? { ...one, flagged } : one));
      this.tell(t(flagged ? 'console.flagged.now' : 'console.unflagged.now', { text: message.text.slice(0, 25) }));
    });
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    try {
      await this.looking.during(act);
    } catch (error) {
      this.tell(whyNot(error));
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
