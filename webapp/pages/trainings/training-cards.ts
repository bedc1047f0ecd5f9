import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Phone } from '../../data/phone/phone-context.ts';
import { dueTraining, noteSeen, saysOfTrainings } from '../../data/trainings/trainings.ts';
import { said } from '../../elements/app-element.ts';
import { whileSeen } from '../../elements/looking.ts';
import type { Notice } from '../../elements/toasts.ts';
import { go } from '../../navigation.ts';
import { t } from '../../words/words.ts';
import type { LeftTraining } from './training-window.ts';

/** How often it is looked whether a new day has brought a training, in ms. */
const every = 60_000;

/** Shows the user a training that is due, at most once a day, and never over something that she does. */
export class TrainingCards implements ReactiveController {
  private readonly host: ReactiveControllerHost & HTMLElement;
  private readonly phone: () => Phone;
  private readonly idle: () => boolean;
  /** Internal id of the training that is shown. */
  private form = '';
  private looking = false;
  private gone = new AbortController();

  /** @param idle whether the user has nothing before her but a list */
  constructor(host: ReactiveControllerHost & HTMLElement, phone: () => Phone, idle: () => boolean) {
    this.host = host;
    this.phone = phone;
    this.idle = idle;
    host.addController(this);
  }

  hostConnected(): void {
    this.gone = new AbortController();
    const { signal } = this.gone;
    const phone = this.phone();
    phone.onDocs(docs => saysOfTrainings(docs) && void this.look(), signal);
    phone.programme.onChange(() => void this.look(), signal);
    whileSeen(() => void this.look(), every, signal);
  }

  hostDisconnected(): void {
    this.gone.abort();
  }

  /** Looks whether there is one to show now. */
  async look(): Promise<void> {
    if (this.form || this.looking || !this.idle()) return;
    this.looking = true;
    try {
      const due = await dueTraining(this.phone());
      if (!due) return;
      await import('./training-window.ts');
      if (!this.idle()) return;
      this.form = due.internalId;
      this.host.requestUpdate();
    } catch (error) {
      console.error(error);
    } finally {
      this.looking = false;
    }
  }

  /** The window, while one is shown. */
  shown(): TemplateResult | typeof nothing {
    return this.form
      ? html`<training-window .form=${this.form} @left=${({ detail }: CustomEvent<LeftTraining>) => this.left(detail)}></training-window>`
      : nothing;
  }

  private left(how: LeftTraining): void {
    const phone = this.phone();
    noteSeen(phone.user.name, phone.clock());
    this.form = '';
    this.host.requestUpdate();
    if (how === 'done') return;
    const action = { label: t('training.open'), run: () => go('/trainings') };
    this.host.dispatchEvent(said<Notice>('notice', { text: t('training.put_off'), action }));
  }
}
