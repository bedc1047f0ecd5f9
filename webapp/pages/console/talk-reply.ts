import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Message } from '../../data/console/talks.ts';
import { type Recipient, recipientFor, send } from '../../data/messages/send.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { t } from '../../words/words.ts';
import '../../elements/messages/message-composer.ts';

/** Where a reply is written. One that a colleague was quicker with is held for a second look before it goes. */
@customElement('talk-reply')
export class TalkReply extends AppElement {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Whom it is for. */
  @property() with = '';
  @property() name = '';
  /** The messages shown, the newest last. */
  @property({ attribute: false }) messages: readonly Message[] = [];
  /** Asks for what was said since. */
  @property({ attribute: false }) newest: () => Promise<readonly Message[]> = async () => this.messages;
  @state() private text = '';
  @state() private busy = false;
  /** A reply that waits for a second look, and who answered meanwhile. */
  @state() private held: { text: string; by: string } | undefined;
  /** When the last message was that the user had seen as he began to type. */
  private seen = 0;

  private get recipient(): Recipient | null {
    const { people } = this.phone;
    if (this.with.startsWith('tel:')) return { person: null, phone: this.with.slice(4) };
    const person = people.get(this.with);
    return person ? recipientFor(people, person) : null;
  }

  protected override render() {
    const { programme } = this.phone;
    const { recipient, held } = this;
    if (!programme.may('can_edit')) return nothing;
    if (!recipient) return html`<p class="warn">${t('messages.no_phone', { name: this.name })}</p>`;
    if (held)
      return html`<div class="warn" role="alert">
        <p>${t('console.answered', { name: held.by })}</p>
        <p><bdi>${held.text}</bdi></p>
        <div class="acts">
          <button class="act" @click=${() => this.write(recipient, held.text, true)}>${t('console.answered.send')}</button>
          <button class="act main" @click=${this.keep}>${t('console.answered.keep')}</button>
        </div>
      </div>`;
    return html`<message-composer .text=${this.text} .to=${this.name} .limit=${programme.smsLimit()} ?busy=${this.busy}
      @typed=${this.typed}
      @send=${(event: CustomEvent<string>) => this.write(recipient, event.detail)}></message-composer>`;
  }

  private typed({ detail }: CustomEvent<string>): void {
    if (!this.text) this.seen = this.messages.at(-1)?.at ?? 0;
    this.text = detail;
  }

  private keep(): void {
    this.text = this.held?.text ?? '';
    this.seen = this.messages.at(-1)?.at ?? 0;
    this.held = undefined;
  }

  /** Whoever of the staff answered since the reply was begun. */
  private async answeredBy(): Promise<string | undefined> {
    const messages = await this.newest();
    const other = messages.findLast(
      ({ incoming, by, at }) => !incoming && !!by && by.name !== this.phone.user.name && at > this.seen,
    );
    return other?.by?.name;
  }

  private async write(recipient: Recipient, text: string, anyway = false): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const by = anyway ? undefined : await this.answeredBy();
      this.held = by === undefined ? undefined : { text, by };
      if (this.held) return;
      await send(this.phone, [recipient], text);
      this.text = '';
      this.phone.sync.now();
      this.tell(t('messages.saved', { count: 1 }));
    } catch (error) {
      console.error(error);
      this.tell(t('form.not_saved'));
    } finally {
      this.busy = false;
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
