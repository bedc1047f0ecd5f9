import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { type Preview, preview } from '../../data/muting/muting.ts';
import type { Phone } from '../../data/phone/phone-context.ts';
import { roleNames } from '../../words/labels.ts';
import { t } from '../../words/words.ts';
import '../../elements/muting/muting-preview.ts';

/** Finds out what a form that mutes or unmutes will do, and says so. */
export class Foresight implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private looking = false;
  private found: Preview | null = null;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** What the form will do; null where it does nothing, and as long as nobody knows. */
  get effect(): Preview | null {
    return this.found;
  }

  /** At a place of thousands this takes a slow phone seconds, and the questions are there meanwhile. */
  async look(phone: Phone, form: string, contactId: string): Promise<void> {
    if (!contactId || !phone.programme.mutes(form)) return;
    this.set(true);
    try {
      this.found = await preview(phone, form, contactId);
    } finally {
      this.set(false);
    }
  }

  /** Whom what the form does waits for, in words; '' where it waits for nobody. */
  verifiers({ programme }: Phone): string {
    const roles = this.found?.verifiers;
    return roles ? roleNames(programme, roles) : '';
  }

  /** What saving the form does, in words: `Mute 5 contacts`. '' where it does nothing, or not before it is verified. */
  action(): string {
    const { event, contacts, verifiers } = this.found ?? {};
    if ((event !== 'mute' && event !== 'unmute') || verifiers) return '';
    return t(`form.does.${event}`, { count: contacts?.length ?? 0 });
  }

  shown(phone: Phone): TemplateResult | typeof nothing {
    if (!this.found && !this.looking) return nothing;
    return html`<muting-preview .preview=${this.found} .people=${phone.people}
      .verifiers=${this.verifiers(phone)}></muting-preview>`;
  }

  private set(looking: boolean): void {
    this.looking = looking;
    this.host.requestUpdate();
  }
}
