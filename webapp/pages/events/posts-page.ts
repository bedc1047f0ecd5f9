import type { Outcome } from '@rounds/ddocs/events/post.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import {
  bookEvent,
  type EventChoices,
  type ListedPost,
  readChoices,
  readPosts,
  writeChoices,
} from '../../data/console/events.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Wanted } from '../../elements/events/event-form.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { EventDeskPage } from './desk-page.ts';
import { eventTabs } from './tabs.ts';
import '../../elements/events/event-form.ts';

const outcomes: readonly Outcome[] = [
  'scheduled',
  'held',
  'incomplete',
  'conflict',
  'over',
  'repeat',
  'nothing',
  'withdrawn',
];

/** What the page shows: the newest posts, and from when on there are older ones. */
interface Shown {
  choices: EventChoices | null;
  posts: ListedPost[];
  before?: number | undefined;
}

/** What was listened to, with what became of it: each becomes an event with one press, and its sender can be ignored. */
@customElement('event-posts-page')
export class EventPostsPage extends EventDeskPage<Shown> {
  static override styles = [
    ...EventDeskPage.styles,
    css`
      .quote { padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line-strong); white-space: pre-line; }
    `,
  ];

  @state() private choices: EventChoices | null | undefined;
  @state() private posts: ListedPost[] | undefined;
  @state() private outcome = '';
  @state() private words = '';
  @state() private open = '';
  private older: number | undefined;
  private pages = 1;

  /** Reads as many pages as are shown. */
  protected async read(): Promise<Shown> {
    const choices = await readChoices();
    let { posts, before } = await readPosts(this.words, this.outcome);
    for (let page = 1; page < this.pages && before !== undefined; page += 1) {
      const older = await readPosts(this.words, this.outcome, before);
      const known = new Set(posts.map(({ id }) => id));
      posts = [...posts, ...older.posts.filter(({ id }) => !known.has(id))];
      before = older.before;
    }
    return { choices, posts, before };
  }

  protected show({ choices, posts, before }: Shown): void {
    [this.choices, this.posts, this.older] = [choices, posts, before];
  }

  private more(): void {
    this.pages += 1;
    void this.looking.anew();
  }

  private find(what: { words?: string; outcome?: string }): void {
    Object.assign(this, what);
    this.pages = 1;
    void this.looking.anew();
  }

  protected override render() {
    const { posts, trouble } = this;
    return html`<h1>${t('events.posts')}</h1>
      ${eventTabs('/events/posts')}
      <div class="fields">
        <label>${t('events.search')}<input type="search" .value=${this.words} @change=${(e: Event) => {
          this.find({ words: (e.target as HTMLInputElement).value });
        }} /></label>
        <label>${t('events.outcome')}<select @change=${(e: Event) => {
          this.find({ outcome: (e.target as HTMLSelectElement).value });
        }}><option value="">${t('review.all')}</option>
          ${outcomes.map(one => html`<option value=${one}>${t(`events.outcome.${one}`)}</option>`)}</select></label>
      </div>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${posts || trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${posts?.length === 0 ? emptyList('message-square', t('events.posts.none'), t('events.posts.none.hint')) : nothing}
      ${(posts ?? []).map(post => this.one(post))}
      ${this.older === undefined ? nothing : html`<div class="acts"><button class="act" @click=${() => this.more()}>${t('events.more')}</button></div>`}`;
  }

  private one(post: ListedPost) {
    const { id, text, at, author_name: name, author, source, outcome, url, reading } = post;
    const isIgnored = author !== undefined && (this.choices?.ignore ?? []).includes(author);
    const stage = async ({ detail }: CustomEvent<Wanted>) => {
      if (await this.trying(() => bookEvent({ ...detail, post: id }), t('events.changed'))) this.open = '';
    };
    return html`<article class="card">
      <p class="small soft"><bdi>${name ?? t(`events.source.${source}`)}</bdi> · ${moment(at, Date.now())}
        ${outcome ? html` · <span class="badge">${t(`events.outcome.${outcome}`)}</span>` : nothing}</p>
      <p class="quote"><bdi>${text}</bdi></p>
      ${url && /^https?:/.test(url) ? html`<p class="small"><a href=${url} target="_blank" rel="noopener noreferrer">${t('review.source')}</a></p>` : nothing}
      ${
        this.open === id && this.choices
          ? html`<event-form .rooms=${this.choices.venue.rooms} .zone=${this.choices.venue.tz} .busy=${this.busy}
              .words=${t('review.answer.schedule')}
              .given=${{ room: reading?.room ?? '', start: reading?.start ?? '', title: text.slice(0, 400) }}
              @wanted=${stage} @given-up=${() => {
                this.open = '';
              }}></event-form>`
          : html`<div class="acts">
              <button class="act" ?disabled=${!this.choices} @click=${() => {
                this.open = id;
              }}>${t('events.stage')}</button>
              ${
                author === undefined
                  ? nothing
                  : html`<button class="act" aria-pressed=${isIgnored} ?disabled=${this.busy} @click=${() =>
                      this.ignore(
                        author,
                        isIgnored,
                      )}>${t(isIgnored ? 'events.listen_again' : 'review.answer.ignore_sender')}</button>`
              }
            </div>`
      }
    </article>`;
  }

  private async ignore(author: string, isIgnored: boolean): Promise<void> {
    await this.trying(async () => {
      const now = (await readChoices())?.ignore ?? [];
      await writeChoices({ ignore: isIgnored ? now.filter(one => one !== author) : [...now, author] });
    }, t('events.changed'));
  }
}
