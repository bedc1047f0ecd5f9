import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { householdOf, togetherWith } from '../../data/tasks/household.ts';
import { shared } from '../../design/styles.ts';
import { askBeforeLeaving } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';
import '../../elements/tasks/task-row.ts';

/** What else is to be done in a household, once a task there is done. */
@customElement('after-page')
export class AfterPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 1rem; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .card { overflow: hidden; }
      .card > * + * { border-block-start: 1px solid var(--line); }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .onward { display: inline-flex; align-items: center; min-block-size: 44px; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Id of the task that is done. */
  @property() taskId = '';
  @state() private tasks: CareTask[] = [];
  private household = '';
  /** The way on of a person who is asked before leaving. */
  @state() private leaving: (() => void) | undefined;
  /** Whether the way on is one of these tasks. */
  private goesOn = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.care.onChange(() => this.look(), this.gone);
    askBeforeLeaving(goOn => this.asks(goOn), this.gone);
    void this.begin();
  }

  private async begin(): Promise<void> {
    await this.phone.care.open();
    this.look();
  }

  /** Asks a person who leaves while something else is to be done in the same household. */
  private asks(goOn: () => void): boolean {
    if (this.goesOn || this.tasks.length === 0) return false;
    this.leaving = () => {
      this.goesOn = true;
      goOn();
    };
    return true;
  }

  private sure() {
    const stay = () => (this.leaving = undefined);
    return html`<wa-dialog open label=${t('tasks.leave')} @wa-after-hide=${stay}>
      <p>${t('tasks.leave.text', { count: this.tasks.length })}</p>
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${() => this.leaving?.()}>${t('tasks.leave.go')}</wa-button>
        <wa-button variant="brand" @click=${stay}>${t('tasks.leave.stay')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private look(): void {
    const care = this.phone.care.opened();
    const { people, programme } = this.phone;
    const done = care?.task(this.taskId);
    const whom = done?.owner ?? done?.requester ?? '';
    const household = householdOf(whom, people, programme);
    this.household = household?.name ?? '';
    const all = togetherWith(household?.id ?? whom, people, programme);
    // The one just done stays away at once, whatever the rules have yet to say.
    this.tasks = (care?.of(all) ?? []).filter(
      ({ state, emission }) => state === 'Ready' && emission._id !== done?.emission._id,
    );
  }

  protected override render() {
    const now = this.phone.clock();
    return html`
      <h1>${this.tasks.length > 0 ? t('tasks.after') : t('tasks.after.none')}</h1>
      ${this.household ? html`<p class="soft">${this.household}</p>` : ''}
      ${
        this.tasks.length > 0
          ? html`<div class="card" @click=${() => (this.goesOn = true)}>${this.tasks.map(task => html`<task-row .task=${task} .now=${now}></task-row>`)}</div>`
          : ''
      }
      <p><a class="onward" href="/tasks">${t('tasks.after.list')}</a></p>
      ${this.leaving ? this.sure() : ''}
    `;
  }
}
