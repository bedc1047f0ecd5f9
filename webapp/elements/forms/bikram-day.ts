import { bikramMonths, type Day, fromBikramSambat, toBikramSambat } from '@rounds/sentinel/dates/bikram-sambat.ts';
import { css, html } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { day as inWords } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { dayIn, dayOf, digitsIn } from './bikram-text.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';

/** A question for a day, asked in the calendar of Nepal; the answer is the same day of ours. */
@customElement('bikram-day')
export class BikramDay extends DeviceAnswer {
  static override styles = [
    shared,
    deviceStyles,
    css`
      .parts { display: grid; grid-template-columns: 1fr 2fr 1.4fr; gap: 0.5rem; max-inline-size: 26rem; }
      .parts label { display: grid; gap: 0.25rem; font-size: 0.9375rem; min-inline-size: 0; }
      input, select {
        inline-size: 100%; min-block-size: 52px; padding: 0.625rem 0.75rem; border-radius: 14px; min-inline-size: 0;
        border: 1px solid var(--line-strong); background: var(--card); color: var(--ink); font: inherit;
      }
      :is(input, select):focus { outline: 3px solid var(--focus); }
    `,
  ];

  /** What was typed and is no day yet. */
  @state() private typed: [year: string, month: string, day: string] | undefined;

  protected override render() {
    const { field } = this.asked;
    const day = dayIn(field.value);
    const bikram = day && toBikramSambat(day);
    const [year, month, date] = this.typed ?? (bikram ? bikram.map(String) : ['', '', '']);
    const box = (name: string, label: string, value: string | undefined) =>
      html`<label>${t(label)}<input name=${name} inputmode="numeric" autocomplete="off" .value=${dayOf(value ?? '')}
        ?readonly=${field.readonly} @change=${this.type} /></label>`;
    return html`<div class="parts">
        ${box('day', 'form.bikram.day', date)}
        <label>${t('form.bikram.month')}<select name="month" ?disabled=${field.readonly} @change=${this.type}>
          <option value="" ?selected=${!month}>${t('form.choose')}</option>
          ${bikramMonths.map((name, at) => html`<option value=${at + 1} ?selected=${month === String(at + 1)}>${name}</option>`)}
        </select></label>
        ${box('year', 'form.bikram.year', year)}
      </div>
      ${day && !this.typed ? html`<p class="soft">${inWords(field.value, Date.now())}</p>` : ''}
      ${this.problem(this.typed?.every(Boolean) ? t('form.bikram.none') : '')}`;
  }

  private type(): void {
    const value = (name: string): string =>
      digitsIn(this.renderRoot.querySelector<HTMLInputElement | HTMLSelectElement>(`[name=${name}]`)!.value);
    const typed: [string, string, string] = [value('year'), value('month'), value('day')];
    const day = typed.every(Boolean) ? fromBikramSambat(typed.map(Number) as unknown as Day) : undefined;
    this.typed = day ? undefined : typed;
    this.asked.say(day ? day.map((each, at) => String(each).padStart(at === 0 ? 4 : 2, '0')).join('-') : '');
    this.asked.left();
  }
}
