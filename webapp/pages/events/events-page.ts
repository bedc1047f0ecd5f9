import type { EventDoc, EventState } from '@rounds/ddocs/events/event.ts';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { bookEvent, changeEvent, type EventChoices, readChoices, readEvents } from '../../data/console/events.ts';
import { emptyList } from '../../elements/empty.ts';
import type { Wanted } from '../../elements/events/event-form.ts';
import { longDay } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { dayIn, instantIn, timeIn } from '../../words/zone.ts';
import { EventDeskPage } from './desk-page.ts';
import { eventTabs } from './tabs.ts';
import '../../elements/events/event-form.ts';
import '../../elements/app-icon.ts';

const badge: Record<EventState, string> = { approved: 'good', held: 'wait', denied: 'bad', cancelled: '' };

/** What the board shows; without a venue there is nothing to choose. */
interface Shown {
  choices: EventChoices | null;
  day: string;
  events: EventDoc[];
}

/** The board: what happens in which room at which hour of a day, by the clock of the venue. */
@customElement('events-page')
export class EventsPage extends EventDeskPage<Shown> {
  static override styles = [
    ...EventDeskPage.styles,
    css`
      .board { display: grid; gap: 0.75rem; }
      .hour { display: grid; gap: 0.5rem; }
      .hour > h2 { position: sticky; inset-block-start: 0; background: var(--ground, var(--page)); padding-block: 0.25rem; color: var(--ink); }
      .rooms { display: grid; gap: 0.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); }
      .one { text-align: start; inline-size: 100%; display: grid; gap: 0.25rem; padding: 0.75rem; min-block-size: 44px; border-inline-start: 4px solid var(--line-strong); overflow-wrap: anywhere; }
      .one.approved { border-color: var(--brand); }
      .one.held { border-color: var(--wait-ink); }
      .one.denied, .one.cancelled { opacity: 0.75; }
      .head { display: flex; gap: 0.5rem; justify-content: space-between; flex-wrap: wrap; font-weight: 620; }
    `,
  ];

  @state() private choices: EventChoices | null | undefined;
  @state() private events: EventDoc[] | undefined;
  @state() private day = '';
  @state() private all = false;
  @state() private open = '';

  protected async read(): Promise<Shown> {
    const choices = await readChoices();
    if (!choices) return { choices, day: '', events: [] };
    const { days, tz } = choices.venue;
    const today = dayIn(new Date().toISOString(), tz);
    const next = days.includes(today) ? today : (days.find(one => one > today) ?? days.at(-1) ?? today);
    const day = this.day || next;
    const from = instantIn(`${day}T00:00`, tz);
    const events = await readEvents(from, new Date(Date.parse(from) + 25 * 3_600_000).toISOString());
    return { choices, day, events };
  }

  protected show({ choices, day, events }: Shown): void {
    [this.choices, this.day, this.events] = [choices, day, events];
  }

  protected override render() {
    const { choices, trouble } = this;
    return html`<h1>${t('events.title')}</h1>
      ${eventTabs('/events')}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${choices === undefined && !trouble ? html`<p class="empty" role="status">${t('app.loading')}</p>` : nothing}
      ${choices === null ? emptyList('calendar-clock', t('events.none'), t('events.none.hint')) : nothing}
      ${choices ? this.board(choices) : nothing}`;
  }

  private board({ venue }: EventChoices) {
    const { day } = this;
    const ofDay = (this.events ?? []).filter(({ start }) => dayIn(start, venue.tz) === day);
    const shown = ofDay.filter(({ state: stands }) => this.all || stands === 'approved' || stands === 'held');
    const hours = [...new Set(shown.map(({ start }) => timeIn(start, venue.tz).slice(0, 2)))];
    return html`<div class="chips" role="group" aria-label=${t('events.days')}>
        ${venue.days.map(
          one =>
            html`<button class="chip" aria-pressed=${one === day} @click=${() => {
              this.day = one;
              void this.looking.anew();
            }}>${longDay(Date.parse(`${one}T12:00`))}</button>`,
        )}
        <label class="line"><input type="checkbox" .checked=${this.all} @change=${() => {
          this.all = !this.all;
        }} />${t('events.all')}</label>
      </div>
      <p class="soft">${t('events.zone', { zone: venue.tz })}
        ${venue.public ? html` · <a href=${`/e/${venue.code}`} target="_blank" rel="noopener">${t('events.public')}</a>` : nothing}</p>
      ${
        this.open === 'new'
          ? this.form(venue, undefined)
          : html`<div class="acts"><button class="act" @click=${() => {
              this.open = 'new';
            }}><app-icon name="plus"></app-icon>${t('events.new')}</button></div>`
      }
      ${shown.length === 0 ? emptyList('calendar', t('events.empty'), t('events.empty.hint')) : nothing}
      <div class="board">${hours.map(
        hour => html`<section class="hour" aria-label=${`${hour}:00`}><h2>${hour}:00</h2><div class="rooms">
          ${shown
            .filter(({ start }) => timeIn(start, venue.tz).slice(0, 2) === hour)
            .map(event => this.one(venue, event))}
        </div></section>`,
      )}</div>`;
  }

  private one(venue: EventChoices['venue'], event: EventDoc) {
    const { _id, room, start, title, state: stands, reminders } = event;
    const name = venue.rooms.find(({ id }) => id === room)?.name ?? room;
    const said = reminders.filter(one => one.state === 'said').length;
    const isOpen = this.open === _id;
    return html`<div class="card one ${stands}">
      <button class="plain head" aria-expanded=${isOpen} @click=${() => {
        this.open = isOpen ? '' : _id;
      }}><span>${timeIn(start, venue.tz)} <bdi>${name}</bdi></span>
        <span class="badge ${badge[stands]}">${t(`events.state.${stands}`)}</span></button>
      <p><bdi>${title}</bdi></p>
      ${said > 0 ? html`<p class="small soft">${t('events.reminded')}</p>` : nothing}
      ${isOpen ? html`${this.form(venue, event)}${this.acts(event)}` : nothing}
    </div>`;
  }

  private acts({ _id, state: stands }: EventDoc) {
    const to = (wanted: EventState) => async () => {
      if (await this.trying(() => changeEvent(_id, { state: wanted }), t('events.changed'))) this.open = '';
    };
    return html`<div class="acts">
      ${stands === 'approved' ? nothing : html`<button class="act" ?disabled=${this.busy} @click=${to('approved')}>${t('review.answer.approve')}</button>`}
      ${stands === 'held' ? html`<button class="act" ?disabled=${this.busy} @click=${to('denied')}>${t('review.answer.deny')}</button>` : nothing}
      ${stands === 'approved' ? html`<button class="act" ?disabled=${this.busy} @click=${to('cancelled')}>${t('events.cancel')}</button>` : nothing}
    </div>`;
  }

  private form(venue: EventChoices['venue'], event: EventDoc | undefined) {
    const save = async ({ detail }: CustomEvent<Wanted>) => {
      const act = () => (event ? changeEvent(event._id, detail) : bookEvent(detail));
      if (await this.trying(act, t('events.changed'))) this.open = '';
    };
    return html`<event-form .rooms=${venue.rooms} .zone=${venue.tz} .busy=${this.busy}
      .given=${event ? { room: event.room, start: event.start, title: event.title } : {}}
      @wanted=${save} @given-up=${() => {
        this.open = '';
      }}></event-form>`;
  }
}
