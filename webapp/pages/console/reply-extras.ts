import type { Attachment } from '@rounds/ddocs/documents/doc.ts';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { takeFiles } from '../../data/console/files.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { inZone } from '../../words/in-zone.ts';
import { t } from '../../words/words.ts';
import { instantIn, localIn } from '../../words/zone.ts';
import { replyStyles } from './reply-styles.ts';
import '../../design/form-icons.ts';
import '../../elements/app-icon.ts';
import './ready-replies.ts';

/** What goes with a text: files by name, and when; '' for at once. */
export interface Attached {
  files: Readonly<Record<string, Attachment & { data: string }>>;
  later: string;
}

/**
 * What a reply may have beside its text: files, a time, words that are ready. Says `beside` with what was chosen, and `ready`
 * with words to put in.
 */
@customElement('reply-extras')
export class ReplyExtras extends AppElement {
  static override styles = [shared, consoleStyles, replyStyles];

  @property({ attribute: false }) beside: Attached = { files: {}, later: '' };
  @property() with = '';
  /** The zone of the conversation, as IANA names it. */
  @property() zone: string | undefined;
  @property() language: string | undefined;
  /** What is written so far. */
  @property() text = '';
  /** Whether it goes by chat: by SMS nothing but words does, and no files are offered. */
  @property({ type: Boolean }) chat = false;
  /** Whether ready replies can be had. */
  @property({ type: Boolean }) desk = false;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  @state() private open: '' | 'later' | 'ready' = '';
  /** What was chosen here last, unlike what came from outside. */
  #own: Attached | undefined;

  protected override render() {
    const { open, beside } = this;
    return html`<ul class="files" aria-label=${t('console.files')} ?hidden=${Object.keys(beside.files).length === 0}>
        ${Object.keys(beside.files).map(
          name => html`<li><bdi>${name}</bdi><button class="icon" aria-label=${t('console.files.remove', { name })}
            @click=${() => this.drop(name)}><app-icon name="x"></app-icon></button></li>`,
        )}
      </ul>
      ${
        !this.chat && Object.keys(beside.files).length > 0
          ? html`<p class="warn" role="alert">${t('console.files.not_by_sms')}</p>`
          : nothing
      }
      ${beside.later ? html`<p class="small" role="status">${t('console.goes', { when: inZone(beside.later, this.zone) })}</p>` : nothing}
      <div class="acts">
        ${
          this.chat
            ? html`<label class="act"><app-icon name="paperclip"></app-icon>${t('console.files.add')}<input type="file" multiple
                @change=${this.chosen} /></label>`
            : nothing
        }
        <button class="act" aria-expanded=${open === 'later'} @click=${() => this.toggle('later')}>
          <app-icon name="calendar-clock"></app-icon>${t('console.later.send')}
        </button>
        ${
          this.desk
            ? html`<button class="act" aria-expanded=${open === 'ready'} @click=${() => this.toggle('ready')}>
                <app-icon name="message-square"></app-icon>${t('console.ready')}
              </button>`
            : nothing
        }
      </div>
      ${open === 'later' ? this.later() : nothing}
      ${
        open === 'ready'
          ? html`<ready-replies .with=${this.with} .language=${this.language} .text=${this.text}></ready-replies>`
          : nothing
      }`;
  }

  private later() {
    const { zone } = this;
    const here = zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<div class="card">
      <label>${t('console.later.when', { zone: here })}
        <input type="datetime-local" .value=${localIn(this.beside.later || undefined, zone)}
          min=${localIn(new Date(this.now).toISOString(), zone)} @change=${this.timed} /></label>
      <div class="acts"><button class="act" @click=${() => this.say({ ...this.beside, later: '' })}>${t('console.later.now')}</button></div>
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // It went, or another conversation was opened: what was open beside it is done with.
    const before = changed.get('beside');
    const wasSent = before?.later && !this.beside.later && this.beside !== this.#own;
    if (changed.has('with') || (wasSent && this.open === 'later')) this.open = '';
  }

  private toggle(what: 'later' | 'ready'): void {
    this.open = this.open === what ? '' : what;
  }

  private timed(event: Event): void {
    const later = instantIn((event.target as HTMLInputElement).value, this.zone);
    if (later && Date.parse(later) <= this.now) this.tell(t('console.later.past'));
    else this.say({ ...this.beside, later });
  }

  private async chosen(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // The same file can be chosen once more.
    input.value = '';
    try {
      this.say({ ...this.beside, files: await takeFiles(this.beside.files, files) });
    } catch (error) {
      this.tell((error as Error).name === 'AppError' ? t('console.files.large') : t('form.not_saved'));
    }
  }

  private drop(name: string): void {
    const { [name]: _, ...files } = this.beside.files;
    this.say({ ...this.beside, files });
  }

  private say(beside: Attached): void {
    this.#own = beside;
    this.beside = beside;
    this.dispatchEvent(said('beside', beside));
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
