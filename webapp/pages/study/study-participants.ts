import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { chooseAgain } from '../../elements/choose-again.ts';
import { number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { whyNot } from '../why-not.ts';
import '../../elements/app-icon.ts';
import './participants-list.ts';

/** What became of the rows of a workbook of participants, or would. */
interface Taken {
  dry_run: boolean;
  counts: Record<string, number>;
  rows: { row: number; study_id: string; state: string; message: string; invite?: string }[];
}

const faulty = ['invalid', 'duplicate'];

/** Participants of the study: the list, and a workbook that brings them, shown row by row before anything is changed. */
@customElement('study-participants')
export class StudyParticipants extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding: 0; max-inline-size: none; margin: 0; gap: 0.75rem; }
      .said { min-inline-size: 10rem; }
      .wide { position: relative; }
    `,
  ];

  @state() private people: File | undefined;
  @state() private keepPhones = false;
  @state() private taken: Taken | undefined;
  @state() private busy = false;
  @state() private trouble = '';
  /** How often a workbook was taken: the list is read anew then. */
  @state() private turn = 0;

  protected override render() {
    return html`<participants-list .turn=${this.turn}></participants-list>
      <p class="soft">${t('study.participants.hint')}</p>
      <div class="acts">
        <a class="act" href="/api/v1/participants.xlsx" download><app-icon name="users"></app-icon>${t('study.participants.download')}</a>
        <a class="act" href="/api/v1/participants.xlsx?sample=true" download><app-icon name="file-text"></app-icon>${t('study.participants.sample')}</a>
      </div>
      <label class="line"><input type="checkbox" .checked=${this.keepPhones} @change=${this.keep} />${t('study.keep_phones')}</label>
      <label>${t('study.participants.upload')}<input type="file" accept=".xlsx" @click=${chooseAgain} @change=${this.choose} /></label>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${this.taken ? this.outcome(this.taken) : nothing}`;
  }

  private outcome(taken: Taken) {
    const good = taken.rows.filter(({ state }) => !faulty.includes(state)).length;
    const [kind, words] = this.verdict(taken, good);
    return html`<div class="card" aria-live="polite">
      <p class=${kind}>${words}
        ${Object.entries(taken.counts).map(([state, count]) => html` ${this.state(state)}: ${number(count)}.`)}</p>
      ${taken.rows.length > 0 ? this.table(taken) : nothing}
      ${
        taken.dry_run && good > 0
          ? html`<div class="acts"><button class="act main" ?disabled=${this.busy} @click=${() => this.take(false)}>${
              good < taken.rows.length ? t('study.participants.apply.good') : t('study.participants.apply')
            }</button></div>`
          : nothing
      }
    </div>`;
  }

  /** What came of the workbook as a whole: nothing is called taken of which no row could be used. */
  private verdict({ dry_run, rows }: Taken, good: number): [kind: 'warn' | 'done' | 'fault', words: string] {
    if (rows.length === 0) return ['fault', t('study.participants.empty')];
    if (good === 0) return ['fault', t('study.participants.unusable')];
    if (dry_run) return ['warn', t('study.preview')];
    if (good === rows.length) return ['done', t('study.participants.done')];
    return ['warn', t('study.participants.some', { count: number(good), of: number(rows.length) })];
  }

  private table({ rows }: Taken) {
    const invites = rows.some(({ invite }) => invite);
    return html`<div class="wide" tabindex="0" role="region" aria-label=${t('study.participants.rows')}><table>
      <thead><tr><th>${t('study.row')}</th><th>${t('study.id')}</th><th>${t('study.state')}</th>${invites ? html`<th>${t('study.invite')}</th>` : nothing}</tr></thead>
      <tbody>${rows.map(
        ({ row, study_id, state, message, invite }) => html`<tr>
          <td>${number(row)}</td><td><bdi>${study_id}</bdi></td>
          <td class=${faulty.includes(state) ? 'said bad' : 'said'}>${this.state(state)}<br /><span class="small">${message}</span></td>
          ${invites ? html`<td><bdi>${invite ? `/start ${invite}` : ''}</bdi></td>` : nothing}
        </tr>`,
      )}</tbody>
    </table></div>`;
  }

  private state(state: string): string {
    return hasWords(`study.state.${state}`) ? t(`study.state.${state}`) : state;
  }

  private keep(event: Event): void {
    this.keepPhones = (event.target as HTMLInputElement).checked;
    if (this.people && this.taken?.dry_run) void this.take(true);
  }

  private choose(event: Event): void {
    this.people = (event.target as HTMLInputElement).files?.[0];
    this.taken = undefined;
    if (this.people) void this.take(true);
  }

  private async take(dry: boolean): Promise<void> {
    const { people } = this;
    if (!people || this.busy) return;
    this.busy = true;
    try {
      const query = `dry_run=${dry}&keep_phones=${this.keepPhones}`;
      this.taken = await ask<Taken>(`/api/v1/participants.xlsx?${query}`, { file: people });
      this.trouble = '';
      if (!dry) this.turn += 1;
    } catch (error) {
      this.trouble = whyNot(error);
    } finally {
      this.busy = false;
    }
  }
}
