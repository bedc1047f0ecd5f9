import { consume } from '@lit/context';
import { html, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Counts, Preview, Shown } from '../../data/campaigns/campaign.ts';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { Looking } from '../../elements/looking.ts';
import { contactPath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { whyNot } from '../why-not.ts';
import { byReason, campaignStyles, stateChip, whyWords } from './look.ts';
import { previewed } from './previewed.ts';
import { ServerPage } from './trying.ts';

interface Person {
  contact: string;
  name: string;
  state: string;
  reason?: string;
  became?: string;
  until?: number;
}

const sum = (counts: Record<string, number> = {}): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);
const listed = ['given', 'waits', 'left_out'] as const;
/** How often a campaign that runs is looked at anew, in ms. */
const lookEvery = 2000;

interface People {
  people: Person[];
  more: boolean;
}

/** What the page shows. */
interface Seen {
  shown: Shown & { counts: Counts };
  preview: Preview | undefined;
  people: People | undefined;
}

/** One campaign: what it says, how far it is, what may be done with it, and how each person stands. */
@customElement('campaign-page')
export class CampaignPage extends ServerPage {
  static override styles = [shared, consoleStyles, campaignStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  /** Its id. */
  @property() campaign = '';
  @state() private shown: Seen['shown'] | undefined;
  @state() private preview: Preview | undefined;
  @state() private which: (typeof listed)[number] = 'given';
  /** How many pages of people are shown. */
  private pages = 1;
  @state() private people: People | undefined;
  private readonly looking = new Looking<Seen>(this, {
    ask: () => this.read(),
    show: seen => Object.assign(this, seen),
    every: lookEvery,
    moves: () => !this.shown || ['running', 'stopped'].includes(this.shown.state) || this.underWay() > 0,
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || !changed.has('campaign')) return;
    [this.shown, this.preview, this.people, this.pages] = [undefined, undefined, undefined, 1];
    void this.looking.anew();
  }

  private get path(): string {
    return `/api/v1/campaigns/${encodeURIComponent(this.campaign)}`;
  }

  private async read(): Promise<Seen> {
    const shown = await ask<Seen['shown']>(this.path);
    const { given, waits, left_out: leftOut } = shown.counts;
    return {
      shown,
      preview: this.preview ?? (await this.foreseen(shown)),
      people: given + waits + sum(leftOut) > 0 ? await this.list() : undefined,
    };
  }

  private async foreseen({ state: stands, title, audience, says, when_busy, rate }: Shown) {
    if (!['draft', 'asked'].includes(stands) || !this.phone.programme.may('can_run_campaigns')) return undefined;
    const body = { title, audience, says, when_busy, rate };
    return ask<Preview>('/api/v1/campaigns/preview', { body });
  }

  private underWay(): number {
    const { messages = {} } = this.shown?.counts ?? {};
    return (messages.pending ?? 0) + (messages['forwarded-to-gateway'] ?? 0);
  }

  /** Reads as many pages of people as are shown. */
  private async list(): Promise<People> {
    const { which, pages } = this;
    let all: People = { people: [], more: true };
    for (let page = 0; page < pages && all.more; page += 1) {
      const next = await ask<People>(`${this.path}/people?state=${which}&skip=${all.people.length}`);
      all = { people: [...all.people, ...next.people], more: next.more };
    }
    return all;
  }

  private choose(which: (typeof listed)[number]): void {
    [this.which, this.pages] = [which, 1];
    void this.looking.anew();
  }

  private more(): void {
    this.pages += 1;
    void this.looking.anew();
  }

  private async do(act: string, share?: number): Promise<void> {
    const body = { act, ...(share === undefined ? {} : { share }) };
    const done = await this.trying(() => this.looking.during(() => ask<void>(`${this.path}/acts`, { body })));
    if (done) await this.looking.anew();
  }

  protected override render() {
    const { shown } = this;
    const trouble = this.trouble || whyNot(this.looking.error);
    if (!shown)
      return html`<h1>${t('campaigns.one')}</h1>${
        trouble ? html`<p class="fault" role="alert">${trouble}</p>` : html`<p role="status">${t('app.loading')}</p>`
      }`;
    return html`<div class="head"><h1><bdi>${shown.title}</bdi></h1><span role="status">${stateChip(shown.state)}</span></div>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${shown.state === 'asked' ? html`<p class="warn">${t('campaigns.asked.hint', { by: shown.started_by ?? '' })}</p>` : nothing}
      ${shown.history.at(-1)?.act === 'grew' ? html`<p class="warn">${t('campaigns.grew', { count: shown.history.at(-1)?.people ?? 0 })}</p>` : nothing}
      ${this.acts(shown)}
      ${this.preview && ['draft', 'asked'].includes(shown.state) ? previewed(this.preview, shown) : nothing}
      ${shown.share > 0 && !['draft', 'asked'].includes(shown.state) ? this.far(shown) : nothing}
      ${this.people ? this.table(this.people) : nothing}
      <section class="card"><h2>${t('campaigns.history')}</h2><ol>${shown.history.map(
        ({ at, by, act, share, people }) =>
          html`<li>${t(`campaigns.act.${act}`)}${share === undefined ? '' : ` (${number(share)} %)`}${
            people === undefined ? '' : `, ${t('campaigns.people', { count: people })}`
          } · <bdi>${by}</bdi> · ${moment(at, this.phone.clock())}</li>`,
      )}</ol></section>`;
  }

  private acts({ state: stands, share, started_by: by, counts }: Shown & { counts: Counts }) {
    const { may } = this.phone.programme;
    const [runs, own] = [may('can_run_campaigns'), by === this.phone.user.name];
    const button = (key: string, act: string, more: { share?: number; main?: boolean } = {}) =>
      html`<button class="act ${more.main ? 'main' : ''}" ?disabled=${this.busy} @click=${() => this.do(act, more.share)}>${t(
        key,
        {
          share: number(more.share ?? 100),
        },
      )}</button>`;
    const larger = [1, 10, 100].filter(each => each > share);
    return html`<div class="acts">
      ${stands === 'draft' && runs ? html`${larger.map(each => button('campaigns.start', 'start', { share: each, main: each === 1 }))}<a class="act" href="/campaigns/${this.campaign}/edit">${t('campaigns.edit')}</a>` : nothing}
      ${stands === 'asked' && may('can_approve_campaigns') && !own ? button('campaigns.approve', 'approve', { main: true }) : nothing}
      ${stands === 'running' && runs ? larger.map(each => button('campaigns.share', 'share', { share: each })) : nothing}
      ${(['asked', 'running'].includes(stands) || (stands === 'done' && this.underWay() > 0)) && runs ? button('campaigns.stop', 'stop', { main: stands === 'running' }) : nothing}
      ${stands === 'stopped' && runs ? button('campaigns.go_on', 'go_on', { main: true }) : nothing}
      ${['running', 'done'].includes(stands) && runs && sum(counts.left_out) > 0 ? button('campaigns.again', 'again') : nothing}
    </div>`;
  }

  private far({ counts, share, people = 0 }: Shown & { counts: Counts }) {
    const { waits, given, left_out: leftOut, messages, runs } = counts;
    const all = waits + given + sum(leftOut);
    const became = Object.entries({ ...messages, ...runs });
    return html`<section class="card">
      <h2>${t('campaigns.far', { share: number(share), count: people })}</h2>
      <div class="bar" role="progressbar" aria-label=${t('campaigns.progress')} aria-valuemin="0" aria-valuemax=${all} aria-valuenow=${all - waits}>
        <span .style=${`inline-size: ${all === 0 ? 0 : ((all - waits) / all) * 100}%`}></span></div>
      <dl class="figures">
        <div class="good"><dt>${t('campaigns.given')}</dt><dd>${number(given)}</dd></div>
        <div class="wait"><dt>${t('campaigns.waits')}</dt><dd>${number(waits)}</dd></div>
        <div><dt>${t('campaigns.left_out')}</dt><dd>${number(sum(leftOut))}</dd></div>
      </dl>
      ${became.length > 0 ? html`<h3>${t('campaigns.became')}</h3>${byReason(Object.fromEntries(became))}` : nothing}
      ${sum(leftOut) > 0 ? html`<h3>${t('campaigns.left_out')}</h3>${byReason(leftOut)}` : nothing}
    </section>`;
  }

  private table({ people, more }: People) {
    return html`<section class="card"><h2>${t('campaigns.each')}</h2>
      <div class="chips">${listed.map(
        one => html`<button class="chip" aria-pressed=${this.which === one}
          @click=${() => this.choose(one)}>${t(`campaigns.${one}`)}</button>`,
      )}</div>
      ${people.length === 0 ? html`<p class="soft">${t('campaigns.nobody')}</p>` : nothing}
      ${
        people.length > 0
          ? html`<div class="wide" tabindex="0" role="region" aria-label=${t('campaigns.each')}><table>
              <thead><tr><th>${t('campaigns.person')}</th><th>${t('campaigns.stands')}</th></tr></thead>
              <tbody>${people.map(
                ({
                  contact,
                  name,
                  reason,
                  became,
                  until,
                }) => html`<tr><td><a href=${contactPath(contact)}><bdi>${name}</bdi></a></td>
                  <td>${[reason, became]
                    .filter(one => one !== undefined)
                    .map(whyWords)
                    .join(', ')}${until ? ` (${moment(until, this.phone.clock())})` : ''}</td></tr>`,
              )}</tbody></table></div>`
          : nothing
      }
      ${more ? html`<button class="act" @click=${this.more}>${t('console.more')}</button>` : nothing}
    </section>`;
  }
}
