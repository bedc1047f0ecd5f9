import { css, html, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import '../../design/form-icons.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import { deviceStyles } from './device-styles.ts';
import '../app-icon.ts';

/** What a browser reads barcodes with, where it can. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]>;
}

/** Reads a barcode or QR code with the camera. Out comes `scanned` (the text). */
@customElement('barcode-scan')
export class BarcodeScan extends AppElement {
  static override styles = [
    shared,
    deviceStyles,
    css`
      video { inline-size: 100%; max-block-size: 60vh; border-radius: 14px; background: #000; object-fit: cover; }
    `,
  ];

  @query('video') private video: HTMLVideoElement | undefined;
  @state() private stream: MediaStream | undefined;
  @state() private wrong = false;

  override disconnectedCallback(): void {
    this.stop();
    super.disconnectedCallback();
  }

  protected override render() {
    return html`
      ${
        this.stream
          ? html`<video .srcObject=${this.stream} autoplay muted playsinline></video>
        <p role="status" class="soft">${t('form.barcode.looking')}</p>`
          : nothing
      }
      <div class="buttons"><button type="button" class="action" @click=${this.stream ? this.stop : this.scan}>
        <app-icon name="scan-barcode"></app-icon>${this.stream ? t('app.cancel') : t('form.barcode.scan')}
      </button></div>
      <div role="alert">${this.wrong ? html`<p class="problem">${t('form.barcode.failed')}</p>` : nothing}</div>
    `;
  }

  private readonly stop = (): void => {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  };

  private readonly scan = async (): Promise<void> => {
    this.wrong = false;
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      await this.updateComplete;
      const { BarcodeDetector } = globalThis as unknown as { BarcodeDetector: new () => Detector };
      await this.look(new BarcodeDetector());
    } catch (error) {
      console.error(error);
      this.wrong = true;
      this.stop();
    }
  };

  /** Looks at what the camera sees, five times a second, until there is a code in it. */
  private async look(detector: Detector): Promise<void> {
    while (this.stream && this.video) {
      const [code] = this.video.readyState >= 2 ? await detector.detect(this.video) : [];
      if (code?.rawValue) {
        this.stop();
        this.dispatchEvent(said('scanned', code.rawValue));
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
}
