import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { readVolunteers, setStatus, type VolunteerRow, wrongFields } from '../../data/dispatch/volunteers.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { contactPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';
import { needsIn } from './in-words.ts';
import '../../elements/app-icon.ts';
import { chooseAgain } from '../../elements/choose-again.ts';

/** What came of a CSV file. */
interface Taken {
  counts: Record<string, number>;
  rows: { row: number; state: string; message: string }[];
  dry_run: boolean;
}

/** Volunteers with what they do, a form for a new one, and tables in and out. */
@customElement('dispatch-volunteers-page')
export class DispatchVolunteersPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { grid-template-columns: minmax(0, 1fr); }
      .wide { position: relative; }
      .field { display: grid; gap: 0.25rem; align-content: start; }
      .field p { margin: 0; }
    `,
  ];

  @state() private volunteers: VolunteerRow[] | undefined;
  @state() private zones: readonly string[] = [];
  /** Fields of the form that must be mended, and why nobody was registered otherwise. */
  @state() private wrong: readonly string[] = [];
  @state() private refused = '';
  @state() private trouble = '';
  @state() private note = '';
  @state() private file: File | undefined;
  @state() private kind = 'volunteers';
  @state() private taken: Taken | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.trying(() => this.load());
  }

  private async load(): Promise<void> {
    const { volunteers, zones } = await readVolunteers();
    [this.volunteers, this.zones] = [volunteers, zones];
  }

  /** Does something; what went wrong stands on the page until something else goes well. */
  private async trying(act: () => Promise<void>): Promise<void> {
    this.note = '';
    try {
      await act();
      this.trouble = '';
    } catch (error) {
      this.trouble = whyNot(error);
    }
  }

  protected override render() {
    const { volunteers } = this;
    return html`<h1>${t('dispatch.volunteers')}</h1>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      <p class="done" role="status" ?hidden=${this.note === ''}>${this.note}</p>
      ${volunteers || this.trouble ? nothing : html`<p role="status">${t('app.loading')}</p>`}
      ${volunteers?.length === 0 ? emptyList('users', t('dispatch.no_volunteers'), t('dispatch.no_volunteers.hint')) : nothing}
      ${volunteers?.length ? this.table(volunteers) : nothing} ${this.register()} ${this.tables()}`;
  }

  private table(volunteers: readonly VolunteerRow[]) {
    return html`<div class="card wide" tabindex="0" role="region" aria-label=${t('dispatch.volunteers')}><table class="cards">
      <thead><tr><th>${t('dispatch.volunteer')}</th><th>${t('dispatch.status')}</th><th>${t('dispatch.activities')}</th>
        <th>${t('dispatch.reached')}</th><th><span class="unseen">${t('dispatch.acts')}</span></th></tr></thead>
      <tbody>${volunteers.map(
        one => html`<tr>
          <td><a href=${contactPath(one.id)}><bdi>${one.name}</bdi></a></td>
          <td data-head=${t('dispatch.status')}>${t(`dispatch.status.${one.status}`)}${one.available ? nothing : html` <span class="badge wait">${t('dispatch.away')}</span>`}</td>
          <td data-head=${t('dispatch.activities')}>${one.activities.length > 0 ? needsIn(one.activities) : t('dispatch.all_activities')}</td>
          <td data-head=${t('dispatch.reached')}>${one.byChat ? t('dispatch.by_chat') : (one.phone ?? t('dispatch.nowhere'))}</td>
          <td>${
            one.status === 'active' || one.status === 'inactive'
              ? html`<button class="act" @click=${() => this.toggle(one)}>${t(one.status === 'active' ? 'dispatch.rest_him' : 'dispatch.wake_him')}</button>`
              : nothing
          }</td>
        </tr>`,
      )}</tbody>
    </table></div>`;
  }

  private register() {
    const field = (name: string, { type = 'text', most = 60, required = true, list = '' } = {}) => {
      const isWrong = this.wrong.includes(name);
      return html`<div class="field"><label>${t(`dispatch.${name}`)}<input name=${name} type=${type} ?required=${required}
          maxlength=${most} list=${list || nothing} autocomplete="off" aria-invalid=${isWrong ? 'true' : 'false'}
          aria-describedby=${isWrong ? `wrong-${name}` : nothing} /></label>
        ${isWrong ? html`<p class="small bad" role="alert" id=${`wrong-${name}`}>${t(`dispatch.wrong.${name}`)}</p>` : nothing}</div>`;
    };
    return html`<section><h2>${t('dispatch.register')}</h2><p class="soft">${t('dispatch.register.hint')}</p>
      <form class="card" @submit=${this.submit}>
        <div class="fields">
          ${field('first_name')}${field('last_name', { required: false })}
          ${field('phone', { type: 'tel', most: 20 })}${field('zone', { most: 80, list: 'zones' })}
        </div>
        <datalist id="zones">${this.zones.map(zone => html`<option value=${zone}></option>`)}</datalist>
        ${this.refused ? html`<p class="fault" role="alert">${this.refused}</p>` : nothing}
        <div class="acts"><button class="act main">${t('dispatch.register.send')}</button></div>
      </form></section>`;
  }

  private tables() {
    const { taken } = this;
    const exports = ['volunteers', 'beneficiaries', 'requests'];
    return html`<section><h2>${t('dispatch.tables')}</h2>
      <div class="acts">${exports.map(
        each =>
          html`<a class="act" href=${`/api/v1/export/${each}.csv`} download><app-icon name="file-text"></app-icon>${t(`dispatch.export.${each}`)}</a>`,
      )}</div>
      <div class="card">
        <div class="fields">
          <label>${t('dispatch.import')}<select .value=${this.kind} @change=${(event: Event) => (this.kind = (event.target as HTMLSelectElement).value)}>
            <option value="volunteers">${t('dispatch.export.volunteers')}</option>
            <option value="requests">${t('dispatch.export.requests')}</option></select></label>
          <label>${t('dispatch.file')}<input type="file" accept=".csv,text/csv" @click=${chooseAgain} @change=${this.choose} /></label>
        </div>
        ${
          taken
            ? html`<div aria-live="polite">
                <p class=${taken.rows.some(({ state }) => state === 'faulty') ? 'warn' : 'done'}>${t(
                  taken.dry_run ? 'dispatch.would' : 'dispatch.took',
                  {
                    new: taken.counts.new ?? 0,
                    known: taken.counts.known ?? 0,
                    faulty: taken.counts.faulty ?? 0,
                  },
                )}</p>
                <ul>${taken.rows
                  .filter(({ state }) => state === 'faulty')
                  .slice(0, 20)
                  .map(
                    ({ row, message }) =>
                      html`<li class="bad">${t('dispatch.row', { row })} <bdi>${message}</bdi></li>`,
                  )}</ul>
                ${taken.dry_run ? html`<button class="act main" @click=${() => this.send(false)}>${t('dispatch.take')}</button>` : nothing}
              </div>`
            : nothing
        }
      </div></section>`;
  }

  private choose(event: Event): void {
    this.file = (event.target as HTMLInputElement).files?.[0];
    this.taken = undefined;
    void this.send(true);
  }

  private async send(dry: boolean): Promise<void> {
    const { file, kind } = this;
    if (!file) return;
    await this.trying(async () => {
      this.taken = await ask<Taken>(`/api/v1/import/${kind}.csv${dry ? '?dry_run=true' : ''}`, { file });
      if (!dry) await this.load();
    });
  }

  private async toggle({ id, status }: VolunteerRow): Promise<void> {
    await this.trying(async () => {
      await setStatus(id, status === 'active' ? 'inactive' : 'active');
      await this.load();
    });
  }

  private async submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const body = Object.fromEntries(new FormData(form));
    [this.note, this.wrong, this.refused] = ['', [], ''];
    try {
      await ask('/api/v1/dispatch/volunteers', { body });
    } catch (error) {
      const known = wrongFields(error).filter(name => name in body);
      if (known.length === 0) this.refused = whyNot(error);
      this.wrong = known;
      await this.updateComplete;
      form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    form.reset();
    await this.trying(() => this.load());
    this.note = t('dispatch.registered');
  }
}
