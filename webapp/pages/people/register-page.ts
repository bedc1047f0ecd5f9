import '@lit-labs/virtualizer';
import { consume } from '@lit/context';
import { addable, permissionToAdd } from '@rounds/sentinel/forms/contact-docs.ts';
import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { inOrder } from '../../data/people/list.ts';
import { byState, type Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import type { TypeOfContact } from '../../data/programme/phone-programme.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { iconOf } from '../../elements/people/contact-row.ts';
import { contactPath } from '../../navigation.ts';
import { typeName } from '../../words/labels.ts';
import { inLine } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';

/** Registers somebody from the list: what is registered, then where it belongs. */
@customElement('register-page')
export class RegisterPage extends AppPage {
  static override styles = [
    shared,
    searchBox,
    css`
      :host { display: flex; flex-direction: column; block-size: 100%; max-inline-size: 46rem; margin-inline: auto; }
      h1, .soft { padding-inline: var(--gutter); }
      .tools { display: grid; gap: 0.625rem; padding: 0.625rem var(--gutter); }
      .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .list { flex: 1; min-block-size: 0 !important; overflow-y: auto; contain: strict; }
      .list > * { inline-size: 100%; }
      a.place {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 64px; padding: 0.5rem var(--gutter);
        color: var(--ink); text-decoration: none;
      }
      a.place:focus-visible { outline-offset: -3px; }
      a.place app-icon { flex: none; color: var(--place); }
      a.place span { min-inline-size: 0; display: grid; font-weight: 580; overflow-wrap: anywhere; }
      a.place small { color: var(--ink-soft); font-weight: 450; font-size: 0.875rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Phone number of whom is to be registered; '' where it is not known. */
  @property() number = '';
  @state() private text = '';
  @state() private chosen = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
  }

  /** What may be registered, persons first. */
  private get types(): TypeOfContact[] {
    const { programme, people } = this.phone;
    const places = new Set(people.rows().map(({ type }) => type));
    const below = new Set([...places].flatMap(place => addable(programme.types(), place).map(({ id }) => id)));
    return inOrder(programme.types())
      .reverse()
      .filter(type => below.has(type.id) && programme.may(permissionToAdd(type)));
  }

  /** Places to which one of a type may belong, those with most of what was typed first. */
  private placesFor(type: TypeOfContact): Person[] {
    const { people } = this.phone;
    const fits = new Set(type.parents ?? []);
    const rows = this.text.trim() ? people.search(this.text) : people.rows().sort(byState);
    const found = rows.filter(row => fits.has(row.type));
    // Most people live in a household: those with the fewest places above come last.
    return this.text.trim() ? found : found.sort((a, b) => people.above(b.id).length - people.above(a.id).length);
  }

  protected override render() {
    const { types } = this;
    const type = types.find(({ id }) => id === this.chosen) ?? types[0];
    if (!type) return emptyList('users', t('register.none'), t('register.none.hint'));
    const places = this.placesFor(type);
    return html`
      <h1>${t('register.title')}</h1>
      ${this.number ? html`<p class="soft"><bdi dir="ltr">${this.number}</bdi></p>` : ''}
      <div class="tools" role="search" aria-label=${t('register.title')}>
        <div class="chips" role="group" aria-label=${t('register.what')}>
          ${types.map(
            each => html`<button class="chip" aria-pressed=${each === type} @click=${() => (this.chosen = each.id)}>
              ${typeName(each)}
            </button>`,
          )}
        </div>
        <div class="search">
          <app-icon name="search"></app-icon>
          <input type="search" autocomplete="off" spellcheck="false" aria-label=${t('register.where')}
            placeholder=${t('register.where')} .value=${this.text}
            @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)} />
        </div>
      </div>
      ${
        places.length > 0
          ? html`<lit-virtualizer class="list" scroller .items=${places} .keyFunction=${({ id }: Person) => id}
              .renderItem=${(place: Person) => this.place(place, type)}></lit-virtualizer>`
          : emptyList('house', t('people.nothing_found', { text: this.text }), t('register.where.hint'))
      }
    `;
  }

  private place(place: Person, type: TypeOfContact) {
    const { people, programme } = this.phone;
    const add = `${contactPath(place.id)}/add/${encodeURIComponent(type.id)}`;
    const href = this.number ? `${add}/with/${encodeURIComponent(this.number)}` : add;
    const about = inLine([typeName(programme.type(place.type), place.type), people.get(place.parent)?.name]);
    return html`<a class="place" href=${href}>
      <app-icon name=${iconOf(place)}></app-icon><span>${place.name || t('people.unnamed')}<small>${about}</small></span>
    </a>`;
  }
}
