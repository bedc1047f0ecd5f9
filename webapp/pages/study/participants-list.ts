import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask, Refused } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { hasWords, t } from '../../words/words.ts';
import { participantPath } from './paths.ts';

interface Listed {
  id: string;
  study_id: string;
  name: string;
  state: string;
}

/** Participants of the study, each with its page; searched by study id and name. */
@customElement('participants-list')
export class ParticipantsList extends AppElement {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { padding: 0; max-inline-size: none; margin: 0; }
    `,
  ];

  @state() private people: Listed[] | undefined;
  @state() private more = false;
  @state() private trouble = '';
  /** Counts questions: an answer to an earlier one is not shown. */
  private turn = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load('');
  }

  private async load(text: string): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    try {
      const query = new URLSearchParams({ text });
      const found = await ask<{ participants: Listed[]; more: boolean }>(`/api/v1/participants?${query}`);
      if (turn !== this.turn) return;
      [this.people, this.more, this.trouble] = [found.participants, found.more, ''];
    } catch (error) {
      this.trouble = error instanceof Refused && error.status > 0 ? error.message : t('console.offline');
    }
  }

  protected override render() {
    const { people, trouble } = this;
    return html`<label>${t('participant.find')}<input type="search"
        @input=${(event: Event) => void this.load((event.target as HTMLInputElement).value)} /></label>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${people?.length === 0 ? html`<p class="soft" role="status">${t('participant.none')}</p>` : nothing}
      ${
        people?.length
          ? html`<div class="wide" tabindex="0" role="region" aria-label=${t('study.participants')}><table>
              <thead><tr><th>${t('study.id')}</th><th>${t('participant.name')}</th><th>${t('study.state')}</th></tr></thead>
              <tbody>${people.map(
                ({ id, study_id, name, state }) => html`<tr>
                  <td><a href=${participantPath(id)}><bdi>${study_id}</bdi></a></td>
                  <td><bdi>${name}</bdi></td>
                  <td>${this.state(state)}</td>
                </tr>`,
              )}</tbody>
            </table></div>`
          : nothing
      }
      ${this.more ? html`<p class="soft">${t('participant.more')}</p>` : nothing}`;
  }

  private state(state: string): string {
    const key = [`study.state.${state}`, `participant.is.${state}`].find(hasWords);
    return key ? t(key) : state;
  }
}
