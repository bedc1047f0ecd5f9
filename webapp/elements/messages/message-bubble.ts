import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Bubble } from '../../data/messages/conversation.ts';
import { shared } from '../../design/styles.ts';
import { reportPath } from '../../navigation.ts';
import { reasonSaid, stateSaid, type Whereabouts } from '../../words/message-words.ts';
import { clockTime } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';
import './message-history.ts';

/**
 * One message of a conversation. An outgoing one says its state in words and shows its history when asked; a failed one
 * offers to be sent again (`again`).
 */
@customElement('message-bubble')
export class MessageBubble extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      article { display: grid; justify-items: start; gap: 0.1875rem; max-inline-size: min(88%, 34rem); }
      article.out { justify-items: end; margin-inline-start: auto; }
      .said {
        max-inline-size: 100%; padding: 0.5625rem 0.875rem; border-radius: 18px; border-end-start-radius: 6px;
        background: var(--card); box-shadow: var(--shadow); overflow-wrap: anywhere; white-space: pre-line;
      }
      .out .said { border-radius: 18px; border-end-end-radius: 6px; background: var(--brand-soft); box-shadow: none; }
      .auto .said { background: transparent; box-shadow: inset 0 0 0 1.5px var(--line); }
      .bad .said { background: var(--bad-soft); box-shadow: none; }
      .from {
        display: inline-flex; align-items: center; gap: 0.3125rem; padding-inline: 0.25rem; font-size: 0.8125rem;
        color: var(--ink-soft); overflow-wrap: anywhere;
      }
      .from app-icon { inline-size: 0.9375rem; block-size: 0.9375rem; }
      .from a { padding-block: 0.1875rem; }
      .under {
        display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.5rem; padding-inline: 0.25rem;
        font-size: 0.8125rem; color: var(--ink-soft);
      }
      .out .under { justify-content: end; }
      .state {
        position: relative; display: inline-flex; align-items: center; gap: 0.3125rem; min-block-size: 32px;
        padding-inline: 0.375rem; margin-inline: -0.375rem; border-radius: 8px; font-weight: 620;
      }
      .state::after { content: ''; position: absolute; inset: -6px 0; }
      .state:hover { background: color-mix(in srgb, var(--ink) 6%, transparent); }
      .state app-icon { inline-size: 1.0625rem; block-size: 1.0625rem; }
      .state.wait { color: var(--wait-ink); }
      .state.good { color: var(--good-ink); }
      .state.bad { color: var(--bad-ink); }
      .why {
        font-size: 0.875rem; color: var(--bad-ink); padding-inline: 0.25rem; overflow-wrap: anywhere; text-align: end;
      }
      .again {
        display: inline-flex; align-items: center; gap: 0.5rem; min-block-size: 44px; padding-inline: 1rem;
        border-radius: 99px; background: var(--bad-ink); color: var(--card); font-weight: 650; font-size: 0.9375rem;
      }
      .again:focus-visible { border-radius: 99px; }
      .history {
        inline-size: min(100%, 22rem); margin-block: 0.25rem; padding: 0.875rem 1rem; border-radius: var(--round);
        background: var(--card); box-shadow: var(--shadow);
      }
    `,
  ];

  @property({ attribute: false }) bubble!: Bubble;
  /** Where its document is. */
  @property() where: Whereabouts = 'there';
  /** Who wrote an outgoing one; '' for what Rounds wrote. */
  @property() author = '';
  /** Whether it is the user himself who wrote it. */
  @property({ type: Boolean }) own = false;
  /** Title of the form of the report that it belongs to; '' for a plain message. */
  @property() form = '';
  /** Whether the user may send a failed one again. */
  @property({ type: Boolean }) mayRepeat = false;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  @state() private open = false;

  protected override render() {
    const { out, text, at, report } = this.bubble;
    const time = html`<time datetime=${new Date(at).toISOString()}>${clockTime(at)}</time>`;
    if (!out)
      return html`<article>
        ${
          this.form
            ? html`<span class="from"><app-icon name="clipboard-list"></app-icon><a
              href=${reportPath(report._id)}>${this.form}</a></span>`
            : nothing
        }
        <p class="said"><span class="unseen">${t('message.came')}: </span><bdi>${text || t('message.empty')}</bdi></p>
        <p class="under">${time}</p>
      </article>`;
    const state = stateSaid(out.task.state, this.where);
    const faulty = state.kind === 'bad';
    const why = faulty ? reasonSaid(out.task.state_details) || out.message.error : '';
    const kinds = `${report.kujua_message ? '' : 'auto'} ${faulty && !this.bubble.again ? 'bad' : ''}`;
    return html`<article class="out ${kinds}">
      ${this.from()}
      <p class="said"><span class="unseen">${t('message.went')}: </span><bdi>${text || t('message.empty')}</bdi></p>
      ${why ? html`<p class="why">${why}</p>` : nothing}
      <div class="under">
        ${time}<button class="plain state ${state.kind}" aria-expanded=${this.open} @click=${this.toggle}><app-icon
          name=${state.icon}></app-icon>${state.text}<span class="unseen">, ${t('message.history.show')}</span></button>
      </div>
      ${
        this.open
          ? html`<div class="history">
              <message-history .task=${out.task} .now=${this.now} .author=${this.author}></message-history>
            </div>`
          : nothing
      }
      ${this.repeat()}
    </article>`;
  }

  private async toggle(): Promise<void> {
    this.open = !this.open;
    await this.updateComplete;
    this.renderRoot.querySelector('.history')?.scrollIntoView({ block: 'nearest' });
  }

  /** Who wrote it: a person, or Rounds because of a report. */
  private from() {
    const { report } = this.bubble;
    if (report.kujua_message)
      return this.own || !this.author
        ? nothing
        : html`<span class="from"><app-icon name="user"></app-icon>${this.author}</span>`;
    return html`<span class="from"><app-icon name="workflow"></app-icon>${t('message.automatic')} · <a
      href=${reportPath(report._id)}>${this.form || t('message.answer')}</a></span>`;
  }

  private repeat() {
    const { out, again } = this.bubble;
    if (out?.task.state !== 'failed') return nothing;
    if (again) return html`<p class="from"><app-icon name="rotate-cw"></app-icon>${t('message.sent_again')}</p>`;
    if (!this.mayRepeat) return nothing;
    return html`<button class="plain again" @click=${() => this.dispatchEvent(said('again', this.bubble))}>
      <app-icon name="rotate-cw"></app-icon>${t('message.again')}
    </button>`;
  }
}
