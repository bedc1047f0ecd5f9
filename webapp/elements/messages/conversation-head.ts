import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Person } from '../../data/people/people.ts';
import { shared } from '../../design/styles.ts';
import { contactPath } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import { iconOf } from '../people/contact-row.ts';
import '../app-icon.ts';

/** With whom a conversation is: name, number, place, and whether he is muted or has died. Values in, nothing out. */
@customElement('conversation-head')
export class ConversationHead extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      header {
        display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 0.875rem; align-items: center;
        padding: 0.25rem var(--gutter) 0.75rem; border-block-end: 1px solid var(--line);
      }
      .picture {
        grid-row: span 2; display: grid; place-items: center; inline-size: 48px; block-size: 48px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.place { border-radius: 16px; background: var(--place-soft); color: var(--place); }
      .picture.silent { background: var(--muted-soft); color: var(--muted-ink); }
      h1 { font-size: 1.1875rem; overflow-wrap: anywhere; }
      h1 a { color: inherit; display: inline-block; padding-block: 0.25rem; text-decoration-color: var(--line-strong); }
      .about {
        display: flex; flex-wrap: wrap; gap: 0.125rem 0.625rem; align-items: center; color: var(--ink-soft);
        font-size: 0.9375rem;
      }
      .about a { display: inline-flex; align-items: center; min-block-size: 32px; color: inherit; }
    `,
  ];

  /** Undefined when no contact on this phone is meant. */
  @property({ attribute: false }) person: Person | undefined;
  @property() name = '';
  /** Where the next message goes; '' for nowhere. */
  @property() phone = '';
  /** Name of the place. */
  @property() place = '';
  /** Whether the contact or a place above it is muted. */
  @property({ type: Boolean }) silent = false;

  protected override render() {
    const { person, name, phone, silent } = this;
    const shape = person && !person.person ? 'place' : '';
    return html`<header>
      <span class="picture ${shape} ${silent ? 'silent' : ''}">
        <app-icon name=${silent ? 'bell-off' : person ? iconOf(person) : 'phone'}></app-icon>
      </span>
      <h1>${person ? html`<a href=${contactPath(person.id)}><bdi>${name}</bdi></a>` : html`<bdi>${name}</bdi>`}</h1>
      <p class="about">
        ${
          person && phone
            ? html`<a href="tel:${phone}" aria-label=${t('contact.call', { phone })}><bdi dir="ltr">${phone}</bdi></a>`
            : nothing
        }
        <span>${person ? this.place : t('messages.stranger')}</span>
        ${
          silent
            ? html`<span class="badge">${person?.muted ? t('contact.muted') : t('contact.muted_above')}</span>`
            : nothing
        }
        ${person?.died ? html`<span class="badge">${t('contact.died_short')}</span>` : nothing}
      </p>
    </header>`;
  }
}
