import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { schedulePath } from '../../navigation.ts';
import { inZone } from '../../words/in-zone.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';
import '../../elements/app-icon.ts';
import './study-participants.ts';
import { chooseAgain } from '../../elements/choose-again.ts';

/** A group, a person or an arm with its schedule, in the list. */
interface Listed {
  contact: string;
  name?: string;
  group: boolean;
  begin: { date: string; time: string; zone?: string };
  entries: number;
}

interface Due {
  day: number;
  due: string;
  text: Record<string, string>;
}

/** Messages of a sheet that are shown of each kind. */
const mostShown = 50;
/** Places and people that are offered at once. */
const mostFound = 8;

/** What came of a workbook of schedules, or would come. */
interface Uploaded {
  message: string;
  dry_run: boolean;
  is_success: boolean;
  sheets: {
    sheet: string;
    title?: string;
    title_fault?: string;
    applied: boolean;
    faults: { row: number; column: string; message: string }[];
    preview?: { will_send: Due[]; superseded: Due[]; skipped: Due[]; sent: Due[]; recipients: number; zone?: string };
  }[];
}

/** A study: schedules by workbook, participants by workbook, and exports of what was said. */
@customElement('study-page')
export class StudyPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private schedules: Listed[] | undefined;
  @state() private trouble = '';
  @state() private book: File | undefined;
  @state() private uploaded: Uploaded | undefined;
  @state() private busy = false;
  /** For whom a schedule is looked for. */
  @state() private other = '';
  @state() private grade = 'pseudonymised';
  @state() private from = '';
  @state() private to = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private get may() {
    return this.phone.programme.may;
  }

  private async load(): Promise<void> {
    if (!this.may('can_manage_study')) return;
    await this.trying(async () => {
      this.schedules = (await ask<{ schedules: Listed[] }>('/api/v1/schedules')).schedules;
    });
  }

  /** Does something that the server may refuse, and shows why. */
  private async trying(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    // Before the act, since one that is tried within it may have failed and said why.
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      this.trouble = whyNot(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render() {
    return html`<h1>${t('study.title')}</h1>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${this.may('can_manage_study') ? html`${this.listed()}${this.workbook()}${this.participants()}` : nothing}
      ${this.may('can_export_messages') ? this.exports() : nothing}`;
  }

  private listed() {
    const { schedules } = this;
    return html`<section>
      <h2>${t('study.schedules')}</h2>
      ${schedules || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${
        schedules?.length === 0
          ? html`${emptyList('calendar', t('study.none'), t('study.none.hint'))}
              <div class="acts">
                ${this.may('can_decide_reviews') ? html`<a class="act" href="/review">${t('menu.review')}</a>` : nothing}
                ${this.may('can_view_messages') ? html`<a class="act" href="/console">${t('menu.console')}</a>` : nothing}
              </div>`
          : nothing
      }
      ${
        schedules?.length
          ? html`<div class="card wide" tabindex="0" role="region" aria-label=${t('study.schedules')}><table>
              <thead><tr><th>${t('study.for')}</th><th>${t('study.start')}</th><th>${t('study.messages')}</th></tr></thead>
              <tbody>${schedules.map(
                ({ contact, name, begin, entries }) => html`<tr>
                  <td><a href=${schedulePath(contact)}><bdi>${name || contact}</bdi></a></td>
                  <td>${begin.date} ${begin.time} ${begin.zone ?? ''}</td>
                  <td>${number(entries)}</td>
                </tr>`,
              )}</tbody>
            </table></div>`
          : nothing
      }
      ${this.another()}
    </section>`;
  }

  /** A way to the schedule of an arm, another place or a person who has none yet. */
  private another() {
    const found = this.other.trim() ? this.phone.people.search(this.other).slice(0, mostFound) : [];
    return html`<label>${t('study.other')}<input type="search" autocomplete="off" .value=${this.other}
        @input=${(event: Event) => (this.other = (event.target as HTMLInputElement).value)} /></label>
      <div role="status">${
        this.other.trim() && found.length === 0
          ? html`<p class="soft">${t('study.other.none')}</p>`
          : html`<div class="acts">${found.map(
              ({ id, name }) =>
                html`<a class="act" href=${schedulePath(id)}><bdi>${name || t('people.unnamed')}</bdi></a>`,
            )}</div>`
      }</div>`;
  }

  private workbook() {
    const { uploaded } = this;
    const faulty = uploaded?.sheets.some(({ faults, title_fault }) => faults.length > 0 || title_fault !== undefined);
    return html`<section>
      <h2>${t('study.workbook')}</h2>
      <p class="soft">${t('study.workbook.hint')}</p>
      <div class="acts">
        <a class="act" href="/api/v1/schedules.xlsx" download><app-icon name="file-text"></app-icon>${t('study.download')}</a>
      </div>
      <label>${t('study.upload')}<input type="file" accept=".xlsx" @click=${chooseAgain} @change=${this.chooseBook} /></label>
      ${
        uploaded
          ? html`<div class="card" aria-live="polite">
              <p class=${uploaded.dry_run ? 'warn' : uploaded.is_success ? 'done' : 'fault'}>${t(
                uploaded.dry_run
                  ? 'study.preview'
                  : uploaded.sheets.some(({ applied }) => applied)
                    ? 'study.applied'
                    : 'study.applied.none',
              )}</p>
              ${uploaded.sheets.map(sheet => this.sheet(sheet))}
              ${
                uploaded.dry_run
                  ? html`<div class="acts">
                      <button class="act main" ?disabled=${this.busy} @click=${() => this.send(false, false)}>${t('study.apply')}</button>
                      ${
                        faulty
                          ? html`<button class="act" ?disabled=${this.busy} @click=${() => this.send(false, true)}>${t('study.apply.good')}</button>`
                          : nothing
                      }
                    </div>`
                  : nothing
              }
            </div>`
          : nothing
      }
    </section>`;
  }

  private sheet({ sheet, title, title_fault, faults, preview, applied }: Uploaded['sheets'][number]) {
    const group = (key: string, list: Due[]) =>
      list.length === 0
        ? nothing
        : html`<p><strong>${t(`study.${key}`, { count: list.length })}</strong></p>
            <ul>${list
              .slice(0, mostShown)
              .map(
                ({ day, due, text }) =>
                  html`<li>${t('study.day', { n: number(day) })}, ${inZone(due, preview?.zone)}: <bdi>${Object.values(text)[0] ?? ''}</bdi></li>`,
              )}${list.length > mostShown ? html`<li class="soft">${t('study.more', { count: list.length - mostShown })}</li>` : nothing}</ul>`;
    return html`<article>
      <h3><bdi>${title || sheet}</bdi>${applied ? html` · ${t('study.sheet.done')}` : nothing}</h3>
      ${title_fault ? html`<p class="bad">${title_fault}</p>` : nothing}
      ${faults.map(fault => html`<p class="bad">${t('study.fault', { row: number(fault.row), column: fault.column, message: fault.message })}</p>`)}
      ${
        preview
          ? html`<p class="small soft">${t('study.recipients', { count: preview.recipients })}</p>
              ${group('will_send', preview.will_send)}${group('superseded', preview.superseded)}${group('skipped', preview.skipped)}${group('sent', preview.sent)}`
          : nothing
      }
    </article>`;
  }

  private chooseBook(event: Event): void {
    this.book = (event.target as HTMLInputElement).files?.[0];
    this.uploaded = undefined;
    if (this.book) void this.send(true, false);
  }

  private async send(dry: boolean, partial: boolean): Promise<void> {
    const { book } = this;
    if (!book) return;
    await this.trying(async () => {
      this.uploaded = await ask<Uploaded>(`/api/v1/schedules.xlsx?dry_run=${dry}&partial=${partial}`, { file: book });
      if (!dry) await this.load();
    });
  }

  private participants() {
    return html`<section>
      <h2>${t('study.participants')}</h2>
      <study-participants></study-participants>
    </section>`;
  }

  private exports() {
    const { grade, from, to } = this;
    const query = new URLSearchParams({ grade, ...(from ? { from } : {}), ...(to ? { to } : {}) });
    return html`<section>
      <h2>${t('study.export')}</h2>
      <p class="soft">${t('study.export.hint')}</p>
      <div class="fields">
        <label>${t('study.grade')}
          <select @change=${(event: Event) => (this.grade = (event.target as HTMLSelectElement).value)}>
            ${['pseudonymised', 'identified'].map(one => html`<option value=${one} ?selected=${one === grade}>${t(`study.grade.${one}`)}</option>`)}
          </select>
        </label>
        <label>${t('study.from')}<input type="date" .value=${from} @change=${(event: Event) => (this.from = (event.target as HTMLInputElement).value)} /></label>
        <label>${t('study.to')}<input type="date" .value=${to} @change=${(event: Event) => (this.to = (event.target as HTMLInputElement).value)} /></label>
      </div>
      <div class="acts">
        <a class="act" href="/api/v1/export/messages.csv?${query}" download>CSV</a>
        <a class="act" href="/api/v1/export/messages.xlsx?${query}" download>XLSX</a>
      </div>
    </section>`;
  }
}
