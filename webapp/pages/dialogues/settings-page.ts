import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type ProfileEntry, profileLines, profileOf } from '../../data/dialogues/profile-lines.ts';
import type { ListedDialogue } from '../../data/dialogues/told.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';

/** The section `dialogues` as it is stored, with whatever else stands in it. */
interface Section {
  sequences?: Record<string, string[]>;
  closing?: string;
  interval?: number;
  pace_factor?: number;
  jitter?: number;
  pacing?: boolean;
  consent?: boolean;
  profile?: ProfileEntry[];
  [more: string]: unknown;
}

interface Quiet {
  from?: string;
  to?: string;
  tz?: string;
}

/** A sequence as it is written here: of everybody, or of an arm by its id. */
interface Row {
  of: string;
  ids: string;
}

const everybody = 'default';
const valueIn = (event: Event): string => (event.target as HTMLInputElement).value;
const isOn = (event: Event): boolean => (event.target as HTMLInputElement).checked;
const idsIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Who is led through which dialogues, how fast, when not, and whether consent comes first. */
@customElement('dialogue-settings-page')
export class DialogueSettingsPage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`textarea { font-family: ui-monospace, monospace; } fieldset { display: grid; gap: 1.25rem; border: 0; margin: 0; padding: 0; min-inline-size: 0; }`,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private section: Section | undefined;
  @state() private rows: Row[] = [];
  @state() private quiet: Quiet | undefined;
  @state() private known: string[] = [];
  @state() private saved = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      const [raw, { dialogues }] = await Promise.all([
        ask<{ dialogues?: Section | null; quiet_hours?: Quiet | null }>('/api/v1/settings'),
        ask<{ dialogues: ListedDialogue[] }>('/api/v1/dialogues'),
      ]);
      this.section = raw.dialogues ?? {};
      this.quiet = raw.quiet_hours ?? undefined;
      this.known = dialogues.map(({ id }) => id);
      const sequences = Object.entries({ [everybody]: [], ...this.section.sequences });
      this.rows = sequences.map(([of, ids]) => ({ of, ids: ids.join('\n') }));
    });
  }

  private set(change: Section): void {
    this.section = { ...this.section, ...change };
    this.saved = false;
  }

  private row(at: number, change: Partial<Row>): void {
    this.rows = this.rows.map((row, nth) => (nth === at ? { ...row, ...change } : row));
    this.saved = false;
  }

  protected override render() {
    const { section } = this;
    const heading = html`<h1>${t('dialogues.settings')}</h1>${this.troubled()}`;
    if (!section) return html`${heading}${this.loading()}`;
    const may = this.phone.programme.may('can_configure');
    return html`${heading}
      ${this.saved ? html`<p class="done" role="status">${t('dialogues.settings.saved')}</p>` : nothing}
      ${may ? nothing : html`<p class="warn">${t('dialogues.settings.readonly')}</p>`}
      <form @submit=${this.save}><fieldset ?disabled=${!may}>
        ${this.sequences()}
        ${this.pace(section)}
        ${this.hours()}
        ${this.figures(section)}
        ${may ? html`<div class="acts"><button class="act main" ?disabled=${this.busy}>${t('study.save')}</button></div>` : nothing}
      </fieldset></form>`;
  }

  private sequences() {
    const strange = [...new Set(this.rows.flatMap(({ ids }) => idsIn(ids)))].filter(id => !this.known.includes(id));
    return html`<section class="card"><h2>${t('dialogues.sequences')}</h2>
      <p class="soft small">${t('dialogues.sequences.hint', { ids: this.known.join(', ') })}</p>
      ${this.rows.map(
        ({ of, ids }, at) => html`<div class="fields" role="group" aria-label=${of || t('dialogues.sequence.arm')}>
          ${
            of === everybody && at === 0
              ? html`<p><strong>${t('dialogues.sequence.default')}</strong></p>`
              : html`<label>${t('dialogues.sequence.arm')}<input required .value=${of} @change=${(event: Event) => this.row(at, { of: valueIn(event).trim() })} /></label>`
          }
          <label>${t('dialogues.sequence.ids')}<textarea rows="4" spellcheck="false" .value=${ids} @change=${(event: Event) => this.row(at, { ids: valueIn(event) })}></textarea></label>
          ${
            at === 0
              ? nothing
              : html`<div class="acts"><button type="button" class="act" @click=${() => (this.rows = this.rows.filter((_, nth) => nth !== at))}>${t('dialogues.sequence.remove')}<span
                  class="unseen"> ${of}</span></button></div>`
          }
        </div>`,
      )}
      ${strange.length > 0 ? html`<p class="warn">${t('dialogues.sequence.strange', { ids: strange.join(', ') })}</p>` : nothing}
      <div class="acts"><button type="button" class="act" @click=${() => (this.rows = [...this.rows, { of: '', ids: '' }])}>${t('dialogues.sequence.add')}</button></div>
      <label>${t('dialogues.closing')}<select @change=${(event: Event) => this.set({ closing: valueIn(event) })}>
        <option value="" ?selected=${!this.section?.closing}>${t('dialogues.closing.none')}</option>
        ${this.known.map(id => html`<option value=${id} ?selected=${id === this.section?.closing}>${id}</option>`)}</select></label>
    </section>`;
  }

  private pace({ interval = 24, pace_factor: factor = 0.25, jitter = 30, pacing = true, consent = false }: Section) {
    const numeric = (
      name: 'interval' | 'pace_factor' | 'jitter',
      value: number,
    ) => html`<label>${t(`dialogues.${name}`)}<input type="number" min="0" step="any" required
      .value=${String(value)} @change=${(event: Event) => this.set({ [name]: Number(valueIn(event)) })} /></label>`;
    return html`<section class="card"><h2>${t('dialogues.pace')}</h2>
      <div class="fields">${numeric('interval', interval)}${numeric('pace_factor', factor)}${numeric('jitter', jitter)}</div>
      <label class="line"><input type="checkbox" .checked=${pacing} @change=${(event: Event) => this.set({ pacing: isOn(event) })} />${t('dialogues.pacing')}</label>
      <label class="line"><input type="checkbox" .checked=${consent} @change=${(event: Event) => this.set({ consent: isOn(event) })} />${t('dialogues.consent')}</label>
    </section>`;
  }

  /** By which fields of the profile people are counted. */
  private figures({ profile = [] }: Section) {
    return html`<section class="card"><h2>${t('dialogues.figures')}</h2>
      <label>${t('dialogues.profile')}<textarea rows="3" spellcheck="false" .value=${profileLines(profile)}
        @change=${(event: Event) => this.set({ profile: profileOf(valueIn(event), profile) })}></textarea></label>
      <p class="small soft">${t('dialogues.profile.hint')}</p>
    </section>`;
  }

  private hours() {
    const { quiet } = this;
    const set = (change: Quiet): void => {
      this.quiet = { ...this.quiet, ...change };
      this.saved = false;
    };
    return html`<section class="card"><h2>${t('dialogues.quiet')}</h2>
      <label class="line"><input type="checkbox" .checked=${quiet !== undefined}
        @change=${(event: Event) => (this.quiet = isOn(event) ? { from: '21:00', to: '07:00', tz: 'contact' } : undefined)} />${t('dialogues.quiet.on')}</label>
      ${
        quiet
          ? html`<div class="fields">
              <label>${t('dialogues.quiet.from')}<input type="time" required .value=${quiet.from ?? '21:00'} @change=${(event: Event) => set({ from: valueIn(event) })} /></label>
              <label>${t('dialogues.quiet.to')}<input type="time" required .value=${quiet.to ?? '07:00'} @change=${(event: Event) => set({ to: valueIn(event) })} /></label>
              <label>${t('dialogues.quiet.tz')}<input .value=${quiet.tz ?? ''} placeholder="contact" @change=${(event: Event) => set({ tz: valueIn(event).trim() })} /></label>
            </div><p class="small soft">${t('dialogues.quiet.hint')}</p>`
          : nothing
      }
    </section>`;
  }

  /** Writes both sections through the door of the settings, which checks them. */
  private save(event: SubmitEvent): void {
    event.preventDefault();
    const { closing, ...rest } = this.section!;
    const sequences = Object.fromEntries(
      this.rows.flatMap(({ of, ids }) => (of === everybody || of !== '' ? [[of, idsIn(ids)] as const] : [])),
    );
    const { tz, ...clock } = this.quiet ?? {};
    const body = {
      dialogues: { ...rest, sequences, ...(closing ? { closing } : {}) },
      quiet_hours: this.quiet ? { ...clock, ...(tz ? { tz } : {}) } : null,
    };
    void this.trying(async () => {
      await ask('/api/v1/settings?replace=true', { method: 'PUT', body });
      await this.load();
      this.saved = true;
    });
  }
}
