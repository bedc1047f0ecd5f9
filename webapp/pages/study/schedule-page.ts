import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { ScheduleEntry, ScheduleStart } from '@rounds/ddocs/study/schedule.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { inZone } from '../../words/in-zone.ts';
import { reasonSaid, stateSaid } from '../../words/message-words.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** A schedule as its door tells it. */
interface Told {
  contact: string;
  name?: string;
  rev?: string;
  start: ScheduleStart | null;
  begin: { date: string; time: string; zone?: string };
  entries: ScheduleEntry[];
  calendar: { day: number; due: string; state: TaskState; why?: string; text?: { content: string }[]; count: number }[];
}

/** What a change would do. */
interface Preview {
  will_send: { day: number; due: string }[];
  superseded: unknown[];
  skipped: unknown[];
  sent: unknown[];
  recipients: number;
}

/** One schedule: when it starts, what goes on which day, and the calendar of what will go, went and did not go. */
@customElement('schedule-page')
export class SchedulePage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
      legend { font-weight: 650; font-size: 1.0625rem; padding: 0; margin-block-end: 0.5rem; }
      .entry { display: grid; gap: 0.75rem; padding-block: 0.75rem; border-block-start: 1px solid var(--line); }
      .day { max-inline-size: 7rem; }
      li { padding-block: 0.5rem; border-block-start: 1px solid var(--line); }
    `,
  ];

  @property() contactId = '';
  @state() private told: Told | undefined;
  @state() private entries: ScheduleEntry[] = [];
  @state() private begins: { date: string; time: string; tz: string } = { date: '', time: '', tz: '' };
  @state() private preview: Preview | undefined;
  @state() private trouble = '';
  @state() private saved = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('contactId')) void this.load();
  }

  private get path(): string {
    return `/api/v1/schedules/${encodeURIComponent(this.contactId)}`;
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      const told = await ask<Told>(this.path);
      this.told = told;
      this.entries = told.entries;
      const { date, time, tz } = told.start ?? { ...told.begin, tz: told.begin.zone };
      this.begins = { date: date ?? '', time, tz: tz ?? '' };
    });
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    // Before the act, since one that is tried within it may have failed and said why.
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      this.trouble = whyNot(error);
    }
  }

  protected override render() {
    const { told } = this;
    if (!told)
      return html`<h1>${t('study.schedule')}</h1>${
        this.trouble
          ? html`<p class="fault" role="alert">${this.trouble}</p>
              <div class="acts"><a class="act" href="/study">${t('study.title')}</a></div>`
          : html`<p class="empty" role="status">${t('app.loading')}</p>`
      }`;
    return html`<h1><bdi>${told.name || told.contact}</bdi></h1>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${this.saved ? html`<p class="done" role="status">${t('study.saved')}</p>` : nothing}
      <form class="card" @submit=${this.look} @input=${this.touched}>
        <fieldset>
          <legend>${t('study.start')}</legend>
          <div class="fields">
            <label>${t('study.date')}<input type="date" .value=${this.begins.date}
              @change=${(event: Event) => this.begin('date', event)} /></label>
            <label>${t('study.time')}<input type="time" required .value=${this.begins.time}
              @change=${(event: Event) => this.begin('time', event)} /></label>
            <label>${t('study.zone')}<input .value=${this.begins.tz} placeholder="Africa/Nairobi"
              @change=${(event: Event) => this.begin('tz', event)} /></label>
          </div>
          <p class="small soft">${t('study.date.hint')}</p>
        </fieldset>
        <fieldset>
          <legend>${t('study.messages')}</legend>
          ${this.entries.map((entry, at) => this.entry(entry, at))}
          <div class="acts"><button type="button" class="act" @click=${this.add}>${t('study.add')}</button></div>
        </fieldset>
        ${
          this.preview
            ? html`<p class="warn" role="status">${this.would(this.preview)}</p>
              <div class="acts"><button type="button" class="act main" @click=${this.save}>${t('study.save')}</button></div>`
            : html`<div class="acts"><button class="act main">${t('study.look')}</button></div>`
        }
      </form>
      ${this.calendar(told)}`;
  }

  /** What a change would do, in words; what it would not do is not said. */
  private would({ recipients, ...lists }: Preview): string {
    const parts = (['will_send', 'superseded', 'skipped', 'sent'] as const).flatMap(kind => {
      const count = lists[kind].length;
      return count > 0 || kind === 'will_send' ? [t(`study.${kind}`, { count })] : [];
    });
    return [...parts, t('study.recipients', { count: recipients })].join('. ');
  }

  private entry({ id, day, text, comment, enabled }: ScheduleEntry, at: number) {
    const n = number(at + 1);
    return html`<div class="entry" role="group" aria-label=${t('study.message.n', { n })}>
      <div class="fields">
        <label class="day">${t('study.on_day')}<input type="number" min="0" step="1" required .value=${String(day)}
          @change=${(event: Event) => this.change(id, { day: Number((event.target as HTMLInputElement).value) })} /></label>
        <label>${t('study.comment')}<input .value=${comment}
          @change=${(event: Event) => this.change(id, { comment: (event.target as HTMLInputElement).value })} /></label>
      </div>
      ${Object.entries(text).map(
        ([language, words]) => html`<label>${language ? t('study.text.in', { language }) : t('study.text')}
          <textarea required .value=${words}
            @change=${(event: Event) => this.change(id, { text: { ...text, [language]: (event.target as HTMLTextAreaElement).value } })}></textarea>
        </label>`,
      )}
      <div class="acts">
        <label class="line"><input type="checkbox" .checked=${enabled}
          @change=${(event: Event) => this.change(id, { enabled: (event.target as HTMLInputElement).checked })} />${t('study.enabled')}</label>
        <button type="button" class="act" @click=${() => this.without(id)}>${t('study.remove')}<span class="unseen"> ${n}</span></button>
      </div>
    </div>`;
  }

  private calendar({ calendar, begin }: Told) {
    return html`<section>
      <h2>${t('study.calendar')}</h2>
      ${calendar.length === 0 ? emptyList('calendar', t('study.calendar.none'), t('study.calendar.none.hint')) : nothing}
      <ul class="card">${calendar.map(({ day, due, state, why, text, count }) => {
        const told = stateSaid(state);
        return html`<li>
          <p class="small soft"><time datetime=${due}>${inZone(due, begin.zone)}</time> · ${t('study.day', { n: number(day) })}</p>
          <p><bdi>${text?.[0]?.content ?? ''}</bdi></p>
          <p class="small ${told.kind === 'bad' ? 'bad' : ''}">${told.text}${why ? html`: ${reasonSaid({ reason: why })}` : nothing}${
            count > 1 ? html` · ${t('study.people', { count })}` : nothing
          }</p>
        </li>`;
      })}</ul>
    </section>`;
  }

  private touched(): void {
    this.preview = undefined;
    this.saved = false;
  }

  private begin(field: 'date' | 'time' | 'tz', event: Event): void {
    this.begins = { ...this.begins, [field]: (event.target as HTMLInputElement).value };
    this.touched();
  }

  private change(id: string, more: Partial<ScheduleEntry>): void {
    this.entries = this.entries.map(entry => (entry.id === id ? { ...entry, ...more } : entry));
    this.touched();
  }

  private add(): void {
    const day = Math.max(-1, ...this.entries.map(entry => entry.day)) + 1;
    this.entries = [...this.entries, { id: crypto.randomUUID(), day, text: { '': '' }, comment: '', enabled: true }];
    this.touched();
  }

  private without(id: string): void {
    this.entries = this.entries.filter(entry => entry.id !== id);
    this.touched();
  }

  private get body() {
    const { date, time, tz } = this.begins;
    const { rev } = this.told!;
    return {
      start: { time, ...(date ? { date } : {}), ...(tz ? { tz } : {}) },
      entries: this.entries,
      ...(rev ? { rev } : {}),
    };
  }

  private look(event: SubmitEvent): void {
    event.preventDefault();
    void this.trying(async () => {
      this.preview = (
        await ask<{ preview: Preview }>(`${this.path}?dry_run=true`, { method: 'PUT', body: this.body })
      ).preview;
    });
  }

  private save(): void {
    void this.trying(async () => {
      await ask(this.path, { method: 'PUT', body: this.body });
      this.preview = undefined;
      await this.load();
      this.saved = true;
    });
  }
}
