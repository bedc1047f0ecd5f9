import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Refused } from '../../data/console/ask.ts';
import {
  type Act,
  type AskedRow,
  actOn,
  type CandidateRow,
  readRequest,
  type WholeRequest,
} from '../../data/dispatch/board.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { said } from '../../elements/app-element.ts';
import type { Point } from '../../elements/dispatch/dispatch-map.ts';
import { Looking } from '../../elements/looking.ts';
import type { Notice } from '../../elements/toasts.ts';
import { contactPath, reportPath, requestPath } from '../../navigation.ts';
import { moment } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { notThere } from '../not-there.ts';
import { whyNot } from '../why-not.ts';
import { needsIn, stateIn, toneOf } from './in-words.ts';
import { askedTable, candidateTable } from './people-tables.ts';
import { timeLine, timeLineStyles } from './time-line.ts';
import '../../elements/dispatch/dispatch-map.ts';

/** How often the page looks for what is new, in ms. */
const every = 5_000;

/** What may be done to a request, by how it stands. */
const actsOf: Record<string, readonly string[]> = {
  new: ['confirm', 'cancel'],
  confirmed: ['ask', 'cancel'],
  announced: ['ask', 'cancel'],
  reopened: ['ask', 'cancel'],
  assigned: ['on_the_way', 'withdrew', 'reopen', 'cancel'],
  on_the_way: ['done', 'withdrew', 'cancel'],
  done: ['archive'],
  surveyed: ['archive'],
  cancelled: ['reopen', 'archive'],
};

/** What may be done to a request by somebody: nothing of one on a trip but to take it out and to call it off. */
const actsFor = ({ state, trip, owner }: WholeRequest, user: string): string[] => [
  ...(trip ? ['part', 'cancel'] : (actsOf[state] ?? [])),
  ...(owner === user ? [] : ['own']),
];

/** Acts of which one asks once more, because somebody is told of them. */
const grave: readonly string[] = ['cancel', 'withdrew', 'reopen', 'part'];

/** Stages of somebody whose answer is waited for. */
const waiting: readonly string[] = ['offer', 'times', 'grid', 'offered'];

/** Acts after which volunteers are asked, if there is somebody whom one may ask. */
const asking: readonly string[] = ['confirm', 'ask', 'withdrew', 'reopen', 'part'];

/** What came of an act, as the request stands then: whether anybody is asked now, else when. */
const outcomeOf = (act: string, { people, nobody, hours }: WholeRequest, now: number): string => {
  if (!asking.includes(act)) return t(`dispatch.did.${act}`);
  const count = people.filter(({ stage }) => waiting.includes(stage)).length;
  if (count > 0 || nobody === undefined) return t('dispatch.asked.now', { count });
  return t(hours ? 'dispatch.asked.hours' : 'dispatch.asked.none', { when: moment(nobody, now) });
};

/** One request for help: what is needed, who was asked and who could be, and all that happened. */
@customElement('dispatch-request-page')
export class DispatchRequestPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    timeLineStyles,
    css`
      .top { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
      section { min-inline-size: 0; }
      :host { grid-template-columns: minmax(0, 1fr); }
      dl { display: grid; grid-template-columns: minmax(0, max-content) minmax(0, 1fr); gap: 0.375rem 1rem; }
      dt { color: var(--ink-soft); }
      /* What only screen readers hear stands within the table, not beside the page. */
      .wide { position: relative; }
      td .act { min-block-size: 44px; }
      dispatch-map { block-size: 18rem; }
      .stops { padding-inline-start: 2.25rem; gap: 0.75rem; list-style: decimal; }
      .stops a { display: inline-block; min-block-size: 24px; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() requestId = '';
  @state() private whole: WholeRequest | undefined;
  @state() private busy = '';
  /** What was pressed and is to be pressed once more. */
  @state() private sure = '';
  /** The volunteer who was chosen though on another mission: pressed once more it shall be so. */
  @state() private anyway = '';

  private readonly looking = new Looking<WholeRequest>(this, {
    ask: () => readRequest(this.requestId),
    show: whole => {
      this.whole = whole;
    },
    every,
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    // A link on the page leads to another request, which this element shows then.
    if (!this.hasUpdated || !changed.has('requestId')) return;
    [this.whole, this.sure, this.anyway] = [undefined, '', ''];
    void this.looking.anew();
  }

  protected override render() {
    const { whole } = this;
    const trouble = whyNot(this.looking.error);
    if (!whole && trouble) return notThere(this.looking.error, { href: '/dispatch', title: t('dispatch.title') });
    return html`${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${whole ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}
      ${whole ? this.all(whole) : nothing}`;
  }

  private all(whole: WholeRequest) {
    const now = this.phone.clock();
    const { people, candidates, history, state } = whole;
    const open = !whole.trip && ['confirmed', 'announced', 'reopened', 'assigned', 'on_the_way'].includes(state);
    const assign = open
      ? { to: (volunteer: string, time?: string) => void this.assign(volunteer, time), busy: this.anyway }
      : undefined;
    return html`<h1 class="top">
        <bdi>${whole.stops ? t('dispatch.trip.of', { count: whole.stops.length }) : whole.beneficiary.name || t('people.unnamed')}</bdi>
        <span class="badge ${toneOf(state)}">${stateIn(state)}</span>
        ${whole.urgent ? html`<span class="badge bad">${t('dispatch.urgent')}</span>` : nothing}
      </h1>
      ${this.about(whole, now)}
      ${this.stops(whole)}
      <div class="acts" role="group" aria-label=${t('dispatch.acts')}>
        ${actsFor(whole, this.phone.user.name).map(
          (act, nth) => html`<button class="act ${nth === 0 ? 'main' : ''}" ?disabled=${this.busy !== ''}
            @click=${() => this.press(act)}>${t(this.sure === act ? 'dispatch.sure' : `dispatch.act.${act}`)}</button>`,
        )}
      </div>
      ${people.length > 0 ? html`<section><h2>${t('dispatch.were_asked')}</h2>${askedTable(people, now, whole.assigned?.id, assign)}</section>` : nothing}
      ${
        open
          ? html`<section><h2>${t('dispatch.could_be_asked')}</h2>
              <p class="soft small">${t('dispatch.rank.hint')}</p>
              ${candidates.length > 0 ? candidateTable(candidates, assign) : html`<p>${t('dispatch.could_be_asked.none')}</p>`}
            </section>`
          : nothing
      }
      ${this.map(whole)}
      <section><h2>${t('dispatch.history')}</h2>${timeLine(history, now)}</section>`;
  }

  private about(
    { needs, zone, wanted, help, notes, number, assigned, beneficiary, request, owner, trip, stops }: WholeRequest,
    now: number,
  ) {
    const line = (key: string, value: unknown) =>
      value ? html`<dt>${t(`dispatch.about.${key}`)}</dt><dd><bdi>${value}</bdi></dd>` : nothing;
    return html`<div class="card"><dl>
        ${line('number', number)}${line('trip', trip && html`<a href=${requestPath(trip.id)}>${t('dispatch.number', { number: trip.number })}</a>`)}${line('needs', needsIn(needs))}${line('zone', zone?.name)}
        ${line('wanted', wanted && moment(wanted, now))}
        ${line('assigned', assigned && [assigned.name, assigned.time && moment(assigned.time, now)].filter(Boolean).join(', '))}
        ${line('owner', owner)}
        ${line('address', help.address)}${line('code', help.code)}${line('remarks', help.remarks)}
        ${line('care', [help.symptoms && t('dispatch.symptoms'), help.disability && t('dispatch.disability')].filter(Boolean).join(', '))}
        ${notes.length > 0 ? html`<dt>${t('dispatch.about.notes')}</dt><dd>${notes.map(({ text }) => html`<p><bdi>${text}</bdi></p>`)}</dd>` : nothing}
      </dl>
      <div class="acts">
        <a class="act" href=${contactPath(beneficiary.id)}>${t('dispatch.to_contact')}</a>
        ${stops ? nothing : html`<a class="act" href=${reportPath(request)}>${t('dispatch.to_report')}</a>`}
      </div></div>`;
  }

  /** The requests of a trip, in their order. */
  private stops({ stops }: WholeRequest) {
    if (!stops) return nothing;
    return html`<section><h2>${t('dispatch.trip.stops')}</h2><ol class="card stops">
      ${stops.map(
        ({
          id,
          number,
          name,
          state,
          needs,
        }) => html`<li><a href=${requestPath(id)}><bdi>${name || t('people.unnamed')}</bdi>
          (${t('dispatch.number', { number })})</a> ${needsIn(needs)} <span class="badge ${toneOf(state)}">${stateIn(state)}</span></li>`,
      )}
    </ol></section>`;
  }

  private map({ id, position, number, urgent, people, candidates }: WholeRequest) {
    if (!position) return nothing;
    const someone = [...people, ...candidates] as (AskedRow | CandidateRow)[];
    const points: Point[] = [
      { id, label: t('dispatch.number', { number }), kind: urgent ? 'urgent' : 'request', ...position },
      ...someone.flatMap(({ id: who, name, position: at }): Point[] =>
        at ? [{ id: who, label: name, kind: 'volunteer', ...at }] : [],
      ),
    ];
    return html`<section><h2>${t('dispatch.map')}</h2><dispatch-map .points=${points} label=${t('dispatch.map')}></dispatch-map></section>`;
  }

  private press(act: string): void {
    if (grave.includes(act) && this.sure !== act) {
      this.sure = act;
      return;
    }
    this.sure = '';
    void this.does({ act });
  }

  private async assign(volunteer: string, time?: string): Promise<void> {
    const anyway = this.anyway === volunteer;
    this.anyway = '';
    const refused = await this.does({
      ...{ act: 'assign', volunteer },
      ...(time ? { time } : {}),
      ...(anyway ? { anyway } : {}),
    });
    if (refused?.code === 'doc/conflict') this.anyway = volunteer;
  }

  /** @returns what the server said where it refused */
  private async does(body: Act): Promise<{ code?: string } | undefined> {
    this.busy = body.act;
    try {
      await this.looking.during(() => this.act(body));
      if (this.whole) this.tell(outcomeOf(body.act, this.whole, this.phone.clock()));
    } catch (error) {
      const request = asItIs(error);
      this.tell(request ? t('dispatch.too_late', { state: stateIn(request.state) }) : whyNot(error));
      return error instanceof Refused && !request ? ((error.body ?? {}) as { code?: string }) : undefined;
    } finally {
      this.busy = '';
    }
    return undefined;
  }

  /** Shows what became of the request, whether the act was taken or came too late. */
  private async act(body: Act): Promise<void> {
    const { requestId } = this;
    const show = (whole: WholeRequest | undefined) => {
      if (whole && requestId === this.requestId) this.whole = whole;
    };
    try {
      show(await actOn(requestId, body));
    } catch (error) {
      show(asItIs(error));
      throw error;
    }
  }

  private tell(text: string): void {
    this.dispatchEvent(said<Notice>('notice', { text }));
  }
}

/** How a request stands, which the server says where it refuses an act. */
const asItIs = (error: unknown): WholeRequest | undefined =>
  error instanceof Refused ? ((error.body ?? {}) as { request?: WholeRequest }).request : undefined;
