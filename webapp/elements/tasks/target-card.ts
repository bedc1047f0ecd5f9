import type { TargetItem, TargetValue } from '@rounds/ddocs/tasks/target.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { said, targetName } from '../../words/task-words.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';
import '../programme-picture.ts';

/** How far one has come with one target. */
@customElement('target-card')
export class TargetCard extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; }
      article { display: grid; gap: 0.5rem; padding: 1rem; }
      header { display: flex; gap: 0.75rem; align-items: start; }
      header programme-picture { color: var(--brand-ink); flex: none; }
      h2 { flex: 1; overflow-wrap: anywhere; }
      .value { font-size: 1.75rem; font-weight: 680; line-height: 1.1; }
      .met .value { color: var(--good-ink); }
      progress {
        appearance: none; inline-size: 100%; block-size: 12px; border: 0; border-radius: 99px; overflow: hidden;
        background: var(--sunk);
      }
      progress::-webkit-progress-bar { background: var(--sunk); }
      progress::-webkit-progress-value { background: var(--brand); border-radius: 99px; }
      progress::-moz-progress-bar { background: var(--brand); }
      .met progress::-webkit-progress-value { background: var(--good-ink); }
      .below { display: flex; flex-wrap: wrap; gap: 0.375rem 0.75rem; align-items: center; color: var(--ink-soft); }
    `,
  ];

  @property({ attribute: false }) item!: TargetItem;
  @property({ attribute: false }) value: TargetValue['value'] = { pass: 0, total: 0 };

  protected override render() {
    const { item, value } = this;
    const { goal = -1, icon } = item;
    const percent = value.percent ?? 0;
    const reached = item.type === 'percent' ? percent : value.pass;
    const met = goal >= 0 && reached >= goal;
    const shown = item.type === 'count' && item.limit_count_to_goal && goal > 0 ? Math.min(reached, goal) : reached;
    const subtitle = said(item.subtitle_translation_key);
    const counted =
      said(item.percentage_count_translation_key, value) ||
      t('targets.count', { pass: number(value.pass), total: number(value.total) });
    return html`<article class="card ${met ? 'met' : ''}">
      <header>
        <programme-picture name=${icon ?? ''} fallback="target"></programme-picture>
        <div><h2 dir="auto">${targetName(item)}</h2>${subtitle ? html`<p class="small soft">${subtitle}</p>` : nothing}</div>
      </header>
      <p class="value">${number(shown)}${item.type === 'percent' ? ' %' : ''}</p>
      ${
        item.type === 'percent'
          ? html`<progress max="100" .value=${Math.min(100, percent)} aria-label=${targetName(item)}></progress>`
          : nothing
      }
      <p class="below small">${item.type === 'percent' ? html`<span>${counted}</span>` : nothing}${
        goal >= 0
          ? html`<span>${t('targets.goal', { goal: `${number(goal)}${item.type === 'percent' ? ' %' : ''}` })}</span>`
          : nothing
      }${met ? html`<span class="badge good">${t('targets.met')}</span>` : nothing}</p>
    </article>`;
  }
}
