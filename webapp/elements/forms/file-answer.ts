import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { IconName } from '../../design/icons.ts';
import '../../design/form-icons.ts';
import { longestSide, scaledPhoto } from '../../data/forms/scaled-photo.ts';
import { shared } from '../../design/styles.ts';
import { bytes } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { working } from '../working.ts';
import { looks } from './asked.ts';
import { DeviceAnswer } from './device-answer.ts';
import { deviceStyles } from './device-styles.ts';
import { shownFile } from './shown-file.ts';
import '../app-icon.ts';
import { chooseAgain } from '../choose-again.ts';

/** A question for a photograph, a sound, a film or any other file. */
@customElement('file-answer')
export class FileAnswer extends DeviceAnswer {
  static override styles = [shared, deviceStyles];

  @state() private busy = false;
  @state() private wrong = '';

  protected override render() {
    const { field, around } = this.asked;
    const { value, readonly } = field;
    return html`
      ${value ? shownFile(value, around.answered(value)) : nothing}
      ${readonly ? nothing : this.buttons(value)} ${this.problem(this.wrong)}
    `;
  }

  private buttons(value: string) {
    const { field } = this.asked;
    const kind = kindOf(field.accept);
    const words = t(value ? 'form.file.replace' : `form.file.${kind}`);
    return html`<div class="buttons">
      <label class="action" aria-busy=${this.busy}>
        <input class="unseen" type="file" accept=${field.accept} capture=${looks(field, 'new') ? 'environment' : nothing}
          aria-label=${`${words}: ${field.label}`} aria-required=${field.required} @click=${chooseAgain} @change=${this.take} />
        ${this.busy ? working(true) : html`<app-icon name=${icons[kind]}></app-icon>`}${words}
      </label>
      ${
        value
          ? html`<button type="button" class="action bad" @click=${() => this.asked.say('')}>
              <app-icon name="trash-2"></app-icon>${t('form.file.remove')}
            </button>`
          : nothing
      }
    </div>`;
  }

  private async take(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file || this.busy) return;
    const { field, around, say, left } = this.asked;
    this.busy = true;
    this.wrong = '';
    try {
      const side = Number(field.extras['max-pixels']);
      const scaled = await scaledPhoto(file, side > 0 ? side : longestSide);
      say(await around.keep(scaled, file.name, field.value));
      left();
    } catch (error) {
      console.error(error);
      this.wrong = t(
        (error as { code?: string }).code === 'request/too-large' ? 'form.file.too_large' : 'form.file.failed',
        {
          size: bytes(file.size),
        },
      );
    } finally {
      this.busy = false;
      // The same file can be chosen again.
      input.value = '';
    }
  }
}

type Kind = 'photo' | 'sound' | 'film' | 'any';

const icons: Record<Kind, IconName> = { photo: 'camera', sound: 'mic', film: 'video', any: 'paperclip' };

const kindOf = (accept: string): Kind => {
  if (accept.startsWith('image/')) return 'photo';
  if (accept.startsWith('audio/')) return 'sound';
  return accept.startsWith('video/') ? 'film' : 'any';
};
