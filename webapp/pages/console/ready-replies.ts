import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import { t } from '../../words/words.ts';
import { replyStyles } from './reply-styles.ts';
import '../../elements/app-icon.ts';

/** A reply that is ready, as it stands and filled in for whoever is written to. */
interface Ready {
  id: string;
  title: string;
  text: Record<string, string>;
  filled: string;
}

/** Replies that are ready, in the language of whoever is written to. Says `ready` with the words of one. */
@customElement('ready-replies')
export class ReadyReplies extends AppElement {
  static override styles = [shared, consoleStyles, replyStyles];

  @property() with = '';
  /** Code of the language of whoever is written to. */
  @property() language: string | undefined;
  /** What is written so far: it can be kept as ready. */
  @property() text = '';
  @state() private replies: Ready[] | undefined;
  @state() private trouble = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('with')) void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      const path = `/api/v1/canned-replies?conversation=${encodeURIComponent(this.with)}`;
      this.replies = (await ask<{ replies: Ready[] }>(path)).replies;
    });
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    // Before the act, since one that is tried within it may have failed and said why.
    this.trouble = '';
    try {
      await act();
    } catch (error) {
      this.trouble = error instanceof Refused && error.status > 0 ? error.message : t('console.offline');
    }
  }

  protected override render() {
    const { replies, trouble, text } = this;
    return html`<div class="card">
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${replies?.length === 0 ? html`<p class="soft" role="status">${t('console.ready.none')}</p>` : nothing}
      <ul>${(replies ?? []).map(
        one => html`<li class="acts">
          <button class="act" @click=${() => this.dispatchEvent(said('ready', one.filled))}>${one.title}</button>
          <span class="small soft"><bdi>${one.filled.slice(0, 80)}</bdi></span>
          <button class="icon" aria-label=${t('console.ready.remove', { title: one.title })} @click=${() => this.giveUp(one)}>
            <app-icon name="trash-2"></app-icon>
          </button>
        </li>`,
      )}</ul>
      ${
        text.trim()
          ? html`<form @submit=${this.keep}>
              <label>${t('console.ready.title')}<input name="title" required maxlength="100" autocomplete="off" /></label>
              <p class="small soft">${t('console.ready.hint')}</p>
              <div class="acts"><button class="act">${t('console.ready.keep')}</button></div>
            </form>`
          : html`<p class="small soft">${t('console.ready.how')}</p>`
      }
    </div>`;
  }

  private keep(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const title = String(new FormData(form).get('title') ?? '').trim();
    const same = this.replies?.find(one => one.title === title);
    const text = { ...same?.text, [this.language ?? 'en']: this.text.trim() };
    void this.trying(async () => {
      await ask('/api/v1/canned-replies', { body: { title, text } });
      // The same title in another language is one reply still.
      if (same) await ask(`/api/v1/canned-replies/${encodeURIComponent(same.id)}`, { method: 'DELETE' });
      form.reset();
      await this.load();
    });
  }

  private giveUp({ id }: Ready): void {
    void this.trying(async () => {
      await ask(`/api/v1/canned-replies/${encodeURIComponent(id)}`, { method: 'DELETE' });
      await this.load();
    });
  }
}
