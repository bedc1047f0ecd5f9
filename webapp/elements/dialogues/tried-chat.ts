import type { TestInput } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Rehearsal, RehearsedInput } from '@rounds/sentinel/dialogues/rehearse.ts';
import { renderSms, smsParts } from '@rounds/sentinel/dialogues/render-sms.ts';
import { renderTelegram } from '@rounds/sentinel/dialogues/render-telegram.ts';
import type { Saying } from '@rounds/sentinel/dialogues/run.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import { markedText } from '../console/marked-text.ts';
import '../app-icon.ts';

/** Signs that Telegram shows in one message. */
const longest = 4096;

/** What somebody sees of a rehearsal in one channel. Says `wrote` with a text, and in Telegram `pressed` with a choice. */
@customElement('tried-chat')
export class TriedChat extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; grid-template-rows: auto 1fr auto; gap: 0.75rem; padding: 1rem; background: var(--sunk);
        border-radius: var(--round); align-content: start; min-inline-size: 0; }
      .log { max-block-size: 26rem; overflow-y: auto; padding: 0.25rem; }
      ol { display: grid; gap: 0.5rem; align-content: start; }
      li { display: grid; gap: 0.25rem; overflow-wrap: anywhere; max-inline-size: 90%; }
      .text { background: var(--card); padding: 0.625rem 0.875rem; border-radius: 4px 14px 14px 14px; white-space: pre-line; }
      .own { justify-self: end; }
      .own .text { background: var(--brand-soft); border-radius: 14px 4px 14px 14px; }
      .buttons { display: grid; gap: 0.25rem; }
      .row { display: flex; gap: 0.25rem; }
      .row button {
        flex: 1; min-block-size: 44px; border-radius: 10px; border: 1px solid var(--line-strong); background: var(--card);
        color: var(--brand-ink); font: inherit; font-weight: 600; cursor: pointer; padding: 0.375rem 0.625rem; min-inline-size: 0;
      }
      .row button[disabled] { color: var(--ink-soft); cursor: default; border-color: var(--line); }
      .media { display: flex; gap: 0.375rem; align-items: center; font-weight: 600; }
      form { display: flex; gap: 0.5rem; }
      input { flex: 1; min-inline-size: 0; min-block-size: 44px; padding: 0.5rem 0.75rem; border-radius: 12px; font: inherit;
        border: 1px solid var(--line-strong); background: var(--card); color: var(--ink); }
      form button { min-inline-size: 44px; min-block-size: 44px; border-radius: 12px; border: 0; background: var(--brand);
        color: var(--on-brand); cursor: pointer; display: grid; place-items: center; }
    `,
  ];

  @property() as: 'telegram' | 'sms' = 'telegram';
  @property({ attribute: false }) rehearsal!: Rehearsal;

  protected override updated(): void {
    const list = this.renderRoot.querySelector('.log');
    if (list) list.scrollTop = list.scrollHeight;
  }

  protected override render() {
    const { as, rehearsal } = this;
    const label = t(`dialogues.try.${as}`);
    return html`<h2>${label}</h2>
      <div class="log" tabindex="0" role="log" aria-label=${label}><ol>${rehearsal.inputs.map(each => this.one(each))}</ol></div>
      <form @submit=${this.write}>
        <input name="text" autocomplete="off" aria-label=${t('dialogues.try.write', { channel: label })}
          placeholder=${t('dialogues.try.answer')} />
        <button aria-label=${t('dialogues.try.send')}><app-icon name="send"></app-icon></button>
      </form>`;
  }

  private one({ input, said: sayings, heard, at }: RehearsedInput) {
    return html`${input ? html`<li class="own"><p class="text"><bdi>${this.did(input)}</bdi></p></li>` : nothing}
      ${heard === 'closed' || heard === 'impossible' ? html`<li class="small soft">${t(`dialogues.try.${heard}`)}</li>` : nothing}
      ${sayings.map(saying => (this.as === 'sms' ? this.sms(saying) : this.telegram(saying, at)))}`;
  }

  private did(input: TestInput): string {
    if (input.do === 'text') return input.text;
    if (input.do === 'language') return t('dialogues.try.spoke', { language: input.language });
    return input.do === 'time' ? t('dialogues.try.time_went') : this.labelOf(input.value);
  }

  /** The label of the last choice that was offered with a value. */
  private labelOf(value: string): string {
    const all = this.rehearsal.inputs.flatMap(({ said: sayings }) => sayings.flatMap(({ choices }) => choices));
    return all.findLast(choice => choice.value === value)?.label ?? value;
  }

  private telegram(saying: Saying, at: number) {
    const { text, entities, buttons, media } = renderTelegram(saying);
    const { turn, state } = this.rehearsal.run.standing;
    const isOpen = saying.turn === turn && state === 'open';
    const later = Math.round((saying.due - at) / 1000);
    return html`<li>
      ${media.map(({ file }) => html`<p class="text media"><app-icon name="file-text"></app-icon><bdi>${file}</bdi></p>`)}
      ${text ? html`<p class="text" lang=${saying.language}>${markedText(text, entities)}</p>` : nothing}
      ${text.length > longest ? html`<p class="small bad">${t('dialogues.try.long', { n: number(longest) })}</p>` : nothing}
      <div class="buttons">${buttons.map(
        row =>
          html`<div class="row">${row.map(
            button =>
              html`<button ?disabled=${!isOpen} lang=${saying.language} @click=${() => this.press(saying, button.choice)}>${button.text}</button>`,
          )}</div>`,
      )}</div>
      ${later > 0 ? html`<p class="small soft">${t('dialogues.try.after', { count: later })}</p>` : nothing}
    </li>`;
  }

  private sms(saying: Saying) {
    const text = renderSms(saying);
    return html`<li>
      <p class="text" lang=${saying.language}>${text}</p>
      <p class="small soft">${t('dialogues.try.parts', { count: smsParts(text), n: number(text.length) })}</p>
    </li>`;
  }

  private press({ choices }: Saying, choice: number): void {
    const value = choices.find(each => each.choice === choice)?.value;
    if (value !== undefined) this.dispatchEvent(said('pressed', { value }));
  }

  private write(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = String(new FormData(form).get('text')).trim();
    if (text === '') return;
    form.reset();
    this.dispatchEvent(said('wrote', text));
  }
}
