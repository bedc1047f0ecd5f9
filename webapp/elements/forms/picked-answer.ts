import type { Choosing, Field } from '@rounds/sentinel/forms/filling.ts';
import { html, nothing, type TemplateResult } from 'lit';
import type { Around, Candidate } from '../../data/forms/around.ts';
import { fold } from '../../data/people/fold.ts';
import { t } from '../../words/words.ts';
import { iconOf } from '../people/contact-row.ts';
import type { Asked } from './asked.ts';
import type { Pick, Picks } from './pick-list.ts';
import { below, labelOf, wrong } from './question-parts.ts';
import './pick-list.ts';

/** A question for somebody of a long list: a contact on the phone, or one of many choices. */
export const pickedAnswer = (asked: Asked): TemplateResult => {
  const { field, around, fault, say, left } = asked;
  const pick = field.kind === 'contact' ? contactPick(around, field.value) : choicePick(field);
  const find = field.kind === 'contact' ? contactPicks(around, field.choosing!) : choicePicks(field);
  return html`<div class="question" role="group" aria-labelledby="legend" aria-describedby="hint fault">
    <span class="label" id="legend">${labelOf(field)}</span>${below(asked)}
    ${pick ? chosen(asked, pick) : nothing}
    ${
      pick || field.readonly
        ? nothing
        : html`<pick-list id="control" .find=${find} .label=${field.label} .required=${field.required}
            .invalid=${fault !== ''} @picked=${({ detail }: CustomEvent<{ value: string }>) => {
              left();
              say(detail.value);
            }}></pick-list>`
    }
    ${wrong(fault)}
  </div>`;
};

/** What was chosen, by its name, and the way to take it back. */
const chosen = ({ field, say }: Asked, { label, second, icon }: Pick) =>
  html`<div class="chosen">
    ${icon ? html`<app-icon name=${icon}></app-icon>` : nothing}
    <span class="text"><strong dir="auto">${label}</strong>${second ? html`<span dir="auto">${second}</span>` : nothing}
    </span>
    ${
      field.readonly
        ? nothing
        : html`<button type="button" class="plain round" aria-label=${t('form.clear_chosen', { name: label })}
            @click=${() => say('')}><app-icon name="x"></app-icon></button>`
    }
  </div>`;

const asPick = ({ id, name, place, person }: Candidate): Pick => ({
  value: id,
  label: name || t('people.unnamed'),
  second: [person.died ? t('contact.died_short') : person.muted ? t('contact.muted') : '', place]
    .filter(Boolean)
    .join(' · '),
  icon: iconOf(person),
});

const contactPick = (around: Around, id: string): Pick | undefined => {
  if (!id) return undefined;
  const found = around.contact(id);
  return found ? asPick(found) : { value: id, label: t('form.contact_elsewhere'), second: id, icon: 'user' };
};

/** Kept by the question, so that a list that is open is not found anew with each letter typed elsewhere. */
const finders = new WeakMap<Around, Map<string, (text: string) => Picks>>();

const contactPicks = (around: Around, choosing: Choosing): ((text: string) => Picks) => {
  const known = finders.get(around) ?? new Map<string, (text: string) => Picks>();
  finders.set(around, known);
  const key = JSON.stringify(choosing);
  const find =
    known.get(key) ??
    ((text: string): Picks => {
      const { shown, found } = around.find(choosing, text);
      return { shown: shown.map(asPick), found };
    });
  known.set(key, find);
  return find;
};

const choicePick = ({ value, options }: Field): Pick | undefined => {
  const found = options.find(each => each.value === value);
  return found && { value: found.value, label: found.label };
};

const most = 50;

const choicePicks =
  ({ options }: Field) =>
  (text: string): Picks => {
    const words = fold(text).split(/\s+/).filter(Boolean);
    const fitting = options.filter(({ label }) => words.every(word => fold(label).includes(word)));
    return { shown: fitting.slice(0, most).map(({ value, label }) => ({ value, label })), found: fitting.length };
  };
