import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { togetherWith } from '../../data/tasks/household.ts';
import { listCard } from '../../design/list-card.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { ageAndSex } from '../../words/about-contact.ts';
import { typeNames } from '../../words/labels.ts';
import { inLine, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/people/contact-row.ts';

/** Children of a type shown before `show all`. */
const few = 30;

/** Who and what lies directly below a place, by type, the muted ones below. */
@customElement('contact-children')
export class ContactChildren extends AppElement {
  static override styles = [
    shared,
    listCard,
    css`
      :host { display: contents; }
      .muted-heading {
        padding: 0.625rem var(--gutter); background: var(--sunk); color: var(--ink-soft); font-size: 0.8125rem;
        font-weight: 650;
      }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) place!: Person;
  /** Types of which all are shown. */
  @state() private unfolded = new Set<string>();
  /** Types of which the dead are shown, too. */
  @state() private dead = new Set<string>();

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.people.onChange(() => this.requestUpdate(), this.gone);
    this.phone.care.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('place') && changed.get('place')?.id !== this.place.id) this.unfolded = this.dead = new Set();
  }

  protected override render() {
    const { place } = this;
    const { people, programme } = this.phone;
    const children = people.children(place.id);
    const types = [...new Set(children.map(({ type }) => type))].sort(
      (a, b) => Number(isPersonType(b, children)) - Number(isPersonType(a, children)),
    );
    return types.map(type => {
      const all = inOrder(
        children.filter(each => each.type === type),
        place.primary,
        !!programme.type(type)?.sort_by_dob,
      );
      const rows = this.dead.has(type) ? all : all.filter(({ died }) => !died);
      const died = all.length - all.filter(each => !each.died).length;
      const shown = this.unfolded.has(type) ? rows : rows.slice(0, few);
      const active = shown.filter(each => !people.silent(each));
      const muted = shown.filter(each => people.silent(each));
      const row = (each: Person) =>
        html`<contact-row .person=${each} .silent=${people.silent(each)}
          .second=${this.childLine(each, place)}></contact-row>`;
      return html`<section class="block">
        <h2>${typeNames(programme.type(type), type)} <span>${number(rows.length)}</span></h2>
        <div class="card">
          ${active.map(row)}
          ${
            muted.length > 0 && active.length > 0
              ? html`<p class="muted-heading">
                  ${t('people.muted_group', { n: number(rows.filter(each => people.silent(each)).length) })}
                </p>`
              : nothing
          }
          ${muted.map(row)}
          ${
            died > 0 && !this.dead.has(type)
              ? html`<button class="plain more" @click=${() => (this.dead = new Set([...this.dead, type]))}>
                  ${t('contact.died_more', { count: died })}
                </button>`
              : nothing
          }
          ${
            rows.length > shown.length
              ? html`<button class="plain more" @click=${() => (this.unfolded = new Set([...this.unfolded, type]))}>
                  ${t('contact.more', { n: number(rows.length) })}
                </button>`
              : nothing
          }
        </div>
      </section>`;
    });
  }

  private childLine(child: Person, place: Person): string {
    const { people, programme, care } = this.phone;
    const tasks = (care.opened()?.of(togetherWith(child.id, people, programme)) ?? []).filter(
      ({ state }) => state === 'Ready',
    ).length;
    const todo = tasks > 0 && programme.may('can_view_tasks') ? t('tasks.count', { count: tasks }) : '';
    const members = child.person ? 0 : people.children(child.id).filter(({ person }) => person).length;
    return inLine([
      place.primary === child.id ? t('contact.primary') : '',
      ...ageAndSex(child, this.phone.clock()),
      members > 0 ? t('people.members', { count: members }) : '',
      todo,
      child.phone,
    ]);
  }
}

/** The primary contact first, the dead last; persons of types that say so by their dates of birth. */
const inOrder = (rows: readonly Person[], primary: string, byBirth: boolean): Person[] => {
  const rank = ({ id, died, muted }: Person) => (died ? 3 : muted ? 2 : id === primary ? 0 : 1);
  const born = ({ born: day }: Person) => day || '9';
  return [...rows].sort(
    (a, b) => rank(a) - rank(b) || (byBirth ? (born(a) < born(b) ? -1 : Number(born(a) > born(b))) : 0),
  );
};

const isPersonType = (type: string, rows: readonly Person[]) => rows.some(row => row.type === type && row.person);
