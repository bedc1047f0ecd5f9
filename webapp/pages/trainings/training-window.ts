import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { draftKey, readDrafts } from '../../data/forms/drafts.ts';
import type { OnPhone } from '../../data/forms/open-filling.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { fieldAmong } from '../../elements/forms/form-field.ts';
import type { Notice } from '../../elements/toasts.ts';
import { currentStep, step } from '../../navigation.ts';
import { formTitle } from '../../words/labels.ts';
import { longDay } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { Drafting } from '../forms/drafting.ts';
import { faultsNote, formNotes, warningsNote } from '../forms/form-notes.ts';
import { formPageStyles } from '../forms/form-page-styles.ts';
import { questions } from '../forms/form-questions.ts';
import { toMiddle } from '../forms/form-sight.ts';
import { Turns } from '../forms/form-turns.ts';
import { openSpoken } from '../forms/open-spoken.ts';
import { saveBar } from '../forms/save-bar.ts';
import { Saving } from '../forms/saving.ts';

/** How a person left a training: she has gone through it, or put it off. */
export type LeftTraining = 'done' | 'later';

/**
 * A training in a window over the app: a form of pages that one goes through once. Put off, it keeps its place and its
 * answers. Says `left` with a {@link LeftTraining}.
 */
@customElement('training-window')
export class TrainingWindow extends AppElement {
  static override styles = [
    shared,
    formNotes,
    formPageStyles,
    css`
      :host { display: contents; }
      wa-dialog { --width: 44rem; --spacing: 1.125rem; }
      wa-dialog::part(dialog) { max-block-size: calc(100dvh - 1rem); }
      wa-dialog::part(title) { font-size: 1.1875rem; overflow-wrap: anywhere; }
      .submit { margin-inline: -1.125rem; padding-inline: 1.125rem; background: linear-gradient(to top, var(--wa-color-surface-raised, var(--card)) 75%, transparent); }
      .later { min-block-size: 44px; padding-inline: 0.75rem; font-weight: 650; color: var(--brand-ink); white-space: nowrap; }
      .done { display: block; margin-block-end: 1rem; color: var(--good-ink); font-weight: 600; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Internal id of the training. */
  @property() form = '';
  /** When the user went through it already, in ms: then it is only read again. */
  @property({ type: Number }) done = 0;

  @state() private opened: OnPhone | undefined;
  @state() private broken = false;
  @state() private strict = false;
  @state() private faults = 0;
  private how: LeftTraining = 'later';
  private readonly turns: Turns;
  private readonly saving = new Saving(this);
  private readonly drafting = new Drafting(this, () => ({
    phone: this.phone,
    key: this.key,
    purpose: this.purpose,
    filling: this.opened?.filling,
    page: this.turns.page?.fields[0]?.path ?? '',
  }));

  constructor() {
    super();
    this.turns = new Turns(this, () => void this.turned());
  }

  override connectedCallback(): void {
    // A step of the history, so that back, the phone's own too, puts the training off instead of leaving what is below.
    step();
    const base = currentStep();
    super.connectedCallback();
    addEventListener('popstate', () => currentStep() < base && this.close('later'), { signal: this.gone });
    void this.open();
  }

  private get purpose() {
    return { contactId: '', form: this.form, create: '', edit: false };
  }

  private get key(): string {
    return draftKey(this.form, '');
  }

  private async open(): Promise<void> {
    this.broken = false;
    try {
      const draft = this.done ? undefined : (await readDrafts(this.phone.db))[this.key];
      const how = { language: locale(), draft, changed: () => this.requestUpdate(), gone: this.gone };
      const about = { contact: null, report: undefined };
      const opened = await openSpoken(this.phone, this.purpose, about, how);
      if (opened) this.turns.start(opened.filling, opened.goOnAt);
      this.opened = opened ?? undefined;
      this.broken = !opened;
    } catch (error) {
      console.error(error);
      this.broken = true;
    }
  }

  protected override render() {
    const title = formTitle(this.phone.programme, this.form);
    return html`<wa-dialog open label=${title} @wa-after-hide=${this.hidden_}>
      ${
        this.done || this.broken
          ? nothing
          : html`<button slot="header-actions" class="plain later" @click=${() => this.close('later')}>
            ${t('training.later')}
          </button>`
      }
      ${this.content()}
    </wa-dialog>`;
  }

  private content() {
    const { opened, turns } = this;
    if (this.broken)
      return html`<div role="alert"><p>${t('form.failed')}. ${t('form.broken')}</p>
        <p><wa-button variant="brand" @click=${this.open}>${t('app.retry')}</wa-button></p></div>`;
    if (!opened) return html`<p role="status">${t('form.loading')}</p>`;
    const { filling } = opened;
    const first = turns.place.at === 0;
    return html`${this.done ? html`<span class="done">${t('training.done_on', { when: longDay(this.done) })}</span>` : nothing}
      ${first ? warningsNote(filling.warnings()) : nothing}
      <form novalidate @submit=${this.submit} @answered=${this.answered} @instance-added=${this.added}
        @instance-removed=${this.removed}>
        ${questions(opened, turns, this.strict)}
        <div class="submit">
          <div role="alert">${faultsNote(this.faults)}</div>
          ${saveBar({
            ...{ busy: this.saving.busy, first: !filling.paged || first, last: !filling.paged || turns.last },
            back: () => turns.back(),
            label: t(this.done ? 'app.close' : 'training.finish'),
          })}
        </div>
      </form>`;
  }

  private answered({ detail }: CustomEvent<{ id: string; value: string }>): void {
    this.opened?.filling.answer(detail.id, detail.value);
    void this.opened?.follow();
    this.later();
  }

  private added({ detail }: CustomEvent<{ id: string }>): void {
    this.opened?.filling.add(detail.id);
    this.later();
  }

  private removed({ detail }: CustomEvent<{ id: string; at: number }>): void {
    this.opened?.filling.remove(detail.id, detail.at);
    this.later();
  }

  private later(): void {
    if (this.faults) this.faults = this.turns.wrong().length;
    if (!this.done) this.drafting.later();
    this.requestUpdate();
  }

  /** Another page is shown, from its top; how far she has come is kept like an answer. */
  private async turned(): Promise<void> {
    this.strict = false;
    this.faults = 0;
    this.later();
    await this.updateComplete;
    const heading = this.renderRoot.querySelector<HTMLElement>('.page-head');
    heading?.scrollIntoView({ block: 'end' });
    heading?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { opened } = this;
    if (this.saving.busy || !opened) return;
    await opened.settle();
    if (opened.filling.paged && !this.turns.last) return this.show(this.turns.next());
    if (this.done) return this.close('done');
    const wrong = opened.filling.faults();
    if (wrong.length > 0) return this.show(wrong);
    try {
      await this.saving.while(() => this.save(opened));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    }
  }

  private async save(opened: OnPhone): Promise<void> {
    this.drafting.pause();
    await this.saving.write(this.phone, opened, this.purpose);
    this.drafting.end();
    await this.drafting.drop();
    this.dispatchEvent(said<Notice>('notice', { text: t('training.finished') }));
    this.close('done');
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

  private close(how: LeftTraining): void {
    this.how = how;
    const dialog = this.renderRoot.querySelector('wa-dialog');
    if (dialog) dialog.open = false;
  }

  /** The window is shut, by whatever way: lists and windows of questions shut within it are none of its affair. */
  private async hidden_(event: Event): Promise<void> {
    if (event.target !== event.currentTarget) return;
    const { how, done } = this;
    if (how === 'later' && !done) await this.drafting.keep();
    this.drafting.end();
    await this.turns.end();
    this.dispatchEvent(said<LeftTraining>('left', how));
  }
}
