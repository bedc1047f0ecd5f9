import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { Looking } from '../../elements/looking.ts';
import { contactPath, formPath, participantPath, schedulePath } from '../../navigation.ts';
import { inZone } from '../../words/in-zone.ts';
import { moment, number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { talkPath } from '../console/paths.ts';
import type { Stands } from '../console/talk-work.ts';
import { notThere } from '../not-there.ts';
import { whyNot } from '../why-not.ts';
import '../../elements/app-icon.ts';
import '../console/talk-work.ts';

interface Named {
  id: string;
  name: string;
}

interface Member extends Partial<Named> {
  study_id?: string;
  participation?: string;
  isIn: boolean;
  since?: number;
  until?: number;
}

/** A group as its door tells it. */
interface Group {
  id: string;
  title: string;
  made: number;
  arm?: Named;
  muted?: { since?: string; by: Named };
  blocked: boolean;
  bot?: { bot: string; is: string; hears: string };
  begin: { date: string; time: string; zone?: string };
  schedule: { messages: number; next?: { due: string; day: number } };
  members: Member[];
  more: boolean;
  messages: { received: number; sent: number; last?: number };
  flags: number;
}

/** How often it is read again, in ms. */
const every = 60_000;

/** A group: who is in it, its arm, whether it is muted, what the bot hears there, when its schedule starts, notes. */
@customElement('group-page')
export class GroupPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      th[scope='row'] { white-space: normal; inline-size: 9rem; }
      summary { min-block-size: 44px; display: flex; align-items: center; cursor: pointer; color: var(--brand-ink); font-weight: 600; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private group: Group | undefined;
  @state() private stands: Stands = {};
  private readonly looking: Looking<[Group, Stands]> = new Looking(this, {
    ask: () => this.read(),
    show: ([group, stands]) => Object.assign(this, { group, stands }),
    every,
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('contactId') || this.group === undefined) return;
    this.group = undefined;
    void this.looking.anew();
  }

  private async read(): Promise<[Group, Stands]> {
    const id = encodeURIComponent(this.contactId);
    const [group, { work, state }] = await Promise.all([
      ask<Group>(`/api/v1/groups/${id}`),
      ask<Stands>(`/api/v1/conversations/${id}/messages?limit=1`),
    ]);
    return [group, { ...(work ? { work } : {}), ...(state ? { state } : {}) }];
  }

  protected override render() {
    const { group } = this;
    const trouble = whyNot(this.looking.error);
    if (!group && trouble) return notThere(this.looking.error, { href: '/console', title: t('menu.console') });
    return html`${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${group ? this.shown(group) : html`<p class="empty" role="status">${t('app.loading')}</p>`}`;
  }

  private shown(group: Group) {
    const { id, title, blocked, bot } = group;
    const { may } = this.phone.programme;
    return html`<h1><bdi>${title || t('people.unnamed')}</bdi></h1>
      <div class="acts">
        <a class="act" href=${talkPath(id)}>${t('participant.conversation')}</a>
        <a class="act" href=${contactPath(id)}>${t('participant.profile')}</a>
        ${may('can_manage_study') ? html`<a class="act" href=${schedulePath(id)}>${t('study.schedule')}</a>` : nothing}
      </div>
      ${blocked ? html`<p class="warn">${t('chat_group.blocked')}</p>` : nothing}
      ${!blocked && bot?.hears === 'meant for it' ? html`<p class="warn">${t('chat_group.hears_little')}</p>` : nothing}
      ${this.facts(group)}${this.members(group)}
      <talk-work open .with=${id} .stands=${this.stands}
        @stands=${({ detail }: CustomEvent<Stands>) => (this.stands = { ...this.stands, ...detail })}></talk-work>`;
  }

  private facts({ arm, begin, schedule, messages, flags, bot, muted, made, id }: Group) {
    const now = this.phone.clock();
    const { next } = schedule;
    const rows: [string, string | TemplateResult][] = [
      [t('participant.arm'), arm ? html`<a href=${contactPath(arm.id)}><bdi>${arm.name || arm.id}</bdi></a>` : '–'],
      [t('chat_group.muted'), this.silence(id, muted)],
      [t('study.start'), [begin.date, begin.time, begin.zone].filter(Boolean).join(' ')],
      [
        t('study.schedule'),
        t('chat_group.planned', { count: schedule.messages }) +
          (next ? `. ${t('chat_group.next', { when: inZone(next.due, begin.zone) })}` : ''),
      ],
      [
        t('study.messages'),
        t('participant.messages', { received: number(messages.received), sent: number(messages.sent) }) +
          (messages.last ? ` · ${moment(messages.last, now)}` : ''),
      ],
      [t('participant.flags'), number(flags)],
      [t('chat_group.bot'), bot ? saidOr(`chat_group.bot.${bot.is}`, bot.is) : t('chat_group.bot.none')],
      [t('chat_group.made'), made ? moment(made, now) : '–'],
    ];
    return html`<section class="card"><h2>${t('participant.about')}</h2>
      <table><tbody>${rows.map(([head, text]) => html`<tr><th scope="row">${head}</th><td><bdi>${text}</bdi></td></tr>`)}</tbody></table>
    </section>`;
  }

  /** Whether it is muted, since when and by what, and the way to change that. */
  private silence(id: string, muted: Group['muted']) {
    const { programme, clock } = this.phone;
    const wanted = muted ? 'unmute' : 'mute';
    const form = programme.forms('place').find(({ internalId }) => programme.mutes(internalId) === wanted)?.internalId;
    const where = muted ? muted.by.id : id;
    const by = muted && muted.by.id !== id ? ` ${t('chat_group.muted.by', { name: muted.by.name })}` : '';
    const since = muted?.since ? ` · ${moment(muted.since, clock())}` : '';
    return html`${t(muted ? 'chat_group.muted.yes' : 'chat_group.muted.no')}${by}${since}
      ${form && programme.may('can_edit') ? html`<br /><a href=${formPath(where, form)}>${t(muted ? 'chat_group.unmute' : 'chat_group.mute')}</a>` : nothing}`;
  }

  private members({ members, more }: Group) {
    const [inside, left] = [members.filter(({ isIn }) => isIn), members.filter(({ isIn }) => !isIn)];
    return html`<section class="card">
      <h2>${t('chat_group.members', { count: inside.length })}</h2>
      <p class="small soft">${t('chat_group.members.hint')}</p>
      ${inside.length > 0 ? this.table(inside, t('chat_group.since')) : html`<p class="soft">${t('chat_group.members.none')}</p>`}
      ${
        left.length > 0
          ? html`<details><summary>${t('chat_group.left', { count: left.length })}</summary>${this.table(left, t('chat_group.until'))}</details>`
          : nothing
      }
      ${more ? html`<p class="soft">${t('chat_group.members.more')}</p>` : nothing}
    </section>`;
  }

  private table(members: readonly Member[], head: string) {
    const now = this.phone.clock();
    const leads = this.phone.programme.may('can_manage_study');
    return html`<div class="wide" tabindex="0" role="region" aria-label=${head}><table>
      <thead><tr><th>${t('study.id')}</th><th>${t('participant.name')}</th><th>${t('participant.takes_part')}</th><th>${head}</th></tr></thead>
      <tbody>${members.map(({ id, name, study_id, participation, isIn, since, until }) => {
        const at = isIn ? since : until;
        const takes = participation ? saidOr(`participant.is.${participation}`, participation) : '–';
        return html`<tr>
          <td>${id && study_id && leads ? html`<a href=${participantPath(id)}><bdi>${study_id}</bdi></a>` : html`<bdi>${study_id || '–'}</bdi>`}</td>
          <td>${id ? html`<a href=${talkPath(id)}><bdi>${name || t('people.unnamed')}</bdi></a>` : t('chat_group.member.unknown')}</td>
          <td>${takes}</td><td>${at ? moment(at, now) : '–'}</td>
        </tr>`;
      })}</tbody>
    </table></div>`;
  }
}

const saidOr = (key: string, otherwise: string): string => (hasWords(key) ? t(key) : otherwise);
