import type { Field } from '@rounds/sentinel/forms/filling.ts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Around } from '../../data/forms/around.ts';
import { shared } from '../../design/styles.ts';
import { locale, t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import { type Asked, looks } from './asked.ts';
import { countdownAnswer, dayAnswer, deviceAnswer } from './by-device.ts';
import { chosenAnswer, rankedAnswer } from './chosen-answer.ts';
import { choiceStyles, formStyles, noteStyles } from './form-styles.ts';
import { pickedAnswer } from './picked-answer.ts';
import { below, labelOf, note, told, unanswerable, wrong } from './question-parts.ts';
import { typedAnswer } from './typed-answer.ts';
import '../app-icon.ts';

/**
 * One question of a form, or a group of them. Values in; out come `answered` ({id, value}), `instance-added` ({id}) and
 * `instance-removed` ({id, at}).
 */
@customElement('form-field')
export class FormField extends AppElement {
  static override styles = [
    shared,
    formStyles,
    noteStyles,
    choiceStyles,
    css`
      .chosen {
        display: flex; align-items: center; gap: 0.75rem; min-block-size: 56px; padding-block: 0.375rem;
        padding-inline: 1rem 0.25rem; border-radius: 14px; border: 1px solid var(--brand); background: var(--brand-soft);
      }
      .chosen app-icon { color: var(--brand-ink); flex: none; }
      .chosen .text { flex: 1; min-inline-size: 0; display: grid; overflow-wrap: anywhere; }
      .chosen .text span { color: var(--ink-soft); font-size: 0.875rem; }
    `,
  ];

  @property({ attribute: false }) field!: Field;
  /** What questions ask of the phone. */
  @property({ attribute: false }) around!: Around;
  /** Shows what is wrong although nobody has answered yet: after an attempt to save. */
  @property({ type: Boolean }) strict = false;
  @state() private touched = false;
  /** What was typed and is no answer of its kind yet. */
  @state() private typed: string | undefined;

  protected override render(): TemplateResult | typeof nothing {
    const { field } = this;
    const shown = this.shown();
    return field.warnings.length > 0 ? html`${shown}${told(field.warnings)}` : shown;
  }

  private shown(): TemplateResult | typeof nothing {
    const { field, asked } = this;
    const { kind } = field;
    if (kind === 'note')
      return looks(field, 'countdown-timer') ? html`${note(asked)}${countdownAnswer(asked)}` : note(asked);
    if (kind === 'group') return this.group();
    if (kind === 'repeat') return this.repeated();
    const isPlaced = kind === 'geopoint' || kind === 'geotrace' || kind === 'geoshape';
    // A device that did not find out where it is may do so later.
    if (field.closed && field.closed !== 'readonly' && !isPlaced) return unanswerable(asked);
    if (kind === 'file' || isPlaced) return deviceAnswer(asked);
    if (kind === 'trigger' && looks(field, 'countdown-timer')) return countdownAnswer(asked);
    if (kind === 'date' && (looks(field, 'bikram-sambat') || isNepali())) return dayAnswer(asked);
    if (kind === 'contact') return pickedAnswer(asked);
    if (kind === 'one' && looks(field, 'autocomplete', 'search')) return pickedAnswer(asked);
    if (kind === 'one' || kind === 'many' || kind === 'trigger') return chosenAnswer(asked);
    if (kind === 'rank') return rankedAnswer(asked);
    return html`<div class="question">
      <label class="label" for="control">${labelOf(field)}</label>${below(asked)}${typedAnswer(asked)}
      ${wrong(this.fault)}
    </div>`;
  }

  /** Moves the focus to the first place to answer. */
  override focus(): void {
    const first = this.renderRoot.querySelector<HTMLElement>(
      'input, textarea, select, pick-list, button, file-answer, drawn-answer, position-answer, line-answer, countdown-answer, bikram-day',
    );
    first?.focus();
  }

  private get asked(): Asked {
    return {
      field: this.field,
      around: this.around,
      fault: this.fault,
      typed: this.typed,
      say: value => this.say(value),
      type: text => this.type(text),
      left: () => {
        this.touched = true;
      },
    };
  }

  private get fault(): string {
    if (this.typed !== undefined) return t('form.number');
    const { fault } = this.field;
    if (!fault || !(this.strict || (this.touched && fault.kind === 'constraint'))) return '';
    return fault.words || t(`form.${fault.kind}`);
  }

  private fields(children: readonly Field[]) {
    return repeat(
      children,
      ({ id }) => id,
      child => html`<form-field data-path=${child.path} .field=${child} .around=${this.around}
        .strict=${this.strict}></form-field>`,
    );
  }

  private group() {
    const { label, children, hint } = this.field;
    const inner = this.fields(children);
    if (!label) return html`<div class="group">${inner}</div>`;
    return html`<fieldset class="group"><legend><h2>${labelOf(this.field)}</h2></legend>
      ${hint ? html`<p class="hint">${hint}</p>` : nothing}${inner}
    </fieldset>`;
  }

  private repeated() {
    const { id, label, children, fixed } = this.field;
    return html`<fieldset>
      ${label ? html`<legend><h2>${label}</h2></legend>` : nothing}
      ${children.map(
        (instance, at) => html`<div class="instance">
          <header>
            <h3>${instance.label || label} ${at + 1}</h3>
            ${
              fixed
                ? nothing
                : html`<button type="button" class="plain text-button bad"
                    @click=${() => this.dispatchEvent(said('instance-removed', { id, at }))}>
                    <app-icon name="trash-2"></app-icon>${t('form.remove')}
                  </button>`
            }
          </header>
          ${this.fields(instance.children)}
        </div>`,
      )}
      ${
        fixed
          ? nothing
          : html`<button type="button" class="plain text-button"
              @click=${() => this.dispatchEvent(said('instance-added', { id }))}>
              <app-icon name="plus"></app-icon>${t('form.add')}
            </button>`
      }
    </fieldset>`;
  }

  private type(text: string): void {
    // Half a number is no answer yet: it counts when it can be read.
    const { kind } = this.field;
    const readable =
      !(kind === 'int' && !/^-?\d*$/.test(text)) && !(kind === 'decimal' && !/^-?\d*([.,]\d*)?$/.test(text));
    this.typed = readable ? undefined : text;
    this.say(readable ? text.replace(',', kind === 'decimal' ? '.' : ',') : '');
  }

  private say(value: string): void {
    this.dispatchEvent(said('answered', { id: this.field.id, value }));
  }
}

/** The first field among these, by its id, also within groups; undefined when none of them is shown. */
export const fieldAmong = (root: ParentNode, ids: readonly string[]): FormField | undefined => {
  for (const element of root.querySelectorAll<FormField>('form-field')) {
    if (ids.includes(element.field.id)) return element;
    const inner = element.renderRoot && fieldAmong(element.renderRoot as ShadowRoot, ids);
    if (inner) return inner;
  }
  return undefined;
};

/** Whether days are those of Nepal: in its language they always are. */
const isNepali = (): boolean => locale().split('-')[0] === 'ne';
