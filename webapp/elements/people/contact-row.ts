import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Person } from '../../data/people/people.ts';
import type { IconName } from '../../design/icons.ts';
import { shared } from '../../design/styles.ts';
import { contactPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';
import '../programme-picture.ts';

/** The picture of a type of contact. */
export const iconOf = ({ type, person }: { type: string; person: boolean }): IconName => {
  if (person) return 'user';
  if (type === 'clinic') return 'house';
  if (type === 'health_center') return 'heart-pulse';
  return type === 'district_hospital' ? 'hospital' : 'building-2';
};

/** One contact in a list: a link to the profile. Values in, nothing out. */
@customElement('contact-row')
export class ContactRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: 100%; }
      a {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 68px; padding: 0.5rem var(--gutter);
        color: var(--ink); text-decoration: none;
      }
      a:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      a:focus-visible { outline-offset: -3px; }
      a[aria-current='page'] { background: var(--brand-soft); }
      .picture {
        display: grid; place-items: center; flex: none; inline-size: 44px; block-size: 44px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.place { background: var(--place-soft); color: var(--place); border-radius: 14px; }
      .silent .picture { background: var(--muted-soft); color: var(--muted-ink); }
      .text { flex: 1; min-inline-size: 0; }
      .name, .second { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      /* A name written the other way stands at the same edge, and is cut at its own end. */
      .name { text-align: -webkit-match-parent; text-align: match-parent; font-weight: 580; letter-spacing: -0.005em; }
      .second { color: var(--ink-soft); font-size: 0.875rem; }
      .silent .name { color: var(--muted-ink); font-weight: 500; }
      .state { display: inline-flex; align-items: center; gap: 0.25rem; font-weight: 600; color: var(--muted-ink); }
      .state app-icon { inline-size: 1em; block-size: 1em; }
      .chevron { color: var(--line-strong); inline-size: 1.125rem; block-size: 1.125rem; }
    `,
  ];

  @property({ attribute: false }) person!: Person;
  /** Whether it or a place above is muted. */
  @property({ type: Boolean }) silent = false;
  /** What stands below the name besides the state: the place, an age. */
  @property() second = '';
  @property({ type: Boolean }) chosen = false;

  protected override render() {
    const { id, name, person, muted, died } = this.person;
    const state = muted ? t('contact.muted') : this.silent ? t('contact.muted_above') : '';
    const second = [died ? t('contact.died_short') : '', this.second].filter(Boolean).join(' · ');
    return html`<a href=${contactPath(id)} class=${this.silent || died ? 'silent' : ''}
      aria-current=${this.chosen ? 'page' : 'false'}>
      <span class="picture ${person ? '' : 'place'}">
        ${
          this.silent
            ? html`<app-icon name="bell-off"></app-icon>`
            : html`<programme-picture type=${this.person.type} fallback=${iconOf(this.person)}></programme-picture>`
        }
      </span>
      <span class="text">
        <span class="name" dir="auto">${name || t('people.unnamed')}</span>
        <span class="second">${
          state ? html`<span class="state">${state}</span>${second ? ' · ' : ''}` : nothing
        }${second}</span>
      </span>
      <app-icon class="chevron" name="chevron-right"></app-icon>
    </a>`;
  }
}
