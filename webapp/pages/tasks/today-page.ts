import { consume } from '@lit/context';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { TargetDoc } from '@rounds/ddocs/tasks/target.ts';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { readDrafts } from '../../data/forms/drafts.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { codeSettings } from '../../data/programme/code-settings.ts';
import { refusedActs } from '../../data/replicate/acts.ts';
import { ownTargets, percentOf, periods } from '../../data/tasks/own-targets.ts';
import { dayOf } from '../../data/tasks/today.ts';
import type { IconName } from '../../design/icons.ts';
import { listCard } from '../../design/list-card.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { longDay, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { sectionsOf } from '../sections.ts';
import '../../elements/app-icon.ts';
import '../../elements/tasks/task-row.ts';

/** Tasks of a group that are shown; the list of tasks has them all. */
const few = 20;

/** The first page of a health worker: what to do today, and what of her own work waits or was refused. */
@customElement('today-page')
export class TodayPage extends AppElement {
  static override styles = [
    shared,
    listCard,
    css`
      :host { display: block; overflow-y: auto; padding: 0.25rem var(--gutter) 2rem; }
      .page { display: grid; gap: 1.25rem; max-inline-size: 46rem; margin-inline: auto; }
      .page > * { min-inline-size: 0; }
      header p { color: var(--ink-soft); }
      .notes { display: grid; gap: 0.5rem; }
      .note {
        display: flex; align-items: center; gap: 0.75rem; inline-size: 100%; min-block-size: 52px;
        padding: 0.5rem 1rem; border-radius: var(--round); background: var(--card); box-shadow: var(--shadow);
        color: var(--ink); font-weight: 600; text-decoration: none;
      }
      .note span { flex: 1; min-inline-size: 0; }
      .note.bad { background: var(--bad-soft); color: var(--bad-ink); }
      .note.wait { background: var(--wait-soft); color: var(--wait-ink); }
      .note.brand app-icon:first-child { color: var(--brand-ink); }
      .note app-icon:last-child { inline-size: 1.125rem; block-size: 1.125rem; opacity: 0.7; }
      .late h2 { color: var(--bad-ink); }
      a.more { display: grid; place-items: center; text-decoration: none; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** How many forms were begun and not saved. */
  @state() private drafts = 0;
  @state() private targets: TargetDoc | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    const { phone, gone } = this;
    const again = () => this.requestUpdate();
    // Whose targets they are is known only after the first round of rules.
    phone.care.onChange(() => {
      again();
      // Not after each of the slices of a long round.
      if (phone.care.opened()?.state().phase === 'ready') void this.readTargets();
    }, gone);
    phone.people.onChange(again, gone);
    phone.messages.onChange(again, gone);
    phone.programme.onChange(again, gone);
    phone.sync.onChange(() => void this.look(), gone);
    phone.onDocs(docs => docs.some(({ _id }) => _id.startsWith('target~')) && void this.readTargets(), gone);
    void this.look();
    void this.readTargets();
  }

  private async look(): Promise<void> {
    this.drafts = Object.keys(await readDrafts(this.phone.db)).length;
    this.requestUpdate();
  }

  private async readTargets(): Promise<void> {
    const care = await this.phone.care.open();
    const [period] = periods(this.phone.clock(), care.monthStart(), 1);
    this.targets = period ? await ownTargets(this.phone, care, period.tag) : null;
  }

  protected override render() {
    const now = this.phone.clock();
    const care = this.phone.care.opened();
    const ready = care?.ready() ?? [];
    const { overdue, today, soon } = dayOf(ready, now);
    return html`<div class="page">
      <header><h1>${t('today.title')}</h1><p>${longDay(now)}</p></header>
      ${this.notes()}
      ${this.group('late', t('today.overdue'), overdue, now)}
      ${this.group('', t('today.due'), today, now)}
      ${this.group('', t('today.soon'), soon, now)}
      ${overdue.length + today.length + soon.length === 0 ? this.nothingToDo(ready.length) : nothing}
      ${this.progress()}
    </div>`;
  }

  /** What waits, what was refused, what was begun, and what others wrote: nothing where there is nothing. */
  private notes() {
    const { sync, messages, programme } = this.phone;
    const { waiting, kind = 'other', refused } = sync.state();
    const acts = refusedActs(refused).length;
    const unread = programme.may('can_view_messages_tab') ? messages.unread() : 0;
    const begun = programme.may('can_edit') ? this.drafts : 0;
    const words = kind === 'other' ? 'sync.waiting' : `sync.waiting.${kind}`;
    const ask = () => this.dispatchEvent(said('sync-asked', null));
    if (acts + waiting + begun + unread === 0) return nothing;
    return html`<div class="notes">
      ${acts > 0 ? note('/refused', 'bad', 'cloud-alert', t('sync.refused', { count: acts })) : nothing}
      ${
        waiting > 0
          ? html`<button class="plain note wait" @click=${ask}>${inside('cloud-upload', t(words, { count: waiting }))}</button>`
          : nothing
      }
      ${begun > 0 ? note('/drafts', '', 'pencil', t('today.drafts', { count: begun })) : nothing}
      ${unread > 0 ? note('/messages', 'brand', 'message-square', t('messages.unread', { count: unread })) : nothing}
    </div>`;
  }

  private group(kind: string, heading: string, tasks: readonly CareTask[], now: number) {
    if (tasks.length === 0) return nothing;
    const { people } = this.phone;
    const limit = codeSettings(this.phone).task_day_limit ?? 4;
    const placesOf = ({ owner, requester }: CareTask) => people.above(owner ?? requester ?? '').map(({ name }) => name);
    return html`<section class="block ${kind}">
      <h2>${heading} <span>${number(tasks.length)}</span></h2>
      <div class="card">
        ${tasks
          .slice(0, few)
          .map(task => html`<task-row .task=${task} .places=${placesOf(task)} .now=${now} .limit=${limit}></task-row>`)}
        ${tasks.length > few ? html`<a class="more" href="/tasks">${t('contact.more', { n: number(tasks.length) })}</a>` : nothing}
      </div>
    </section>`;
  }

  private nothingToDo(later: number) {
    const state = this.phone.care.opened()?.state();
    if (!sectionsOf(this.phone).includes('tasks'))
      return emptyList('clipboard-check', t('today.none'), t('today.none.hint'));
    if (!state || state.phase === 'starting' || state.phase === 'working')
      return emptyList('hourglass', state?.left ? t('tasks.working_left', { count: state.left }) : t('tasks.working'));
    return emptyList(
      'clipboard-check',
      t('tasks.none'),
      later > 0 ? t('today.later', { count: later }) : t('tasks.none.hint'),
    );
  }

  /** How many goals of this period are reached. */
  private progress() {
    const items = (this.phone.care.opened()?.items() ?? []).filter(
      ({ visible, goal = -1 }) => visible !== false && goal >= 0,
    );
    if (items.length === 0 || !sectionsOf(this.phone).includes('targets')) return nothing;
    const met = items.filter(({ id, type, goal = -1 }) => {
      const value = this.targets?.targets.find(each => each.id === id)?.value;
      return !!value && (type === 'percent' ? percentOf(value) : value.pass) >= goal;
    }).length;
    return note('/targets', 'brand', 'target', t('today.targets', { met: number(met), count: number(items.length) }));
  }
}

const inside = (icon: IconName, words: string): TemplateResult =>
  html`<app-icon name=${icon}></app-icon><span>${words}</span><app-icon name="chevron-right"></app-icon>`;

const note = (href: string, kind: string, icon: IconName, words: string): TemplateResult =>
  html`<a class="note ${kind}" href=${href}>${inside(icon, words)}</a>`;
