import '@lit-labs/virtualizer';
import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { readWaiting } from '../../data/replicate/waiting.ts';
import { formChoices, placeChoices } from '../../data/reports/filter-choices.ts';
import {
  filtersSet,
  finder,
  noFilter,
  type ReportFilter,
  type ReportsAround,
  reportsShown,
} from '../../data/reports/report-filter.ts';
import type { ReportRow, ReportRows } from '../../data/reports/rows.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Choice } from '../../elements/reports/report-filters.ts';
import { formTitle } from '../../words/labels.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/reports/report-filters.ts';
import '../../elements/reports/report-row.ts';
import './report-choice.ts';

/** Reports, the latest first, with a search, filters, and what can be done with several at once. */
@customElement('report-list')
export class ReportList extends AppElement {
  static override styles = [
    shared,
    searchBox,
    css`
      :host { display: flex; flex-direction: column; min-block-size: 0; block-size: 100%; }
      .tools { display: grid; gap: 0.625rem; padding: 0.25rem var(--gutter) 0.625rem; max-block-size: 70%; overflow-y: auto; }
      .chips { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
      .found { margin-inline-start: auto; }
      /* The virtualizer writes 150px, more than there is on a phone held sideways. */
      .list { flex: 1; min-block-size: 0 !important; overflow-y: auto; contain: strict; }
      .list > * { inline-size: 100%; }
      /* A phone held sideways has no room for both: the search and the filters roll away above the list. */
      @media (max-height: 480px) {
        :host { overflow-y: auto; }
        .tools { flex: none; max-block-size: none; overflow-y: visible; }
        .list { flex: none; block-size: 100%; }
      }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Id of the report that is open. */
  @property() chosen = '';
  /** Id of the contact about whom, and about whose people, the reports are; '' for all. */
  @property() about = '';
  @state() private rows: ReportRows | undefined;
  @state() private filter: ReportFilter = noFilter;
  @state() private unfolded = false;
  /** Ids of those chosen; undefined while nobody chooses several. */
  @state() private ticked: ReadonlySet<string> | undefined;
  private waiting: ReadonlySet<string> = new Set();
  private shown: readonly ReportRow[] = [];
  private stale = true;
  private find: ReturnType<typeof finder> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const again = () => this.again();
    this.phone.reports.onChange(again, this.gone);
    this.phone.people.onChange(again, this.gone);
    this.phone.programme.onChange(again, this.gone);
    this.phone.sync.onChange(() => void this.look(), this.gone);
    void this.open();
  }

  private async open(): Promise<void> {
    await this.look();
    this.rows = await this.phone.reports.open();
    this.again();
  }

  private async look(): Promise<void> {
    this.waiting = new Set(Object.keys((await readWaiting(this.phone.db)).ids));
    this.again();
  }

  private again(): void {
    this.stale = true;
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('about')) this.stale = true;
    if (!this.stale || !this.rows) return;
    const { filter, about, rows } = this;
    this.find = finder(this.phone.people);
    this.shown = reportsShown(rows.all(), about && !filter.place ? { ...filter, place: about } : filter, this.around);
    this.stale = false;
  }

  private get around(): ReportsAround {
    const { people, programme, sync } = this.phone;
    return {
      people,
      title: form => formTitle(programme, form),
      knows: form => programme.form(form) !== undefined || !!programme.smsLabel(form),
      waiting: this.waiting,
      refused: new Set(sync.state().refused.map(({ id }) => id)),
    };
  }

  /** Marks when reports are first drawn, for the benchmark. */
  protected override updated(): void {
    if (marked || !this.renderRoot.querySelector('.list')) return;
    marked = true;
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rounds:reports')));
  }

  private choose(filter: ReportFilter): void {
    this.filter = filter;
    this.stale = true;
    this.renderRoot.querySelector('.list')?.scrollTo({ top: 0 });
  }

  protected override render() {
    if (!this.rows) return html`<p class="empty" role="status">${t('reports.opening')}</p>`;
    const { shown, ticked } = this;
    return html`
      ${this.tools()}
      ${shown.length > 0 ? this.list() : this.nobody()}
      ${
        ticked
          ? html`<report-choice .rows=${shown} .ticked=${ticked} @chosen=${this.tickAll}
              @done=${() => (this.ticked = undefined)}></report-choice>`
          : nothing
      }
    `;
  }

  private tools() {
    const { filter, unfolded, ticked } = this;
    const { may } = this.phone.programme;
    const several = may('can_edit') && (may('can_bulk_delete_reports') || may('can_verify_reports'));
    const set = filtersSet(filter);
    return html`<div class="tools" role="search">
      <div class="search">
        <app-icon name="search"></app-icon>
        <input type="search" enterkeyhint="search" autocomplete="off" spellcheck="false"
          aria-label=${t('reports.search')} placeholder=${t('reports.search')} .value=${filter.text} @input=${this.typed} />
      </div>
      <div class="chips">
        <button class="chip" aria-expanded=${unfolded} @click=${() => (this.unfolded = !unfolded)}>
          <app-icon name="list-filter"></app-icon>${set > 0 ? t('reports.filters_set', { count: set }) : t('reports.filters')}
        </button>
        ${
          several && !ticked
            ? html`<button class="chip" @click=${() => (this.ticked = new Set())}>${t('reports.choose_several')}</button>`
            : nothing
        }
        <span class="small soft found" role="status">${t('reports.found', { count: this.shown.length })}</span>
      </div>
      ${
        unfolded
          ? html`<report-filters .filter=${filter} .forms=${this.forms()} .places=${this.places()}
              @chosen=${({ detail }: CustomEvent<ReportFilter>) => this.choose(detail)}></report-filters>`
          : nothing
      }
    </div>`;
  }

  private forms(): Choice[] {
    const codes = this.rows?.all().map(({ form }) => form) ?? [];
    return formChoices(codes, this.around.title, this.filter.form);
  }

  /** Places with others below them: households are found by typing. */
  private places(): Choice[] {
    const { people } = this.phone;
    const inside = this.about ? people.below(this.about) : people.rows();
    const above = new Set(people.rows().flatMap(({ person, parent }) => (person ? [] : [parent])));
    return placeChoices(
      inside.filter(({ id, person }) => !person && above.has(id)),
      id => people.get(id)?.name || t('people.unnamed'),
    );
  }

  private list() {
    // Rows are drawn again when what they are drawn with changed.
    const now = this.phone.clock();
    return html`<lit-virtualizer class="list" scroller .items=${[...this.shown]} .keyFunction=${(row: ReportRow) => row.id}
      .renderItem=${(row: ReportRow) => this.row(row, now)} @ticked=${this.tick}></lit-virtualizer>`;
  }

  private row(row: ReportRow, now: number) {
    const { programme, people, sync } = this.phone;
    const form = programme.form(row.form);
    const whom = row.about.map(id => this.find?.(id)).find(each => each !== undefined);
    const refused = sync.state().refused.some(({ id }) => id === row.id);
    return html`<report-row .row=${row} .form=${formTitle(programme, row.form)} .icon=${form?.icon ?? ''}
      .mutes=${programme.mutes(row.form)} .about=${whom?.name ?? row.name ?? ''}
      .sender=${people.get(row.by ?? '')?.name ?? row.from ?? ''} .now=${now} .chosen=${row.id === this.chosen}
      .where=${refused ? 'refused' : this.waiting.has(row.id) ? 'waits' : 'there'}
      .formGone=${!this.around.knows(row.form)} .choosing=${this.ticked !== undefined}
      .ticked=${this.ticked?.has(row.id) ?? false}></report-row>`;
  }

  private nobody() {
    if (this.filter.text || filtersSet(this.filter) > 0)
      return emptyList('search', t('reports.none_found'), t('people.nothing_found.hint'));
    return emptyList('file-text', t('reports.none'), t('reports.none.hint'));
  }

  private typed(event: Event): void {
    this.choose({ ...this.filter, text: (event.target as HTMLInputElement).value });
  }

  private tick({ detail }: CustomEvent<{ id: string; on: boolean }>): void {
    const next = new Set(this.ticked);
    if (detail.on) next.add(detail.id);
    else next.delete(detail.id);
    this.ticked = next;
  }

  private tickAll({ detail }: CustomEvent<readonly string[]>): void {
    this.ticked = new Set(detail);
  }
}

let marked = false;
