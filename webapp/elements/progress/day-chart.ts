import { css, html, type PropertyValues, unsafeCSS } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type UPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { day, number } from '../../words/say.ts';
import { direction } from '../../words/words.ts';
import { AppElement } from '../app-element.ts';

/** A line of a chart, or bars. */
export interface Line {
  label: string;
  values: readonly number[];
  /** Name of a colour of the design, such as `--brand`. */
  colour: string;
  bars?: boolean;
  dashed?: boolean;
  /** The ground between it and the line after it is filled. */
  fills?: boolean;
}

/**
 * Counts by day as a picture; pointing at it says the figures of a day. What draws it is loaded when it is first
 * wanted. Whoever does not see it finds the same in the table beside it.
 */
@customElement('day-chart')
export class DayChart extends AppElement {
  static override styles = [
    unsafeCSS(uplotStyles),
    css`
      :host { display: block; min-inline-size: 0; }
      .ground { min-block-size: 18rem; direction: ltr; overflow: hidden; }
      .uplot { font-family: inherit; inline-size: 100%; }
      .u-legend { font-size: 0.875rem; text-align: start; color: var(--ink); }
      .u-legend th { font-weight: 550; }
      .u-inline tr { margin-inline-end: 1rem; }
    `,
  ];

  /** Days such as `2026-03-23`, oldest first. */
  @property({ attribute: false }) days: readonly string[] = [];
  @property({ attribute: false }) lines: readonly Line[] = [];
  @property() label = '';
  /** What the first column of the figures is called: the day. */
  @property() day = '';

  /** Which year need not be said: that of now, in ms. */
  @property({ type: Number }) now = 0;

  private plot: UPlot | undefined;

  protected override render() {
    return html`<div class="ground" role="img" aria-label=${this.label}></div>`;
  }

  protected override firstUpdated(): void {
    const ground = this.renderRoot.querySelector<HTMLElement>('.ground')!;
    const watch = new ResizeObserver(() => this.plot?.setSize({ width: ground.clientWidth, height: this.tall }));
    watch.observe(ground);
    this.gone.addEventListener('abort', () => watch.disconnect());
  }

  protected override updated(_changed: PropertyValues<this>): void {
    void this.draw();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.plot?.destroy();
    this.plot = undefined;
  }

  private get tall(): number {
    return Math.max(200, Math.min(280, innerHeight * 0.5));
  }

  private async draw(): Promise<void> {
    const { default: Plot } = await import('uplot');
    const ground = this.renderRoot.querySelector<HTMLElement>('.ground');
    if (!ground || !this.isConnected || this.days.length === 0) return;
    this.plot?.destroy();
    const at = this.days.map(day => Date.parse(`${day}T00:00:00Z`) / 1000);
    const data: UPlot.AlignedData = [at, ...this.lines.map(({ values }) => [...values])];
    this.plot = new Plot(this.options(Plot, ground.clientWidth), data, ground);
  }

  private options(Plot: typeof UPlot, width: number): UPlot.Options {
    const styles = getComputedStyle(this);
    const colour = (name: string): string => styles.getPropertyValue(name).trim() || 'currentColor';
    const [ink, line] = [colour('--ink-soft'), colour('--line')];
    const font = `12px ${styles.fontFamily}`;
    const axis = { stroke: ink, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const days = (at: number): string => day(`${new Date(at * 1000).toISOString().slice(0, 10)}T12:00:00`, this.now);
    const [first, last] = [this.days[0], this.days.at(-1)].map(each => Date.parse(`${each}T00:00:00Z`) / 1000) as [
      number,
      number,
    ];
    const bars = Plot.paths.bars?.({ size: [0.7, 40] });
    return {
      ...{ width, height: this.tall, tzDate: ts => Plot.tzDate(new Date(ts * 1000), 'UTC') },
      cursor: { drag: { x: false, y: false } },
      // Half a day on either side of the days themselves, as a single one would be given years: so that bars are whole and a single day is a picture too.
      scales: {
        x: { range: () => [first - 43_200, last + 43_200] },
        y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] },
      },
      axes: [
        {
          ...axis,
          space: 70,
          incrs: [1, 2, 7, 14, 28, 91, 182, 364].map(each => each * 86_400),
          values: (_, splits) => splits.map(each => days(each)),
        },
        {
          ...axis,
          side: direction() === 'rtl' ? 1 : 3,
          size: 56,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
          values: (_, splits) => splits.map(number),
        },
      ],
      // The figures are those of the day that is pointed at, else of the last.
      series: [
        { label: this.day, value: (_, each) => days(each ?? last) },
        ...this.lines.map(
          ({ label, values, colour: name, bars: asBars, dashed }): UPlot.Series => ({
            ...{ label, stroke: colour(name), width: 2, points: { show: this.days.length < 2 } },
            value: (_, each) => number(each ?? values.at(-1) ?? 0),
            ...(dashed ? { dash: [6, 4] } : {}),
            ...(asBars && bars ? { paths: bars, fill: `${colour(name)}55` } : {}),
          }),
        ),
      ],
      bands: this.lines.flatMap(({ fills, colour: name }, nth) =>
        fills ? [{ series: [nth + 1, nth + 2] as [number, number], fill: `${colour(name)}22` }] : [],
      ),
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'day-chart': DayChart;
  }
}
