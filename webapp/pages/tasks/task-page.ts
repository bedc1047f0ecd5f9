import '@awesome.me/webawesome/dist/components/button/button.js';
import { consume } from '@lit/context';
import type { CareAction, CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { css, html } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { emptyPage } from '../../elements/empty.ts';
import { contactPath, go, taskPath } from '../../navigation.ts';
import { dueWords, said, taskTitle } from '../../words/task-words.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../forms/form-page.ts';

/** Does a task: opens its form, or where there are several ways, lets one choose. */
@customElement('task-page')
export class TaskPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      .choice { display: grid; gap: 1rem; max-inline-size: 44rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      .choice p { color: var(--ink-soft); }
      wa-button { inline-size: 100%; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() taskId = '';
  /** Which of its actions is chosen. */
  @property() action: string | undefined;
  @state() private task: CareTask | undefined;
  @state() private looked = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    const care = await this.phone.care.open();
    this.task = care.task(this.taskId);
    this.looked = true;
  }

  protected override get heading(): string {
    return this.task ? [taskTitle(this.task), this.task.emission.contact?.name].filter(Boolean).join(', ') : '';
  }

  /** Id of the contact that an action is for. */
  private whom(action: CareAction): string {
    const { emission, owner, requester } = this.task!;
    return action.forId ?? emission.forId ?? owner ?? requester ?? '';
  }

  protected override render() {
    if (!this.looked) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    const { task } = this;
    if (!task)
      return emptyPage(
        'clipboard-check',
        t('tasks.gone'),
        t('tasks.gone.hint'),
        html`<a href="/tasks">${t('tasks.after.list')}</a>`,
      );
    const actions = task.emission.actions ?? [];
    // Where there is one way to do it, nothing has to be chosen.
    const at = this.action ?? (actions.length === 1 ? '0' : undefined);
    const chosen = at === undefined ? undefined : actions[Number(at)];
    if (chosen?.form) {
      const content = { ...chosen.content, task_id: task.emission._id };
      return html`<form-page .contactId=${this.whom(chosen)} .form=${chosen.form}
        .task=${{ id: task._id, content }}></form-page>`;
    }
    return html`<div class="choice">
      <h1>${taskTitle(task)}</h1>
      <p>${[task.emission.contact?.name, dueWords(task, this.phone.clock())].filter(Boolean).join(' · ')}</p>
      <h2>${t('tasks.choose')}</h2>
      ${actions.map(
        (action, at) =>
          html`<wa-button variant=${at === 0 ? 'brand' : 'neutral'} appearance=${at === 0 ? 'filled' : 'outlined'}
            @click=${() => this.choose(action, at)}>${said(action.label, { ...task.emission }) || t('tasks.follow_up')}</wa-button>`,
      )}
    </div>`;
  }

  private choose(action: CareAction, at: number): void {
    go(action.type === 'contact' ? this.contactPlace(action) : `${taskPath(this.taskId)}/do/${at}`);
  }

  /** Where a contact is added, changed or looked at. */
  private contactPlace(action: CareAction): string {
    const { parent_id: parent, type, edit_id: edit } = (action.content ?? {}) as Record<string, string | undefined>;
    const whom = this.whom(action);
    if (edit) return `${contactPath(edit)}/edit`;
    const below = parent ?? whom;
    return type && below ? `${contactPath(below)}/add/${encodeURIComponent(type)}` : contactPath(whom);
  }
}
