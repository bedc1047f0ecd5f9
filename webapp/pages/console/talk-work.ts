import { consume } from '@lit/context';
import type { WorkDoc, WorkState } from '@rounds/ddocs/conversations/work.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { Notice } from '../../elements/toasts.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';

/** How the work on a conversation stands. */
export interface Stands {
  work?: WorkDoc;
  state?: WorkState;
}

/** The work on a conversation: who looks after it, where it stands, notes among colleagues. Says `stands` when it changed. */
@customElement('talk-work')
export class TalkWork extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding: 0; max-inline-size: none; margin: 0; }
      form, details > div { margin-block-start: 0.75rem; }
      form { display: grid; gap: 0.75rem; }
      summary {
        min-block-size: 44px; display: flex; align-items: center; cursor: pointer; color: var(--brand-ink);
        font-weight: 600;
      }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Whom the conversation is with. */
  @property() with = '';
  @property({ attribute: false }) stands: Stands = {};
  /** Whether all of it is shown from the start. */
  @property({ type: Boolean }) open = false;

  protected override render() {
    const { work, state = 'open' } = this.stands;
    const mine = work?.owner === this.phone.user.name;
    return html`<details class="card" ?open=${this.open}>
      <summary>
        ${t(`console.state.${state}`)}${work?.owner ? html` · ${t('console.owned', { name: work.owner })}` : nothing}
      </summary>
      <div class="acts">
        <button class="act" @click=${() => this.change({ owner: !mine, anyway: !mine && !!work?.owner })}>
          ${mine ? t('console.give_back') : t('console.take')}
        </button>
        ${state === 'resolved' ? this.act('console.reopen', this.reopen) : this.whileOpen()}
      </div>
      ${(work?.notes ?? []).map(
        note => html`<p>
          <span class="small soft">${note.by} · ${moment(note.at, this.phone.clock())}</span><br />
          <bdi>${note.text}</bdi>
        </p>`,
      )}
      <form @submit=${this.note}>
        <label>${t('console.note')}<textarea name="note" maxlength="4000" required></textarea></label>
        <div class="acts"><button class="act">${t('console.note.keep')}</button></div>
      </form>
    </details>`;
  }

  private whileOpen() {
    return html`${this.act('console.resolve', this.resolve)}${this.act('console.snooze', this.snooze)}`;
  }

  private act(words: string, go: () => void) {
    return html`<button class="act" @click=${go}>${t(words)}</button>`;
  }

  private reopen(): void {
    void this.change({ state: 'open', anyway: true });
  }

  private resolve(): void {
    void this.change({ state: 'resolved', anyway: true });
  }

  private snooze(): void {
    const until = new Date(this.phone.clock() + 86_400_000).toISOString();
    void this.change({ state: 'snoozed', until, anyway: true });
  }

  private note(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const note = String(new FormData(form).get('note') ?? '').trim();
    if (!note) return;
    void this.change({ note, anyway: true });
    form.reset();
  }

  private async change(body: object): Promise<void> {
    const path = `/api/v1/conversations/${encodeURIComponent(this.with)}/work`;
    try {
      const { work, state } = await ask<Stands>(path, { method: 'PUT', body });
      this.dispatchEvent(said<Stands>('stands', { work, state }));
    } catch (error) {
      const { work } = ((error instanceof Refused && error.body) || {}) as { work?: WorkDoc };
      if (work) this.dispatchEvent(said<Stands>('stands', { work }));
      const text = work?.owner ? t('console.owned', { name: work.owner }) : t('console.offline');
      this.dispatchEvent(said<Notice>('notice', { text }));
    }
  }
}
