import '@awesome.me/webawesome/dist/components/button/button.js';
import { consume } from '@lit/context';
import { type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { answersOf } from '@rounds/sentinel/forms/answers-in-words.ts';
import { attachmentName } from '@rounds/sentinel/forms/attachments.ts';
import { type FormWords, formWords } from '@rounds/sentinel/forms/form-words.ts';
import { refusalCode } from '@rounds/sentinel/muting/verification.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formText, listsOf } from '../../data/forms/form-text.ts';
import { personNamed } from '../../data/forms/report-subject.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { canTakeBack } from '../../data/replicate/waiting.ts';
import { undo } from '../../data/reports/save.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyPage } from '../../elements/empty.ts';
import { deviceStyles } from '../../elements/forms/device-styles.ts';
import { shownFile } from '../../elements/forms/shown-file.ts';
import type { Notice } from '../../elements/toasts.ts';
import { back, contactPath, reportPath } from '../../navigation.ts';
import { formTitle } from '../../words/labels.ts';
import type { Whereabouts } from '../../words/message-words.ts';
import { ago, moment } from '../../words/say.ts';
import { locale, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';
import '../muting/report-verification.ts';
import { ReportFiles } from './report-files.ts';
import './all-fields.ts';
import './report-messages.ts';
import './report-work.ts';

/** A report in words: what was answered, what follows from it, what was wrong with it. */
@customElement('report-page')
export class ReportPage extends AppPage {
  static override styles = [
    shared,
    deviceStyles,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .page { display: grid; gap: 1.5rem; }
      .head { display: grid; gap: 0.5rem; justify-items: start; }
      .card { overflow: hidden; }
      .card > * + * { border-block-start: 1px solid var(--line); }
      dl > div { display: grid; gap: 0.125rem; padding: 0.75rem var(--gutter); }
      dt { color: var(--ink-soft); font-size: 0.875rem; }
      dd { font-weight: 550; overflow-wrap: anywhere; white-space: pre-line; }
      .facts > div { grid-template-columns: min(7.5rem, 38%) minmax(0, 1fr); align-items: baseline; }
      .facts a { display: inline-flex; align-items: center; min-block-size: 44px; margin-block: -0.625rem; }
      .heading { font-weight: 650; color: var(--ink); font-size: 0.9375rem; }
      section { display: grid; gap: 0.625rem; }
      .faults {
        padding: 1rem 1.125rem; border-radius: var(--round); background: var(--bad-soft); color: var(--bad-ink);
      }
      .faults li { display: flex; gap: 0.5rem; }
      .said { padding: 1rem 1.125rem; font-size: 1.0625rem; overflow-wrap: anywhere; }
      .undo {
        display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.75rem 1rem;
        padding: 0.875rem 1.125rem; border-radius: var(--round); background: var(--wait-soft); color: var(--wait-ink);
      }
      .undo p { flex: 1 1 15rem; }
      .deep { padding-inline-start: 2rem; }
      a.action { text-decoration: none; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() reportId = '';
  @state() private report: Report | null | undefined;
  @state() private words: FormWords | null = null;
  private wordsFor = '';
  @state() private waiting = false;
  @state() private undoable = false;
  private readonly files = new ReportFiles(this);

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.onDocs(docs => docs.some(({ _id }) => _id === this.reportId) && void this.load(), this.gone);
    this.phone.sync.onChange(() => void this.look(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('reportId')) {
      this.report = undefined;
      void this.load();
    }
    if (this.report && this.wordsFor !== `${this.report.form}/${locale()}`) void this.readWords();
  }

  private async load(): Promise<void> {
    const id = this.reportId;
    const report = await this.phone.store.get<Report>(id);
    if (id !== this.reportId) return;
    this.report = report;
    await this.look();
  }

  private async look(): Promise<void> {
    const id = this.reportId;
    const waiting = await this.phone.sync.waits(id);
    const undoable = waiting && (await canTakeBack(this.phone.db, id));
    if (id !== this.reportId) return;
    this.waiting = waiting;
    this.undoable = undoable;
  }

  private async takeBack(): Promise<void> {
    const { report } = this;
    const subject = report && this.find(subjectOf(report).patient ?? subjectOf(report).place);
    const done = await undo(this.phone, this.reportId);
    this.dispatchEvent(
      said<Notice>('notice', { text: done ? t('undo.done', { name: subject?.name ?? '' }) : t('undo.too_late') }),
    );
    if (done) back(subject ? contactPath(subject.id) : '/people');
    else await this.look();
  }

  /** As long as it has not left the phone, a report that muted or unmuted can be taken back. */
  private undo() {
    if (!this.undoable) return nothing;
    return html`<section class="undo">
      <p>${t('undo.hint')}</p><wa-button appearance="outlined" @click=${this.takeBack}><app-icon slot="start"
        name="undo-2"></app-icon>${t('undo.offer')}</wa-button>
    </section>`;
  }

  private async readWords(): Promise<void> {
    this.wordsFor = `${this.report?.form}/${locale()}`;
    const { programme, db } = this.phone;
    const form = programme.form(this.report?.form ?? '');
    const text = form ? await formText(db, form) : null;
    this.words = text && form ? formWords(window, text, locale(), await listsOf(db, form, text)) : null;
  }

  protected override render() {
    const { report } = this;
    if (report === null)
      return emptyPage(
        'file-text',
        t('app.not_found'),
        t('app.not_found.hint'),
        html`<a href="/people">${t('app.home')}</a>`,
      );
    if (!report) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    const { programme } = this.phone;
    return html`<div class="page">
      <div class="head"><h1>${formTitle(programme, report.form)}</h1>${this.where()}${this.edit(report)}<report-work
        .report=${report}></report-work></div>
      ${this.undo()} <report-verification .report=${report}></report-verification> ${this.errors(report)} ${this.about(report)} ${this.answers(report)} ${this.allFields(report)} <report-messages
        .report=${report} .where=${this.whereabouts}></report-messages>
    </div>`;
  }

  private get whereabouts(): Whereabouts {
    if (this.phone.sync.state().refused.some(({ id }) => id === this.reportId)) return 'refused';
    return this.waiting ? 'waits' : 'there';
  }

  private where() {
    const { whereabouts } = this;
    if (whereabouts === 'refused')
      return html`<a class="badge bad" href="/refused"><app-icon
        name="cloud-alert"></app-icon>${t('report.refused')}</a>`;
    if (whereabouts === 'waits')
      return html`<span class="badge wait"><app-icon name="cloud-upload"></app-icon>${t('report.waiting')}</span>`;
    if (this.phone.programme.mutes(this.report?.form) && this.report?.errors?.length)
      return html`<span class="badge bad"><app-icon name="circle-alert"></app-icon>${t('report.not_done')}</span>`;
    return html`<span class="badge good"><app-icon name="cloud-check"></app-icon>${t('report.sent')}</span>`;
  }

  /** The way to open the report again in its form, for whoever may, and whether that was done before. */
  private edit(report: Report) {
    const { programme, clock } = this.phone;
    const { edits = [] } = report;
    const last = edits.at(-1);
    const may = report.content_type === 'xml' && programme.may('can_edit') && programme.form(report.form ?? '');
    return html`
      ${last ? html`<p class="soft">${t('report.edited', { when: ago(last.at, clock()), by: last.by, count: edits.length })}</p>` : nothing}
      ${
        may
          ? html`<a class="action" href=${`${reportPath(report._id)}/edit`}><app-icon name="pencil"></app-icon>
              ${t('report.edit')}</a>`
          : nothing
      }
    `;
  }

  private errors(report: Report) {
    // That it was refused, and by whom, is said in words of its own.
    const errors = (report.errors ?? []).filter(({ code }) => code !== refusalCode);
    if (errors.length === 0) return nothing;
    return html`<section class="faults">
      <h2>${t('report.errors')}</h2><ul>${errors.map(
        ({ message }) => html`<li><app-icon name="circle-alert"></app-icon>${message}</li>`,
      )}</ul>
    </section>`;
  }

  private about(report: Report) {
    const { people, clock } = this.phone;
    const { patient, place } = subjectOf(report);
    const subject = this.find(patient) ?? this.find(place);
    const sender = report.contact?._id ? people.get(report.contact._id) : undefined;
    const name = report.fields?.patient_name ?? report.fields?.place_name ?? patient ?? place;
    const link = (person: Person | undefined, otherwise: unknown) =>
      person ? html`<a href=${contactPath(person.id)}>${person.name}</a>` : String(otherwise ?? '');
    return html`<dl class="card facts">
      ${subject || name ? html`<div><dt>${t('report.about')}</dt><dd>${link(subject, name)}</dd></div>` : nothing}
      ${
        sender || report.from
          ? html`<div><dt>${t('report.by')}</dt><dd>${link(sender, report.from)}</dd></div>`
          : nothing
      }
      <div><dt>${t('report.at')}</dt><dd>${moment(report.reported_date, clock())}</dd></div>
    </dl>`;
  }

  private find(id: string | undefined): Person | undefined {
    return personNamed(this.phone.people, id);
  }

  /** Without its form nobody knows what is worth showing: all that it holds is. */
  private allFields(report: Report) {
    const { programme } = this.phone;
    const known = programme.form(report.form ?? '') || programme.smsLabel(report.form ?? '');
    return known || !report.form ? nothing : html`<all-fields .fields=${report.fields ?? {}}></all-fields>`;
  }

  private answers(report: Report) {
    const message = report.sms_message?.message;
    if (typeof message === 'string')
      return html`<section><h2>${t('report.message')}</h2><p class="card said">${message}</p></section>`;
    const answers = answersOf(report.fields ?? {}, this.words, [report.hidden_fields ?? []].flat());
    const files = new Set(this.files.names(report));
    if (answers.length === 0 && files.size === 0) return nothing;
    const file = (name: string) => {
      files.delete(name);
      return shownFile(name.replace(/^user-file[-/]/, ''), this.files.get(this.phone.db, report, name));
    };
    return html`<section><h2>${t('report.fields')}</h2>
      <dl class="card">
        ${answers.map(
          ({ question, answer, depth }) =>
            html`<div class=${depth > 0 ? 'deep' : ''}>
              ${
                answer === undefined
                  ? html`<dt class="heading">${question}</dt><dd hidden></dd>`
                  : html`<dt>${question}</dt><dd>${
                      files.has(attachmentName(answer)) ? file(attachmentName(answer)) : answer
                    }</dd>`
              }
            </div>`,
        )}
        ${[...files].map(name => html`<div><dt>${t('report.file')}</dt><dd>${file(name)}</dd></div>`)}
      </dl>
    </section>`;
  }
}
