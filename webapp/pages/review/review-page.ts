import { consume } from '@lit/context';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath } from '../../navigation.ts';
import { moment } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { consoleStyles } from '../console/styles.ts';

/** How often the page looks for what is new, in ms. */
const every = 30_000;

/** What waits for a person's decision, by kind; what was decided, when asked for. */
@customElement('review-page')
export class ReviewPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      h3 { color: var(--ink); font-size: 1rem; }
      .quote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line-strong); white-space: pre-line; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private reviews: ReviewDoc[] | undefined;
  @state() private which: 'open' | 'decided' = 'open';
  @state() private trouble = '';
  @state() private busy = '';

  override connectedCallback(): void {
    super.connectedCallback();
    const clock = setInterval(() => !document.hidden && void this.load(), every);
    this.gone.addEventListener('abort', () => clearInterval(clock));
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.reviews = (await ask<{ reviews: ReviewDoc[] }>(`/api/v1/reviews?state=${this.which}`)).reviews;
      this.trouble = '';
    } catch (error) {
      this.trouble = error instanceof Refused && error.status > 0 ? error.message : t('console.offline');
    }
  }

  protected override render() {
    const { reviews, which } = this;
    const kinds = [...new Set((reviews ?? []).map(({ kind }) => kind))];
    return html`<h1>${t('review.title')}</h1>
      <div class="chips" role="group" aria-label=${t('review.which')}>
        ${(['open', 'decided'] as const).map(
          one => html`<button class="chip" aria-pressed=${one === which} @click=${() => this.choose(one)}>
            ${t(`review.${one}`)}
          </button>`,
        )}
      </div>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${reviews || this.trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${reviews?.length === 0 ? emptyList('clipboard-check', t('review.none'), t('review.none.hint')) : nothing}
      ${kinds.map(
        kind => html`<section>
          <h2>${this.kind(kind)}</h2>
          ${reviews!.filter(one => one.kind === kind).map(one => this.one(one))}
        </section>`,
      )}`;
  }

  private kind(kind: string): string {
    return hasWords(`review.kind.${kind}`) ? t(`review.kind.${kind}`) : kind;
  }

  private answer(answer: string): string {
    return hasWords(`review.answer.${answer}`) ? t(`review.answer.${answer}`) : answer;
  }

  private one(review: ReviewDoc) {
    const { subject, proposed, created, deadline, answers, decision, by, at, note, _id } = review;
    const now = this.phone.clock();
    const person = this.phone.people.get(subject.contact ?? '');
    const name = person?.name || subject.title || t('people.unnamed');
    const text = [proposed.text, proposed.title, proposed.reason].find(one => typeof one === 'string' && one !== '');
    return html`<article class="card">
      <h3>${subject.contact && person ? html`<a href=${contactPath(subject.contact)}>${name}</a>` : name}</h3>
      ${text ? html`<p class="quote"><bdi>${text}</bdi></p>` : nothing}
      <p class="small soft">${t('review.since', { when: moment(created, now) })}${
        deadline ? html` · ${t('review.until', { when: moment(deadline, now) })}` : nothing
      }</p>
      ${
        decision
          ? html`<p>${t('review.was', { answer: this.answer(decision), by: by ?? '', when: moment(at, now) })}${
              note ? html`<br /><bdi>${note}</bdi>` : nothing
            }</p>`
          : html`<div class="acts" role="group" aria-label=${t('review.decide', { name })}>
              ${answers.map(
                (answer, index) => html`<button class="act ${index === 0 ? 'main' : ''}"
                  ?disabled=${this.busy === _id} @click=${() => this.decide(review, answer)}>${this.answer(answer)}</button>`,
              )}
            </div>`
      }
    </article>`;
  }

  private choose(which: 'open' | 'decided'): void {
    this.which = which;
    this.reviews = undefined;
    void this.load();
  }

  private async decide({ _id }: ReviewDoc, answer: string): Promise<void> {
    this.busy = _id;
    try {
      await ask(`/api/v1/reviews/${encodeURIComponent(_id)}`, { body: { answer } });
      this.tell(t('review.decided_now', { answer: this.answer(answer) }));
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(0, '');
      const { review } = (refused.body ?? {}) as { review?: ReviewDoc };
      this.tell(
        refused.status === 409 && review
          ? t('review.was', {
              answer: this.answer(review.decision ?? ''),
              by: review.by ?? '',
              when: moment(review.at, this.phone.clock()),
            })
          : refused.message || t('console.offline'),
      );
    } finally {
      this.busy = '';
      await this.load();
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
