import { emptyList } from '../../elements/empty.ts';
import '@lit-labs/virtualizer';
import { consume } from '@lit/context';
import { intervalAt, monthStart } from '@rounds/sentinel/tasks/interval.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Filter, inOrder, type Line, listOf } from '../../data/people/list.ts';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import { sortsByVisit, type Visits, visitGoal, visitsOf } from '../../data/reports/visits.ts';
import { isHousehold } from '../../data/tasks/household.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { aboutHousehold, aboutPerson } from '../../words/about-contact.ts';
import { typeName, typeNames } from '../../words/labels.ts';
import { inLine, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/people/contact-row.ts';

/** How long after the list visits are counted, in ms. */
const afterList = 1500;

/** Everybody the user looks after: search as one types, by kind, active or muted. */
@customElement('people-page')
export class PeoplePage extends AppElement {
  static override styles = [
    shared,
    searchBox,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; }
      .tools { display: grid; gap: 0.625rem; padding: 0.25rem var(--gutter) 0.625rem; }
      .chips {
        display: flex; gap: 0.5rem; overflow-x: auto; scrollbar-width: none; margin-inline: calc(-1 * var(--gutter));
        padding: 3px var(--gutter);
      }
      .chips > * { flex: none; }
      .tools { grid-template-columns: minmax(0, 1fr) auto; }
      .tools > .chips, .tools > .found { grid-column: 1 / -1; }
      .add {
        grid-area: 1 / 2; display: grid; place-items: center; inline-size: 52px; block-size: 52px; border-radius: 50%;
        background: var(--brand); color: var(--on-brand);
      }
      @media (max-width: 899px) and (max-height: 480px) {
        .tools.tools { grid-template-columns: minmax(9rem, 2fr) minmax(0, 3fr) auto; }
        .tools.tools > .chips { grid-area: 1 / 2; margin-inline: 0; padding-inline: 3px; }
        .tools.tools > .add { grid-area: 1 / 3; inline-size: 44px; block-size: 44px; }
      }
      .add:focus-visible { border-radius: 50%; }
      .gap { inline-size: 1px; margin-block: 8px; background: var(--line); }
      /* The virtualizer writes 150px, more than there is on a phone held sideways. */
      .list { flex: 1; min-block-size: 0 !important; overflow-y: auto; contain: strict; }
      .list > * { inline-size: 100%; }
      .list h2 {
        padding: 1.125rem var(--gutter) 0.375rem; font-size: 0.8125rem; font-weight: 650; color: var(--ink-soft);
        letter-spacing: 0.02em; display: flex; gap: 0.5rem; align-items: baseline;
      }
      .list h2 .n { font-weight: 500; }
      .found { padding-inline: 0.25rem; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Id of the contact whose profile is open. */
  @property() chosen = '';
  @state() private filter: Filter = { text: '', type: '', state: 'all' };
  private visits: ReadonlyMap<string, Visits> = new Map();
  private lines: Line[] = [];
  private found = 0;
  /** Where the headings stand. */
  private shape = '';
  private stale = true;

  override connectedCallback(): void {
    super.connectedCallback();
    const again = () => {
      this.stale = true;
      this.requestUpdate();
    };
    this.phone.people.onChange(again, this.gone);
    this.phone.programme.onChange(again, this.gone);
    this.phone.onSession(again, this.gone);
    this.phone.reports.onChange(() => void this.countVisits(), this.gone);
    if (sortsByVisit(this.phone) && this.seesVisits) this.filter = { ...this.filter, unseen: true };
    // The list stands first; what is known of visits follows.
    const later = setTimeout(() => void this.countVisits(), afterList);
    this.gone.addEventListener('abort', () => clearTimeout(later));
  }

  private get seesVisits(): boolean {
    const { may } = this.phone.programme;
    return may('can_view_last_visited_date') || may('can_view_uhc_stats');
  }

  private async countVisits(): Promise<void> {
    if (!this.seesVisits) return;
    const { reports, people, clock } = this.phone;
    const rows = (await reports.open()).all();
    this.visits = visitsOf(rows, people, intervalAt(clock(), monthStart(codeSettings(this.phone).uhc)));
    this.stale ||= this.filter.unseen === true;
    this.requestUpdate();
  }

  private choose(change: Partial<Filter>): void {
    this.filter = { ...this.filter, ...change };
    this.stale = true;
  }

  /** Whether the user may register anybody. */
  private get registers(): boolean {
    const { may } = this.phone.programme;
    return may('can_edit') && (may('can_create_people') || may('can_create_places'));
  }

  private get homes(): string[] {
    return ([] as string[]).concat(this.phone.session?.facility_id ?? []);
  }

  protected override render() {
    if (this.stale) {
      const { people, programme } = this.phone;
      const households = {
        isHousehold: (each: Person) => isHousehold(each, programme),
        lastVisit: (each: Person) => this.visits.get(each.id)?.last ?? 0,
      };
      ({ lines: this.lines, found: this.found } = listOf(
        people,
        programme.types(),
        this.homes,
        this.filter,
        households,
      ));
      this.shape = this.lines.flatMap((line, at) => ('heading' in line ? [at] : [])).join();
      this.stale = false;
    }
    const { text } = this.filter;
    return html`
      <h1 class="unseen">${t('people.title')}</h1>
      <div class="tools" role="search">
        <div class="search">
          <app-icon name="search"></app-icon>
          <input type="search" enterkeyhint="search" autocomplete="off" spellcheck="false"
            aria-label=${t('people.search')} placeholder=${t('people.search')} .value=${text} @input=${this.typed} />
          ${
            text
              ? html`<button class="plain round clear" @click=${this.clear} aria-label=${t('people.search.clear')}>
                  <app-icon name="x"></app-icon>
                </button>`
              : nothing
          }
        </div>
        ${this.chips()}
        ${
          this.registers
            ? html`<a class="add" href="/people/new" aria-label=${t('register.title')} title=${t('register.title')}>
                <app-icon name="user-plus"></app-icon>
              </a>`
            : nothing
        }
        <p class="small soft found ${text ? '' : 'unseen'}" role="status">
          ${text ? t('people.found', { count: this.found }) : ''}
        </p>
      </div>
      ${this.lines.length > 0 ? this.list() : this.nobody()}
    `;
  }

  /** Marks when the list can first be used, for the benchmark and for a person who looks into a slow phone. */
  protected override updated(): void {
    if (marked || this.lines.length === 0) return;
    marked = true;
    // The rows are drawn in the frame after the next.
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rounds:list')));
  }

  private chips() {
    const { type, state, unseen = false } = this.filter;
    const { programme, people } = this.phone;
    const present = new Set(people.rows().map(row => row.type));
    const types = inOrder(programme.types()).filter(({ id }) => present.has(id));
    const chip = (label: string, on: boolean, change: Partial<Filter>) =>
      html`<button class="chip" aria-pressed=${on} @click=${() => this.choose(change)}>${label}</button>`;
    return html`<div class="chips" role="group" aria-label=${t('people.filter')}>
      ${chip(t('people.all'), !type && state === 'all' && !unseen, { type: '', state: 'all', unseen: false })}
      ${this.seesVisits ? chip(t('people.unseen'), unseen, { unseen: !unseen }) : nothing}
      ${types.reverse().map(each => chip(typeNames(each), type === each.id, { type: type === each.id ? '' : each.id }))}
      <span class="gap"></span>
      ${chip(t('people.active'), state === 'active', { state: state === 'active' ? 'all' : 'active' })}
      ${chip(t('people.muted'), state === 'muted', { state: state === 'muted' ? 'all' : 'muted' })}
    </div>`;
  }

  /**
   * The list remembers how high the row at each place is, and measures again only when an element is new: where
   * headings moved, all headings are, and where none is left, all rows. Otherwise rows would lie over each other.
   */
  private keyOf = (line: Line | undefined): string => {
    // A list that has just become shorter is asked for a place that it no longer has.
    if (!line) return '';
    if ('heading' in line) return `${line.key}/${this.shape}`;
    return this.shape ? line.person.id : `plain/${line.person.id}`;
  };

  private list() {
    return html`<lit-virtualizer class="list" scroller .items=${this.lines} .keyFunction=${this.keyOf}
      .renderItem=${(line: Line) => this.line(line)}></lit-virtualizer>`;
  }

  private line(line: Line | undefined) {
    if (!line) return nothing;
    if ('heading' in line)
      return html`<h2>${this.heading(line.heading)} <span class="n">${number(line.count)}</span></h2>`;
    const { person, silent } = line;
    return html`<contact-row .person=${person} .silent=${silent} .second=${this.second(person)}
      .chosen=${person.id === this.chosen}></contact-row>`;
  }

  private heading(heading: string): string {
    if (heading === 'home') return t('people.home');
    return heading === 'muted' ? t('people.muted') : typeNames(this.phone.programme.type(heading), heading);
  }

  private second(person: Person): string {
    const { people, programme } = this.phone;
    const place = people.get(person.parent)?.name ?? '';
    const now = this.phone.clock();
    if (person.person) return aboutPerson(person, now, place);
    if (isHousehold(person, programme)) {
      const members = people.children(person.id).filter(each => each.person).length;
      const visits = this.visits.get(person.id);
      return aboutHousehold(members, people.get(person.primary)?.name, visits, visitGoal(this.phone, person.type), now);
    }
    return inLine([typeName(programme.type(person.type), person.type), place]);
  }

  private nobody() {
    const { text } = this.filter;
    if (text) return emptyList('search', t('people.nothing_found', { text }), t('people.nothing_found.hint'));
    return emptyList('users', t('people.none'), t('people.none.hint'));
  }

  private typed(event: Event): void {
    this.choose({ text: (event.target as HTMLInputElement).value });
    this.renderRoot.querySelector('.list')?.scrollTo({ top: 0 });
  }

  private clear(): void {
    this.choose({ text: '' });
    this.renderRoot.querySelector('input')?.focus();
  }
}

let marked = false;
