import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { ownTrainings, saysOfTrainings, type Training } from '../../data/trainings/trainings.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { formTitle } from '../../words/labels.ts';
import { longDay } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import '../../elements/app-icon.ts';
import './training-window.ts';

/** The trainings of the user, the newest first, with those marked that she has gone through: each can be opened. */
@customElement('trainings-page')
export class TrainingsPage extends AppPage {
  static override styles = [
    shared,
    css`
      :host { display: block; max-inline-size: 46rem; margin-inline: auto; padding: 0.5rem var(--gutter) 3rem; }
      h1 { margin-block-end: 0.5rem; }
      ul { margin-block-start: 1rem; overflow: hidden; }
      li + li { border-block-start: 1px solid var(--line); }
      li button.plain {
        display: flex; align-items: center; gap: 0.875rem; inline-size: 100%; min-block-size: 64px; text-align: start;
        padding: 0.625rem var(--gutter); color: var(--ink);
      }
      li button:hover { background: color-mix(in srgb, var(--brand) 5%, transparent); }
      li button:focus-visible { outline-offset: -3px; }
      .words { flex: 1; min-inline-size: 0; overflow-wrap: anywhere; }
      .what { display: block; font-weight: 600; }
      app-icon { color: var(--ink-soft); }
      .done app-icon:first-child { color: var(--good-ink); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private trainings: readonly Training[] | undefined;
  @state() private open: Training | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.phone.onDocs(docs => saysOfTrainings(docs) && void this.read(), this.gone);
    this.phone.programme.onChange(() => void this.read(), this.gone);
    void this.read();
  }

  private async read(): Promise<void> {
    this.trainings = await ownTrainings(this.phone);
  }

  protected override render() {
    const { trainings, open } = this;
    if (!trainings) return html`<p class="empty" role="status">${t('app.loading')}</p>`;
    if (trainings.length === 0)
      return html`<h1>${t('training.title')}</h1>${emptyList('clipboard-check', t('training.none'), t('training.none.hint'))}`;
    return html`<h1>${t('training.title')}</h1>
      <p class="soft">${t('training.hint')}</p>
      <ul class="card" role="list">
        ${repeat(
          trainings,
          ({ form }) => form._id,
          each => this.row(each),
        )}
      </ul>
      ${
        open
          ? html`<training-window .form=${open.form.internalId} .done=${open.done ?? 0} @left=${this.left}></training-window>`
          : nothing
      }`;
  }

  private row(training: Training) {
    const { form, done } = training;
    return html`<li class=${done ? 'done' : ''}>
      <button class="plain" aria-haspopup="dialog" @click=${() => (this.open = training)}>
        <app-icon name=${done ? 'circle-check' : 'circle'}></app-icon>
        <span class="words"><span class="what" dir="auto">${formTitle(this.phone.programme, form.internalId)}</span>
          <span class="small soft">${done ? t('training.done_on', { when: longDay(done) }) : t('training.open_yet')}</span></span>
        <app-icon name="chevron-right"></app-icon>
      </button>
    </li>`;
  }

  private left(): void {
    this.open = undefined;
    void this.read();
  }
}
