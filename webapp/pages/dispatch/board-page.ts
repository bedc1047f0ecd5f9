import { consume } from '@lit/context';
import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type Board, planTrip, type RequestRow, readBoard } from '../../data/dispatch/board.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import type { Point } from '../../elements/dispatch/dispatch-map.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import type { Notice } from '../../elements/toasts.ts';
import { go, requestPath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';
import { needsIn, stateIn, toneOf } from './in-words.ts';
import '../../elements/dispatch/dispatch-map.ts';

/** How often the page looks for what is new, in ms. */
const every = 5_000;

/** States in the order of the board, and those of the past that are shown when asked for. */
const order = ['new', 'reopened', 'confirmed', 'announced', 'assigned', 'on_the_way', 'done'];
const past = ['surveyed', 'archived', 'cancelled'];
/** States in which a request can be put on a trip with others, and so many of them at most. */
const [joining, mostStops] = [['confirmed', 'announced', 'reopened'], 8] as const;
const canJoin = ({ state, trip, stops }: RequestRow): boolean =>
  !trip && !stops && (joining as readonly string[]).includes(state);

/** All requests for help that are open: by state, as a list and on a map. */
@customElement('dispatch-board-page')
export class DispatchBoardPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      :host { max-inline-size: 76rem; }
      .both { display: grid; gap: 1.25rem; align-items: start; }
      @media (min-width: 60rem) { .both { grid-template-columns: 1fr 1fr; } .both dispatch-map { position: sticky; inset-block-start: 1rem; block-size: min(36rem, 75vh); } }
      .list { display: grid; gap: 1.25rem; }
      .requests { display: grid; gap: 0.625rem; }
      a.card { color: inherit; text-decoration: none; gap: 0.375rem; }
      a.card:hover { box-shadow: 0 0 0 2px var(--brand); }
      .top { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
      .top strong { margin-inline-end: auto; }
      .choose { padding-block: 0.5rem; min-block-size: 44px; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private board: Board | undefined;
  /** One state of the past, `mine`, or all that is open. */
  @state() private which = '';
  /** Requests that are chosen for a trip, in the order in which they were; undefined where none is planned. */
  @state() private chosen: string[] | undefined;
  @state() private busy = false;

  private readonly looking = new Looking<Board>(this, {
    ask: () => readBoard(past.includes(this.which) ? this.which : undefined),
    show: board => {
      this.board = board;
    },
    every,
  });

  protected override render() {
    const { board, which } = this;
    const trouble = whyNot(this.looking.error);
    const isMine = ({ owner }: RequestRow): boolean => owner === this.phone.user.name;
    const shown = which === 'mine' ? board?.requests.filter(isMine) : board?.requests;
    return html`<h1>${t('dispatch.title')}</h1>
      <div class="chips" role="group" aria-label=${t('dispatch.which')}>
        ${['', 'mine', ...past].map(
          one => html`<button class="chip" aria-pressed=${one === which} @click=${() => this.choose(one)}>
            ${one === '' ? t('dispatch.open') : one === 'mine' ? t('dispatch.mine') : stateIn(one)}
          </button>`,
        )}
        <a class="chip" href="/dispatch/volunteers">${t('dispatch.volunteers')}</a>
      </div>
      ${shown && which === '' ? this.planning(shown) : nothing}
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${board || trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${board && !board.on ? html`<p class="warn">${t('dispatch.off')}</p>` : nothing}
      ${shown?.length === 0 ? this.none() : nothing}
      ${board && shown?.length ? this.both({ ...board, requests: shown }) : nothing}`;
  }

  /** One trip to several people: which of the requests, and then all at once. */
  private planning(requests: readonly RequestRow[]) {
    const { chosen } = this;
    const count = requests.filter(canJoin).length;
    if (!chosen)
      return count < 2
        ? nothing
        : html`<div class="acts"><button class="act" @click=${() => {
            this.chosen = [];
          }}>${t('dispatch.trip.plan')}</button></div>`;
    return html`<div class="card" role="group" aria-label=${t('dispatch.trip.plan')}>
      <p>${t('dispatch.trip.hint', { count: mostStops })}</p>
      <div class="acts">
        <button class="act main" ?disabled=${this.busy || chosen.length < 2} @click=${() => void this.plan(chosen)}>${t(
          'dispatch.trip.make',
          { count: chosen.length },
        )}</button>
        <button class="act" @click=${() => {
          this.chosen = undefined;
        }}>${t('app.cancel')}</button>
      </div>
    </div>`;
  }

  private async plan(chosen: readonly string[]): Promise<void> {
    this.busy = true;
    try {
      const { id } = await planTrip(chosen);
      this.chosen = undefined;
      go(requestPath(id));
    } catch (error) {
      this.dispatchEvent(said<Notice>('notice', { text: whyNot(error) }));
      void this.looking.anew();
    } finally {
      this.busy = false;
    }
  }

  private choosing(one: RequestRow) {
    const { chosen } = this;
    if (!chosen || !canJoin(one)) return nothing;
    const at = chosen.indexOf(one.id);
    const isFull = at === -1 && chosen.length >= mostStops;
    return html`<label class="line choose"><input type="checkbox" .checked=${at !== -1} ?disabled=${isFull} @change=${() => {
      this.chosen = at === -1 ? [...chosen, one.id] : chosen.filter(id => id !== one.id);
    }} /><span>${at === -1 ? t('dispatch.trip.choose', { number: one.number }) : t('dispatch.trip.nth', { nth: at + 1, number: one.number })}</span></label>`;
  }

  private none() {
    return this.which === 'mine'
      ? emptyList('users', t('dispatch.mine.none'), '')
      : emptyList('users', t('dispatch.none'), t('dispatch.none.hint'));
  }

  private both({ requests, zones, tiles }: Board) {
    const points: Point[] = [
      ...zones.map(({ id, name, position }) => ({ id, label: name, kind: 'zone' as const, ...position })),
      ...requests.flatMap(({ id, number: no, beneficiary, position, urgent, assigned }): Point[] =>
        position
          ? [
              {
                id,
                label: `${no} · ${beneficiary.name}`,
                kind: assigned ? 'taken' : urgent ? 'urgent' : 'request',
                ...position,
              },
            ]
          : [],
      ),
    ];
    const states = [...order, ...past].filter(each => requests.some(one => one.state === each));
    return html`<div class="both">
      <div class="list">
        ${states.map(each => {
          const of = requests
            .filter(one => one.state === each)
            .sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.created.localeCompare(b.created));
          return html`<section>
            <h2>${stateIn(each)} <span class="badge">${number(of.length)}</span></h2>
            <div class="requests">${of.map(one => html`<div>${this.choosing(one)}${this.row(one)}</div>`)}</div>
          </section>`;
        })}
      </div>
      <dispatch-map .points=${points} .tiles=${tiles} label=${t('dispatch.map')}
        @chosen=${(event: CustomEvent<string>) => event.detail.startsWith('dispatch:') && go(requestPath(event.detail))}
      ></dispatch-map>
    </div>`;
  }

  private row(one: RequestRow) {
    const now = this.phone.clock();
    const { assigned } = one;
    return html`<a class="card" href=${requestPath(one.id)}>
      <span class="top">
        <strong><bdi>${one.beneficiary.name || t('people.unnamed')}</bdi></strong>
        ${one.stops ? html`<span class="badge brand">${t('dispatch.trip.of', { count: one.stops.length })}</span>` : nothing}
        ${one.trip ? html`<span class="badge">${t('dispatch.trip.on', { number: one.trip.number })}</span>` : nothing}
        ${one.urgent ? html`<span class="badge bad">${t('dispatch.urgent')}</span>` : nothing}
        ${one.overdue ? html`<span class="badge bad">${t('dispatch.late')}</span>` : nothing}
        <span class="badge ${toneOf(one.state)}">${t('dispatch.number', { number: one.number })}</span>
      </span>
      <span>${needsIn(one.needs)}${one.zone ? html` · <bdi>${one.zone.name}</bdi>` : nothing}</span>
      <span class="small soft">
        ${one.wanted ? t('dispatch.wanted', { when: moment(one.wanted, now) }) : t('dispatch.since', { when: moment(one.created, now) })}
        ${
          assigned
            ? html` · <bdi>${assigned.name}</bdi>${assigned.time ? html`, ${moment(assigned.time, now)}` : nothing}`
            : one.asked > 0
              ? html` · ${t('dispatch.asked', { count: one.asked })}, ${t('dispatch.offers', { count: one.offers })}`
              : nothing
        }
        ${one.nobody && !assigned ? html` · ${t(one.hours ? 'dispatch.nobody.hours' : 'dispatch.nobody', { when: moment(one.nobody, now) })}` : nothing}
      </span>
    </a>`;
  }

  private choose(which: string): void {
    this.which = which;
    this.chosen = undefined;
    this.board = undefined;
    void this.looking.anew();
  }
}
