import { consume } from '@lit/context';
import { type Reach, usualWay, type Way } from '@rounds/ddocs/conversations/ways.ts';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { answeredBy, type HeldReply, type WhyAsk } from '../../data/console/held.ts';
import type { WaitingReply } from '../../data/console/held-replies.ts';
import type { Message, Talk } from '../../data/console/talks.ts';
import { type Beside, type Recipient, send } from '../../data/messages/send.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import type { Attached } from './reply-extras.ts';
import { replyStyles } from './reply-styles.ts';
import '../../elements/messages/message-composer.ts';
import './reply-extras.ts';

/** What is beside a text that is being written. */
const nothingBeside: Attached = { files: {}, later: '' };

/**
 * Where a reply is written: by which way, what it answers, files, at once or later. One that a colleague was quicker
 * with, or that became old while there was no network, is held for a second look before it goes.
 */
@customElement('talk-reply')
export class TalkReply extends AppElement {
  static override styles = [shared, consoleStyles, replyStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Whom it is for. */
  @property() with = '';
  @property() name = '';
  @property({ attribute: false }) reach: Reach | undefined;
  /** Whether ready replies can be had: they are on the server. */
  @property({ type: Boolean }) desk = false;
  /** The messages shown, the newest last. */
  @property({ attribute: false }) messages: readonly Message[] = [];
  /** The message that is answered; undefined for none. */
  @property({ attribute: false }) answered: Message | undefined;
  /** Asks for what was said since; undefined where nobody answers. */
  @property({ attribute: false }) newest: () => Promise<Talk['messages'] | undefined> = async () => undefined;
  @state() private text = '';
  @state() private busy = false;
  @state() private beside = nothingBeside;
  @state() private by: Way['by'] | '' = '';
  /** When the last message was that the user had seen as he began to type. */
  private seen = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.held.onChange(({ sent }) => {
      this.requestUpdate();
      if (sent.some(reply => reply.with === this.with)) this.dispatchEvent(said('written', undefined));
    }, this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('with')) Object.assign(this, { text: '', beside: nothingBeside, by: '' });
  }

  /** Replies of this conversation that wait on this device. */
  private get held(): readonly WaitingReply[] {
    return this.phone.held.all().filter(({ reply }) => reply.with === this.with);
  }

  private get way(): Way | undefined {
    const ways = this.reach?.ways ?? [];
    const lastIn = this.messages.findLast(({ incoming }) => incoming);
    return ways.find(({ by }) => by === this.by) ?? usualWay(ways, lastIn && (lastIn.byChat ? 'chat' : 'sms'));
  }

  private get reached(): boolean {
    const { contact } = this.phone.sync.state();
    return contact !== 'offline' && contact !== 'unreachable' && navigator.onLine;
  }

  protected override render() {
    const { programme } = this.phone;
    const { way, held, name } = this;
    if (!programme.may('can_edit')) return nothing;
    if (!way) return html`<p class="warn">${t('console.no_way', { name })}</p>`;
    return html`${held.map(one => this.waits(one))}
      ${this.quote()}${this.ways(way)}
      <message-composer .text=${this.text} .to=${name} .limit=${programme.smsLimit()} ?busy=${this.busy}
        ?chat=${way.by === 'chat'} .files=${Object.keys(this.beside.files).length}
        @typed=${this.typed} @send=${(event: CustomEvent<string>) => this.go(way, event.detail)}></message-composer>
      <reply-extras .beside=${this.beside} .with=${this.with} .zone=${this.reach?.zone} .language=${this.reach?.language}
        .text=${this.text} ?chat=${way.by === 'chat'} ?desk=${this.desk} .now=${this.phone.clock()}
        @beside=${({ detail }: CustomEvent<Attached>) => (this.beside = detail)}
        @ready=${({ detail }: CustomEvent<string>) => this.take(detail)}></reply-extras>`;
  }

  private waits({ reply, ask }: WaitingReply) {
    const when = moment(reply.at, this.phone.clock());
    const why =
      ask?.why === 'answered'
        ? t('console.answered', { name: ask.by })
        : t(ask ? 'console.old' : 'console.waits', { when });
    return html`<div class="warn" role="alert">
      <p>${why}</p>
      <p><bdi>${reply.text}</bdi></p>
      <div class="acts">
        ${ask ? html`<button class="act" @click=${() => this.sendHeld(reply)}>${t('console.answered.send')}</button>` : nothing}
        <button class="act main" @click=${() => this.keep(reply)}>${t('console.answered.keep')}</button>
      </div>
    </div>`;
  }

  private quote() {
    const { answered } = this;
    if (!answered) return nothing;
    return html`<div class="answers">
      <p class="small"><strong>${t('console.answers')}</strong> <bdi>${answered.text.slice(0, 120) || t('message.empty')}</bdi></p>
      <button class="icon" aria-label=${t('console.answers.none')} @click=${() => this.dispatchEvent(said('answered', undefined))}>
        <app-icon name="x"></app-icon>
      </button>
    </div>`;
  }

  /** By which way it goes, and why; chosen where there are two. */
  private ways(way: Way) {
    const kinds = [...new Set((this.reach?.ways ?? []).map(({ by }) => by))];
    const words = ({ by, to }: Way) => (by === 'chat' ? t('console.way.chat') : t('console.way.sms', { phone: to }));
    if (kinds.length < 2) return html`<p class="small soft">${words(way)}</p>`;
    const of = (by: Way['by']) => this.reach!.ways.find(each => each.by === by)!;
    return html`<label class="line small">${t('console.way')}
      <select @change=${(event: Event) => (this.by = (event.target as HTMLSelectElement).value as Way['by'])}>
        ${kinds.map(by => html`<option value=${by} ?selected=${by === way.by}>${words(of(by))}</option>`)}
      </select></label>`;
  }

  private typed({ detail }: CustomEvent<string>): void {
    if (!this.text) this.seen = this.messages.at(-1)?.at ?? 0;
    this.text = detail;
  }

  private take(text: string): void {
    this.seen = this.messages.at(-1)?.at ?? 0;
    this.text = [this.text.trim(), text].filter(Boolean).join('\n');
  }

  private async keep(reply: HeldReply): Promise<void> {
    this.text = [reply.text, this.text.trim()].filter(Boolean).join('\n');
    const { files = {}, due = '' } = reply.beside;
    this.beside = { files: { ...files, ...this.beside.files }, later: this.beside.later || due };
    this.seen = this.messages.at(-1)?.at ?? 0;
    await this.phone.held.giveUp(reply.id);
  }

  private async sendHeld(reply: HeldReply): Promise<void> {
    try {
      await this.phone.held.send(reply.id);
    } catch (error) {
      console.error(error);
      this.tell(t('form.not_saved'));
    }
  }

  private async go(way: Way, text: string): Promise<void> {
    if (this.busy) return;
    if (way.by === 'sms' && Object.keys(this.beside.files).length > 0) return this.tell(t('console.files.not_by_sms'));
    this.busy = true;
    try {
      const { contact } = this.reach ?? {};
      const recipient = {
        person: contact?._id ? { id: contact._id } : null,
        phone: way.to,
        ...(contact ? { contact } : {}),
      };
      const beside = this.besideOf(way);
      const messages = this.reached ? await this.newest() : undefined;
      const by = messages && answeredBy(messages, this.phone.user.name, this.seen);
      if (messages && by === undefined) {
        await this.write(recipient as Recipient, text, beside);
        this.tell(t(beside.due === undefined ? 'messages.saved' : 'console.later.kept', { count: 1 }));
      } else await this.wait({ text, recipient: recipient as Recipient, beside }, by);
      Object.assign(this, { text: '', beside: nothingBeside });
      this.dispatchEvent(said('answered', undefined));
    } catch (error) {
      console.error(error);
      this.tell(t('form.not_saved'));
    } finally {
      this.busy = false;
    }
  }

  private besideOf({ by }: Way): Beside {
    const { files, later } = this.beside;
    const { answered } = this;
    const chat = answered?.chat as { id?: string } | undefined;
    const reply = answered?.incoming ? chat?.id : answered?.key.slice(answered.doc.length + 1);
    return {
      ...(by === 'chat' && reply ? { reply } : {}),
      ...(Object.keys(files).length > 0 ? { files } : {}),
      ...(later ? { due: later } : {}),
    };
  }

  private async write(recipient: Recipient, text: string, beside: Beside): Promise<void> {
    await send(this.phone, [recipient], text, beside);
    this.phone.sync.now();
    this.dispatchEvent(said('written', undefined));
  }

  /** Has a reply wait: nobody can be asked whether somebody else has answered, or somebody has. */
  private wait(reply: Pick<HeldReply, 'text' | 'recipient' | 'beside'>, by: string | undefined): Promise<void> {
    const ask: WhyAsk | undefined = by === undefined ? undefined : { why: 'answered', by };
    const place = { id: crypto.randomUUID(), with: this.with, at: this.phone.clock(), seen: this.seen };
    return this.phone.held.hold({ ...place, ...reply }, ask);
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
