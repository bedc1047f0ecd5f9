import type { ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { reportPath } from '../../navigation.ts';
import { stepsOf } from '../../words/message-words.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../app-icon.ts';

/** Everything that happened to an outgoing message: which state, when, by what and why. */
@customElement('message-history')
export class MessageHistory extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      ol { display: grid; font-size: 0.875rem; line-height: 1.35; text-align: start; }
      li {
        position: relative; display: grid; grid-template-columns: 1.25rem minmax(0, 1fr); gap: 0 0.625rem;
        padding-block-end: 0.75rem;
      }
      li:last-child { padding-block-end: 0; }
      li:not(:last-child)::before {
        content: ''; position: absolute; inset-inline-start: 0.5625rem; inset-block: 1.375rem 0.1875rem;
        inline-size: 2px; border-radius: 2px; background: var(--line);
      }
      app-icon { inline-size: 1.25rem; block-size: 1.25rem; color: var(--ink-soft); }
      .bad app-icon, .bad .reason { color: var(--bad-ink); }
      .good app-icon { color: var(--good-ink); }
      .wait app-icon { color: var(--wait-ink); }
      .brand app-icon { color: var(--brand-ink); }
      .what { font-weight: 620; color: var(--ink); }
      .rest { grid-column: 2; color: var(--ink-soft); overflow-wrap: anywhere; }
      .reason { grid-column: 2; color: var(--ink); overflow-wrap: anywhere; }
    `,
  ];

  @property({ attribute: false }) task!: ScheduledTask;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  /** Who wrote it; '' for what Rounds wrote. */
  @property() author = '';

  protected override render() {
    return html`<ol aria-label=${t('message.history')}>
      ${stepsOf(this.task, this.now, this.author).map(
        ({ said, when, at, reason, by, report }) => html`<li class=${said.kind}>
          <app-icon name=${said.icon}></app-icon><span class="what">${said.text}</span>
          ${reason ? html`<span class="reason">${reason}</span>` : nothing}
          <span class="rest">${when ? html`<time datetime=${at}>${when}</time>` : nothing}${
            by ? html`${when ? ' · ' : ''}${by}` : nothing
          }${report ? html` · <a href=${reportPath(report)}>${t('message.by.report')}</a>` : nothing}</span>
        </li>`,
      )}
    </ol>`;
  }
}
