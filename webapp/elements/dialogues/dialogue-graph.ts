import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { css, html, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { box, endId, type Picture, pictureOf, type Way, waysOf } from '../../data/dialogues/graph-layout.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';

/** Signs of a step's name that a box has room for. */
const room = 15;
const short = (text: string, most = room): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const path = ([first, ...rest]: Way['points']): string =>
  first ? `M${first.x},${first.y}${rest.map(({ x, y }) => `L${x},${y}`).join('')}` : '';

/** The steps of a dialogue and how they lead to each other: as a picture, and as a list. Says `step-chosen`. */
@customElement('dialogue-graph')
export class DialogueGraph extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 0.75rem; min-inline-size: 0; }
      .picture { overflow: auto; max-block-size: 28rem; background: var(--sunk); border-radius: var(--round-small); direction: ltr; }
      svg { display: block; margin-inline: auto; }
      rect { fill: var(--card); stroke: var(--line-strong); rx: 10px; }
      .chosen rect { stroke: var(--brand); stroke-width: 3; }
      .first rect { fill: var(--brand-soft); }
      .lost rect { stroke-dasharray: 4 3; stroke: var(--wait-ink); }
      .end rect { fill: var(--muted-soft); rx: 22px; }
      text { fill: var(--ink); font: 600 13px var(--wa-font-family-body); text-anchor: middle; dominant-baseline: middle; }
      .label { font-size: 11px; font-weight: 500; fill: var(--ink-soft); paint-order: stroke; stroke: var(--sunk); stroke-width: 4px; }
      path { fill: none; stroke: var(--line-strong); stroke-width: 1.5; }
      marker path { fill: var(--line-strong); stroke: none; }
      g[data-step] { cursor: pointer; }
      summary { cursor: pointer; font-weight: 600; min-block-size: 44px; display: flex; align-items: center; }
      li { display: flex; flex-wrap: wrap; gap: 0.25rem 0.625rem; align-items: center; overflow-wrap: anywhere; }
      li button { min-block-size: 36px; font-weight: 620; color: var(--brand-ink); text-decoration: underline; text-underline-offset: 3px; }
      li[aria-current] button { color: var(--ink); }
    `,
  ];

  @property({ attribute: false }) dialogue!: Dialogue;
  @property() chosen = '';
  @state() private picture: Picture | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('dialogue')) void this.draw(this.dialogue);
  }

  private async draw(dialogue: Dialogue): Promise<void> {
    const picture = await pictureOf(dialogue);
    if (dialogue === this.dialogue) this.picture = picture;
  }

  protected override render() {
    const { picture } = this;
    return html`${
      picture
        ? html`<div class="picture" tabindex="0" role="region" aria-label=${t('dialogues.graph')}>
            <svg width=${picture.width} height=${picture.height} viewBox="${picture.left} ${picture.top} ${picture.width} ${picture.height}" role="img"
              aria-label=${t('dialogues.graph.picture', { count: picture.boxes.length - 1 })}>
              <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path
                d="M0,0L8,4L0,8z"></path></marker></defs>
              ${picture.ways.map(way => this.way(way))}
              ${picture.boxes.map(each => this.box(each))}
            </svg>
          </div>`
        : html`<p class="soft" role="status">${t('app.loading')}</p>`
    }
    <details><summary>${t('dialogues.graph.list')}</summary>${this.list()}</details>`;
  }

  private way({ points, label }: Way) {
    const middle = points[Math.floor(points.length / 2)];
    return svg`<path d=${path(points)} marker-end="url(#tip)"></path>${
      label && middle ? svg`<text class="label" x=${middle.x} y=${middle.y}>${short(label, 18)}</text>` : nothing
    }`;
  }

  private box({ id, x, y, lost }: Picture['boxes'][number]) {
    const isEnd = id === endId;
    const classes = [
      ...(id === this.chosen ? ['chosen'] : []),
      ...(id === this.dialogue.first ? ['first'] : []),
      ...(lost ? ['lost'] : []),
      ...(isEnd ? ['end'] : []),
    ];
    const name = isEnd ? t('dialogues.end') : short(id);
    return svg`<g class=${classes.join(' ')} data-step=${isEnd ? nothing : id} @click=${() => isEnd || this.choose(id)}>
      <rect x=${x - box.width / 2} y=${y - box.height / 2} width=${box.width} height=${box.height}></rect>
      <text x=${x} y=${y}>${name}</text></g>`;
  }

  private list() {
    const ways = waysOf(this.dialogue);
    return html`<ol>${Object.keys(this.dialogue.steps).map(
      id => html`<li aria-current=${id === this.chosen ? 'step' : nothing}>
        <button class="plain" @click=${() => this.choose(id)}>${id}</button>
        <span class="soft">${ways
          .filter(({ from }) => from === id)
          .map(({ to, label }) => `→ ${to === endId ? t('dialogues.end') : to}${label ? ` (${label})` : ''}`)
          .join(', ')}</span>
      </li>`,
    )}</ol>`;
  }

  private choose(id: string): void {
    this.dispatchEvent(said('step-chosen', id));
  }
}
