import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { daysLeft } from '@rounds/sentinel/tasks/order.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import type { Summed } from '../../data/summary/summary-of.ts';
import { isHousehold, togetherWith } from '../../data/tasks/household.ts';
import { listCard } from '../../design/list-card.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import '../../elements/app-icon.ts';
import '../../elements/summary/summary-cards.ts';
import '../../elements/tasks/task-row.ts';

/** Tasks that are shown, at most. */
const most = 50;

/** Those without a day come last. */
const sooner = (a: number, b: number): number =>
  (Number.isNaN(a) ? Number.MAX_SAFE_INTEGER : a) - (Number.isNaN(b) ? Number.MAX_SAFE_INTEGER : b);

/** What the programme shows of a contact, and what is to be done for it. */
@customElement('contact-summary')
export class ContactSummary extends AppElement {
  static override styles = [
    shared,
    listCard,
    css`
      :host { display: contents; }
      h2 select.chip { margin-inline-start: auto; }
      .trouble { display: flex; gap: 0.625rem; padding: 0.875rem 1rem; background: var(--wait-soft); color: var(--wait-ink); border-radius: var(--round); }
      .trouble small { display: block; overflow-wrap: anywhere; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) contact!: Contact;
  /** Up to how many days ahead tasks are shown. */
  @state() private days = 7;
  /** Null where the programme has none; undefined as long as it is being made. */
  @property({ attribute: false }) summed: Summed | null | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.care.onChange(() => this.requestUpdate(), this.gone);
  }

  protected override render() {
    return html`${this.tasks()}${this.summary()}`;
  }

  private tasks() {
    const { people, programme, care } = this.phone;
    const own = people.get(this.contact._id);
    if (!own || !(own.person || isHousehold(own, programme)) || !programme.may('can_view_tasks')) return nothing;
    const all = togetherWith(own.id, people, programme);
    const now = this.phone.clock();
    const ready = (care.opened()?.of(all) ?? [])
      .filter(({ state }) => state === 'Ready')
      .sort((a, b) => sooner(daysLeft(a, now), daysLeft(b, now)));
    if (ready.length === 0) return nothing;
    const within = ready.filter(task => !(daysLeft(task, now) > this.days));
    // An empty card would hide that there is something to do at all.
    const tasks = (within.length > 0 ? within : ready).slice(0, most);
    const isOwn = ({ owner, requester }: CareTask) => own.person && (owner ?? requester) === own.id;
    return html`<section class="block" aria-labelledby="tasks">
      <h2 id="tasks">${t('tasks.of')} <span>${number(tasks.length)}</span>${this.choice(ready, now)}</h2>
      <div class="card">${tasks.map(
        task => html`<task-row .task=${task} .now=${now} ?own=${isOwn(task)}></task-row>`,
      )}</div>
    </section>`;
  }

  /** By when the tasks that are shown are due: one week, two, or any time. */
  private choice(ready: readonly CareTask[], now: number) {
    if (ready.every(task => !(daysLeft(task, now) > 7))) return nothing;
    const spans = [
      [7, t('tasks.week')],
      [14, t('tasks.two_weeks')],
      [Number.POSITIVE_INFINITY, t('tasks.all')],
    ] as const;
    return html`<select class="chip" aria-label=${t('tasks.within')}
      @change=${(event: Event) => (this.days = Number((event.target as HTMLSelectElement).value))}>
      ${spans.map(([days, words]) => html`<option value=${days} ?selected=${days === this.days}>${words}</option>`)}
    </select>`;
  }

  private summary() {
    const { summed } = this;
    if (summed === null) return nothing;
    if (summed === undefined) return html`<p class="small soft" role="status">${t('summary.working')}</p>`;
    if ('trouble' in summed)
      return html`<p class="trouble" role="status"><app-icon name="triangle-alert"></app-icon>
        <span>${t(`summary.${summed.trouble}`)}<small>${summed.why}</small></span></p>`;
    return html`<summary-cards .summary=${summed.summary} .now=${this.phone.clock()}></summary-cards>`;
  }
}
