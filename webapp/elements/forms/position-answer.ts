import { type Position, positionIn, positionText } from '@rounds/sentinel/forms/position.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../../design/form-icons.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { working } from '../working.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';
import '../app-icon.ts';

/** How accurate a position has to be to be taken by itself, in metres, where the form does not say. */
const accurate = 5;
/** How long a device may look before it gives up, in ms. */
const patience = 60_000;

/**
 * A question for where somebody is: the device finds out, and says how accurately. A person takes it as soon as it is
 * good enough for her; one who knows the coordinates types them.
 */
@customElement('position-answer')
export class PositionAnswer extends DeviceAnswer {
  static override styles = [
    shared,
    deviceStyles,
    css`
      .typed { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0.75rem; }
      .typed label { display: grid; gap: 0.25rem; font-size: 0.9375rem; }
      .typed input {
        min-block-size: 52px; padding: 0.75rem 1rem; border-radius: 14px; border: 1px solid var(--line-strong);
        background: var(--card); color: var(--ink); font: inherit; inline-size: 100%;
      }
      .typed input:focus { outline: 3px solid var(--focus); }
      .kept { display: grid; }
      bdi { font-variant-numeric: tabular-nums; }
    `,
  ];

  /** The best position found so far, while the device looks. */
  @state() private best: Position | undefined;
  @state() private wrong = '';
  @state() private looking: (() => void) | undefined;

  override disconnectedCallback(): void {
    this.stop();
    super.disconnectedCallback();
  }

  protected override render() {
    const { field } = this.asked;
    const found = positionIn(field.value);
    return html`
      ${found ? this.found(found.latitude, found.longitude, found.accuracy) : nothing}
      ${this.looking ? this.progress() : this.buttons(!!found)}
      ${this.problem(this.wrong)} ${field.readonly ? nothing : this.byHand(found)}
    `;
  }

  private found(latitude: number, longitude: number, accuracy: number | undefined) {
    const degrees = (value: number): string => value.toFixed(5);
    return html`<p class="kept"><bdi>${degrees(latitude)}, ${degrees(longitude)}</bdi>
      ${accuracy === undefined ? nothing : html`<span class="soft">${t('form.position.accuracy', { metres: Math.ceil(accuracy) })}</span>`}
    </p>`;
  }

  private progress() {
    const metres = this.best && Math.ceil(this.best.accuracy);
    return html`<p role="status" class="soft">${working(true)}
        ${metres === undefined ? t('form.position.looking') : t('form.position.nearer', { metres })}</p>
      <div class="buttons">
        ${
          this.best
            ? html`<button type="button" class="action" @click=${this.take}><app-icon name="check"></app-icon>
          ${t('form.position.take')}</button>`
            : nothing
        }
        <button type="button" class="action" @click=${this.stop}>${t('app.cancel')}</button>
      </div>`;
  }

  private buttons(again: boolean) {
    const { readonly } = this.asked.field;
    if (readonly) return nothing;
    return html`<div class="buttons">
      <button type="button" class="action" @click=${this.look}><app-icon name="locate-fixed"></app-icon>
        ${t(again ? 'form.position.again' : 'form.position.find')}</button>
      ${
        again
          ? html`<button type="button" class="action bad" @click=${() => this.asked.say('')}>
        <app-icon name="trash-2"></app-icon>${t('form.file.remove')}</button>`
          : nothing
      }
    </div>`;
  }

  private byHand(found: { latitude: number; longitude: number } | undefined) {
    const box = (name: string, label: string, value: number | undefined) =>
      html`<label>${t(label)}<input name=${name} inputmode="decimal" autocomplete="off" .value=${value === undefined ? '' : String(value)}
        @change=${this.type} /></label>`;
    return html`<details><summary>${t('form.position.by_hand')}</summary>
      <div class="typed">${box('latitude', 'form.position.latitude', found?.latitude)}
        ${box('longitude', 'form.position.longitude', found?.longitude)}</div>
    </details>`;
  }

  private type(): void {
    const [latitude, longitude] = ['latitude', 'longitude'].map(name =>
      this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`)!.value.trim().replace(',', '.'),
    );
    if (!latitude || !longitude) return;
    const text = `${latitude} ${longitude} 0 0`;
    this.wrong = positionIn(text) ? '' : t('form.position.none');
    this.asked.say(this.wrong ? '' : text);
    this.asked.left();
  }

  private look(): void {
    this.wrong = '';
    this.best = undefined;
    const { field, around } = this.asked;
    const wanted = Number(field.extras.accuracyThreshold) || accurate;
    const tired = setTimeout(() => this.best || this.failed(), patience);
    const end = around.locating.follow(now => {
      if ('code' in now) {
        if (!this.best) this.failed();
      } else if (!this.best || now.accuracy < this.best.accuracy) {
        this.best = now;
        if (now.accuracy <= wanted) this.take();
      }
    });
    this.looking = () => {
      clearTimeout(tired);
      end();
    };
  }

  private readonly stop = (): void => {
    this.looking?.();
    this.looking = undefined;
  };

  private take(): void {
    const { best } = this;
    this.stop();
    if (!best) return;
    this.asked.say(positionText(best));
    this.asked.left();
  }

  /** Nobody is kept from saving by a device that does not know where it is. */
  private failed(): void {
    this.stop();
    this.wrong = t('form.position.failed');
    this.asked.around.giveUp(this.asked.field.id, 'geopoint');
  }
}
