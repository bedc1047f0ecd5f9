import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { openTrial, type Trial, trialAnswers, type Upload } from '../../data/forms/try-form.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { fieldAmong } from '../../elements/forms/form-field.ts';
import type { Notice } from '../../elements/toasts.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { faultsNote, formNotes } from './form-notes.ts';
import { formPageStyles } from './form-page-styles.ts';
import { questions } from './form-questions.ts';
import { Turns } from './form-turns.ts';
import { saveBar } from './save-bar.ts';
import { uploadNotes, uploadStyles } from './upload-notes.ts';
import '../../elements/app-icon.ts';
import { chooseAgain } from '../../elements/choose-again.ts';

/** Tries a form out before it is offered to anybody: a workbook becomes a form, with its faults by sheet and row. */
@customElement('try-form-page')
export class TryFormPage extends AppPage {
  static override styles = [
    shared,
    formNotes,
    formPageStyles,
    uploadStyles,
    css`
      .choose { display: grid; gap: 0.75rem; margin-block-end: 1.25rem; }
      .choose .fields { display: grid; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); }
      label { display: grid; gap: 0.25rem; font-weight: 550; }
      input, select {
        min-block-size: var(--touch); padding: 0.5rem 0.75rem; border: 1px solid var(--line-strong); border-radius: 12px;
        background: var(--card); color: var(--ink); font: inherit; min-inline-size: 0; max-inline-size: 100%;
      }
      input { padding-block: 0.25rem; }
      input::file-selector-button {
        margin-inline-end: 0.75rem; padding: 0.25rem 0.875rem; border: 1px solid var(--line-strong); border-radius: 99px;
        background: var(--card); color: var(--brand-ink); font: inherit; cursor: pointer;
      }
      h2 { font-size: 1.1875rem; margin-block-end: 0.75rem; }
      h2:focus { outline: none; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private kind = 'app';
  private file: File | undefined;
  @state() private upload: Upload | undefined;
  @state() private trial: Trial | undefined;
  @state() private refused: Refused | undefined;
  @state() private busy = false;
  @state() private strict = false;
  @state() private faults = 0;
  /** What a report would hold, once the form is filled in. */
  @state() private answers: readonly [string, string][] | undefined;
  private readonly turns = new Turns(this, () => this.turned());

  private get name(): string {
    return (this.file?.name ?? '').replace(/\.(xlsx|xml)$/i, '');
  }

  protected override render() {
    const { upload, refused } = this;
    return html`
      <header><h1>${t('try.title')}</h1><p>${t('try.hint')}</p></header>
      <div class="choose">
        <div class="fields">
          <label>${t('try.file')}<input type="file" accept=".xlsx,.xml" ?disabled=${this.busy} @click=${chooseAgain}
            @change=${this.choose} /></label>
          <label>${t('try.kind')}<select ?disabled=${this.busy} @change=${this.chooseKind}>
            ${['app', 'contact', 'training'].map(
              kind => html`<option value=${kind} ?selected=${kind === this.kind}>${t(`try.kind.${kind}`)}</option>`,
            )}
          </select></label>
        </div>
        ${this.busy ? html`<p role="status">${t('try.busy')}</p>` : nothing}
        ${
          refused
            ? html`<p class="note bad" role="alert">${refused.status === 0 ? t('console.offline') : refused.message} ${refused.hint}</p>`
            : nothing
        }
        ${upload ? uploadNotes(this.name, upload, this.trial && (() => void this.keep()), this.busy) : nothing}
      </div>
      ${this.tried()}
    `;
  }

  private tried() {
    const { trial, answers } = this;
    if (!trial) return nothing;
    if (answers)
      return html`<section><h2 tabindex="-1">${t('try.answers')}</h2>
        <dl class="card answers">${answers.map(
          ([path, value]) => html`<div><dt dir="ltr">${path}</dt><dd dir="auto">${value || '–'}</dd></div>`,
        )}</dl>
        <p><button class="act" @click=${this.again}>${t('try.again')}</button></p></section>`;
    const { filling } = trial;
    const first = this.turns.place.at === 0;
    return html`<form novalidate @submit=${this.submit} @answered=${this.answered} @instance-added=${this.added}
      @instance-removed=${this.removed}>
      ${questions(trial, this.turns, this.strict)}
      <div class="submit">
        <div role="alert">${faultsNote(this.faults)}</div>
        ${saveBar({
          ...{ busy: false, first: !filling.paged || first, last: !filling.paged || this.turns.last },
          back: () => this.turns.back(),
          label: t('try.done'),
        })}
      </div>
    </form>`;
  }

  /** The file is kept as it is now: what is offered later is what was tried, whatever became of the file. */
  private async choose(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    await this.online(async () => {
      this.file = new File([await file.arrayBuffer()], file.name);
    });
    await this.read();
  }

  private chooseKind(event: Event): void {
    this.kind = (event.target as HTMLSelectElement).value;
    void this.read();
  }

  private async read(): Promise<void> {
    const { file, kind } = this;
    this.trial = undefined;
    this.answers = undefined;
    this.upload = undefined;
    this.refused = undefined;
    if (!file) return;
    await this.online(async () => {
      const query = new URLSearchParams({ name: this.name, kind });
      this.upload = await ask<Upload>(`/api/v1/forms/convert?${query}`, { file });
      if (this.upload.xml !== undefined) await this.open(this.upload.xml);
    });
  }

  /** Does something that needs the server, and says so while it lasts and where it fails. */
  private async online(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      await work();
    } catch (error) {
      console.error(error);
      this.refused = error instanceof Refused ? error : new Refused(1, t('try.unopened'));
    } finally {
      this.busy = false;
    }
  }

  private async open(xml: string): Promise<void> {
    this.strict = false;
    this.faults = 0;
    this.answers = undefined;
    this.trial = await openTrial(this.phone.people, xml, locale(), () => this.requestUpdate(), this.gone);
    this.turns.start(this.trial.filling);
  }

  private again(): void {
    const xml = this.upload?.xml;
    if (xml !== undefined) void this.online(() => this.open(xml));
  }

  private async keep(): Promise<void> {
    const { file, kind } = this;
    if (!file) return;
    await this.online(async () => {
      const path = `/api/v1/forms/${encodeURIComponent(this.name)}?${new URLSearchParams({ kind })}`;
      const { updated } = await ask<{ updated: boolean }>(path, { method: 'PUT', file });
      this.dispatchEvent(said<Notice>('notice', { text: t(updated ? 'try.kept' : 'try.same') }));
    });
  }

  private answered({ detail }: CustomEvent<{ id: string; value: string }>): void {
    this.trial?.filling.answer(detail.id, detail.value);
    this.later();
  }

  private added({ detail }: CustomEvent<{ id: string }>): void {
    this.trial?.filling.add(detail.id);
    this.later();
  }

  private removed({ detail }: CustomEvent<{ id: string; at: number }>): void {
    this.trial?.filling.remove(detail.id, detail.at);
    this.later();
  }

  private later(): void {
    if (this.faults) this.faults = this.turns.wrong().length;
    this.requestUpdate();
  }

  private turned(): void {
    this.strict = false;
    this.faults = 0;
    this.requestUpdate();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const { trial } = this;
    if (!trial) return;
    const { filling } = trial;
    if (filling.paged && !this.turns.last) return this.show(this.turns.next());
    const wrong = filling.faults();
    if (wrong.length > 0) return this.show(wrong);
    this.strict = false;
    this.faults = 0;
    this.answers = trialAnswers(filling);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
  }

  /** Shows the first of the questions that keep from going on. */
  private async show(wrong: readonly string[]): Promise<void> {
    if (wrong.length === 0) return;
    this.turns.goTo(wrong[0]!);
    await this.updateComplete;
    this.strict = true;
    this.faults = wrong.length;
    await this.updateComplete;
    const first = fieldAmong(this.renderRoot, wrong);
    first?.scrollIntoView({ block: 'center' });
    first?.focus();
  }
}
