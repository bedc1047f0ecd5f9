import { html, nothing, type TemplateResult } from 'lit';
import type { Person } from '../../data/people/people.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';

/** Whom a conversation is with, as the notes below it need it. */
interface With extends Pick<Phone, 'programme' | 'people'> {
  /** Id of the contact, or `tel:` and the number. */
  id: string;
  person: Person | undefined;
  name: string;
  /** Whether there is a number to which the user may write. */
  reached: boolean;
}

/** What to know before one writes, below a conversation: nobody can be reached, or has died, or is muted; a number is new. */
export const notesBelow = (whom: With): TemplateResult =>
  html`${registerNote(whom)}${whom.reached ? stateNote(whom) : nowhereNote(whom)}`;

const isStranger = ({ id, person }: With): boolean => id.startsWith('tel:') && !person;

const registerNote = (whom: With) => {
  const { may } = whom.programme;
  if (!isStranger(whom) || !(may('can_create_people') || may('can_create_places'))) return nothing;
  return html`<a class="note" href=${`/people/new/${encodeURIComponent(whom.id.slice(4))}`}>
    <app-icon name="user-plus"></app-icon><span>${t('register.number')}</span>
  </a>`;
};

const nowhereNote = (whom: With) => {
  const why = isStranger(whom) ? t('messages.stranger_note') : t('messages.no_phone', { name: whom.name });
  return html`<p class="note"><app-icon name="phone"></app-icon>${why}</p>`;
};

const stateNote = ({ people, person, name }: With) => {
  if (!person || !(person.died || people.silent(person))) return nothing;
  const note = person.died ? t('messages.died_note', { name }) : t('messages.muted_note', { name });
  return html`<p class="note">
    <app-icon name=${person.died ? 'info' : 'bell-off'}></app-icon><span>${note}</span>
  </p>`;
};
