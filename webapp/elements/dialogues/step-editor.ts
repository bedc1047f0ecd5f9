import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { choiceKey, isBranch } from '@rounds/sentinel/dialogues/graph.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  addChoice,
  changeValue,
  isPlain,
  leadChoice,
  leadOf,
  removeChoice,
  renameStep,
  withStep,
  withText,
} from '../../data/dialogues/edit.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';
import './findings-list.ts';
import './silence-editor.ts';
import './texts-editor.ts';
import { chooseAgain } from '../choose-again.ts';

/** How the end is written in a list of steps. */
const theEnd = '';

/** Properties that have a field of their own; the others are edited as JSON. */
const own: readonly string[] = [
  'asks',
  'choices',
  'variable',
  'is',
  'decline_value',
  'wait',
  'save',
  'action',
  'nudge_after',
  'timeout',
  'attempts',
  'expires',
  'media',
];

/** What a step says of an answer that does not come, which one that asks nothing has no use for. */
const noSilence = { nudge_after: undefined, timeout: undefined, attempts: undefined, expires: undefined };

/** Whether a property has a field of its own in this step: a way that depends on answers has none. */
const hasField = (step: Step, name: string): boolean => {
  const { timeout, attempts } = step;
  if (name === 'timeout') return !timeout || !isBranch(timeout.next);
  if (name === 'attempts') return typeof attempts?.after !== 'object' || !isBranch(attempts.after.next);
  return own.includes(name);
};

const valueIn = (event: Event): string => (event.target as HTMLInputElement).value;

/** One step: its words in all languages side by side, what it asks, and where it leads. Says `changed` and `renamed`. */
@customElement('step-editor')
export class StepEditor extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding: 0; margin: 0; max-inline-size: none; }
      .choice { display: grid; gap: 0.5rem; padding-block: 0.75rem; border-block-start: 1px solid var(--line); }
      h3 { color: var(--ink); font-size: 1rem; }
      code, .json { font-family: ui-monospace, monospace; font-size: 0.875rem; }
      .files { display: grid; gap: 0.5rem; }
      summary { cursor: pointer; font-weight: 600; min-block-size: 44px; display: flex; align-items: center; }
    `,
  ];

  @property({ attribute: false }) dialogue!: Dialogue;
  @property() step = '';
  /** What is found in this step; what is about one of its fields stands there. */
  @property({ attribute: false }) findings: readonly Finding[] = [];
  @state() private fault = '';

  private get now(): Step {
    return this.dialogue.steps[this.step]!;
  }

  private change(dialogue: Dialogue): void {
    this.fault = '';
    this.dispatchEvent(said('changed', dialogue));
  }

  private set(change: { [Name in keyof Step]?: Step[Name] | undefined }): void {
    this.change(withStep(this.dialogue, this.step, change));
  }

  private write(event: CustomEvent<{ language: string; key: string; text: string }>): void {
    const { language, key, text } = event.detail;
    this.change(withText(this.dialogue, language, key, text));
  }

  protected override render() {
    if (!Object.hasOwn(this.dialogue.steps, this.step)) return nothing;
    const { asks } = this.now;
    return html`<section class="card" @text-changed=${this.write}>
      <h2>${t('dialogues.step', { step: this.step })}</h2>
      ${this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : nothing}
      ${this.found()}
      <div class="fields">
        <label>${t('dialogues.step.name')}<input .value=${this.step} @change=${this.rename} /></label>
        <label>${t('dialogues.asks')}<select @change=${this.ask}>
          ${['', 'choice', 'text'].map(kind => html`<option value=${kind} ?selected=${kind === (asks ?? '')}>${t(`dialogues.asks.${kind || 'nothing'}`)}</option>`)}
        </select></label>
      </div>
      <texts-editor .dialogue=${this.dialogue} key=${`${this.step}.text`} label=${t('dialogues.text')} long></texts-editor>
      ${asks === 'choice' ? this.choices() : nothing}
      ${asks === 'text' ? this.typed() : nothing}
      ${this.leads()}
      ${this.keeping()}
      ${
        asks || this.waits
          ? html`<silence-editor .dialogue=${this.dialogue} .step=${this.step} .findings=${this.findings}></silence-editor>`
          : nothing
      }
      ${this.media()}
      ${this.more()}
    </section>`;
  }

  /** Whether it says what follows where no answer comes. */
  private get waits(): boolean {
    return Object.keys(noSilence).some(name => Object.hasOwn(this.now, name));
  }

  /** What is found in the step and stands at none of its fields. */
  private found() {
    const shownBelow = ['nudge_after', 'nudge', 'timeout', 'attempts', 'explain', 'expires'];
    const isBelow = this.now.asks !== undefined || this.waits;
    const found = this.findings.filter(({ property: of }) => !(isBelow && of && shownBelow.includes(of)));
    return found.length > 0 ? html`<findings-list .findings=${found}></findings-list>` : nothing;
  }

  private targets(chosen: string | null) {
    return html`<option value=${theEnd} ?selected=${chosen === null}>${t('dialogues.end')}</option>
      ${Object.keys(this.dialogue.steps).map(id => html`<option value=${id} ?selected=${id === chosen}>${id}</option>`)}`;
  }

  private choices() {
    const { choices = [] } = this.now;
    const plain = isPlain(this.now);
    return html`<h3>${t('dialogues.choices')}</h3>
      <label>${t('dialogues.variable')}<input .value=${choices[0]?.variable ?? ''} @change=${(event: Event) =>
        this.set({ choices: choices.map(choice => ({ ...choice, variable: valueIn(event) })) })} /></label>
      ${choices.map(
        (
          choice,
          at,
        ) => html`<div class="choice" role="group" aria-label=${t('dialogues.choice.n', { n: number(at + 1) })}>
          <div class="fields">
            <label>${t('dialogues.value')}<input .value=${choice.value}
              @change=${(event: Event) => this.change(changeValue(this.dialogue, this.step, at, valueIn(event)))} /></label>
            ${
              plain
                ? html`<label>${t('dialogues.leads')}<select @change=${(event: Event) =>
                    this.change(leadChoice(this.dialogue, this.step, at, valueIn(event) || null))}>
                    ${this.targets(leadOf(this.now, choice))}</select></label>`
                : nothing
            }
          </div>
          <texts-editor .dialogue=${this.dialogue} key=${choiceKey(this.step, at)} label=${t('dialogues.label')}></texts-editor>
          <div class="acts"><button class="act" @click=${() => this.change(removeChoice(this.dialogue, this.step, at))}>${t('dialogues.choice.remove')}<span
            class="unseen"> ${number(at + 1)}</span></button></div>
        </div>`,
      )}
      <div class="acts"><button class="act" @click=${() => this.change(addChoice(this.dialogue, this.step))}><app-icon
        name="plus"></app-icon>${t('dialogues.choice.add')}</button></div>`;
  }

  private typed() {
    const { variable = '', is = 'text', decline_value: decline = '' } = this.now;
    return html`<div class="fields">
      <label>${t('dialogues.variable')}<input .value=${variable} @change=${(event: Event) => this.set({ variable: valueIn(event) || undefined })} /></label>
      <label>${t('dialogues.is')}<select @change=${(event: Event) => this.set({ is: valueIn(event) as Step['is'] })}>
        ${(['text', 'number', 'time', 'date'] as const).map(kind => html`<option value=${kind} ?selected=${kind === is}>${t(`dialogues.is.${kind}`)}</option>`)}
      </select></label>
      <label>${t('dialogues.decline')}<input .value=${decline} @change=${(event: Event) => this.set({ decline_value: valueIn(event) || undefined })} /></label>
    </div>`;
  }

  private leads() {
    const { next, asks } = this.now;
    if (isBranch(next) && (asks !== 'choice' || !isPlain(this.now)))
      return html`<p class="small soft">${t('dialogues.leads.json')}</p>`;
    if (isBranch(next)) return nothing;
    return html`<label>${t('dialogues.leads.all')}<select @change=${(event: Event) => this.set({ next: valueIn(event) || null })}>
      ${this.targets(next)}</select></label>`;
  }

  private keeping() {
    const { save = '', action = '', wait } = this.now;
    return html`<div class="fields">
      <label>${t('dialogues.save')}<input .value=${save} @change=${(event: Event) => this.set({ save: valueIn(event) || undefined })} /></label>
      <label>${t('dialogues.action')}<input .value=${action} @change=${(event: Event) => this.set({ action: valueIn(event) || undefined })} /></label>
      <label>${t('dialogues.wait')}<input type="number" min="0" step="any" .value=${String(wait ?? '')} @change=${(
        event: Event,
      ) => this.set({ wait: valueIn(event) === '' ? undefined : Math.max(0, Number(valueIn(event))) })} /></label>
    </div>`;
  }

  private media() {
    const { media = [] } = this.now;
    const { files = {} } = this.dialogue;
    return html`<div class="files">
      ${media.map(
        (
          { file, kind },
          at,
        ) => html`<div class="acts"><app-icon name="file-text"></app-icon><bdi>${file ?? `${this.step}.file`}</bdi>
          <span class="badge ${file && files[file] ? 'good' : 'wait'}">${t(file && files[file] ? 'dialogues.file.here' : 'dialogues.file.missing')}</span>
          <button class="act" @click=${() => this.set({ media: media.length > 1 ? media.filter((_, nth) => nth !== at) : undefined })}>${t('dialogues.file.remove')}<span
            class="unseen"> ${file ?? kind}</span></button></div>`,
      )}
      <label>${t('dialogues.file.add')}<input type="file" accept="image/jpeg,image/png,application/pdf" @click=${chooseAgain} @change=${this.attach} /></label>
    </div>`;
  }

  private attach(event: Event): void {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) this.dispatchEvent(said('file-chosen', file));
  }

  private more() {
    const rest = Object.fromEntries(
      Object.entries(this.now).filter(([name]) => !hasField(this.now, name) && (name !== 'next' || !isPlain(this.now))),
    );
    const json = Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : '';
    return html`<details><summary>${t('dialogues.more')}</summary>
      <label>${t('dialogues.more.hint')}<textarea class="json" rows="6" spellcheck="false" .value=${json} @change=${this.rewrite}></textarea></label>
    </details>`;
  }

  /** Takes what has no field of its own; what is no JSON is said, and changes nothing. */
  private rewrite(event: Event): void {
    let given: unknown;
    try {
      given = JSON.parse(valueIn(event) || '{}');
    } catch {
      this.fault = t('dialogues.more.fault');
      return;
    }
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.fault = t('dialogues.more.fault');
      return;
    }
    const kept = Object.entries(this.now).filter(([name]) => hasField(this.now, name));
    const step = { next: isPlain(this.now) ? this.now.next : null, ...Object.fromEntries(kept), ...given } as Step;
    this.change({ ...this.dialogue, steps: { ...this.dialogue.steps, [this.step]: step } });
  }

  private ask(event: Event): void {
    const asks = (valueIn(event) || undefined) as Step['asks'];
    const choices = asks === 'choice' ? (this.now.choices ?? [{ variable: this.step, value: '1' }]) : undefined;
    const next = isBranch(this.now.next) ? null : this.now.next;
    this.set({
      asks,
      choices,
      next,
      variable: asks === 'text' ? (this.now.variable ?? this.step) : undefined,
      ...(asks ? {} : noSilence),
    });
  }

  private rename(event: Event): void {
    const to = valueIn(event).trim();
    if (to === this.step) return;
    if (!/^[\p{L}\p{N}_-]{1,64}$/u.test(to) || Object.hasOwn(this.dialogue.steps, to)) {
      this.fault = t('dialogues.step.name.fault');
      (event.target as HTMLInputElement).value = this.step;
      return;
    }
    this.dispatchEvent(said('renamed', { dialogue: renameStep(this.dialogue, this.step, to), to }));
  }
}
