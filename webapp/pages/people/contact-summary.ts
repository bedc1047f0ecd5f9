import { consume } from '@lit/context';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
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

/** What the programme shows of a contact, and what is to be done for it. */
@customElement('contact-summary')
export class ContactSummary extends AppElement {
  static override styles = [
    shared,
    listCard,
    css`
      :host { display: contents; }
      .trouble { display: flex; gap: 0.625rem; padding: 0.875rem 1rem; background: var(--wait-soft); color: var(--wait-ink); border-radius: var(--round); }
      .trouble small { display: block; overflow-wrap: anywhere; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) contact!: Contact;
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
    const tasks = (care.opened()?.of(all) ?? []).filter(({ state }) => state === 'Ready').slice(0, most);
    if (tasks.length === 0) return nothing;
    const now = this.phone.clock();
    const isOwn = ({ owner, requester }: CareTask) => own.person && (owner ?? requester) === own.id;
    return html`<section class="block" aria-labelledby="tasks">
      <h2 id="tasks">${t('tasks.of')} <span>${number(tasks.length)}</span></h2>
      <div class="card">${tasks.map(
        task => html`<task-row .task=${task} .now=${now} ?own=${isOwn(task)}></task-row>`,
      )}</div>
    </section>`;
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
