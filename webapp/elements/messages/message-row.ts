import type { ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { reasonSaid, stateSaid, type Whereabouts } from '../../words/message-words.ts';
import { day } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';
import './message-history.ts';

/**
 * One message of a report with its state in words, and its history when asked. A failed one offers to be sent again
 * (`again`).
 */
@customElement('message-row')
export class MessageRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      article {
        display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.125rem 0.875rem; align-items: start;
        padding: 0.75rem 1rem;
      }
      article > time {
        grid-row: span 2; display: grid; justify-items: center; inline-size: 4.25rem; padding: 0.4375rem 0.25rem;
        border-radius: 12px; background: var(--sunk); font-weight: 650; font-size: 0.875rem; line-height: 1.25;
        text-align: center;
      }
      .head {
        display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.125rem 0.75rem;
      }
      .quiet time { color: var(--muted-ink); }
      .text { color: var(--ink-soft); font-size: 0.9375rem; line-height: 1.4; overflow-wrap: anywhere; }
      .what { font-weight: 580; overflow-wrap: anywhere; }
      .quiet .what { color: var(--muted-ink); }
      .badge {
        position: relative; appearance: none; border: 0; font: inherit; font-size: 0.8125rem; font-weight: 620;
        min-block-size: 32px; cursor: pointer;
      }
      .badge::after { content: ''; position: absolute; inset: -6px 0; }
      .badge:focus-visible { border-radius: 99px; }
      .why { color: var(--bad-ink); }
      .more {
        grid-column: 1 / -1; margin-block: 0.625rem 0.25rem; padding-block-start: 0.875rem;
        border-block-start: 1px dashed var(--line);
      }
      .again {
        grid-column: 1 / -1; justify-self: end; display: inline-flex; align-items: center; gap: 0.5rem;
        min-block-size: 44px; margin-block-start: 0.375rem; padding-inline: 1rem; border-radius: 99px;
        background: var(--bad-ink); color: var(--card); font-weight: 650; font-size: 0.9375rem;
      }
      .again:focus-visible { border-radius: 99px; }
    `,
  ];

  @property({ attribute: false }) task!: ScheduledTask;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  /** How it will be written when it falls due; '' for one that is written, or of which nobody knows. */
  @property() planned = '';
  /** What the message belongs to: the schedule, or the form. */
  @property() what = '';
  /** Where the report is. */
  @property() where: Whereabouts = 'there';
  /** Who wrote it; '' for what Rounds wrote. */
  @property() author = '';
  /** Whether it can be sent again: it failed, and was not sent again yet. */
  @property({ type: Boolean }) repeatable = false;
  @state() private open = false;

  protected override render() {
    const { task, now } = this;
    const quiet = ['muted', 'cleared', 'clear', 'duplicate', 'skipped'].includes(task.state);
    const when = task.due ?? task.timestamp ?? task.state_history?.[0]?.timestamp;
    const text = task.messages
      ?.map(({ message }) => message)
      .filter(Boolean)
      .join(' ');
    const words = stateSaid(task.state, this.where);
    const bad = words.kind === 'bad' ? reasonSaid(task.state_details) : '';
    const why = [task.messages?.find(({ error }) => error)?.error, bad].filter(Boolean).join(', ');
    return html`<article class=${quiet ? 'quiet' : ''}>
      ${when ? html`<time datetime=${when}>${day(when, now)}</time>` : html`<span></span>`}
      <div class="head">
        <span class="what">${this.what}</span>
        <button class="badge ${words.kind}" aria-expanded=${this.open} @click=${() => (this.open = !this.open)}>
          <app-icon name=${words.icon}></app-icon>${words.text}<span class="unseen">, ${t('message.history.show')}</span>
        </button>
      </div>
      <p class="text">
        ${
          text || this.planned || (task.message_key || task.translation_key ? t('message.text_later') : '')
        }${why ? html` <span class="why">${why}</span>` : nothing}
      </p>
      ${
        this.open
          ? html`<div class="more">
              <message-history .task=${task} .now=${now} .author=${this.author}></message-history>
            </div>`
          : nothing
      }
      ${
        this.repeatable
          ? html`<button class="plain again" @click=${() => this.dispatchEvent(said('again', task))}>
              <app-icon name="rotate-cw"></app-icon>${t('message.again')}
            </button>`
          : nothing
      }
    </article>`;
  }
}
