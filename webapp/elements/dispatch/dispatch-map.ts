import type { LayerGroup, Map as LeafletMap } from 'leaflet';
import leafletStyles from 'leaflet/dist/leaflet.css?inline';
import { css, html, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { AppElement, said } from '../app-element.ts';

/** A point of the map. */
export interface Point {
  id: string;
  latitude: number;
  longitude: number;
  /** What it is called, for who points at it. */
  label: string;
  kind: 'request' | 'urgent' | 'taken' | 'volunteer' | 'zone';
  /** Nobody knows exactly: it is drawn as an outline. */
  estimated?: boolean;
}

type Leaflet = typeof import('leaflet');

const colours: Record<Point['kind'], string> = {
  request: '--brand',
  urgent: '--bad-ink',
  taken: '--good-ink',
  volunteer: '--wait-ink',
  zone: '--ink-soft',
};

/**
 * Points on a map that can be moved and zoomed. Without tiles it draws on plain ground, and nothing is loaded from any
 * other host. Says `chosen` with the id of a point. Whoever does not see it finds the same in the list beside it.
 */
@customElement('dispatch-map')
export class DispatchMap extends AppElement {
  static override styles = [
    unsafeCSS(leafletStyles),
    css`
      :host { display: block; block-size: 24rem; min-block-size: 14rem; border-radius: var(--round); overflow: hidden; }
      .ground {
        block-size: 100%; background: var(--sunk); font: inherit;
        background-image: linear-gradient(var(--line) 1px, transparent 1px), linear-gradient(90deg, var(--line) 1px, transparent 1px);
        background-size: 48px 48px;
      }
      .leaflet-container { font: inherit; }
      .ground .leaflet-bar a { inline-size: 44px; block-size: 44px; line-height: 44px; color: var(--ink); background: var(--card); }
      .ground .leaflet-control-scale-line { background: var(--card); color: var(--ink); text-shadow: none; }
      .ground .leaflet-tooltip { color: var(--ink); background: var(--card); border-color: var(--line); white-space: nowrap; }
    `,
  ];

  @property({ attribute: false }) points: readonly Point[] = [];
  /** Where pictures of the ground come from. */
  @property({ attribute: false }) tiles: { url: string; attribution: string } | undefined;
  @property() label = '';

  private map: LeafletMap | undefined;
  private layer: LayerGroup | undefined;
  private leaflet: Leaflet | undefined;
  /** Points to which the view was fitted: it is not moved again while somebody looks. */
  private fitted = '';

  protected override render() {
    return html`<div class="ground" role="region" aria-label=${this.label}></div>`;
  }

  protected override firstUpdated(): void {
    void this.open();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('points')) this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.map?.remove();
    this.map = undefined;
  }

  private async open(): Promise<void> {
    const leaflet = ((await import('leaflet')) as Leaflet & { default?: Leaflet }).default ?? (await import('leaflet'));
    const ground = this.renderRoot.querySelector<HTMLElement>('.ground');
    if (!ground || !this.isConnected) return;
    this.leaflet = leaflet;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const map = leaflet.map(ground, { attributionControl: false, zoomAnimation: !still, fadeAnimation: !still });
    map.setView([0, 0], 2);
    leaflet.control.scale({ imperial: false }).addTo(map);
    const { tiles } = this;
    if (tiles) {
      leaflet.control.attribution({ prefix: false }).addTo(map);
      leaflet.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: 19 }).addTo(map);
    }
    this.layer = leaflet.layerGroup().addTo(map);
    this.map = map;
    this.draw();
    const watch = new ResizeObserver(() => map.invalidateSize());
    watch.observe(ground);
    this.gone.addEventListener('abort', () => watch.disconnect());
  }

  private draw(): void {
    const { leaflet, map, layer, points } = this;
    if (!leaflet || !map || !layer) return;
    layer.clearLayers();
    const styles = getComputedStyle(this);
    for (const point of points) {
      const colour = styles.getPropertyValue(colours[point.kind]).trim() || 'currentColor';
      const isZone = point.kind === 'zone';
      leaflet
        .circleMarker([point.latitude, point.longitude], {
          radius: isZone ? 18 : point.kind === 'volunteer' ? 7 : 10,
          ...{ color: colour, fillColor: colour, weight: 2 },
          ...(isZone || point.estimated ? { dashArray: '4 4' } : {}),
          fillOpacity: isZone ? 0.08 : point.estimated ? 0.25 : 0.85,
        })
        .bindTooltip(point.label, { permanent: isZone, direction: isZone ? 'bottom' : 'top' })
        .on('click', () => this.dispatchEvent(said('chosen', point.id)))
        .addTo(layer);
    }
    const key = points.map(({ id }) => id).join();
    if (points.length === 0 || key === this.fitted) return;
    this.fitted = key;
    map.fitBounds(leaflet.latLngBounds(points.map(({ latitude, longitude }) => [latitude, longitude])).pad(0.2), {
      maxZoom: 15,
      animate: false,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dispatch-map': DispatchMap;
  }
}
