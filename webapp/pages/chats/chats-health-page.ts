import { consume } from '@lit/context';
import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { emptyList } from '../../elements/empty.ts';
import { Looking } from '../../elements/looking.ts';
import { groupPath } from '../../navigation.ts';
import { ago, moment, number } from '../../words/say.ts';
import { t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { whyNot } from '../why-not.ts';

/** How a bot does, as its door tells it. */
interface Bot {
  bot: string;
  username?: string;
  by: 'poll' | 'webhook';
  hears: boolean;
  why?: string;
  refused?: number;
  heard?: string;
  outages: number;
  lastOutage?: { from: string; to: string };
  pending?: number;
  lag?: number;
  hearsAll?: boolean;
  resting: number;
  restsAltogether: boolean;
}

interface Health {
  bots: Bot[];
  waiting: number;
  not_known: number;
  parked: number;
}

interface Group {
  id: string;
  name?: string;
  bot: string;
  is: 'member' | 'administrator' | 'out';
  hears: 'everything' | 'meant for it' | 'nothing';
}

/** How often it is read again, in ms. */
const every = 15_000;

/** How the bots of the programme do: whether they hear, what waits, and what they hear in which group. */
@customElement('chats-health-page')
export class ChatsHealthPage extends AppPage {
  static override styles = [shared, consoleStyles];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @state() private health: Health | undefined;
  @state() private groups: Group[] = [];
  private readonly looking: Looking<[Health, Group[]]> = new Looking(this, {
    ask: () => Promise.all([ask<Health>('/api/v1/chats/health'), ask<Group[]>('/api/v1/chats/groups')]),
    show: ([health, groups]) => Object.assign(this, { health, groups }),
    every,
  });

  protected override render() {
    const { health } = this;
    const trouble = whyNot(this.looking.error);
    return html`<h1>${t('chats.health')}</h1>
      ${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${health ? this.shown(health) : trouble ? nothing : html`<p class="empty" role="status">${t('app.loading')}</p>`}`;
  }

  private shown({ bots, waiting, not_known: notKnown, parked }: Health) {
    const decides = this.phone.programme.may('can_decide_reviews');
    return html`${bots.length === 0 ? emptyList('message-square', t('chats.none'), t('chats.none.hint')) : bots.map(bot => this.bot(bot))}
      <section class="card"><h2>${t('chats.messages')}</h2>
        <p>${t('chats.waiting', { count: waiting })}</p>
        <p class=${notKnown > 0 ? 'bad' : ''}>${t('chats.unsure', { count: notKnown })}
          ${notKnown > 0 && decides ? html`<a href="/review">${t('menu.review')}</a>` : nothing}</p>
        <p class=${parked > 0 ? 'bad' : ''}>${t('chats.parked', { count: parked })}</p>
      </section>
      ${this.inGroups()}`;
  }

  private bot(bot: Bot) {
    const now = this.phone.clock();
    const { username, hears, why = '', refused, by, heard, pending = 0, lag, lastOutage, outages } = bot;
    const notes = [
      t(by === 'webhook' ? 'chats.by.webhook' : 'chats.by.poll'),
      heard ? t('chats.heard', { when: ago(Date.parse(heard), now) }) : '',
      t('chats.pending', { count: pending }),
      lag === undefined ? '' : t('chats.lag', { seconds: number(Math.round(lag / 100) / 10) }),
    ];
    return html`<section class="card"><h2><bdi>${username ? `@${username}` : bot.bot}</bdi></h2>
      <p class=${hears ? 'done' : 'fault'}>${hears ? t('chats.hears') : t('chats.deaf')}${
        hears
          ? nothing
          : html` ${refused === 409 ? t('chats.deaf.other') : refused === 401 || refused === 404 ? t('chats.deaf.token') : why}`
      }</p>
      <p class="small soft">${notes.filter(Boolean).join(' · ')}</p>
      ${bot.hearsAll === false ? html`<p class="warn">${t('chats.privacy_mode')}</p>` : nothing}
      ${bot.restsAltogether ? html`<p class="warn">${t('chats.rests')}</p>` : bot.resting > 0 ? html`<p>${t('chats.resting', { count: bot.resting })}</p>` : nothing}
      ${
        outages > 0 && lastOutage
          ? html`<p class="small">${t('chats.outages', { count: outages, from: moment(lastOutage.from, now), to: moment(lastOutage.to, now) })}</p>`
          : nothing
      }
    </section>`;
  }

  private inGroups() {
    const { groups } = this;
    const sees = this.phone.programme.may('can_view_messages');
    if (groups.length === 0) return nothing;
    return html`<section class="card"><h2>${t('chats.groups')}</h2>
      <div class="wide" tabindex="0" role="region" aria-label=${t('chats.groups')}><table>
        <thead><tr><th>${t('console.is.group')}</th><th>${t('chat_group.bot')}</th><th>${t('chats.hears.what')}</th></tr></thead>
        <tbody>${groups.map(
          ({ id, name, is, hears }) => html`<tr>
            <td>${sees ? html`<a href=${groupPath(id)}><bdi>${name || id}</bdi></a>` : html`<bdi>${name || id}</bdi>`}</td>
            <td>${t(`chat_group.bot.${is}`)}</td>
            <td class=${hears === 'everything' ? '' : 'bad'}>${t(`chats.hears.${hears.replaceAll(' ', '_')}`)}</td>
          </tr>`,
        )}</tbody>
      </table></div>
      ${groups.some(({ hears }) => hears === 'meant for it') ? html`<p class="small soft">${t('chat_group.hears_little')}</p>` : nothing}
    </section>`;
  }
}
