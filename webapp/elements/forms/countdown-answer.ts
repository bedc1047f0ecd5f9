import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../../design/form-icons.ts';
import { shared } from '../../design/styles.ts';
import { number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';
import '../app-icon.ts';

/** How many seconds it takes where the form does not say. */
const ordinary = 60;

/**
 * A clock that counts down, for a breath to be counted or a test to be read. At its end it sounds, and the question is
 * answered. Forms of old have it in a note, whose value says the seconds.
 */
@customElement('countdown-answer')
export class CountdownAnswer extends DeviceAnswer {
  static override styles = [
    shared,
    deviceStyles,
    css`
      .clock { font-size: 2.5rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.1; }
      progress { inline-size: 100%; block-size: 12px; accent-color: var(--brand); }
    `,
  ];

  /** When it ends, in ms; 0 while it does not run. */
  @state() private ends = 0;
  @state() private left = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private sound: AudioContext | undefined;

  override disconnectedCallback(): void {
    this.stop();
    void this.sound?.close();
    this.sound = undefined;
    super.disconnectedCallback();
  }

  private get seconds(): number {
    const { field } = this.asked;
    const said = Number(field.extras.duration) || (field.kind === 'note' ? Number(field.value) : 0);
    return said > 0 ? Math.min(said, 24 * 3600) : ordinary;
  }

  protected override render() {
    const { field } = this.asked;
    const done = field.kind !== 'note' && field.value === 'OK';
    const left = this.ends ? this.left : done ? 0 : this.seconds;
    return html`
      <span class="clock" role="timer" aria-live="off">${clockText(left)}</span>
      <progress max=${this.seconds} value=${this.seconds - left} aria-label=${t('form.timer')}></progress>
      <div role="status">${done && !this.ends ? html`<p class="soft">${t('form.timer.done')}</p>` : nothing}</div>
      ${
        field.readonly && field.kind !== 'note'
          ? nothing
          : html`<div class="buttons"><button type="button" class="action" @click=${this.ends ? this.stop : this.start}>
              <app-icon name="timer"></app-icon>
              ${this.ends ? t('form.timer.stop') : t('form.timer.start', { count: this.seconds })}
            </button></div>`
      }
    `;
  }

  private readonly start = (): void => {
    // A sound may begin only where somebody pressed something.
    if ('AudioContext' in globalThis) this.sound ??= new AudioContext();
    this.left = this.seconds;
    this.ends = Date.now() + this.seconds * 1000;
    this.timer = setInterval(() => this.tick(), 200);
  };

  private readonly stop = (): void => {
    clearInterval(this.timer);
    this.ends = 0;
  };

  private tick(): void {
    this.left = Math.max(0, Math.ceil((this.ends - Date.now()) / 1000));
    if (Date.now() < this.ends) return;
    this.stop();
    this.beep();
    if (this.asked.field.kind === 'note') return;
    this.asked.say('OK');
    this.asked.left();
  }

  private beep(): void {
    navigator.vibrate?.([300, 150, 300]);
    const { sound } = this;
    if (!sound) return;
    const tone = sound.createOscillator();
    tone.frequency.value = 880;
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.8);
  }
}

/** Seconds as minutes and seconds, such as 1:05. */
const clockText = (seconds: number): string =>
  `${number(Math.floor(seconds / 60))}:${number(Math.floor((seconds % 60) / 10))}${number(seconds % 10)}`;
