import type { ScheduledTask, Task } from '@rounds/ddocs/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../design/styles.ts';
import { day } from '../words/say.ts';
import { t } from '../words/words.ts';
import { AppElement } from './app-element.ts';
import './app-icon.ts';

const kinds: Partial<Record<Task['state'], string>> = {
  scheduled: 'brand',
  pending: 'wait',
  sent: 'good',
  delivered: 'good',
  failed: 'bad',
  denied: 'bad',
};

/** One message of a report with its state in words. */
@customElement('message-row')
export class MessageRow extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      article { display: grid; grid-template-columns: auto 1fr auto; gap: 0.125rem 0.875rem; align-items: center; padding: 0.75rem 1rem; }
      time { grid-row: span 2; display: grid; justify-items: center; inline-size: 4.25rem; padding: 0.4375rem 0.25rem; border-radius: 12px; background: var(--sunk); font-weight: 650; font-size: 0.875rem; line-height: 1.25; text-align: center; }
      .quiet time { color: var(--muted-ink); }
      .text { grid-column: 2 / -1; color: var(--ink-soft); font-size: 0.9375rem; line-height: 1.4; overflow-wrap: anywhere; }
      .what { font-weight: 580; }
      .quiet .what { color: var(--muted-ink); }
    `,
  ];

  @property({ attribute: false }) task!: ScheduledTask;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  /** What the message belongs to: the schedule, or the form. */
  @property() what = '';

  protected override render() {
    const { task, now } = this;
    const quiet = ['muted', 'cleared', 'clear', 'duplicate', 'skipped'].includes(task.state);
    const when = task.due ?? task.timestamp;
    const text = task.messages
      ?.map(({ message }) => message)
      .filter(Boolean)
      .join(' ');
    const why = task.messages?.find(({ error }) => error)?.error;
    return html`<article class=${quiet ? 'quiet' : ''}>
      ${when ? html`<time datetime=${when}>${day(when, now)}</time>` : html`<span></span>`}
      <span class="what">${this.what}</span>
      <span class="badge ${kinds[task.state] ?? ''}">${task.state === 'muted' ? html`<app-icon name="bell-off"></app-icon>` : nothing}${t(`state.${task.state}`)}</span>
      <p class="text">${text || (task.message_key || task.translation_key ? t('message.text_later') : '')}${why ? html` <span>(${why})</span>` : nothing}</p>
    </article>`;
  }
}
