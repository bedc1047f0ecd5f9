import type { Field } from '@rounds/sentinel/forms/filling.ts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import { richText } from './rich-text.ts';
import '../app-icon.ts';

/**
 * One question of a form, or a group of them. Values in; out come `answered` ({id, value}), `instance-added` ({id}) and
 * `instance-removed` ({id, at}).
 */
@customElement('form-field')
export class FormField extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; scroll-margin-block: 96px; }
      fieldset { border: 0; padding: 0; margin: 0; min-inline-size: 0; }
      legend { padding: 0; }
      .question { display: grid; gap: 0.5rem; }
      .label { display: block; font-weight: 600; font-size: 1.0625rem; line-height: 1.35; }
      .must { color: var(--bad-ink); font-weight: 700; }
      /* Words of the form may be in another language than the app. */
      .label, .hint, .option span, .note, .fault span {
        unicode-bidi: plaintext; text-align: -webkit-match-parent; text-align: match-parent;
      }
      .hint { color: var(--ink-soft); font-size: 0.9375rem; }
      input:not([type='radio'], [type='checkbox']), textarea {
        inline-size: 100%; min-block-size: 52px; padding: 0.75rem 1rem; border-radius: 14px;
        border: 1px solid var(--line-strong); background: var(--card); color: var(--ink); font: inherit;
        font-size: 1.0625rem;
      }
      textarea { min-block-size: 104px; resize: vertical; display: block; }
      input[type='date'] { max-inline-size: 16rem; }
      input.number { max-inline-size: 12rem; }
      :is(input, textarea):focus { outline: 3px solid var(--focus); border-color: transparent; }
      [aria-invalid='true'] { border-color: var(--bad-ink) !important; border-width: 2px !important; }
      .options { display: grid; gap: 0.5rem; }
      .option {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 52px; padding: 0.625rem 1rem;
        border-radius: 14px; border: 1px solid var(--line-strong); background: var(--card); cursor: pointer;
      }
      .option:has(:checked) {
        border-color: var(--brand); background: var(--brand-soft); box-shadow: inset 0 0 0 1px var(--brand);
      }
      .option:has(:focus-visible) { outline: 3px solid var(--focus); outline-offset: 1px; }
      .option input {
        accent-color: var(--brand); inline-size: 22px; block-size: 22px; margin: 0; flex: none; outline: none;
      }
      .fault {
        display: flex; gap: 0.5rem; align-items: flex-start; color: var(--bad-ink); font-weight: 550;
        font-size: 0.9375rem;
      }
      .fault app-icon { margin-block-start: 2px; }
      .note { padding: 0.875rem 1rem; border-radius: 14px; background: var(--brand-soft); color: var(--ink); }
      .note ul { list-style: disc; padding-inline-start: 1.25rem; }
      .note .heading { display: block; font-size: 1.0625rem; }
      .note .paragraph { display: block; }
      .group { display: grid; gap: 1.5rem; }
      .group > legend { margin-block-end: 1rem; }
      .instance {
        display: grid; gap: 1.25rem; padding: 1rem; border-radius: var(--round); border: 1px solid var(--line);
        background: var(--card); margin-block-end: 0.75rem;
      }
      .instance header { display: flex; align-items: center; justify-content: space-between; }
      .text-button {
        display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: var(--touch); padding-inline: 0.875rem;
        border-radius: 12px; font-weight: 600; color: var(--brand-ink);
      }
      .text-button.bad { color: var(--bad-ink); }
    `,
  ];

  @property({ attribute: false }) field!: Field;
  /** Shows what is wrong although nobody has answered yet: after an attempt to save. */
  @property({ type: Boolean }) strict = false;
  @state() private touched = false;
  @state() private unreadable = false;

  protected override render(): TemplateResult | typeof nothing {
    const { kind } = this.field;
    if (kind === 'note') return this.note();
    if (kind === 'group') return this.group();
    if (kind === 'repeat') return this.repeated();
    if (kind === 'one' || kind === 'many' || kind === 'trigger') return this.choices();
    if (kind === 'unsupported')
      return html`<div class="question">
        <span class="label">${this.field.label}</span><p class="hint">${t('form.unsupported')}</p>
      </div>`;
    return this.text();
  }

  /** Moves the focus to the first place to answer. */
  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('input, textarea')?.focus();
  }

  private get fault(): string {
    if (this.unreadable) return t('form.number');
    const { fault } = this.field;
    if (!fault || !(this.strict || (this.touched && fault.kind === 'constraint'))) return '';
    return fault.words || t(`form.${fault.kind}`);
  }

  private label() {
    const { rich, label, required } = this.field;
    const words = rich.length > 0 ? richText(rich) : label;
    if (!required) return html`${words}`;
    const mark = html`<span class="must" aria-hidden="true">*</span>`;
    return html`${words}&nbsp;${mark}<span class="unseen">(${t('form.required_mark')})</span>`;
  }

  private below() {
    return html`${this.field.hint ? html`<p class="hint" id="hint">${this.field.hint}</p>` : nothing}`;
  }

  private wrong() {
    return html`<div id="fault" role="alert">
      ${
        this.fault
          ? html`<p class="fault"><app-icon name="circle-alert"></app-icon><span>${this.fault}</span></p>`
          : nothing
      }
    </div>`;
  }

  private note() {
    return html`<div class="note">${this.field.rich.length > 0 ? richText(this.field.rich) : this.field.label}</div>`;
  }

  private text() {
    const { kind, value, readonly, multiline, required } = this.field;
    const invalid = this.fault ? 'true' : 'false';
    const control = multiline
      ? html`<textarea id="control" rows="3" .value=${live(value)} ?readonly=${readonly} aria-required=${required}
        aria-invalid=${invalid} aria-describedby="hint fault" @input=${this.typed} @change=${this.left}></textarea>`
      : html`<input id="control" class=${kind === 'int' || kind === 'decimal' ? 'number' : ''}
        type=${kind === 'date' ? 'date' : 'text'}
        inputmode=${kind === 'int' ? 'numeric' : kind === 'decimal' ? 'decimal' : 'text'}
        .value=${this.unreadable ? live(this.typedText) : live(value)} ?readonly=${readonly} autocomplete="off"
        aria-required=${required} aria-invalid=${invalid} aria-describedby="hint fault" @input=${this.typed}
        @change=${this.left} />`;
    return html`<div class="question">
      <label class="label" for="control">${this.label()}</label>${this.below()}${control}${this.wrong()}
    </div>`;
  }

  private choices() {
    const { kind, value, options, id, readonly, required, label } = this.field;
    const chosen = new Set(value.split(' ').filter(Boolean));
    const shown = kind === 'trigger' ? [{ value: 'OK', label }] : options;
    return html`<fieldset aria-describedby="hint fault"
      aria-required=${ifDefined(kind === 'one' ? String(required) : undefined)}
      role=${kind === 'one' ? 'radiogroup' : 'group'} aria-labelledby="legend">
      <div class="question">
        <span class="label" id="legend">${this.label()}</span>${this.below()}
        <div class="options">
          ${shown.map(
            option => html`<label class="option">
              <input type=${kind === 'one' ? 'radio' : 'checkbox'} name=${id} value=${option.value}
                .checked=${live(chosen.has(option.value))} ?disabled=${readonly} @change=${this.chose} />
              <span>${option.label}</span>
            </label>`,
          )}
        </div>
        ${this.wrong()}
      </div>
    </fieldset>`;
  }

  private group() {
    const { label, children } = this.field;
    const inner = repeat(
      children,
      ({ id }) => id,
      child => html`<form-field data-path=${child.path} .field=${child} .strict=${this.strict}></form-field>`,
    );
    if (!label) return html`<div class="group">${inner}</div>`;
    return html`<fieldset class="group"><legend><h2>${label}</h2></legend>${inner}</fieldset>`;
  }

  private repeated() {
    const { id, label, children } = this.field;
    return html`<fieldset>
      ${label ? html`<legend><h2>${label}</h2></legend>` : nothing}
      ${children.map(
        (instance, at) => html`<div class="instance">
          <header><h3>${instance.label || label} ${at + 1}</h3>
            <button type="button" class="plain text-button bad"
              @click=${() => this.dispatchEvent(said('instance-removed', { id, at }))}>
              <app-icon name="trash-2"></app-icon>${t('form.remove')}
            </button>
          </header>
          ${instance.children.map(
            child => html`<form-field data-path=${child.path} .field=${child} .strict=${this.strict}></form-field>`,
          )}
        </div>`,
      )}
      <button type="button" class="plain text-button"
        @click=${() => this.dispatchEvent(said('instance-added', { id }))}>
        <app-icon name="plus"></app-icon>${t('form.add')}
      </button>
    </fieldset>`;
  }

  private typedText = '';

  private typed(event: Event): void {
    this.typedText = (event.target as HTMLInputElement).value;
    // Half a number is no answer yet: it counts when it can be read.
    const { kind } = this.field;
    const readable =
      !(kind === 'int' && !/^-?\d*$/.test(this.typedText)) &&
      !(kind === 'decimal' && !/^-?\d*([.,]\d*)?$/.test(this.typedText));
    this.unreadable = !readable;
    this.say(readable ? this.typedText.replace(',', kind === 'decimal' ? '.' : ',') : '');
  }

  private left(): void {
    this.touched = true;
  }

  private chose(event: Event): void {
    this.touched = true;
    const { value, checked } = event.target as HTMLInputElement;
    const { kind, value: before, options } = this.field;
    if (kind === 'many') this.say(several(before, value, checked, options));
    else this.say(kind === 'trigger' ? (checked ? 'OK' : '') : value);
  }

  private say(value: string): void {
    this.dispatchEvent(said('answered', { id: this.field.id, value }));
  }
}

/** The values chosen, in the order of the form, after one was ticked or not. */
const several = (before: string, value: string, checked: boolean, options: Field['options']): string => {
  const chosen = new Set(before.split(' ').filter(Boolean));
  if (checked) chosen.add(value);
  else chosen.delete(value);
  return options
    .map(option => option.value)
    .filter(each => chosen.has(each))
    .join(' ');
};

/** The first field among these, by its id, also within groups; undefined when none of them is shown. */
export const fieldAmong = (root: ParentNode, ids: readonly string[]): FormField | undefined => {
  for (const element of root.querySelectorAll<FormField>('form-field')) {
    if (ids.includes(element.field.id)) return element;
    const inner = element.renderRoot && fieldAmong(element.renderRoot as ShadowRoot, ids);
    if (inner) return inner;
  }
  return undefined;
};
