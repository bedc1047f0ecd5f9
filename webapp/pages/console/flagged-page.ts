import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import type { Found } from '../../data/console/talks.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { talkPath } from './paths.ts';
import { talkName } from './talk-name.ts';
import '../../elements/app-icon.ts';

/** The messages that the user flagged, each with the way to it in its conversation. */
@customElement('flagged-page')
export class FlaggedPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private messages: Found[] | undefined;
  @state() private trouble = '';

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.messages = (await ask<{ messages: Found[] }>('/api/v1/messages/flagged')).messages;
      this.trouble = '';
    } catch (error) {
      this.trouble = error instanceof Refused && error.status > 0 ? error.message : t('console.offline');
    }
  }

  protected override render() {
    const { messages } = this;
    const now = this.phone.clock();
    return html`<h1>${t('console.flagged')}</h1>
      ${this.trouble ? html`<p class="fault" role="alert">${this.trouble}</p>` : nothing}
      ${messages || this.trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${messages?.length === 0 ? emptyList('star', t('console.flagged.none'), t('console.flagged.none.hint')) : nothing}
      ${messages?.map(
        one => html`<article class="card">
          <p class="small soft">${moment(one.at, now)} · <bdi>${one.by?.name ?? t('message.by.rounds')}</bdi> ·
            <a href=${talkPath(one.conversation)}><bdi>${talkName(one.conversation_name || one.conversation)}</bdi></a></p>
          <p><a href=${talkPath(one.conversation, one.key)}><bdi>${one.text}</bdi></a></p>
          <div class="acts"><button class="act" @click=${() => this.unflag(one)}>
            <app-icon name="x"></app-icon>${t('console.unflag')}<span class="unseen">: ${one.text.slice(0, 25)}</span>
          </button></div>
        </article>`,
      )}`;
  }

  private async unflag({ key }: Found): Promise<void> {
    await ask(`/api/v1/messages/${encodeURIComponent(key)}/flag`, { method: 'DELETE' }).catch(() => undefined);
    await this.load();
  }
}
