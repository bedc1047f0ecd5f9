import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { everyoneAt, onceEach, type Recipient, recipientFor, send } from '../../data/messages/send.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { iconOf } from '../../elements/people/contact-row.ts';
import type { Notice } from '../../elements/toasts.ts';
import { go } from '../../navigation.ts';
import { typeName } from '../../words/labels.ts';
import { inLine } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/messages/message-composer.ts';

/** Somebody chosen: one contact, or everyone at a place. */
interface Chosen {
  person: Person;
  everyone: boolean;
}

/** Found people shown at a time: a longer list is one word away from a shorter one. */
const few = 20;

/** A message to several: people, and everyone at places. */
@customElement('new-message-page')
export class NewMessagePage extends AppPage {
  static override styles = [
    shared,
    searchBox,
    css`
      :host {
        display: grid; grid-template-rows: auto minmax(0, 1fr) auto; block-size: 100%; max-inline-size: 52rem;
        margin-inline: auto;
      }
      header { display: grid; gap: 0.75rem; padding: 0.25rem var(--gutter) 0.75rem; }
      .chosen { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .chip {
        padding-inline-end: 0.375rem; background: var(--brand-soft); border-color: transparent; color: var(--brand-ink);
      }
      .chip app-icon { inline-size: 1rem; block-size: 1rem; }
      .results { overflow-y: auto; border-block: 1px solid var(--line); }
      .results:focus-visible { outline-offset: -4px; }
      .results button {
        display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0 0.875rem; align-items: center;
        inline-size: 100%; min-block-size: 64px; padding: 0.5rem var(--gutter);
      }
      .results button:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      .results button:focus-visible { outline-offset: -3px; }
      .results li + li { border-block-start: 1px solid var(--line); }
      .picture {
        grid-row: span 2; display: grid; place-items: center; inline-size: 40px; block-size: 40px; border-radius: 50%;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .picture.place { border-radius: 13px; background: var(--place-soft); color: var(--place); }
      .silent .picture { background: var(--muted-soft); color: var(--muted-ink); }
      .name { font-weight: 580; overflow-wrap: anywhere; }
      .second { color: var(--ink-soft); font-size: 0.875rem; overflow-wrap: anywhere; }
      .results button > app-icon { grid-row: 1 / span 2; grid-column: 3; color: var(--brand-ink); }
      footer { padding: 0.75rem var(--gutter) max(0.5rem, env(safe-area-inset-bottom)); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Place whose people are chosen from the start; '' for none. */
  @property() place = '';
  @state() private chosen: Chosen[] = [];
  @state() private find = '';
  @state() private text = '';
  @state() private busy = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('place')) return;
    const person = this.phone.people.get(this.place);
    this.chosen = person ? [{ person, everyone: true }] : [];
  }

  private recipients(): Recipient[] {
    const { people } = this.phone;
    return onceEach(
      this.chosen.flatMap(({ person, everyone }) =>
        everyone ? everyoneAt(people, person.id) : (recipientFor(people, person) ?? []),
      ),
    );
  }

  /** What may be chosen: contacts with a number, and places with people who have one. */
  private offers(): { person: Person; everyone: boolean; count: number }[] {
    const { people } = this.phone;
    const found = this.find.trim() ? people.search(this.find) : people.rows().filter(({ person }) => !person);
    const taken = new Set(this.chosen.map(({ person, everyone }) => `${person.id}/${everyone}`));
    const offers: { person: Person; everyone: boolean; count: number }[] = [];
    for (const person of found) {
      if (offers.length >= few) break;
      if (person.phone && !taken.has(`${person.id}/false`)) offers.push({ person, everyone: false, count: 1 });
      const count = person.person ? 0 : everyoneAt(people, person.id).length;
      if (count > 0 && !taken.has(`${person.id}/true`)) offers.push({ person, everyone: true, count });
    }
    return offers;
  }

  protected override render() {
    const recipients = this.recipients();
    const label = ({ person, everyone }: Chosen) =>
      everyone ? t('messages.everyone', { name: person.name }) : person.name;
    return html`
      <header>
        <h1>${t('messages.new')}</h1>
        ${
          this.chosen.length > 0
            ? html`<ul class="chosen" aria-label=${t('messages.recipients')}>
                ${this.chosen.map(
                  each =>
                    html`<li>
                      <button class="chip" @click=${() => this.drop(each)}
                        aria-label=${t('messages.remove', { name: label(each) })}>
                        <bdi>${label(each)}</bdi><app-icon name="x"></app-icon>
                      </button>
                    </li>`,
                )}
              </ul>`
            : nothing
        }
        <div class="search">
          <app-icon name="search"></app-icon>
          <input type="search" autocomplete="off" spellcheck="false" aria-label=${t('messages.add')}
            placeholder=${t('messages.add')} .value=${this.find} @input=${this.typedName} />
        </div>
        <p class="small soft" role="status">
          ${
            recipients.length > 0
              ? t('messages.recipients_count', { count: recipients.length })
              : t('messages.recipients_none')
          }
        </p>
      </header>
      <div class="results" tabindex="0" role="region" aria-label=${t('messages.add')}>${this.results()}</div>
      <footer>
        <message-composer .text=${this.text} .people=${recipients.length} .limit=${this.phone.programme.smsLimit()}
          ?busy=${this.busy} @typed=${this.typed} @send=${this.send}></message-composer>
      </footer>
    `;
  }

  private results() {
    const offers = this.offers();
    if (offers.length === 0) return html`<p class="empty">${t('messages.nobody_found')}</p>`;
    return html`<ul>${offers.map(offer => html`<li>${this.offer(offer)}</li>`)}</ul>`;
  }

  private offer({ person, everyone, count }: { person: Person; everyone: boolean; count: number }) {
    const { people, programme } = this.phone;
    const silent = people.silent(person);
    const state = person.died ? t('contact.died_short') : silent ? t('contact.muted') : '';
    const parts = everyone
      ? [state, t('messages.numbers', { count })]
      : [state, person.phone, people.get(person.parent)?.name ?? typeName(programme.type(person.type), person.type)];
    return html`<button class="plain ${silent || person.died ? 'silent' : ''}"
      @click=${() => this.add({ person, everyone })}>
      <span class="picture ${person.person ? '' : 'place'}">
        <app-icon name=${everyone ? 'users' : iconOf(person)}></app-icon>
      </span>
      <span class="name"><bdi>${everyone ? t('messages.everyone', { name: person.name }) : person.name || t('people.unnamed')}</bdi></span>
      <span class="second">${inLine(parts)}</span>
      <app-icon name="plus"></app-icon>
    </button>`;
  }

  private add(one: Chosen): void {
    this.chosen = [...this.chosen, one];
    this.find = '';
    this.renderRoot.querySelector('input')?.focus();
  }

  private drop(one: Chosen): void {
    this.chosen = this.chosen.filter(each => each !== one);
    this.renderRoot.querySelector('input')?.focus();
  }

  private typedName(event: InputEvent): void {
    this.find = (event.target as HTMLInputElement).value;
  }

  private typed({ detail }: CustomEvent<string>): void {
    this.text = detail;
  }

  private async send({ detail }: CustomEvent<string>): Promise<void> {
    const recipients = this.recipients();
    if (this.busy || recipients.length === 0) return;
    this.busy = true;
    try {
      await send(this.phone, recipients, detail);
      const [only] = recipients;
      go(
        recipients.length === 1 && only?.person ? `/messages/${encodeURIComponent(only.person.id)}` : '/messages',
        true,
      );
      this.dispatchEvent(said<Notice>('notice', { text: t('messages.saved', { count: recipients.length }) }));
    } catch (error) {
      console.error(error);
      this.dispatchEvent(said<Notice>('notice', { text: t('form.not_saved') }));
    } finally {
      this.busy = false;
    }
  }
}
