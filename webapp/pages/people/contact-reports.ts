import { consume } from '@lit/context';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { writePlanned } from '../../data/messages/planned.ts';
import { verification } from '../../data/muting/verify.ts';
import { type Due, messagesOf } from '../../data/people/reports-about.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { pictureOf } from '../../design/form-picture.ts';
import { listCard } from '../../design/list-card.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { contactPath, reportPath } from '../../navigation.ts';
import { formTitle, scheduleName } from '../../words/labels.ts';
import { ago, inLine, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/programme-picture.ts';
import '../../elements/messages/message-row.ts';

/** Messages to come that are shown before the others are asked for. */
const next = 2;

/** Reports shown before `show all`. */
const few = 30;

/** What was reported about a contact, and the messages that follow from it. */
@customElement('contact-reports')
export class ContactReports extends AppElement {
  static override styles = [
    shared,
    listCard,
    css`
      :host { display: contents; }
      .report {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 60px; padding: 0.625rem var(--gutter);
        color: var(--ink); text-decoration: none;
      }
      .report:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      .report:focus-visible { outline-offset: -3px; }
      .report .text { flex: 1; min-inline-size: 0; }
      .report .what { display: block; font-weight: 580; }
      .report programme-picture { color: var(--ink-soft); }
      .report app-icon { color: var(--line-strong); inline-size: 1.125rem; block-size: 1.125rem; }
      .all { margin-inline-start: auto; display: inline-flex; align-items: center; min-block-size: 44px; margin-block: -0.75rem; }
      details summary {
        min-block-size: var(--touch); display: flex; align-items: center; padding-inline: var(--gutter);
        cursor: pointer; color: var(--ink-soft); font-weight: 580;
      }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  /** The latest first. */
  @property({ attribute: false }) reports: readonly Report[] = [];
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  @state() private allReports = false;
  @state() private planned: ReadonlyMap<ScheduledTask, string> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.sync.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Emptied when another contact is opened.
    if (changed.has('reports') && this.reports.length === 0) this.allReports = false;
    if (changed.has('reports')) void this.writePlanned();
  }

  protected override render() {
    const { now } = this;
    return [this.messages(now), this.reportList(now)];
  }

  private messages(now: number) {
    const { ahead, past } = messagesOf(this.reports, now);
    if (ahead.length + past.length === 0) return nothing;
    const { programme } = this.phone;
    const row = ({ task, report }: Due) =>
      html`<message-row .task=${task} .now=${now} .planned=${this.planned.get(task) ?? ''}
        .what=${task.type ? scheduleName(task.type) : formTitle(programme, report.form)}></message-row>`;
    const folded = (words: string, rows: readonly Due[]) =>
      rows.length > 0 ? html`<details><summary>${words}</summary>${rows.map(row)}</details>` : nothing;
    const later = ahead.slice(next);
    return html`<section class="block">
      <h2>${t('contact.messages')} <span>${number(ahead.length)}</span></h2>
      <div class="card">
        ${ahead.slice(0, next).map(row)}
        ${folded(t('contact.messages.later', { count: later.length }), later.slice(0, 100))}
        ${folded(t('contact.messages.past', { n: number(past.length) }), past.slice(0, 100))}
      </div>
    </section>`;
  }

  /** Writes the messages that are shown as they will be when they fall due. */
  private async writePlanned(): Promise<void> {
    const { reports } = this;
    const { ahead } = messagesOf(reports, this.phone.clock());
    const planned = await writePlanned(this.phone, ahead.slice(0, 100), reports);
    if (reports === this.reports) this.planned = planned;
  }

  private reportList(now: number) {
    const shown = this.allReports ? this.reports : this.reports.slice(0, few);
    return html`<section class="block">
      <h2>
        ${t('contact.reports')} ${this.reports.length > 0 ? html`<span>${number(this.reports.length)}</span>` : nothing}
        <a class="all small" href=${`${contactPath(this.contactId)}/reports`}>${t('contact.reports.all')}</a>
      </h2>
      ${
        this.reports.length === 0
          ? html`<p class="soft">${t(this.phone.session?.online ? 'contact.reports.none_online' : 'contact.reports.none')}</p>`
          : html`<div class="card">
            ${shown.map(report => this.report(report, now))}
            ${
              this.reports.length > shown.length
                ? html`<button class="plain more" @click=${() => (this.allReports = true)}>
                    ${t('contact.more', { n: number(this.reports.length) })}
                  </button>`
                : nothing
            }
          </div>`
      }
    </section>`;
  }

  private report(report: Report, now: number) {
    const { programme, people, sync } = this.phone;
    const form = programme.form(report.form ?? '');
    const sender = report.contact?._id ? people.get(report.contact._id)?.name : undefined;
    const refused = sync.state().refused.some(({ id }) => id === report._id);
    return html`<a class="report" href=${reportPath(report._id)}>
      <programme-picture
        name=${form?.icon ?? ''} fallback=${pictureOf(form?.icon, programme.mutes(report.form))}></programme-picture>
      <span class="text">
        <span class="what">${formTitle(programme, report.form)}</span>
        <span class="small soft">${inLine([ago(report.reported_date ?? 0, now), sender])}</span>
      </span>
      ${refused ? html`<span class="badge bad">${t('report.refused')}</span>` : nothing}
      ${verification(this.phone, report) === 'waits' ? html`<span class="badge wait">${t('verify.badge')}</span>` : nothing}
      ${report.errors?.length ? html`<span class="badge bad">${t('report.faulty')}</span>` : nothing}
      <app-icon name="chevron-right"></app-icon>
    </a>`;
  }
}
