import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Rehearsal } from '@rounds/sentinel/dialogues/rehearse.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';

/** Where a rehearsal stands, and what it has kept so far. */
@customElement('tried-state')
export class TriedState extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 0.75rem; padding: 1rem; background: var(--card); border-radius: var(--round); box-shadow: var(--shadow); }
      dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; }
      dt { color: var(--ink-soft); }
      dd { overflow-wrap: anywhere; }
    `,
  ];

  @property({ attribute: false }) dialogue!: Dialogue;
  @property({ attribute: false }) rehearsal!: Rehearsal;

  protected override render() {
    const { standing } = this.rehearsal.run;
    const { state, step, answers, actions, why, due } = standing;
    const waits = due === undefined ? undefined : Math.round((due - this.rehearsal.at) / 60_000);
    return html`<h2>${t('dialogues.try.state')}</h2>
      <dl>
        <dt>${t('dialogues.try.at')}</dt>
        <dd>${step ?? t('dialogues.end')} · ${t(`dialogues.state.${state}`)}${why ? html` (${why})` : nothing}</dd>
        ${waits === undefined ? nothing : html`<dt>${t('dialogues.try.waits')}</dt><dd>${t('dialogues.try.minutes', { count: waits })}</dd>`}
        ${answers.map(
          ({ variable, value, declined, save }) => html`<dt><bdi>${variable}</bdi></dt>
            <dd><bdi>${declined ? t('dialogues.declined') : value}</bdi>${save ? html` <span class="badge brand">${t('dialogues.saved_as', { field: save })}</span>` : nothing}</dd>`,
        )}
        ${actions.length > 0 ? html`<dt>${t('dialogues.actions')}</dt><dd>${actions.join(', ')}</dd>` : nothing}
      </dl>
      ${answers.length === 0 ? html`<p class="soft small">${t('dialogues.answers.none')}</p>` : nothing}`;
  }
}
