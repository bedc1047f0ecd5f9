import { type Band, layWays, type Stop, type Ways } from '@rounds/sentinel/progress/sankey-layout.ts';
import type { Way } from '@rounds/sentinel/progress/ways.ts';
import { css, html, nothing, type PropertyValues, svg } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';

/** Signs of a name that there is room for. */
const room = 18;
const short = (text: string): string => (text.length > room ? `${text.slice(0, room - 1)}…` : text);

/** How people go from dialogue to dialogue, or where they stand, as bands. The table beside it says the same. */
@customElement('ways-picture')
export class WaysPicture extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; min-inline-size: 0; }
      .picture { overflow: auto; background: var(--sunk); border-radius: var(--round-small); direction: ltr; }
      svg { display: block; }
      path { fill: none; stroke: var(--brand); stroke-opacity: 0.3; }
      path.finished { stroke: var(--good-ink); }
      path.in { stroke: var(--wait-ink); }
      path.stopped { stroke: var(--bad-ink); }
      path:hover { stroke-opacity: 0.55; }
      rect { fill: var(--brand); }
      rect.finished { fill: var(--good-ink); }
      rect.in { fill: var(--wait-ink); }
      rect.stopped { fill: var(--bad-ink); }
      text {
        fill: var(--ink); font: 600 12px var(--wa-font-family-body); dominant-baseline: middle; paint-order: stroke;
        stroke: var(--sunk); stroke-width: 4px; stroke-linejoin: round; pointer-events: none;
      }
    `,
  ];

  @property({ attribute: false }) ways: readonly Way[] = [];
  /** Words in place of the picture. */
  @property() label = '';
  /** What the picture is called. @default the ways through the dialogues */
  @property() name = '';
  @state() private picture: Ways | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('ways')) void this.lay(this.ways);
  }

  private async lay(ways: readonly Way[]): Promise<void> {
    const picture = await layWays(ways);
    if (ways === this.ways) this.picture = picture;
  }

  protected override render() {
    const { picture } = this;
    if (!picture) return html`<p class="soft" role="status">${t('app.loading')}</p>`;
    return html`<div class="picture" tabindex="0" role="region" aria-label=${this.name || t('progress.ways')}>
      <svg width=${picture.width} height=${picture.height} viewBox="0 0 ${picture.width} ${picture.height}" role="img" aria-label=${this.label}>
        ${picture.bands.map(band => this.band(band))}
        ${picture.stops.map(stop => this.stop(stop))}
      </svg>
    </div>`;
  }

  private band({ from, to, ends, people, path, width }: Band) {
    const name = ends ? t(`progress.end.${ends}`) : to;
    return svg`<path class=${ends ?? nothing} d=${path} stroke-width=${width}><title>${from} → ${name}: ${number(people)}</title></path>`;
  }

  private stop({ dialogue, ends, people, x, y, width, height }: Stop) {
    const name = ends ? t(`progress.end.${ends}`) : dialogue;
    return svg`<g><title>${name}: ${number(people)}</title>
      <rect class=${ends ?? nothing} x=${x} y=${y} width=${width} height=${height}></rect>
      <text x=${x + width + 6} y=${y + height / 2}>${short(name)} ${number(people)}</text></g>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'ways-picture': WaysPicture;
  }
}
