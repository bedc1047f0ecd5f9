import { consume } from '@lit/context';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import { type Decided, type ReviewCard, reviewWords } from '../../elements/review/review-card.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** How often the page looks for what is new while somebody sees it, in ms. */
const every = 5000;

/** What came of deciding several together. */
interface Together {
  results: { id: string; won: boolean; message?: string }[];
}

/**
 * What waits for a person's decision, by kind, the most urgent first; what was decided, and by whom. The keys j and k go
 * from one to the next, a number gives that answer, x picks one for deciding several together.
 */
@customElement('review-page')
export class ReviewPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      .together { position: sticky; inset-block-end: 0.5rem; z-index: 1; border: 1px solid var(--line-strong); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private reviews: ReviewDoc[] | undefined;
  @state() private which: 'open' | 'decided' = 'open';
  @state() private kind = '';
  @state() private busy = '';
  @state() private picked: ReadonlySet<string> = new Set();
  private shown = '';
  private readonly looking = new Looking<ReviewDoc[]>(this, {
    ask: async () => (await ask<{ reviews: ReviewDoc[] }>(`/api/v1/reviews?state=${this.which}`)).reviews,
    show: reviews => this.show(reviews),
    every,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', event => this.pressed(event), { signal: this.gone });
  }

  /** What is typed on a card stays: it is drawn anew only where something changed. */
  private show(reviews: ReviewDoc[]): void {
    const now = JSON.stringify(reviews.map(({ _id, _rev }) => [_id, _rev]));
    if (now !== this.shown) this.reviews = reviews;
    this.shown = now;
  }

  protected override render() {
    const { reviews, which } = this;
    const trouble = whyNot(this.looking.error);
    const kinds = [...new Set((reviews ?? []).map(({ kind }) => kind))];
    const shown = kinds.filter(kind => this.kind === '' || this.kind === kind || !kinds.includes(this.kind));
    return html`<h1>${t('review.title')}</h1>
      <div class="chips" role="group" aria-label=${t('review.which')}>
        ${(['open', 'decided'] as const).map(
          one => html`<button class="chip" aria-pressed=${one === which} @click=${() => this.choose(one)}>
            ${t(`review.${one}`)}
          </button>`,
        )}
      </div>
      ${kinds.length > 1 ? this.kinds(kinds) : nothing}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${reviews || trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${reviews?.length === 0 ? emptyList('clipboard-check', t('review.none'), t('review.none.hint')) : nothing}
      ${shown.map(kind =>
        this.ofKind(
          kind,
          reviews!.filter(one => one.kind === kind),
        ),
      )}
      ${this.picked.size > 0 ? this.together() : nothing}
      ${which === 'open' && reviews?.length ? html`<p class="small soft">${t('review.keys')}</p>` : nothing}`;
  }

  private kinds(kinds: readonly string[]) {
    const count = (kind: string) => this.reviews!.filter(one => kind === '' || one.kind === kind).length;
    return html`<div class="chips" role="group" aria-label=${t('review.kinds')}>
      ${['', ...kinds].map(
        kind =>
          html`<button class="chip" aria-pressed=${this.kind === kind} @click=${() => {
            this.kind = kind;
          }}>${kind ? reviewWords('kind', kind) : t('review.all')} ${number(count(kind))}</button>`,
      )}
    </div>`;
  }

  private ofKind(kind: string, all: readonly ReviewDoc[]) {
    return html`<section aria-label=${reviewWords('kind', kind)}>
      <h2>${reviewWords('kind', kind)}</h2>
      ${repeat(
        all,
        ({ _id }) => _id,
        review => this.one(review, all.length),
      )}
    </section>`;
  }

  private nameOf({ subject }: ReviewDoc): string {
    const person = this.phone.people.get(subject.contact ?? '');
    return person?.name || subject.title || t('people.unnamed');
  }

  private one(review: ReviewDoc, ofKind: number) {
    const { subject, state: stands, asks, _id } = review;
    const isKnown = this.phone.people.get(subject.contact ?? '') !== undefined;
    return html`<review-card .review=${review} .name=${this.nameOf(review)} .now=${this.phone.clock()}
      .link=${subject.contact && isKnown ? contactPath(subject.contact) : ''} .busy=${this.busy === _id}
      .pickable=${stands === 'open' && !asks?.length && ofKind > 1} .picked=${this.picked.has(_id)}
      @picked=${() => this.pick(_id)}
      @decided=${(event: CustomEvent<Decided>) => this.decide(review, event.detail)}></review-card>`;
  }

  private pick(id: string): void {
    const next = new Set(this.picked);
    if (!next.delete(id)) next.add(id);
    this.picked = next;
  }

  /** The answers that all of the picked ones know. */
  private together() {
    const picked = (this.reviews ?? []).filter(({ _id }) => this.picked.has(_id));
    const answers = picked[0]?.answers.filter(answer => picked.every(one => one.answers.includes(answer))) ?? [];
    return html`<div class="card together" role="group" aria-label=${t('review.together')}>
      <p aria-live="polite">${t('review.picked', { count: picked.length })}</p>
      <div class="acts">${answers.map(
        answer => html`<button class="act" ?disabled=${this.busy !== ''}
          @click=${() => this.decideAll(picked, answer)}>${reviewWords('answer', answer)}</button>`,
      )}<button class="act" @click=${() => {
        this.picked = new Set();
      }}>${t('app.cancel')}</button></div>
      ${answers.length === 0 ? html`<p>${t('review.together.none')}</p>` : nothing}
    </div>`;
  }

  private choose(which: 'open' | 'decided'): void {
    this.which = which;
    this.reviews = undefined;
    this.shown = '';
    this.picked = new Set();
    void this.looking.anew();
  }

  /** Does what the server may refuse, and says what came of it. */
  private async trying(id: string, act: () => Promise<string>): Promise<void> {
    this.busy = id;
    try {
      this.tell(await this.looking.during(act));
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(0, '');
      const { review } = (refused.body ?? {}) as { review?: ReviewDoc };
      this.tell(refused.status === 409 && review ? this.was(review) : whyNot(error));
    } finally {
      this.busy = '';
    }
  }

  private was({ decision, by, at, closed }: ReviewDoc): string {
    const why = closed === undefined ? [] : [reviewWords('closed', closed)];
    const answer = [reviewWords('answer', decision ?? ''), ...why].join(': ');
    return by ? t('review.was', { answer, by, when: moment(at, this.phone.clock()) }) : answer;
  }

  /**
   * What is decided goes at once, so that no key reaches it before the server is asked again; who was on its card is on
   * the next one.
   */
  private isOver(...ids: readonly string[]): void {
    if (this.which !== 'open') return;
    const at = this.cards.findIndex(card => card.matches(':focus-within'));
    this.reviews = this.reviews?.filter(({ _id }) => !ids.includes(_id));
    this.shown = '';
    if (at === -1) return;
    void this.updateComplete.then(() => this.cards[Math.min(at, this.cards.length - 1)]?.focus());
  }

  private get cards(): ReviewCard[] {
    return [...this.renderRoot.querySelectorAll<ReviewCard>('review-card')];
  }

  private decide({ _id }: ReviewDoc, { answer, note, values }: Decided): Promise<void> {
    const body = { answer, ...(note ? { note } : {}), ...(Object.keys(values).length > 0 ? { values } : {}) };
    return this.trying(_id, async () => {
      await ask(`/api/v1/reviews/${encodeURIComponent(_id)}`, { body });
      this.isOver(_id);
      return t('review.decided_now', { answer: reviewWords('answer', answer) });
    });
  }

  private decideAll(picked: readonly ReviewDoc[], answer: string): Promise<void> {
    return this.trying('all', async () => {
      const { results } = await ask<Together>('/api/v1/reviews', {
        body: { ids: picked.map(({ _id }) => _id), answer },
      });
      this.picked = new Set();
      this.isOver(...results.filter(({ won }) => won).map(({ id }) => id));
      return t('review.decided_all', { count: results.filter(({ won }) => won).length, of: results.length });
    });
  }

  /** Keys, as long as nobody types. */
  private pressed(event: KeyboardEvent): void {
    const [target] = event.composedPath();
    const types = target instanceof HTMLElement && target.matches('input, select, textarea');
    if (types || event.ctrlKey || event.metaKey || event.altKey || this.closest('[hidden]')) return;
    const { cards } = this;
    const at = cards.findIndex(card => card.matches(':focus-within'));
    if (event.key === 'j' || event.key === 'k')
      cards[event.key === 'j' ? Math.min(at + 1, cards.length - 1) : Math.max(at - 1, 0)]?.focus();
    else if (at !== -1 && event.key === 'x' && cards[at]!.pickable) this.pick(cards[at]!.review._id);
    else if (at !== -1 && /^[1-9]$/.test(event.key)) cards[at]!.decide(Number(event.key) - 1);
    else return;
    event.preventDefault();
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}
