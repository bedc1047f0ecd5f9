import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { openForm } from '@rounds/sentinel/forms/engine.ts';
import type { Filling } from '@rounds/sentinel/forms/filling.ts';
import { formIdFor, type Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { draftKey, readDrafts, writeDraft } from '../../data/forms/drafts.ts';
import { docsFrom, type FillingIn, type Prepared, prepare } from '../../data/forms/prepare.ts';
import { type Preview, preview } from '../../data/muting/muting.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { save } from '../../data/reports/save.ts';
import { summed } from '../../data/summary/summary-of.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyPage } from '../../elements/empty.ts';
import { fieldAmong } from '../../elements/forms/form-field.ts';
import { Keeping } from '../../elements/keeping.ts';
import type { Notice } from '../../elements/toasts.ts';
import { working } from '../../elements/working.ts';
import { back, contactPath, formPath, go, taskPath } from '../../navigation.ts';
import { purposeTitle, roleNames } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { counterForm, mutingNotice } from '../muting/muting-notice.ts';
import { faultsNote, formNotes, progressNote, restoredNote } from './form-notes.ts';
import '../../elements/app-icon.ts';
import '../../elements/muting/muting-preview.ts';
import '../../elements/muting/muted-warning.ts';

/** How long code of the programme that a form calls may take, in ms. */
const forExtension = 2000;

/**
 * Why there is nothing to fill in: the phone does not hold the form, or whom it is about, or it could not be opened.
 */
type Trouble = 'missing' | 'nobody' | 'failed';

const troubles: Record<Trouble, string> = { missing: 'form.missing', nobody: 'form.no_contact', failed: 'form.broken' };

/** Fills in a form: a report about a contact, a new contact below it, or a change of it. */
@customElement('form-page')
export class FormPage extends AppPage {
  static override styles = [
    shared,
    formNotes,
    css`
      :host { display: block; max-inline-size: 44rem; margin-inline: auto; padding: 0.5rem var(--gutter) 7rem; }
      header { display: grid; gap: 0.25rem; padding-block: 0.25rem 1.25rem; }
      header p { color: var(--ink-soft); }
      form { display: grid; gap: 1.75rem; }
      .submit {
        position: sticky; inset-block-end: 0; z-index: 3; display: grid; gap: 0.5rem;
        margin-inline: calc(-1 * var(--gutter));
        padding: 0.75rem var(--gutter) max(0.75rem, env(safe-area-inset-bottom));
        background: linear-gradient(to top, var(--paper) 75%, transparent);
      }
      .submit wa-button::part(base) { min-block-size: 54px; font-size: 1.0625rem; inline-size: 100%; }
      .submit wa-button { inline-size: 100%; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  /** Form of a report, by its internal id. */
  @property() form = '';
  /** Type of a contact to be added. */
  @property() create = '';
  @property({ type: Boolean }) edit = false;
  /** The task that is done by it, and what that tells the form. */
  @property({ attribute: false }) task: { id: string; content: object } | undefined;

  @state() private contact: Contact | null = null;
  @state() private filling: Filling | undefined;
  @state() private trouble: Trouble | '' = '';
  @state() private strict = false;
  @state() private busy = false;
  /** How far a large save has come. */
  @state() private progress: { done: number; of: number } | undefined;
  @state() private faults = 0;
  @state() private warn = false;
  @state() private effect: Preview | null = null;
  @state() private foreseeing = false;
  @state() private restoredAt = 0;
  private prepared: Prepared | null = null;
  /** The language of the questions. */
  private spoken = '';
  private readonly keeping = new Keeping(this, () => void this.keepDraft());
  private saved = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.open();
  }

  private async open(): Promise<void> {
    const { store, db, programme, people } = this.phone;
    this.contact = await store.get<Contact>(this.contactId);
    if (!this.contact) return this.fail('nobody');
    const person = people.get(this.contactId);
    this.warn =
      !this.edit && !this.create && programme.mutes(this.form) !== 'unmute' && !!person && people.silent(person);
    try {
      this.prepared = await prepare(this.fillingIn, this.purpose, this.contact, locale());
      if (!this.prepared) return this.fail('missing');
      const draft = (await readDrafts(db))[this.key()];
      await this.start(draft?.xml);
      this.restoredAt = draft?.at ?? 0;
      await this.foresee();
    } catch (error) {
      console.error(error);
      this.fail('failed');
    }
  }

  /**
   * Finds out what the form will do: at a place of thousands this takes a slow phone seconds, and the questions are
   * there meanwhile.
   */
  private async foresee(): Promise<void> {
    if (!this.phone.programme.mutes(this.form)) return;
    this.foreseeing = true;
    try {
      this.effect = await preview(this.phone, this.form, this.contactId);
    } finally {
      this.foreseeing = false;
    }
  }

  private fail(trouble: Trouble): void {
    this.trouble = trouble;
  }

  private retry(): void {
    this.trouble = '';
    void this.open();
  }

  /** The phone, with what the programme's own code says of a contact. */
  private get fillingIn(): FillingIn {
    const { phone } = this;
    const summaryOf = async (contact: Contact): Promise<object> => {
      const made = await summed(phone, await phone.care.open(), contact);
      return made && 'summary' in made ? made.summary.context : {};
    };
    return { ...phone, summaryOf };
  }

  /** Runs code of the programme that the form calls, behind its fence. */
  private extension = async (name: string, args: readonly unknown[]): Promise<unknown> => {
    const { fence } = await this.phone.care.open();
    return fence.ask({ is: 'extension', name, args }, forExtension, true);
  };

  private async start(draft?: string): Promise<void> {
    const { extension } = this;
    const filling = await openForm(window, this.prepared!.xml, () => this.requestUpdate(), { draft, extension });
    this.speak(filling);
    this.filling = filling;
  }

  private speak(filling: Filling): void {
    this.spoken = locale();
    filling.speak(this.spoken);
  }

  protected override willUpdate(): void {
    // A person who chooses another language in the menu reads on in it.
    if (this.filling && this.spoken !== locale()) this.speak(this.filling);
  }

  protected override get heading(): string {
    if (this.trouble || !this.filling || !this.contact) return super.heading;
    return [purposeTitle(this.phone.programme, this.purpose, this.contact), this.contact.name]
      .filter(Boolean)
      .join(', ');
  }

  private get purpose(): Purpose {
    const { contactId, form, create, edit, task } = this;
    return { contactId, form, create, edit, ...(task ? { content: task.content } : {}) };
  }

  private key(): string {
    return draftKey(formIdFor(this.phone.programme.type, this.purpose, this.contact), this.contactId);
  }

  protected override render() {
    if (this.trouble) return this.failed(this.trouble);
    if (!this.filling || !this.contact) return html`<p class="empty" role="status">${t('form.loading')}</p>`;
    const name = this.contact.name ?? '';
    return html`
      <header>
        <h1>${purposeTitle(this.phone.programme, this.purpose, this.contact)}</h1>
        <p>${this.create ? t('form.in', { name }) : t('form.about', { name })}</p>
      </header>
      ${restoredNote(this.restoredAt ? ago(this.restoredAt, this.phone.clock()) : '', () => void this.startAgain())}
      <form novalidate @submit=${this.submit} @answered=${this.answered} @instance-added=${this.added}
        @instance-removed=${this.removed}>
        ${
          this.effect || this.foreseeing
            ? html`<muting-preview .preview=${this.effect} .people=${this.phone.people}
              .verifiers=${this.verifiers}></muting-preview>`
            : nothing
        }
        ${repeat(
          this.filling.fields(),
          ({ id }) => id,
          field => html`<form-field data-path=${field.path} .field=${field} .strict=${this.strict}></form-field>`,
        )}
        <div class="submit">
          <div role="alert">${faultsNote(this.faults)}</div>
          ${progressNote(this.progress)}
          <wa-button variant="brand" type="submit" aria-busy=${this.busy} @click=${this.submit}>
            ${working(this.busy)}${this.busy ? t('form.saving') : t('form.submit')}
          </wa-button>
        </div>
      </form>
      ${
        this.warn
          ? html`<muted-warning .name=${name} .above=${!this.phone.people.get(this.contactId)?.muted}
            @go-on=${() => (this.warn = false)} @unmute=${this.unmuteFirst} @leave=${this.leave}></muted-warning>`
          : nothing
      }
    `;
  }

  /** Whom what the form does waits for, in words; '' where it waits for nobody. */
  private get verifiers(): string {
    const roles = this.effect?.verifiers;
    return roles ? roleNames(this.phone.programme, roles) : '';
  }

  private failed(trouble: Trouble) {
    const again = html`<wa-button variant="brand" @click=${this.retry}>${t('app.retry')}</wa-button>`;
    const onward = html`${trouble === 'failed' ? again : nothing}
      <wa-button appearance="outlined" @click=${this.leave}>${t('app.back')}</wa-button>`;
    return emptyPage('file-text', t('form.failed'), t(troubles[trouble]), onward);
  }

  private answered({ detail }: CustomEvent<{ id: string; value: string }>): void {
    this.filling?.answer(detail.id, detail.value);
    this.later();
  }

  private added({ detail }: CustomEvent<{ id: string }>): void {
    this.filling?.add(detail.id);
    this.later();
  }

  private removed({ detail }: CustomEvent<{ id: string; at: number }>): void {
    this.filling?.remove(detail.id, detail.at);
    this.later();
  }

  /** Keeps the draft soon, not with each letter. */
  private later(): void {
    if (this.faults) this.faults = this.filling?.faults().length ?? 0;
    this.keeping.later();
    this.requestUpdate();
  }

  private async keepDraft(): Promise<void> {
    this.keeping.done();
    if (this.saved || !this.filling) return;
    await writeDraft(this.phone.db, this.key(), { xml: this.filling.draft(), at: this.phone.clock() });
  }

  private async startAgain(): Promise<void> {
    await writeDraft(this.phone.db, this.key(), null);
    this.restoredAt = 0;
    this.strict = false;
    this.faults = 0;
    await this.start();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy || !this.filling) return;
    const wrong = this.filling.faults();
    this.faults = wrong.length;
    if (wrong.length > 0) {
      this.strict = true;
      await this.updateComplete;
      this.showFirst(wrong);
      return;
    }
    this.busy = true;
    try {
      this.keeping.done();
      const id = crypto.randomUUID();
      const docs = await save(
        this.phone,
        () => docsFrom(this.fillingIn, this.purpose, this.prepared!, this.filling!, { id, locale: locale() }),
        {
          undoable: !!this.phone.programme.mutes(this.form),
          onProgress: (done, of) => {
            this.progress = { done, of };
          },
        },
      );
      this.saved = true;
      await writeDraft(this.phone.db, this.key(), null);
      this.done(docs[0]!);
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
      this.progress = undefined;
    }
  }

  private done(main: Doc): void {
    const did = this.phone.programme.mutes(this.form);
    const { verifiers } = this;
    const notice = verifiers
      ? { text: t('verify.saved', { role: verifiers }) }
      : did && this.effect?.event === did
        ? mutingNotice(this.phone, did, this.contact!, main._id, this.effect.root)
        : { text: t('form.saved') };
    this.dispatchEvent(said<Notice>('notice', notice));
    if (this.task) go(`${taskPath(this.task.id)}/after`, true);
    else if (this.create) go(contactPath(main._id), true);
    else this.leave();
  }

  private showFirst(wrong: readonly string[]): void {
    const first = fieldAmong(this.renderRoot as ShadowRoot, wrong);
    first?.scrollIntoView({ block: 'center' });
    first?.focus();
  }

  private unmuteFirst(): void {
    const unmute = counterForm(this.phone, 'mute', this.contactId);
    if (unmute) go(formPath(this.contactId, unmute), true);
  }

  private leave(): void {
    back(this.task ? '/tasks' : contactPath(this.contactId));
  }
}
