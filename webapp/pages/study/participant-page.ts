import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ask } from '../../data/console/ask.ts';
import { beginPath } from '../../data/dialogues/told.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { consoleStyles } from '../../design/console.ts';
import { shared } from '../../design/styles.ts';
import { contactPath, schedulePath } from '../../navigation.ts';
import { moment, number } from '../../words/say.ts';
import { hasWords, t } from '../../words/words.ts';
import { AppPage } from '../app-page.ts';
import { talkPath } from '../console/paths.ts';
import { notThere } from '../not-there.ts';
import { whyNot } from '../why-not.ts';
import '../erasure/erase-person.ts';

interface Named {
  id: string;
  name: string;
}

interface Participant {
  id: string;
  name: string;
  study_id: string;
  language: string;
  arm?: Named;
  participation?: { state: string; since: number };
  channels: { channel: 'sms' | 'chat'; phone?: string; blocked: boolean }[];
  consents: { what: string; at: number; by: string; version?: string; language?: string }[];
  runs: { id: string; what: string; state: string; started: number; changed: number }[];
  groups: Named[];
  messages: { received: number; sent: number; last?: number };
  flags: number;
}

const said = (key: string, otherwise: string): string => (hasWords(key) ? t(key) : otherwise);

/** A participant: who it is, how she takes part and is reached, what she was asked and said; and erasing her. */
@customElement('participant-page')
export class ParticipantPage extends AppPage {
  static override styles = [
    shared,
    consoleStyles,
    css`
      erase-person { display: block; }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property() contactId = '';
  @state() private person: Participant | undefined;
  @state() private trouble = '';
  private failed: unknown;
  @state() private invite = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('contactId')) void this.load();
  }

  private async load(): Promise<void> {
    await this.trying(async () => {
      this.person = await ask<Participant>(`/api/v1/participants/${encodeURIComponent(this.contactId)}`);
    });
  }

  private async trying(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.trouble = '';
    } catch (error) {
      this.trouble = whyNot(error);
      this.failed = error;
    }
  }

  private inviteAgain(): void {
    void this.trying(async () => {
      const path = `/api/v1/participants/${encodeURIComponent(this.contactId)}/invite`;
      this.invite = (await ask<{ invite: string }>(path, { body: {} })).invite;
    });
  }

  protected override render() {
    const { person, trouble } = this;
    if (!person && trouble)
      return notThere(this.failed, { href: '/study/participants', title: t('study.participants') });
    return html`${trouble ? html`<p class="fault" role="alert">${trouble}</p>` : nothing}
      ${person ? this.shown(person) : html`<p role="status">${t('app.loading')}</p>`}`;
  }

  private shown(person: Participant) {
    const { id, name, study_id: study } = person;
    return html`<h1><bdi>${[study, name].filter(Boolean).join(': ') || t('people.unnamed')}</bdi></h1>
      <div class="acts">
        <a class="act" href=${talkPath(id)}>${t('participant.conversation')}</a>
        <a class="act" href=${contactPath(id)}>${t('participant.profile')}</a>
        <a class="act" href=${schedulePath(id)}>${t('study.schedule')}</a>
        ${
          this.phone.programme.may('can_manage_study')
            ? html`<a class="act" href=${beginPath(id)}>${t('contact.dialogue')}</a>`
            : nothing
        }
      </div>
      ${this.facts(person)}${this.reached(person)}${this.ledger(person)}${this.runs(person)}
      ${
        this.phone.programme.may('can_erase')
          ? html`<erase-person .contact=${id} .now=${this.phone.clock()}></erase-person>`
          : nothing
      }`;
  }

  private facts({ arm, language, participation, messages, flags, groups }: Participant) {
    const now = this.phone.clock();
    const since = participation ? ` · ${moment(participation.since, now)}` : '';
    const takes = participation
      ? said(`participant.is.${participation.state}`, participation.state)
      : t('participant.is.none');
    const last = messages.last ? ` · ${moment(messages.last, now)}` : '';
    const rows: [string, string | TemplateResult][] = [
      [t('participant.takes_part'), takes + since],
      [t('participant.arm'), arm?.name || '–'],
      [t('participant.language'), language || '–'],
      [t('participant.groups'), groups.map(group => group.name).join(', ') || '–'],
      [
        t('study.messages'),
        t('participant.messages', { received: number(messages.received), sent: number(messages.sent) }) + last,
      ],
      [t('participant.flags'), number(flags)],
    ];
    return html`<section class="card"><h2>${t('participant.about')}</h2>
      <table><tbody>${rows.map(([head, text]) => html`<tr><th scope="row">${head}</th><td><bdi>${text}</bdi></td></tr>`)}</tbody></table>
    </section>`;
  }

  private reached({ channels }: Participant) {
    return html`<section class="card"><h2>${t('participant.channels')}</h2>
      ${channels.length === 0 ? html`<p class="soft">${t('participant.channels.none')}</p>` : nothing}
      <ul>${channels.map(
        ({ channel, phone, blocked }) =>
          html`<li>${t(`participant.channel.${channel}`)}${phone ? html` <bdi>${phone}</bdi>` : nothing}${blocked ? html` · <span class="bad">${t('participant.blocked')}</span>` : nothing}</li>`,
      )}</ul>
      ${this.invite ? html`<p class="done" role="status">${t('study.invite')}: <bdi>/start ${this.invite}</bdi></p>` : nothing}
      <div class="acts"><button class="act" @click=${this.inviteAgain}>${t('participant.invite')}</button></div>
    </section>`;
  }

  private ledger({ consents }: Participant) {
    const now = this.phone.clock();
    return html`<section class="card"><h2>${t('participant.consents')}</h2>
      ${consents.length === 0 ? html`<p class="soft">${t('participant.consents.none')}</p>` : nothing}
      <ol>${consents.map(
        ({ what, at, by, version, language }) =>
          html`<li>${moment(at, now)}: <strong>${said(`participant.said.${what}`, what)}</strong> <span class="small soft">${[by, version, language].filter(Boolean).join(' · ')}</span></li>`,
      )}</ol>
    </section>`;
  }

  private runs({ runs }: Participant) {
    const now = this.phone.clock();
    return html`<section class="card"><h2>${t('participant.runs')}</h2>
      ${runs.length === 0 ? html`<p class="soft">${t('participant.runs.none')}</p>` : nothing}
      <ul>${runs.map(
        ({ what, state, changed }) =>
          html`<li><bdi>${what}</bdi>: ${said(`participant.run.${state}`, state)} · ${moment(changed, now)}</li>`,
      )}</ul>
    </section>`;
  }
}
