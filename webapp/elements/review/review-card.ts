import type { ReviewDoc, ReviewField } from '@rounds/ddocs/review/review.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { requestPath } from '../../navigation.ts';
import { moment } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { instantIn, localIn } from '../../words/zone.ts';
import { AppElement, said } from '../app-element.ts';
import { factList } from './fact-list.ts';
import '../app-icon.ts';

/** What somebody decided on a card. */
export interface Decided {
  answer: string;
  note: string;
  values: Record<string, string>;
}

/** The words of a kind, an answer or a reason; itself where there are none. */
export const reviewWords = (what: 'kind' | 'answer' | 'field' | 'why' | 'closed', of: string): string =>
  hasWords(`review.${what}.${of}`) ? t(`review.${what}.${of}`) : of;

/** One thing to decide: what it is about, why, until when, what may be said, and the answers. */
@customElement('review-card')
export class ReviewCard extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { display: block; max-inline-size: none; padding: 0; margin: 0; }
      article { scroll-margin: 6rem; }
      h3 { color: var(--ink); font-size: 1rem; }
      .top { display: flex; gap: 0.5rem; align-items: start; justify-content: space-between; flex-wrap: wrap; }
      .quote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line-strong); white-space: pre-line; }
      mark { background: var(--wait-soft); color: var(--wait-ink); border-radius: 4px; padding-inline: 2px; }
      .facts { display: grid; gap: 0.25rem; margin: 0; }
      .facts div { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); gap: 0.75rem; }
      .facts dt { color: var(--ink-soft); }
      .facts dd { margin: 0; overflow-wrap: anywhere; }
      .pick { inline-size: 1.375rem; block-size: 1.375rem; margin: 0.25rem 0; }
      label.pickline { display: inline-flex; align-items: center; min-block-size: 44px; min-inline-size: 44px; }
    `,
  ];

  @property({ attribute: false }) review!: ReviewDoc;
  /** Whom it is about, in words, and where that is shown. */
  @property() name = '';
  @property() link = '';
  @property({ type: Number }) now = 0;
  @property({ type: Boolean }) busy = false;
  /** Whether several may be decided together, and whether this one is among them. */
  @property({ type: Boolean }) pickable = false;
  @property({ type: Boolean }) picked = false;
  @state() private values: Record<string, string> = {};
  @state() private note = '';

  protected override render() {
    const { review, name, now } = this;
    const { created, deadline, escalated, urgency, decision } = review;
    return html`<article class="card" tabindex="-1">
      <div class="top">
        <h3>${this.link ? html`<a href=${this.link}><bdi>${name}</bdi></a>` : html`<bdi>${name}</bdi>`}</h3>
        ${this.pickable ? this.picker() : nothing}
      </div>
      ${this.request()} ${this.quote()} ${factList(review, now)} ${this.reasons()}
      <p class="small soft">
        ${escalated && !decision ? html`<span class="badge bad">${t('review.overdue')}</span> ` : nothing}${
          urgency === 'now' && !decision ? html`<span class="badge bad">${t('review.now')}</span> ` : nothing
        }${t('review.since', { when: moment(created, now) })}${
          deadline ? html` · ${t('review.until', { when: moment(deadline, now) })}` : nothing
        }
      </p>
      ${decision ? this.outcome() : html`${this.fields()}${this.answers()}`}
    </article>`;
  }

  /** The way to the request for help that it is about. */
  private request() {
    const { request } = this.review.proposed;
    if (typeof request !== 'string') return nothing;
    const { title } = this.review.subject;
    return html`<p><a href=${requestPath(request)}>${title ? t('review.request', { number: title }) : t('review.request_open')}</a></p>`;
  }

  private picker() {
    return html`<label class="pickline"><input class="pick" type="checkbox" .checked=${this.picked}
      @change=${() => this.dispatchEvent(said('picked', {}))} /><span class="unseen">${t('review.pick', { name: this.name })}</span></label>`;
  }

  /** The words that it is about, with what was found in them marked. */
  private quote() {
    const { text, title, marks, url } = this.review.proposed as Record<string, unknown>;
    const words = [text, title].find((one): one is string => typeof one === 'string' && one !== '');
    if (!words) return nothing;
    const found = (Array.isArray(marks) ? marks : []) as { at: number; length: number }[];
    let from = 0;
    const parts = found.map(({ at, length }) => {
      const part = html`${words.slice(from, at)}<mark>${words.slice(at, at + length)}</mark>`;
      from = at + length;
      return part;
    });
    const isLink = typeof url === 'string' && /^https?:/.test(url);
    return html`<p class="quote"><bdi>${parts}${words.slice(from)}</bdi></p>
      ${isLink ? html`<p class="small"><a href=${url} rel="noopener noreferrer" target="_blank">${t('review.source')}</a></p>` : nothing}`;
  }

  private reasons() {
    const { why, reason } = this.review.proposed as { why?: unknown; reason?: unknown };
    const all = [...(Array.isArray(why) ? why : [why]), reason].filter(
      (one): one is string => typeof one === 'string' && one !== '',
    );
    return all.length === 0
      ? nothing
      : html`<p>${all.map(one => html`<span class="badge wait">${reviewWords('why', one)}</span> `)}</p>`;
  }

  private outcome() {
    const { review, now } = this;
    const shown = {
      answer: reviewWords('answer', review.decision!),
      by: review.by ?? '',
      when: moment(review.at, now),
    };
    const why = review.closed === undefined ? '' : reviewWords('closed', review.closed);
    return html`<p>${review.by ? t('review.was', shown) : shown.answer}${why ? html`: ${why}` : nothing}${
      review.note ? html`<br /><bdi>${review.note}</bdi>` : nothing
    }</p>`;
  }

  private fields() {
    const { asks = [] } = this.review;
    if (asks.length === 0) return nothing;
    return html`<div class="fields">${asks.map(field => this.field(field))}</div>`;
  }

  private field(field: ReviewField) {
    const { name, kind, options = [], tz } = field;
    const value = this.values[name] ?? field.value ?? '';
    const set = (to: string) => {
      this.values = { ...this.values, [name]: to };
    };
    const label = reviewWords('field', name);
    if (kind === 'choice')
      return html`<label>${label}<select name=${name} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        <option value="">${t('review.choose')}</option>
        ${options.map(one => html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`)}
      </select></label>`;
    if (kind === 'moment')
      return html`<label>${tz ? `${label} (${tz})` : label}<input name=${name} type="datetime-local"
        .value=${localIn(value || undefined, tz)}
        @change=${(e: Event) => set(instantIn((e.target as HTMLInputElement).value, tz))} /></label>`;
    return html`<label>${label}<input name=${name} .value=${value} maxlength="2000"
      @input=${(e: Event) => set((e.target as HTMLInputElement).value)} /></label>`;
  }

  private answers() {
    const { answers } = this.review;
    return html`<label>${t('review.note')}<input .value=${this.note} maxlength="2000"
        @input=${(e: Event) => (this.note = (e.target as HTMLInputElement).value)} /></label>
      <div class="acts" role="group" aria-label=${t('review.decide', { name: this.name })}>
        ${answers.map(
          (answer, index) => html`<button class="act ${index === 0 ? 'main' : ''}" ?disabled=${this.busy}
            @click=${() => this.decide(index)}>${reviewWords('answer', answer)}</button>`,
        )}
      </div>`;
  }

  /** Gives one of the answers, by its place. */
  decide(index: number): void {
    const answer = this.review.answers[index];
    if (answer === undefined || this.review.decision || this.busy) return;
    this.dispatchEvent(said<Decided>('decided', { answer, note: this.note, values: this.values }));
  }

  override focus(): void {
    const article = this.renderRoot.querySelector('article');
    article?.focus();
    article?.scrollIntoView({ block: 'nearest' });
  }
}
