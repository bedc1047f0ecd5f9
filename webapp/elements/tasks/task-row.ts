import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { taskPath } from '../../navigation.ts';
import { inLine } from '../../words/say.ts';
import { dueWords, fromWords, said, taskTitle } from '../../words/task-words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';
import '../programme-picture.ts';

/** One thing to be done: a link to what does it. */
@customElement('task-row')
export class TaskRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; inline-size: 100%; }
      a {
        display: flex; align-items: center; gap: 0.875rem; min-block-size: 76px; padding: 0.5rem var(--gutter);
        color: var(--ink); text-decoration: none;
      }
      a:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      a:focus-visible { outline-offset: -3px; }
      a[aria-current='page'] { background: var(--brand-soft); }
      .picture {
        display: grid; place-items: center; flex: none; inline-size: 44px; block-size: 44px; border-radius: 14px;
        background: var(--brand-soft); color: var(--brand-ink);
      }
      .overdue .picture { background: var(--bad-soft); color: var(--bad-ink); }
      .text { flex: 1; min-inline-size: 0; display: grid; gap: 1px; }
      .what { font-weight: 580; overflow-wrap: anywhere; }
      .who { color: var(--ink-soft); font-size: 0.9375rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .marks { display: flex; flex-wrap: wrap; gap: 0.375rem; }
      .chevron { color: var(--line-strong); inline-size: 1.125rem; block-size: 1.125rem; }
    `,
  ];

  @property({ attribute: false }) task!: CareTask;
  /** The places of whom it is about, nearest first. */
  @property({ attribute: false }) places: readonly string[] = [];
  @property({ type: Number }) now = 0;
  /** Up to how many days before it the day on which a task is due is told. */
  @property({ type: Number }) limit = 4;
  @property({ type: Boolean }) chosen = false;
  /** Whether it stands on the page of whom it is about, and need not name him. */
  @property({ type: Boolean }) own = false;

  protected override render() {
    const { task, now, places } = this;
    const { icon, contact, priorityLabel, dueDate } = task.emission;
    const due = dueWords(task, now, this.limit);
    const later = fromWords(task, now);
    const overdue = !later && !!dueDate && new Date(`${dueDate}T00:00`).getTime() < now;
    const priority = said(priorityLabel, { ...task.emission });
    return html`<a href=${taskPath(task._id)} class=${overdue ? 'overdue' : ''}
      aria-current=${this.chosen ? 'page' : 'false'}>
      <span class="picture"
        ><programme-picture name=${icon ?? ''} fallback="clipboard-check"></programme-picture
      ></span>
      <span class="text">
        <span class="what" dir="auto">${taskTitle(task)}</span>
        ${this.own ? nothing : html`<span class="who">${inLine([contact?.name, ...places])}</span>`}
        ${
          due || priority || later
            ? html`<span class="marks">${later ? html`<span class="badge">${later}</span>` : nothing}${
                due && !later ? html`<span class="badge ${overdue ? 'bad' : 'wait'}">${due}</span>` : nothing
              }${priority ? html`<span class="badge bad">${priority}</span>` : nothing}</span>`
            : nothing
        }
      </span>
      <app-icon class="chevron" name="chevron-right"></app-icon>
    </a>`;
  }
}
