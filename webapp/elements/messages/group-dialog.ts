import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { canEdit, type Edit, type Group, type Planned } from '../../data/messages/message-groups.ts';
import { smsSize } from '../../data/messages/sms-size.ts';
import { shared } from '../../design/styles.ts';
import { scheduleName } from '../../words/labels.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';

/**
 * Day, time and words of the messages of a group that have not set out. Says `edited` with what changed, and `closed`.
 */
@customElement('group-dialog')
export class GroupDialog extends AppElement {
  static override styles = [
    shared,
    css`
      wa-dialog { --width: 34rem; }
      form { display: grid; gap: 1.5rem; }
      fieldset { display: grid; gap: 0.75rem; margin: 0; padding: 0; border: 0; min-inline-size: 0; }
      fieldset + fieldset { padding-block-start: 1.25rem; border-block-start: 1px solid var(--line); }
      label { display: grid; gap: 0.3125rem; font-weight: 580; font-size: 0.9375rem; }
      input, textarea {
        inline-size: 100%; min-block-size: 50px; padding: 0.6875rem 0.875rem; border: 1px solid var(--line-strong);
        border-radius: 12px; background: var(--card); color: var(--ink); font: inherit; font-size: 1rem;
      }
      textarea::placeholder { color: var(--ink-soft); opacity: 1; }
      textarea { min-block-size: 5.5rem; resize: vertical; field-sizing: content; }
      input:focus, textarea:focus { outline: 3px solid var(--focus); outline-offset: 0; border-color: transparent; }
      .fault {
        display: flex; gap: 0.375rem; align-items: center; color: var(--bad-ink); font-size: 0.9375rem;
        font-weight: 580;
      }
      .buttons { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5rem; inline-size: 100%; }
      .buttons wa-button, .buttons wa-button::part(base) { inline-size: 100%; }
    `,
  ];

  @property({ attribute: false }) group!: Group;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  /** How many SMS one message may be. */
  @property({ type: Number }) limit = 10;
  @state() private values: { due: string; text: string }[] = [];
  @state() private strict = false;

  private get messages(): Planned[] {
    return this.group.messages.filter(canEdit);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.values = this.messages.map(({ task }) => ({
      due: localTime(task.due),
      text: task.messages?.[0]?.message ?? '',
    }));
  }

  protected override render() {
    const { group, type } = this.group;
    const label = [scheduleName(type), group ? t('group.name', { group }) : ''].filter(Boolean).join(', ');
    return html`<wa-dialog open label=${label} @wa-after-hide=${this.hidden_}>
      <form id="edit" novalidate @submit=${this.save}>${this.messages.map((one, n) => this.message(one, n))}</form>
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${this.close}>${t('app.cancel')}</wa-button>
        <wa-button variant="brand" @click=${this.save}>${t('group.save')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private message({ task }: Planned, n: number) {
    const value = this.values[n]!;
    const fault = this.strict ? this.faultOf(n) : '';
    const to = task.messages?.[0]?.to;
    return html`<fieldset aria-describedby=${fault ? `fault-${n}` : nothing}>
      <legend class="unseen">${t('message.to', { to: to ?? number(n + 1) })}</legend>
      <label>
        ${t('group.due')}<input type="datetime-local" .value=${value.due}
          @input=${(event: Event) => this.put(n, { due: (event.target as HTMLInputElement).value })} />
      </label>
      <label>
        ${t('group.text')}<textarea dir="auto"
          placeholder=${task.messages?.[0]?.message ? nothing : t('message.text_later')} .value=${value.text}
          @input=${(event: Event) => this.put(n, { text: (event.target as HTMLTextAreaElement).value })}></textarea>
      </label>
      <p class="small soft">
        ${t('message.signs', {
          count: [...value.text].length,
        })} · ${t('message.parts', { count: smsSize(value.text).parts })}
      </p>
      <div role="alert">
        ${
          fault ? html`<p class="fault" id="fault-${n}"><app-icon name="circle-alert"></app-icon>${fault}</p>` : nothing
        }
      </div>
    </fieldset>`;
  }

  /** What is wrong with a message as it would be; a time that is over is wrong only where it was changed. */
  private faultOf(n: number): string {
    const { due, text } = this.values[n]!;
    const at = new Date(due).getTime();
    if (Number.isNaN(at)) return t('group.no_time');
    if (due !== localTime(this.messages[n]!.task.due) && at < this.now) return t('group.past');
    if (text.trim() === '' && this.messages[n]!.task.messages?.[0]?.message) return t('group.no_text');
    const { parts } = smsSize(text);
    return parts > this.limit ? t('message.too_long', { n: number(parts), limit: number(this.limit) }) : '';
  }

  private put(n: number, change: { due?: string; text?: string }): void {
    this.values = this.values.map((value, at) => (at === n ? { ...value, ...change } : value));
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const wrong = this.values.findIndex((_, n) => this.faultOf(n) !== '');
    if (wrong >= 0) {
      this.strict = true;
      await this.updateComplete;
      this.renderRoot.querySelectorAll('fieldset')[wrong]?.querySelector<HTMLElement>('input')?.focus();
      return;
    }
    const edits: Edit[] = this.messages.map(({ at, task }, n) => {
      const { due, text } = this.values[n]!;
      // The box knows minutes only: a time that nobody touched keeps its seconds.
      const same = due === localTime(task.due);
      return { at, due: same && task.due ? task.due : new Date(due).toISOString(), text: text.trim() };
    });
    this.dispatchEvent(said<Edit[]>('edited', edits));
    this.close();
  }

  private close(): void {
    this.dispatchEvent(said('closed', null));
  }

  private hidden_(event: Event): void {
    if (event.target === event.currentTarget) this.close();
  }
}

/** A moment as a date box wants it, in the time of this phone; '' for none. */
const localTime = (due: Planned['task']['due']): string => {
  const at = new Date(due ?? Number.NaN);
  if (Number.isNaN(at.getTime())) return '';
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};
