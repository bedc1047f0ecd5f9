import { consume } from '@lit/context';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { isOverdue } from '@rounds/sentinel/tasks/order.ts';
import '@lit-labs/virtualizer';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Person } from '../../data/people/people.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import { nearly } from '../../data/tasks/nearly.ts';
import { searchBox } from '../../design/search-box.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { taskTitle } from '../../words/task-words.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/tasks/task-row.ts';

/** What there is to do, in the order in which it should be done. */
@customElement('tasks-page')
export class TasksPage extends AppElement {
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
      select.chip { max-inline-size: 12rem; text-overflow: ellipsis; }
      .list { flex: 1; min-block-size: 0 !important; overflow-y: auto; contain: strict; }
      .list > * { inline-size: 100%; }
      .rest { flex: 1; overflow-y: auto; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Id of the task that is open. */
  @property() chosen = '';
  @state() private text = '';
  @state() private overdue = false;
  /** Title of the tasks that are shown; '' for all. */
  @state() private kind = '';
  /** Id of the place whose tasks are shown; '' for all. */
  @state() private place = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.care.onChange(() => this.requestUpdate(), this.gone);
    void this.phone.care.open();
  }

  /** The contact of a task where that is a place, and the places above it, nearest first. */
  private placesAt({ owner, requester }: CareTask): Person[] {
    const { people } = this.phone;
    const own = people.get(owner ?? requester ?? '');
    return own ? [...(own.person ? [] : [own]), ...people.above(own.id)] : [];
  }

  private placesOf({ owner, requester }: CareTask): string[] {
    return this.phone.people.above(owner ?? requester ?? '').map(({ name }) => name);
  }

  /** Marks when tasks are first drawn, for the benchmark. */
  protected override updated(): void {
    if (marked || !this.renderRoot.querySelector('.list')) return;
    marked = true;
    requestAnimationFrame(() => requestAnimationFrame(() => performance.mark('rounds:tasks')));
  }

  private fits(task: CareTask, says: (text: string) => boolean): boolean {
    if (this.kind && taskTitle(task) !== this.kind) return false;
    if (this.overdue && !isOverdue(task, this.phone.clock())) return false;
    if (this.place && !this.placesAt(task).some(({ id }) => id === this.place)) return false;
    return says([task.emission.contact?.name, taskTitle(task), ...this.placesOf(task)].join(' '));
  }

  protected override render() {
    const care = this.phone.care.opened();
    const state = care?.state();
    const all = care?.ready() ?? [];
    const says = nearly(this.text);
    const shown = all.filter(task => this.fits(task, says));
    return html`
      <h1 class="unseen">${t('tasks.title')}</h1>
      ${all.length > 0 ? this.tools(all) : nothing}
      ${shown.length > 0 ? this.list(shown) : html`<div class="rest">${this.nothingThere(state?.phase, all.length)}</div>`}
      <p class="unseen" role="status">${
        state?.phase === 'working' ? t('tasks.working') : shown.length === 0 ? t('tasks.none') : ''
      }</p>
    `;
  }

  private tools(all: readonly CareTask[]) {
    const kinds = [...new Set(all.map(taskTitle))].sort();
    const chip = (label: string, on: boolean, press: () => void) =>
      html`<button class="chip" aria-pressed=${on} @click=${press}>${label}</button>`;
    return html`<div class="tools" role="search">
      <div class="search">
        <app-icon name="search"></app-icon>
        <input type="search" enterkeyhint="search" autocomplete="off" spellcheck="false"
          aria-label=${t('tasks.search')} placeholder=${t('tasks.search')} .value=${this.text}
          @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)} />
      </div>
      <div class="chips" role="group" aria-label=${t('tasks.filter')}>
        ${chip(t('tasks.all'), !this.kind && !this.overdue && !this.place, () => {
          this.kind = '';
          this.place = '';
          this.overdue = false;
        })}
        ${this.placeChoice(all)}
        ${chip(t('tasks.overdue_only'), this.overdue, () => {
          this.overdue = !this.overdue;
        })}
        ${
          kinds.length > 1
            ? kinds.map(kind =>
                chip(kind, this.kind === kind, () => {
                  this.kind = this.kind === kind ? '' : kind;
                }),
              )
            : nothing
        }
      </div>
    </div>`;
  }

  /** Places in which something is to be done, where there are several. */
  private placeChoice(all: readonly CareTask[]) {
    const places = new Map(all.flatMap(task => this.placesAt(task).map(({ id, name }) => [id, name] as const)));
    if (places.size < 2) return nothing;
    const sorted = [...places].sort(([, a], [, b]) => a.localeCompare(b));
    return html`<select class="chip" aria-label=${t('tasks.place')}
      @change=${(event: Event) => (this.place = (event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${!this.place}>${t('tasks.any_place')}</option>
      ${sorted.map(([id, name]) => html`<option value=${id} ?selected=${id === this.place}>${name}</option>`)}
    </select>`;
  }

  private list(tasks: readonly CareTask[]) {
    const now = this.phone.clock();
    const limit = codeSettings(this.phone).task_day_limit ?? 4;
    return html`<lit-virtualizer class="list" scroller .items=${tasks} .keyFunction=${(task: CareTask) => task._id}
      .renderItem=${(task: CareTask) =>
        html`<task-row .task=${task} .places=${this.placesOf(task)} .now=${now} .limit=${limit}
          .chosen=${task._id === this.chosen}></task-row>`}></lit-virtualizer>`;
  }

  private nothingThere(phase: string | undefined, all: number) {
    if (all > 0) return emptyList('search', t('tasks.none_found'));
    if (phase === 'off') return emptyList('clipboard-check', t('tasks.disabled'));
    if (phase === undefined || phase === 'starting' || phase === 'working')
      return emptyList('hourglass', t('tasks.working'));
    return emptyList('clipboard-check', t('tasks.none'), t('tasks.none.hint'));
  }
}

let marked = false;
