import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import type { TestInput } from '@rounds/ddocs/dialogues/authoring.ts';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { usualPacing } from '@rounds/sentinel/dialogues/pacing.ts';
import { type Rehearsal, rehearse } from '@rounds/sentinel/dialogues/rehearse.ts';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { doorOf, pageOf, readDialogue } from '../../data/dialogues/told.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AskingPage } from './asking-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/dialogues/tried-chat.ts';
import '../../elements/dialogues/tried-state.ts';

/** A dialogue, or a draft of it, tried out by hand: in Telegram and by SMS side by side, by the step that people meet. */
@customElement('try-page')
export class TryPage extends AskingPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { max-inline-size: 76rem; }
      .chats { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); }
      .keep { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; }
      .keep label { flex: 1 1 14rem; }
    `,
  ];

  @property() dialogueId = '';
  /** A number, or `draft`. */
  @property() version = 'draft';
  @state() private dialogue: Dialogue | undefined;
  @state() private language = '';
  @state() private inputs: TestInput[] = [];
  @state() private name = '';
  @state() private kept = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dialogueId') || changed.has('version')) void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      this.dialogue = await readDialogue(this.dialogueId, this.version === 'draft' ? 'draft' : Number(this.version));
      this.language = this.dialogue.languages[0] ?? 'en';
      this.inputs = [];
    });
  }

  private through(dialogue: Dialogue, bySms: boolean): Rehearsal {
    const ways = { words, pacing: usualPacing, ...(bySms ? { withoutButtons: true as const } : {}) };
    return rehearse(dialogue, { language: this.language, inputs: this.inputs }, ways);
  }

  protected override render() {
    const { dialogue } = this;
    const heading = html`<h1>${t('dialogues.try.title', { id: this.dialogueId })}</h1>${this.troubled()}`;
    if (!dialogue) return html`${heading}${this.loading()}`;
    const [telegram, sms] = [this.through(dialogue, false), this.through(dialogue, true)];
    const { standing } = telegram.run;
    return html`${heading}
      <p class="soft">${this.version === 'draft' ? t('dialogues.try.draft') : t('dialogues.try.version', { n: this.version })}
        <a href=${pageOf(this.dialogueId)}>${t('dialogues.look')}</a></p>
      <div class="acts" role="toolbar" aria-label=${t('dialogues.try.acts')}>
        <label class="line">${t('dialogues.try.language')}
          <select @change=${this.speak}>${dialogue.languages.map(
            code =>
              html`<option value=${code} ?selected=${code === (standing.language || this.language)}>${code}</option>`,
          )}</select></label>
        <button class="act" ?disabled=${standing.due === undefined} @click=${() => this.do({ do: 'time' })}><app-icon
          name="clock"></app-icon>${t('dialogues.try.time')}</button>
        <button class="act" ?disabled=${this.inputs.length === 0} @click=${this.back}><app-icon
          name="arrow-left"></app-icon>${t('dialogues.try.back')}</button>
        <button class="act" ?disabled=${this.inputs.length === 0} @click=${() => this.restart()}>${t('dialogues.try.restart')}</button>
      </div>
      <div class="chats">
        <tried-chat as="telegram" .rehearsal=${telegram} @pressed=${this.press} @wrote=${this.write}></tried-chat>
        <tried-chat as="sms" .rehearsal=${sms} @wrote=${this.write}></tried-chat>
      </div>
      <tried-state .dialogue=${dialogue} .rehearsal=${telegram}></tried-state>
      <section class="card">
        <h2>${t('dialogues.try.keep')}</h2>
        <p class="soft small">${t('dialogues.try.keep.hint')}</p>
        ${this.kept ? html`<p class="done" role="status">${this.kept}</p>` : nothing}
        <form class="keep" @submit=${this.keep}>
          <label>${t('dialogues.try.name')}<input required maxlength="200" .value=${this.name}
            @input=${(event: Event) => (this.name = (event.target as HTMLInputElement).value)} /></label>
          <button class="act main" ?disabled=${this.busy}>${t('dialogues.try.keep')}</button>
        </form>
      </section>`;
  }

  private do(input: TestInput): void {
    this.inputs = [...this.inputs, input];
    this.kept = '';
  }

  private press(event: CustomEvent<{ value: string; variable?: string }>): void {
    this.do({ do: 'press', ...event.detail });
  }

  private write(event: CustomEvent<string>): void {
    this.do({ do: 'text', text: event.detail });
  }

  private back(): void {
    this.inputs = this.inputs.slice(0, -1);
    this.kept = '';
  }

  private restart(language = this.language): void {
    this.language = language;
    this.inputs = [];
    this.kept = '';
  }

  /** Before anything is done it begins in another language; in the middle the person changes hers. */
  private speak(event: Event): void {
    const language = (event.target as HTMLSelectElement).value;
    if (this.inputs.length === 0) this.restart(language);
    else this.do({ do: 'language', language });
  }

  private keep(event: SubmitEvent): void {
    event.preventDefault();
    const { name, language, inputs, version } = this;
    const of = version === 'draft' ? {} : { version: Number(version) };
    void this.trying(async () => {
      await ask(doorOf(this.dialogueId, '/tests'), { body: { name, language, inputs, ...of } });
      this.kept = t('dialogues.try.kept', { name });
      this.name = '';
    });
  }
}
