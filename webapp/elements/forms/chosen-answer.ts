import type { Field, Option } from '@rounds/sentinel/forms/filling.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { t } from '../../words/words.ts';
import { type Asked, looks } from './asked.ts';
import { below, labelOf, mediaOf, wordsOf, wrong } from './question-parts.ts';

/** A question with choices: one, several, or a box to tick. */
export const chosenAnswer = (asked: Asked): TemplateResult => {
  const { field, fault, around } = asked;
  const { kind, required, readonly, value, label } = field;
  const options: readonly Option[] =
    kind === 'trigger' ? [{ value: 'OK', label: label || t('form.acknowledge'), media: {} }] : field.options;
  // The head of a table: on a phone each row names its choices itself.
  if (looks(field, 'label'))
    return html`<div class="question"><span class="label">${labelOf(field)}</span>${below(asked)}</div>`;
  if (kind === 'one' && looks(field, 'minimal', 'quick-minimal')) return dropDown(asked);
  const packed = kind === 'many' && looks(field, 'minimal', 'autocomplete');
  const list = choices(asked, options);
  return html`<fieldset aria-describedby="hint fault" role=${kind === 'one' ? 'radiogroup' : 'group'}
    aria-required=${ifDefined(kind === 'one' ? String(required) : undefined)} aria-labelledby="legend">
    <div class="question">
      <span class="label" id="legend">${labelOf(field)}</span>${below({ field, around })}
      ${packed ? dropped(field, list) : list}
      ${
        kind === 'one' && value && !required && !readonly
          ? html`<button type="button" class="plain text-button" @click=${() => asked.say('')}>
              ${t('form.clear')}
            </button>`
          : nothing
      }
      ${wrong(fault)}
    </div>
  </fieldset>`;
};

const choices = (asked: Asked, options: readonly Option[]) => {
  const { field, around, left } = asked;
  const { kind, value, id, readonly } = field;
  const chosen = new Set(kind === 'one' ? [value] : value.split(' ').filter(Boolean));
  const choose = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    left();
    if (kind === 'many') asked.say(several(value, box.value, box.checked, options));
    else asked.say(kind === 'trigger' ? (box.checked ? 'OK' : '') : box.value);
  };
  return html`<div class="options ${layout(field)}">
    ${options.map(
      option => html`<label class="option">
        <input type=${kind === 'one' ? 'radio' : 'checkbox'} name=${id} value=${option.value}
          .checked=${live(chosen.has(option.value))} ?disabled=${readonly} @change=${choose} />
        ${mediaOf(option.media, around)}<span>${wordsOf(option.label, option.rich)}</span>
      </label>`,
    )}
  </div>`;
};

/** How the choices lie: one below the other, in columns, in a row. */
const layout = (field: Field): string => {
  const columns = /^(?:columns|compact)-(\d+)$/.exec(field.appearances.find(each => /^\w+-\d+$/.test(each)) ?? '')?.[1];
  const pictures = looks(field, 'no-buttons', 'compact') || /^compact/.test(field.appearances.join(' '));
  const seen = pictures && field.options.some(({ media }) => media.image) ? ' pictures' : '';
  if (looks(field, 'likert', 'list', 'list-nolabel')) return 'likert';
  if (columns) return `columns-${Math.min(4, Math.max(2, Number(columns)))}${seen}`;
  if (looks(field, 'columns-pack', 'horizontal-compact')) return `packed${seen}`;
  if (looks(field, 'columns', 'horizontal', 'compact')) return `columns${seen}`;
  return seen.trim();
};

const dropDown = ({ field, fault, say, left, around }: Asked) =>
  html`<div class="question">
    <label class="label" for="control">${labelOf(field)}</label>${below({ field, around })}
    <select id="control" ?disabled=${field.readonly} aria-required=${field.required}
      aria-invalid=${fault ? 'true' : 'false'} aria-describedby="hint fault"
      @change=${(event: Event) => {
        left();
        say((event.target as HTMLSelectElement).value);
      }}>
      <option value="" ?selected=${field.value === ''}>${t('form.choose')}</option>
      ${field.options.map(
        ({ value, label }) => html`<option value=${value} ?selected=${value === field.value}>${label}</option>`,
      )}
    </select>${wrong(fault)}
  </div>`;

/** Choices that are folded up: the words of those chosen stand for them. */
const dropped = ({ value, options }: Field, list: TemplateResult) => {
  const chosen = new Set(value.split(' '));
  const words = options.filter(option => chosen.has(option.value)).map(({ label }) => label);
  return html`<details class="drop"><summary>${words.join(', ') || t('form.choose')}</summary>${list}</details>`;
};

/** The values chosen, in the order of the form, after one was ticked or not. */
export const several = (before: string, value: string, checked: boolean, options: readonly Option[]): string => {
  const chosen = new Set(before.split(' ').filter(Boolean));
  if (checked) chosen.add(value);
  else chosen.delete(value);
  return options
    .map(option => option.value)
    .filter(each => chosen.has(each))
    .join(' ');
};

/** A question that asks to put things in order. */
export const rankedAnswer = (asked: Asked): TemplateResult => {
  const { field, fault, around, say } = asked;
  const order = ranked(field);
  const move = (at: number, by: number): void => {
    const values = order.map(({ value }) => value);
    const [taken] = values.splice(at, 1);
    values.splice(at + by, 0, taken!);
    say(values.join(' '));
  };
  const button = (label: string, icon: string, at: number, by: number) =>
    html`<button type="button" class="plain round" aria-label=${`${t(label)}: ${order[at]!.label}`}
      ?disabled=${at + by < 0 || at + by >= order.length} @click=${() => move(at, by)}>
      <app-icon name=${icon}></app-icon>
    </button>`;
  return html`<div class="question" role="group" aria-labelledby="legend" aria-describedby="hint fault">
    <span class="label" id="legend">${labelOf(field)}</span>${below({ field, around })}
    <ol class="ranked">
      ${order.map(
        ({ label, rich }, at) => html`<li>
          <span>${wordsOf(label, rich)}</span>
          ${button('form.rank.up', 'chevron-up', at, -1)}${button('form.rank.down', 'chevron-down', at, 1)}
        </li>`,
      )}
    </ol>
    ${
      field.value
        ? html`<p class="reading">${t('form.rank.done')}</p>`
        : html`<button type="button" class="plain text-button"
            @click=${() => say(order.map(({ value }) => value).join(' '))}>
            <app-icon name="check"></app-icon>${t('form.rank.keep')}
          </button>`
    }
    ${wrong(fault)}
  </div>`;
};

/** The choices in the order of the answer; those that it lacks last. */
const ranked = ({ value, options }: Field): readonly Option[] => {
  const order = value.split(' ').filter(Boolean);
  const place = (each: Option): number => {
    const at = order.indexOf(each.value);
    return at < 0 ? order.length : at;
  };
  return [...options].sort((a, b) => place(a) - place(b));
};
