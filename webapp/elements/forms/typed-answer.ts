import type { Field } from '@rounds/sentinel/forms/filling.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { type Asked, looks } from './asked.ts';

/** A question of which the answer is typed: text, a number, a day, a time. */
export const typedAnswer = (asked: Asked): TemplateResult => {
  const { field } = asked;
  if (field.multiline) return textArea(asked);
  if (field.kind === 'range') return looks(field, 'picker') ? picker(asked) : slider(asked);
  const { type, mode, value, answer, maker } = inputOf(field);
  return html`<input id="control" class=${field.kind === 'int' || field.kind === 'decimal' ? 'number' : ''}
      type=${type} inputmode=${mode} maxlength=${type === 'text' ? longest : nothing}
      .value=${live(asked.typed ?? value)} ?readonly=${field.readonly} autocomplete="off"
      aria-required=${field.required} aria-invalid=${asked.fault ? 'true' : 'false'} aria-describedby="hint fault"
      @input=${(event: Event) => maker(asked, answer((event.target as HTMLInputElement).value))}
      @change=${asked.left} />
    ${
      looks(field, 'thousands-sep') && field.value && Number.isFinite(Number(field.value))
        ? html`<p class="reading">${number(Number(field.value))}</p>`
        : nothing
    }${field.type === 'barcode' && !field.readonly ? scanner(asked) : nothing}`;
};

/** The way to read a barcode with the camera, which comes where the browser knows how; elsewhere it is typed. */
const scanner = ({ say, left }: Asked) => {
  if (!('BarcodeDetector' in globalThis)) return nothing;
  void import('./barcode-scan.ts');
  return html`<barcode-scan @scanned=${({ detail }: CustomEvent<string>) => {
    say(detail);
    left();
  }}></barcode-scan>`;
};

/** How many letters a text may have, as in CHT. */
const longest = 2000;

const textArea = ({ field, fault, type, left }: Asked) =>
  html`<textarea id="control" rows="3" maxlength=${longest} .value=${live(field.value)} ?readonly=${field.readonly}
    aria-required=${field.required} aria-invalid=${fault ? 'true' : 'false'} aria-describedby="hint fault"
    @input=${(event: Event) => type((event.target as HTMLTextAreaElement).value)} @change=${left}></textarea>`;

interface Input {
  type: string;
  mode: string;
  /** The answer as the input shows it. */
  value: string;
  /** What the input holds as an answer. */
  answer: (text: string) => string;
  maker: (asked: Asked, text: string) => void;
}

const saying = (asked: Asked, text: string): void => asked.say(text);
const typing = (asked: Asked, text: string): void => asked.type(text);
const same = (text: string): string => text;

const inputOf = (field: Field): Input => {
  const { kind, value } = field;
  if (kind === 'date' && looks(field, 'month-year'))
    return plain('month', value.slice(0, 7), text => (text ? `${text}-01` : ''));
  if (kind === 'date' && looks(field, 'year'))
    return {
      ...plain('text', value.slice(0, 4), text => (/^\d{4}$/.test(text) ? `${text}-01-01` : '')),
      mode: 'numeric',
    };
  if (kind === 'date') return plain('date', value.slice(0, 10), same);
  if (kind === 'time')
    return plain('time', value.slice(0, 5), text => (text ? `${text}:00.000${offset(new Date())}` : ''));
  if (kind === 'dateTime') return plain('datetime-local', localMinute(value), momentOf);
  const mode =
    kind === 'int' ? 'numeric' : kind === 'decimal' ? 'decimal' : looks(field, 'numbers') ? 'numeric' : 'text';
  const phone = kind === 'text' && (field.type === 'tel' || looks(field, 'tel'));
  if (phone) return { type: 'tel', mode: 'tel', value, answer: same, maker: typing };
  return { type: 'text', mode: looks(field, 'url') ? 'url' : mode, value, answer: same, maker: typing };
};

const plain = (type: string, value: string, answer: (text: string) => string): Input => ({
  type,
  mode: 'text',
  value,
  answer,
  maker: saying,
});

const two = (n: number): string => String(n).padStart(2, '0');

/** The offset of local time from UTC at a moment, such as `+03:00`. */
const offset = (at: Date): string => {
  const minutes = -at.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/** A moment as `datetime-local` has it; '' for none. */
export const localMinute = (value: string): string => {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return '';
  const [day, time] = [
    [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-'),
    [two(at.getHours()), two(at.getMinutes())].join(':'),
  ];
  return `${day}T${time}`;
};

/** What `datetime-local` holds as an answer: with the offset that local time has at that moment. */
export const momentOf = (text: string): string => {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? '' : `${text.slice(0, 16)}:00.000${offset(at)}`;
};

const slider = ({ field, say, left }: Asked) => {
  const { min, max, step } = field.bounds ?? { min: 0, max: 10, step: 1 };
  return html`<div class="slider">
    <span>${number(min)}</span>
    <input id="control" type="range" min=${min} max=${max} step=${step} .value=${live(field.value || String(min))}
      ?disabled=${field.readonly} aria-describedby="hint fault" aria-required=${field.required}
      aria-valuetext=${field.value || t('form.no_answer')}
      @input=${(event: Event) => say((event.target as HTMLInputElement).value)}
      @click=${(event: Event) => say((event.target as HTMLInputElement).value)} @change=${left} />
    <span>${number(max)}</span>
    <output for="control">${field.value ? number(Number(field.value)) : t('form.no_answer')}</output>
  </div>`;
};

const picker = ({ field, fault, say }: Asked) => {
  const { min, max, step } = field.bounds ?? { min: 0, max: 10, step: 1 };
  const decimals = Math.max(...[min, step].map(each => String(each).split('.')[1]?.length ?? 0));
  const values = Array.from({ length: Math.min(1000, Math.floor((max - min) / step + 1e-9) + 1) }, (_, at) =>
    (min + at * step).toFixed(decimals),
  );
  return html`<select id="control" ?disabled=${field.readonly} aria-required=${field.required}
    aria-invalid=${fault ? 'true' : 'false'} aria-describedby="hint fault"
    @change=${(event: Event) => say((event.target as HTMLSelectElement).value)}>
    <option value="" ?selected=${field.value === ''}>${t('form.choose')}</option>
    ${values.map(
      each =>
        html`<option value=${each} ?selected=${field.value !== '' && Number(each) === Number(field.value)}>
          ${number(Number(each))}
        </option>`,
    )}
  </select>`;
};
