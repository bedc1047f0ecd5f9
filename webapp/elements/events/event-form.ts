import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { t } from '../../words/words.ts';
import { instantIn, localIn } from '../../words/zone.ts';
import { AppElement, said } from '../app-element.ts';

/** What an event is to be, as somebody typed it. */
export interface Wanted {
  room: string;
  start: string;
  title: string;
}

/** Where, when and what: the fields of an event, by the clock of the venue. */
@customElement('event-form')
export class EventForm extends AppElement {
  static override styles = [shared, consoleStyles, css`:host { padding: 0.5rem 0 0; max-inline-size: none; }`];

  @property({ attribute: false }) rooms: readonly { id: string; name?: string }[] = [];
  @property() zone = 'UTC';
  @property({ attribute: false }) given: Partial<Wanted> = {};
  @property({ type: Boolean }) busy = false;
  @property() words = '';
  @state() private typed: Partial<Wanted> = {};

  private get wanted(): Wanted {
    return { room: '', start: '', title: '', ...this.given, ...this.typed };
  }

  protected override render() {
    const { room, start, title } = this.wanted;
    const type = (part: Partial<Wanted>) => {
      this.typed = { ...this.typed, ...part };
    };
    const isWhole = room !== '' && start !== '';
    return html`<div class="fields">
        <label>${t('review.field.room')}<select name="room" @change=${(e: Event) => type({ room: (e.target as HTMLSelectElement).value })}>
          <option value="">${t('review.choose')}</option>
          ${this.rooms.map(one => html`<option value=${one.id} ?selected=${one.id === room}>${one.name ?? one.id}</option>`)}
        </select></label>
        <label>${`${t('review.field.start')} (${this.zone})`}<input name="start" type="datetime-local" .value=${localIn(start || undefined, this.zone)}
          @change=${(e: Event) => type({ start: instantIn((e.target as HTMLInputElement).value, this.zone) })} /></label>
        <label>${t('review.field.title')}<input name="title" maxlength="400" .value=${title}
          @input=${(e: Event) => type({ title: (e.target as HTMLInputElement).value })} /></label>
      </div>
      <div class="acts">
        <button class="act main" ?disabled=${this.busy || !isWhole} @click=${() => this.dispatchEvent(said<Wanted>('wanted', this.wanted))}>${
          this.words || t('events.save')
        }</button>
        <button class="act" @click=${() => this.dispatchEvent(said('given-up', {}))}>${t('app.cancel')}</button>
        ${isWhole ? nothing : html`<span class="small soft">${t('events.incomplete')}</span>`}
      </div>`;
  }
}
