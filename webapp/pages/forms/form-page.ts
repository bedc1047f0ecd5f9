import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Field, Filling } from '@rounds/sentinel/forms/filling.ts';
import { formIdFor, type Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { draftKey, readDrafts, writeDraft } from '../../data/forms/drafts.ts';
import { type OnPhone, type OpeningOnPhone, openOnPhone } from '../../data/forms/open-filling.ts';
import { docsFrom } from '../../data/forms/prepare.ts';
import { type Preview, preview } from '../../data/muting/muting.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { save } from '../../data/reports/save.ts';
import { summed } from '../../data/summary/summary-of.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { fieldAmong } from '../../elements/forms/form-field.ts';
import { Keeping } from '../../elements/keeping.ts';
import type { Notice } from '../../elements/toasts.ts';
import { askBeforeLeaving, back, contactPath, formPath, go, taskPath } from '../../navigation.ts';
import { purposeTitle, roleNames } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { counterForm, mutingNotice } from '../muting/muting-notice.ts';
import { faultsNote, formNotes, pageHead, progressNote, restoredNote, warningsNote } from './form-notes.ts';
import { formPageStyles } from './form-page-styles.ts';
import { type Trouble, troubled } from './form-trouble.ts';
import { Turns } from './form-turns.ts';
import { saveBar } from './save-bar.ts';
import '../../elements/forms/leave-dialog.ts';
import '../../elements/muting/muting-preview.ts';
import '../../elements/muting/muted-warning.ts';

/** How long code of the programme that a form calls may take, in ms. */
const forExtension = 2000;

/** Fills in a form: a report about a contact, a new contact below it, or a change of it. */
@customElement('form-page')
export class FormPage extends AppPage {
  static override styles = [shared, formNotes, formPageStyles];

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
  @state() private open: OnPhone | undefined;
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
  /** The way on of a person who is asked before leaving. */
  @state() private leaving: (() => void) | undefined;
  /** Whether something was answered since the form was opened. */
  private answeredSince = false;
  /** The language of the questions. */
  private spoken = '';
  private readonly keeping = new Keeping(this, () => void this.keepDraft());
  private readonly turns = new Turns(this, () => void this.turned());
  private saved = false;

  override connectedCallback(): void {
    super.connectedCallback();
    askBeforeLeaving(goOn => this.asks(goOn), this.gone);
    void this.begin();
  }

  private async begin(): Promise<void> {
    const { store, db, programme, people } = this.phone;
    this.contact = await store.get<Contact>(this.contactId);
    if (!this.contact) return this.fail('nobody');
    const person = people.get(this.contactId);
    this.warn =
      !this.edit && !this.create && programme.mutes(this.form) !== 'unmute' && !!person && people.silent(person);
    try {
      const draft = (await readDrafts(db))[this.key()];
      if (!(await this.start(draft))) return this.fail('missing');
      this.restoredAt = draft?.at ?? 0;
      await this.foresee();
    } catch (error) {
      console.error(error);
      this.fail('failed');
    }
  }

  private async start(draft?: Parameters<typeof openOnPhone>[3]['draft']): Promise<boolean> {
    const language = locale();
    const changed = (): void => this.requestUpdate();
    const open = await openOnPhone(
      this.fillingIn,
      this.purpose,
      this.contact!,
      { language, draft },
      changed,
      this.gone,
    );
    if (!open) return false;
    this.spoken = language;
    this.turns.start(open.filling, open.goOnAt);
    this.open = open;
    return true;
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

  /** The phone, with what the programme's own code says of a contact, and the way to call it. */
  private get fillingIn(): OpeningOnPhone {
    const { phone } = this;
    return {
      ...phone,
      summaryOf: async contact => {
        const made = await summed(phone, await phone.care.open(), contact);
        return made && 'summary' in made ? made.summary.context : {};
      },
      extension: async (name, args) => {
        const { fence } = await phone.care.open();
        return fence.ask({ is: 'extension', name, args }, forExtension, true);
      },
    };
  }

  private fail(trouble: Trouble): void {
    this.trouble = trouble;
  }

  private retry(): void {
    this.trouble = '';
    void this.begin();
  }

  protected override willUpdate(): void {
    // A person who chooses another language in the menu reads on in it.
    if (this.open && this.spoken !== locale()) {
      this.spoken = locale();
      this.open.filling.speak(this.spoken);
    }
  }

  protected override get heading(): string {
    if (this.trouble || !this.open || !this.contact) return super.heading;
    return [this.called, this.contact.name].filter(Boolean).join(', ');
  }

  private get called(): string {
    return purposeTitle(this.phone.programme, this.purpose, this.contact);
  }

  private get purpose(): Purpose {
    const { contactId, form, create, edit, task } = this;
    return { contactId, form, create, edit, ...(task ? { content: task.content } : {}) };
  }

  private key(): string {
    return draftKey(formIdFor(this.phone.programme.type, this.purpose, this.contact), this.contactId);
  }

  private get filling(): Filling | undefined {
    return this.open?.filling;
  }

  protected override render() {
    if (this.trouble)
      return troubled(
        this.trouble,
        () => this.retry(),
        () => void this.leave(),
      );
    const { filling, contact } = this;
    if (!filling || !contact) return html`<p class="empty" role="status">${t('form.loading')}</p>`;
    const name = contact.name ?? '';
    const first = this.turns.place.at === 0;
    return html`
      <header>
        <h1>${this.called}</h1>
        <p>${this.create ? t('form.in', { name }) : t('form.about', { name })}</p>
      </header>
      ${first ? warningsNote(filling.warnings()) : nothing}
      ${restoredNote(this.restoredAt ? ago(this.restoredAt, this.phone.clock()) : '', () => void this.startAgain())}
      <form novalidate @submit=${this.submit} @keydown=${this.pressed} @answered=${this.answered} @instance-added=${this.added}
        @instance-removed=${this.removed}>
        ${
          (this.effect || this.foreseeing) && (first || this.turns.last)
            ? html`<muting-preview .preview=${this.effect} .people=${this.phone.people}
              .verifiers=${this.verifiers}></muting-preview>`
            : nothing
        }
        ${this.questions(filling)}
        <div class="submit">
          <div role="alert">${faultsNote(this.faults)}</div>
          ${progressNote(this.progress)} ${saveBar({
            busy: this.busy,
            first: !filling.paged || first,
            last: !filling.paged || this.turns.last,
            back: () => this.turns.back(),
          })}
        </div>
      </form>
      ${this.dialogs(name)}
    `;
  }

  /** Whom what the form does waits for, in words; '' where it waits for nobody. */
  private get verifiers(): string {
    const roles = this.effect?.verifiers;
    return roles ? roleNames(this.phone.programme, roles) : '';
  }

  /** The questions of the page, or all of them. */
  private questions({ paged }: Filling) {
    const page = this.turns.page;
    const { at, of } = this.turns.place;
    const [only] = page?.fields ?? [];
    const fields = paged && only?.kind === 'group' ? only.children : (page?.fields ?? []);
    return html`${paged && of > 1 ? pageHead(page?.heading ?? '', at, of) : nothing}
      ${repeat(
        fields,
        ({ id }) => id,
        (field: Field) => html`<form-field data-path=${field.path} .field=${field} .around=${this.open!.around}
          .strict=${this.strict}></form-field>`,
      )}`;
  }

  private dialogs(name: string) {
    if (this.leaving)
      return html`<leave-dialog @stayed=${() => (this.leaving = undefined)} @kept=${() => void this.left(true)}
        @dropped=${() => void this.left(false)}></leave-dialog>`;
    if (!this.warn) return nothing;
    return html`<muted-warning .name=${name} .above=${!this.phone.people.get(this.contactId)?.muted}
      @go-on=${() => (this.warn = false)} @unmute=${this.unmuteFirst} @leave=${this.leave}></muted-warning>`;
  }

  private answered({ detail }: CustomEvent<{ id: string; value: string }>): void {
    this.filling?.answer(detail.id, detail.value);
    void this.open?.follow();
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
    if (this.faults) this.faults = this.turns.wrong().length;
    this.answeredSince = true;
    this.keeping.later();
    this.requestUpdate();
  }

  private async keepDraft(): Promise<void> {
    this.keeping.done();
    const { filling, purpose } = this;
    if (this.saved || !filling || !this.answeredSince) return;
    const page = this.turns.page?.fields[0]?.path ?? '';
    const at = this.phone.clock();
    await writeDraft(this.phone.db, this.key(), { xml: filling.draft(), at, purpose, page });
  }

  private async startAgain(): Promise<void> {
    await writeDraft(this.phone.db, this.key(), null);
    this.restoredAt = 0;
    this.strict = false;
    this.faults = 0;
    this.answeredSince = false;
    await this.start();
  }

  /** Another page is shown: it begins at its top, and a screen reader reads its heading. */
  private async turned(): Promise<void> {
    this.strict = false;
    this.faults = 0;
    this.requestUpdate();
    await this.updateComplete;
    this.scrollIntoView({ block: 'start' });
    this.renderRoot.querySelector<HTMLElement>('.page-head h2')?.focus({ preventScroll: true });
    if (this.answeredSince) await this.keepDraft();
  }

  /** Enter in a line of text goes on: a browser does so only within one shadow root. */
  private pressed(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    const line = target instanceof HTMLInputElement && !/^(checkbox|radio|range|file|button)$/.test(target.type);
    if (event.key !== 'Enter' || event.defaultPrevented || event.isComposing || !line) return;
    target.dispatchEvent(new Event('change', { bubbles: true }));
    void this.submit(event);
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { filling } = this;
    if (this.busy || !filling) return;
    await this.open?.follow();
    if (filling.paged && !this.turns.last) return this.show(this.turns.next());
    const wrong = filling.faults();
    if (wrong.length > 0) return this.show(wrong);
    this.busy = true;
    try {
      this.keeping.done();
      const docs = await this.write(filling);
      this.saved = true;
      await writeDraft(this.phone.db, this.key(), null);
      await this.done(docs[0]!);
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
      this.progress = undefined;
    }
  };

  private write(filling: Filling): Promise<Doc[]> {
    const made = { id: crypto.randomUUID(), locale: locale() };
    return save(this.phone, () => docsFrom(this.fillingIn, this.purpose, this.open!.prepared, filling, made), {
      undoable: !!this.phone.programme.mutes(this.form),
      onProgress: (done, of) => {
        this.progress = { done, of };
      },
    });
  }

  private async done(main: Doc): Promise<void> {
    const did = this.phone.programme.mutes(this.form);
    const { verifiers } = this;
    const notice = verifiers
      ? { text: t('verify.saved', { role: verifiers }) }
      : did && this.effect?.event === did
        ? mutingNotice(this.phone, did, this.contact!, main._id, this.effect.root)
        : { text: t('form.saved') };
    this.dispatchEvent(said<Notice>('notice', notice));
    await this.turns.end();
    if (this.task) go(`${taskPath(this.task.id)}/after`, true);
    else if (this.create) go(contactPath(main._id), true);
    else back(contactPath(this.contactId));
  }

  /** Shows the first of the questions that keep from going on. */
  private async show(wrong: readonly string[]): Promise<void> {
    if (wrong.length === 0) return;
    this.turns.goTo(wrong[0]!);
    await this.updateComplete;
    this.strict = true;
    this.faults = wrong.length;
    await this.updateComplete;
    const first = fieldAmong(this.renderRoot as ShadowRoot, wrong);
    first?.scrollIntoView({ block: 'center' });
    first?.focus();
  }

  /** Asks a person who leaves with answers; without any, and once they are saved, she goes. */
  private asks(goOn: () => void): boolean {
    if (this.saved || !this.answeredSince) return false;
    this.leaving = goOn;
    return true;
  }

  private async left(keep: boolean): Promise<void> {
    const goOn = this.leaving;
    this.leaving = undefined;
    if (keep) await this.keepDraft();
    else await writeDraft(this.phone.db, this.key(), null);
    this.saved = true;
    await this.turns.end();
    goOn?.();
  }

  private unmuteFirst(): void {
    const unmute = counterForm(this.phone, 'mute', this.contactId);
    if (unmute) go(formPath(this.contactId, unmute), true);
  }

  private async leave(): Promise<void> {
    await this.turns.end();
    back(this.task ? '/tasks' : contactPath(this.contactId));
  }
}
