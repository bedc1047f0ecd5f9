import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type SignaturePad from 'signature_pad';
import '../../design/form-icons.ts';
import { longestSide, scaledPhoto } from '../../data/forms/scaled-photo.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { looks } from './asked.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';
import '../app-icon.ts';
import { chooseAgain } from '../choose-again.ts';

/** How high the place to draw is, in points, where no photograph lies below. */
const heights = { signature: 160, draw: 300, annotate: 300 } as const;

/**
 * A question for a drawing, a signature, or marks on a photograph. Each stroke is kept at once. Who cannot draw chooses
 * a picture instead.
 */
@customElement('drawn-answer')
export class DrawnAnswer extends DeviceAnswer {
  static override styles = [
    shared,
    deviceStyles,
    css`
      canvas {
        inline-size: 100%; border-radius: 14px; border: 1px solid var(--line-strong); background: #fff;
        touch-action: none; display: block;
      }
      .line { color: var(--ink-soft); font-size: 0.9375rem; }
    `,
  ];

  @query('canvas') private canvas: HTMLCanvasElement | undefined;
  /** Whether somebody draws: what was drawn before is shown as a picture otherwise. */
  @state() private drawing = false;
  @state() private wrong = '';
  /** The photograph that lies below the strokes. */
  private photo: ImageBitmap | undefined;
  private pad: SignaturePad | undefined;
  private kept: Promise<void> = Promise.resolve();

  override disconnectedCallback(): void {
    this.pad?.off();
    this.pad = undefined;
    this.drawing = false;
    super.disconnectedCallback();
  }

  private get look(): keyof typeof heights {
    const { field } = this.asked;
    if (looks(field, 'signature')) return 'signature';
    return looks(field, 'annotate') ? 'annotate' : 'draw';
  }

  protected override render() {
    const { field, around } = this.asked;
    const { value, readonly } = field;
    const shown = value ? around.answered(value) : undefined;
    if (readonly || (value && !this.drawing))
      return html`${shown ? html`<img class="shown" src=${shown.url} alt=${t('form.file.named', { name: value })} />` : nothing}
        ${readonly ? nothing : this.again()}`;
    // Marks are made on a photograph: that comes first.
    if (this.look === 'annotate' && !this.photo)
      return html`${this.choose('form.file.photo')}${this.problem(this.wrong)}`;
    return html`<canvas role="img" aria-label=${t('form.draw.here')}></canvas>
      <p class="line" aria-hidden="true">${t(`form.draw.${this.look}`)}</p>
      <div class="buttons">
        <button type="button" class="action" @click=${this.undo}><app-icon name="undo-2"></app-icon>${t('form.draw.undo')}</button>
        <button type="button" class="action bad" @click=${this.clear}><app-icon name="eraser"></app-icon>${t('form.draw.clear')}</button>
        ${this.choose('form.draw.instead')}
      </div>
      ${this.problem(this.wrong)}`;
  }

  /** What can be done with a drawing that is there. */
  private again() {
    return html`<div class="buttons">
      <button type="button" class="action" @click=${this.begin}>
        <app-icon name="pen-line"></app-icon>${t(this.look === 'annotate' ? 'form.draw.more' : 'form.draw.again')}
      </button>
      <button type="button" class="action bad" @click=${this.clear}>
        <app-icon name="trash-2"></app-icon>${t('form.file.remove')}
      </button>
    </div>`;
  }

  private choose(words: string) {
    return html`<label class="action">
      <input class="unseen" type="file" accept="image/*" aria-label=${`${t(words)}: ${this.asked.field.label}`}
        @click=${chooseAgain} @change=${this.take} /><app-icon name="camera"></app-icon>${t(words)}
    </label>`;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    if (this.canvas && !this.pad) void this.lay(this.canvas);
    if (!this.canvas) this.pad = undefined;
  }

  /** Makes the place to draw ready. */
  private async lay(canvas: HTMLCanvasElement): Promise<void> {
    const { default: Pad } = await import('signature_pad');
    if (this.pad || canvas !== this.canvas) return;
    const width = canvas.clientWidth;
    const height = this.photo ? Math.round((width * this.photo.height) / this.photo.width) : heights[this.look];
    const ratio = Math.min(2, Math.max(1, devicePixelRatio));
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.blockSize = `${height}px`;
    canvas.getContext('2d')?.scale(ratio, ratio);
    const colour = this.look === 'annotate' ? '#d7263d' : '#14262a';
    this.pad = new Pad(canvas, { backgroundColor: '#fff', penColor: colour, minWidth: 1, maxWidth: 3 });
    this.pad.addEventListener('endStroke', () => this.keep());
    this.paint();
  }

  /** What lies below the strokes. */
  private paint(): void {
    const { canvas, photo } = this;
    const ratio = canvas ? canvas.width / canvas.clientWidth : 1;
    if (canvas && photo) canvas.getContext('2d')?.drawImage(photo, 0, 0, canvas.width / ratio, canvas.height / ratio);
  }

  private begin(): void {
    void this.from(this.look === 'annotate' ? this.asked.around.answered(this.asked.field.value)?.url : undefined);
  }

  private async from(url: string | undefined): Promise<void> {
    if (url) {
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      this.photo = await createImageBitmap(picture);
    }
    this.drawing = true;
  }

  private undo(): void {
    const { pad } = this;
    if (!pad) return;
    const strokes = pad.toData().slice(0, -1);
    pad.clear();
    this.paint();
    pad.fromData(strokes, { clear: false });
    if (strokes.length > 0) this.keep();
    else this.asked.say('');
  }

  private clear(): void {
    this.pad?.clear();
    this.photo = undefined;
    this.drawing = false;
    this.pad?.off();
    this.pad = undefined;
    this.asked.say('');
  }

  private keep(): void {
    const { canvas } = this;
    if (!canvas) return;
    this.drawing = true;
    const type = this.photo ? 'image/jpeg' : 'image/png';
    const file = fileOf(canvas.toDataURL(type, 0.85));
    // One stroke after the other: each takes the place of the one before.
    this.kept = this.kept.then(() => this.store(file, `${this.look}.png`));
  }

  private async store(file: Blob, name: string): Promise<void> {
    const { around, field, say, left } = this.asked;
    this.wrong = '';
    try {
      say(await around.keep(file, name, field.value));
      left();
      await this.updateComplete;
    } catch (error) {
      console.error(error);
      this.wrong = t('form.file.failed');
    }
  }

  private async take(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (!file) return;
    const scaled = await scaledPhoto(file, Number(this.asked.field.extras['max-pixels']) || longestSide);
    const photo = await createImageBitmap(scaled).catch(() => undefined);
    if (!photo) {
      this.wrong = t('form.file.no_picture');
      return;
    }
    if (this.look === 'annotate') {
      this.photo = photo;
      this.drawing = true;
    } else this.drawing = false;
    await this.store(scaled, file.name);
  }
}

/** A file of the address in which a canvas writes its picture. */
const fileOf = (address: string): Blob => {
  const [head = '', data = ''] = address.split(',');
  const type = /^data:([^;]+)/.exec(head)?.[1] ?? 'image/png';
  return new Blob([Uint8Array.from(atob(data), sign => sign.charCodeAt(0))], { type });
};
