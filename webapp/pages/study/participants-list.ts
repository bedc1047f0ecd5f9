import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { AppElement } from '../../elements/app-element.ts';
import { participantPath } from '../../navigation.ts';
import { hasWords, t } from '../../words/words.ts';
import { whyNot } from '../why-not.ts';

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

  /** How often participants were taken: the list is read anew each time. */
  @property({ type: Number }) turn = 0;
  @state() private people: Listed[] | undefined;
  @state() private more = false;
  @state() private trouble = '';
  private text = '';
  /** Counts questions: an answer to an earlier one is not shown. */
  private questions = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('turn')) void this.load();
  }

  private async load(): Promise<void> {
    this.questions += 1;
    const { questions, text } = this;
    try {
      const query = new URLSearchParams({ text });
      const found = await ask<{ participants: Listed[]; more: boolean }>(`/api/v1/participants?${query}`);
      if (questions !== this.questions) return;
      [this.people, this.more, this.trouble] = [found.participants, found.more, ''];
    } catch (error) {
      if (questions === this.questions) this.trouble = whyNot(error);
    }
  }

  protected override render() {
    const { people, trouble } = this;
    return html`<label>${t('participant.find')}<input type="search"
        @input=${this.typed} /></label>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${people?.length === 0 ? html`<p class="soft" role="status">${t(this.text ? 'participant.none' : 'participant.nobody_yet')}</p>` : nothing}
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

  private typed(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    void this.load();
  }

  private state(state: string): string {
    const key = [`study.state.${state}`, `participant.is.${state}`].find(hasWords);
    return key ? t(key) : state;
  }
}
