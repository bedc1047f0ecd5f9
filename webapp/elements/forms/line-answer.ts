import { fewestPoints, lineIn, lineLength, lineText, type Point, positionIn } from '@rounds/sentinel/forms/position.ts';
import { css, html, nothing, svg } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../../design/form-icons.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';
import '../app-icon.ts';

/** Side of the drawing, in its own points. */
const side = 100;

/**
 * A question for a way or the bounds of a plot: somebody walks along it and adds a point wherever it turns. A point can
 * be typed, too. The answer is there as soon as the points are enough, and grows with each.
 */
@customElement('line-answer')
export class LineAnswer extends DeviceAnswer {
  static override styles = [
    shared,
    deviceStyles,
    css`
      svg { inline-size: min(100%, 14rem); aspect-ratio: 1; border-radius: 14px; border: 1px solid var(--line); background: var(--sunk); color: var(--brand); }
      .typed { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.75rem; margin-block-end: 0.625rem; }
      .typed label { display: grid; gap: 0.25rem; font-size: 0.9375rem; }
      .typed input {
        min-block-size: 52px; padding: 0.75rem 1rem; border-radius: 14px; border: 1px solid var(--line-strong);
        background: var(--card); color: var(--ink); font: inherit; inline-size: 100%; min-inline-size: 0;
      }
      .typed input:focus { outline: 3px solid var(--focus); }
      .action[disabled] { opacity: 0.6; cursor: default; }
    `,
  ];

  /** The points while it is drawn; undefined where it is not. */
  @state() private points: readonly Point[] | undefined;
  /** Where the device is now; undefined as long as it does not know. */
  @state() private here: Point | undefined;
  @state() private wrong = '';
  private end: (() => void) | undefined;

  override disconnectedCallback(): void {
    this.end?.();
    this.end = undefined;
    super.disconnectedCallback();
  }

  private get kind(): keyof typeof fewestPoints {
    return this.asked.field.kind === 'geoshape' ? 'geoshape' : 'geotrace';
  }

  protected override render() {
    const { field } = this.asked;
    const points = this.points ?? lineIn(field.value);
    return html`${points.length > 0 ? this.shown(points) : nothing}
      ${field.readonly ? nothing : this.points ? this.drawing(points) : this.beginning(points)}
      ${this.problem(this.wrong)}`;
  }

  private shown(points: readonly Point[]) {
    const { kind } = this;
    const missing = fewestPoints[kind] - points.length;
    return html`${points.length > 1 ? drawn(points, kind) : nothing}
      <p role="status"><strong>${t('form.line.points', { count: points.length })}</strong>
        ${points.length > 1 ? html`<span class="soft">${t('form.line.length', { metres: number(Math.round(lineLength(points, kind))) })}</span>` : nothing}
        ${missing > 0 ? html`<span class="soft">${t('form.line.missing', { count: missing })}</span>` : nothing}</p>`;
  }

  private beginning(points: readonly Point[]) {
    return html`<div class="buttons">
      <button type="button" class="action" @click=${this.begin}><app-icon name="locate-fixed"></app-icon>
        ${t(points.length > 0 ? 'form.line.go_on' : 'form.line.begin')}</button>
      ${
        points.length > 0
          ? html`<button type="button" class="action bad" @click=${this.empty}><app-icon name="trash-2"></app-icon>
            ${t('form.file.remove')}</button>`
          : nothing
      }
    </div>`;
  }

  private drawing(points: readonly Point[]) {
    const { here } = this;
    return html`<p class="soft">${here ? t('form.position.accuracy', { metres: Math.ceil(here.accuracy) }) : t('form.position.looking')}</p>
      <div class="buttons">
        <button type="button" class="action" ?disabled=${!here} @click=${() => here && this.add(here)}>
          <app-icon name="plus"></app-icon>${t('form.line.add')}</button>
        <button type="button" class="action" ?disabled=${points.length === 0} @click=${this.undo}>
          <app-icon name="undo-2"></app-icon>${t('form.line.undo')}</button>
        <button type="button" class="action" @click=${this.finish}><app-icon name="check"></app-icon>${t('form.line.end')}</button>
      </div>
      <details><summary>${t('form.position.by_hand')}</summary>
        <div class="typed">${this.box('latitude')}${this.box('longitude')}</div>
        <button type="button" class="action" @click=${this.typed}><app-icon name="plus"></app-icon>${t('form.line.add_typed')}</button>
      </details>`;
  }

  private box(name: 'latitude' | 'longitude') {
    return html`<label>${t(`form.position.${name}`)}<input name=${name} inputmode="decimal" autocomplete="off" /></label>`;
  }

  private begin(): void {
    this.wrong = '';
    this.points = lineIn(this.asked.field.value);
    this.end = this.asked.around.locating.follow(now => {
      if ('code' in now) this.wrong = this.here ? '' : t('form.line.failed');
      else {
        this.here = now;
        this.wrong = '';
      }
    });
  }

  private add(point: Point): void {
    this.set([...(this.points ?? []), point]);
  }

  private undo(): void {
    this.set((this.points ?? []).slice(0, -1));
  }

  private empty(): void {
    this.asked.say('');
  }

  private finish(): void {
    const { points = [], kind } = this;
    this.end?.();
    this.end = undefined;
    this.here = undefined;
    const tooFew = points.length > 0 && points.length < fewestPoints[kind];
    this.wrong = tooFew ? t('form.line.too_few', { count: fewestPoints[kind] }) : '';
    this.points = undefined;
    this.asked.left();
  }

  private typed(): void {
    const boxes = ['latitude', 'longitude'].map(
      name => this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`)!,
    );
    const [latitude, longitude] = boxes.map(box => box.value.trim().replace(',', '.'));
    const found = latitude && longitude ? positionIn(`${latitude} ${longitude}`) : undefined;
    this.wrong = found ? '' : t('form.position.none');
    if (!found) return;
    this.add({ latitude: found.latitude, longitude: found.longitude, altitude: 0, accuracy: 0 });
    for (const box of boxes) box.value = '';
    boxes[0]!.focus();
  }

  private set(points: readonly Point[]): void {
    this.points = points;
    this.asked.say(lineText(points, this.kind));
  }
}

/** The line as it lies, north above; the words beside it say how long it is. */
const drawn = (points: readonly Point[], kind: keyof typeof fewestPoints) => {
  const [north, west] = [
    Math.max(...points.map(({ latitude }) => latitude)),
    Math.min(...points.map(({ longitude }) => longitude)),
  ];
  // A degree of longitude is shorter away from the equator.
  const narrow = Math.cos((north * Math.PI) / 180);
  const flat = points.map(({ latitude, longitude }) => [(longitude - west) * narrow, north - latitude] as const);
  const most = Math.max(...flat.flat(), 1e-9);
  const at = flat.map(
    ([x, y]) => `${(10 + (x / most) * (side - 20)).toFixed(1)},${(10 + (y / most) * (side - 20)).toFixed(1)}`,
  );
  const line = { points: at.join(' ') };
  return html`<svg viewBox="0 0 ${side} ${side}" aria-hidden="true">${
    kind === 'geoshape'
      ? svg`<polygon points=${line.points} fill="currentColor" fill-opacity="0.15" stroke="currentColor" stroke-width="1.5" />`
      : svg`<polyline points=${line.points} fill="none" stroke="currentColor" stroke-width="1.5" />`
  }${at.map(each => {
    const [x, y] = each.split(',');
    return svg`<circle cx=${x!} cy=${y!} r="2.2" fill="currentColor" />`;
  })}</svg>`;
};
