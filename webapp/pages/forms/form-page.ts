import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { formIdFor, type Purpose } from '@rounds/sentinel/forms/purpose.ts';
import { html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { answerPhone } from '../../data/forms/answer-phone.ts';
import { type Draft, draftKey, readDrafts } from '../../data/forms/drafts.ts';
import type { OnPhone } from '../../data/forms/open-filling.ts';
import { noteForm } from '../../data/forms/recent-forms.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { isHeld } from '../../data/programme/phone-programme.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { fieldAmong } from '../../elements/forms/form-field.ts';
import type { Notice } from '../../elements/toasts.ts';
import { back, formPath, go } from '../../navigation.ts';
import { purposeTitle } from '../../words/labels.ts';
import { ago } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { counterForm } from '../muting/muting-notice.ts';
import { goOn, savedNotice } from './after-saving.ts';
import { AlikeCheck } from './alike-check.ts';
import { Drafting } from './drafting.ts';
import { entersOn } from './enter.ts';
import { Foresight } from './foresight.ts';
import { mutedWarning } from './form-dialogs.ts';
import { faultsNote, formNotes, progressNote, restoredNote, warningsNote } from './form-notes.ts';
import { formPageStyles } from './form-page-styles.ts';
import { questions } from './form-questions.ts';
import { toMiddle, toTop } from './form-sight.ts';
import { subjectOf } from './form-subject.ts';
import { type Trouble, troubled } from './form-trouble.ts';
import { Turns } from './form-turns.ts';
import { Leaving } from './leaving.ts';
import { openSpoken } from './open-spoken.ts';
import { saveBar } from './save-bar.ts';
import { Saving } from './saving.ts';
import { wayBack } from './ways.ts';

/** Fills in a form: a report about a contact or nobody, a change of one, a new contact below it, or a change of it. */
@customElement('form-page')
export class FormPage extends AppPage {
  static override styles = [shared, formNotes, formPageStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Whom the form is about; '' for nobody. */
  @property() contactId = '';
  /** Form of a report, by its internal id. */
  @property() form = '';
  /** Type of a contact to be added. */
  @property() create = '';
  /** Phone number of the contact to be added, where it is known. */
  @property() number = '';
  @property({ type: Boolean }) edit = false;
  /** Id of a report that is edited; '' for none. */
  @property() reportId = '';
  /** The task that is done by it, and what that tells the form. */
  @property({ attribute: false }) task: { id: string; content: object } | undefined;

  @state() private contact: Contact | null = null;
  private report: Report | undefined;
  @state() private open: OnPhone | undefined;
  @state() private trouble: Trouble | '' = '';
  @state() private strict = false;
  @state() private faults = 0;
  @state() private warn = false;
  @state() private restoredAt = 0;
  /** The language of the questions. */
  private spoken = '';
  private readonly drafting = new Drafting(this, () => ({
    phone: this.phone,
    key: this.key(),
    purpose: this.purpose,
    filling: this.open?.filling,
    page: this.turns.page?.fields[0]?.path ?? '',
  }));
  private readonly foresight = new Foresight(this);
  private readonly alike = new AlikeCheck(this);
  private readonly turns = new Turns(this, () => void this.turned());
  private readonly saving = new Saving(this);
  private readonly leaving = new Leaving(this, this.drafting, () => this.turns.end());

  override connectedCallback(): void {
    super.connectedCallback();
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      const subject = await subjectOf(this.phone, this.purpose);
      if (typeof subject === 'string') return this.fail(subject);
      Object.assign(this, subject);
      if (!isHeld(this.phone.programme, formIdFor(this.phone.programme.type, this.purpose, this.contact)))
        return this.fail('forbidden');
      const draft = (await readDrafts(this.phone.db))[this.key()];
      if (!(await this.start(draft))) return this.fail('missing');
      this.restoredAt = draft?.at ?? 0;
      if (!this.reportId) await this.alike.lookAtReports(this.phone, this.purpose, this.contact);
      if (!this.reportId) await this.foresight.look(this.phone, this.form, this.contactId);
    } catch (error) {
      console.error(error);
      this.fail('failed');
    }
  }

  private async start(draft?: Draft): Promise<boolean> {
    const language = locale();
    const about = { contact: this.contact, report: this.report };
    const changed = () => this.requestUpdate();
    const open = await openSpoken(this.phone, this.purpose, about, { language, draft, changed, gone: this.gone });
    if (!open) return false;
    this.spoken = language;
    if (this.number && !draft) answerPhone(open.filling, this.number);
    this.turns.start(open.filling, open.goOnAt);
    this.open = open;
    // For the benchmark: the questions are drawn in the frame after the next.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rounds:form')));
    return true;
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
    if (this.trouble || !this.open) return super.heading;
    return [this.called, this.contact?.name].filter(Boolean).join(', ');
  }

  private get called(): string {
    return purposeTitle(this.phone.programme, this.purpose, this.contact);
  }

  private get purpose(): Purpose {
    const { contactId, form, create, edit, task, reportId } = this;
    const more = { ...(task ? { content: task.content } : {}), ...(reportId ? { report: reportId } : {}) };
    return { contactId, form, create, edit, ...more };
  }

  private key(): string {
    const form = formIdFor(this.phone.programme.type, this.purpose, this.contact);
    return draftKey(form, this.reportId || this.contactId);
  }

  protected override render() {
    const { open, trouble } = this;
    if (trouble)
      return troubled(
        trouble,
        () => this.retry(),
        () => void this.leave(),
      );
    if (!open) return html`<p class="empty" role="status">${t('form.loading')}</p>`;
    const { filling } = open;
    const name = this.contact?.name ?? '';
    const first = this.turns.place.at === 0;
    const about = this.reportId ? 'form.edits' : this.create ? 'form.in' : 'form.about';
    return html`
      <header>
        <h1>${this.called}</h1>
        ${name ? html`<p>${t(about, { name })}</p>` : nothing}
      </header>
      ${first ? warningsNote(filling.warnings()) : nothing}
      ${restoredNote(this.restoredAt ? ago(this.restoredAt, this.phone.clock()) : '', () => void this.startAgain())}
      <form novalidate @submit=${this.submit} @keydown=${this.pressed} @answered=${this.answered} @instance-added=${this.added}
        @instance-removed=${this.removed}>
        ${first ? this.alike.shown('report') : nothing}
        ${first || this.turns.last ? this.foresight.shown(this.phone) : nothing}
        ${questions(open, this.turns, this.strict)}
        ${this.turns.last ? this.alike.shown('contact') : nothing}
        <div class="submit">
          <div role="alert">${faultsNote(this.faults)}</div>
          ${progressNote(this.saving.progress)} ${saveBar({
            busy: this.saving.busy,
            first: !filling.paged || first,
            last: !filling.paged || this.turns.last,
            back: () => this.turns.back(),
            label: this.foresight.action(),
          })}
        </div>
      </form>
      ${this.dialogs(name)}
    `;
  }

  private dialogs(name: string) {
    const asked = this.leaving.shown();
    if (asked) return asked;
    return mutedWarning(this.warn, name, !this.phone.people.get(this.contactId)?.muted, {
      goOn: () => (this.warn = false),
      unmute: () => this.unmuteFirst(),
      leave: () => void this.leave(),
    });
  }

  private answered({ detail }: CustomEvent<{ id: string; value: string }>): void {
    this.open?.filling.answer(detail.id, detail.value);
    void this.open?.follow();
    this.later();
  }

  private added({ detail }: CustomEvent<{ id: string }>): void {
    this.open?.filling.add(detail.id);
    this.later();
  }

  private removed({ detail }: CustomEvent<{ id: string; at: number }>): void {
    this.open?.filling.remove(detail.id, detail.at);
    this.later();
  }

  private later(): void {
    if (this.faults) this.faults = this.turns.wrong().length;
    this.drafting.later();
    if (this.open) this.alike.later(this.phone, this.purpose, this.open);
    this.requestUpdate();
  }

  private async startAgain(): Promise<void> {
    await this.drafting.drop();
    this.restoredAt = 0;
    this.strict = false;
    this.faults = 0;
    await this.start();
  }

  /** Another page is shown: it begins at its top, and a screen reader reads its heading. */
  private async turned(): Promise<void> {
    this.strict = false;
    this.faults = 0;
    this.requestUpdate();
    await this.updateComplete;
    toTop(this);
    await this.drafting.keep();
  }

  private pressed(event: KeyboardEvent): void {
    if (entersOn(event)) void this.submit(event);
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { open } = this;
    if (this.saving.busy || !open) return;
    await open.settle();
    if (open.filling.paged && !this.turns.last) return this.show(this.turns.next());
    const wrong = open.filling.faults();
    if (wrong.length > 0) return this.show(wrong);
    await this.alike.look(this.phone, this.purpose, open);
    if (!this.alike.passes()) return this.showAlike();
    try {
      await this.saving.while(() => this.saved(open));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    }
  };

  private async saved(open: OnPhone): Promise<void> {
    const { phone, purpose, contact } = this;
    this.drafting.pause();
    const main = await this.saving.write(phone, open, purpose);
    this.drafting.end();
    await this.drafting.drop();
    if (!purpose.create && !purpose.edit) noteForm(phone.user.name, this.form);
    const { effect } = this.foresight;
    const what = { purpose, contact, main, effect, verifiers: this.foresight.verifiers(phone) };
    this.dispatchEvent(said<Notice>('notice', savedNotice(phone, what)));
    await this.turns.end();
    goOn(what, this.task?.id);
  }

  /** Shows what may be there already. */
  private async showAlike(): Promise<void> {
    await this.updateComplete;
    toMiddle(this.renderRoot.querySelector<HTMLElement>('alike-note'));
  }

  /** Shows the first of the questions that keep from going on. */
  private async show(wrong: readonly string[]): Promise<void> {
    if (wrong.length === 0) return;
    this.turns.goTo(wrong[0]!);
    await this.updateComplete;
    this.strict = true;
    this.faults = wrong.length;
    await this.updateComplete;
    toMiddle(fieldAmong(this.renderRoot as ShadowRoot, wrong));
  }

  private unmuteFirst(): void {
    const unmute = counterForm(this.phone, 'mute', this.contactId);
    if (unmute) go(formPath(this.contactId, unmute), true);
  }

  private async leave(): Promise<void> {
    await this.turns.end();
    back(this.task ? '/tasks' : wayBack(this.purpose));
  }
}
