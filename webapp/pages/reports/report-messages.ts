import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { consume } from '@lit/context';
import type { Report, ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { wasSentAgain } from '@rounds/sentinel/messages/again.ts';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { reportSubject } from '../../data/forms/report-subject.ts';
import {
  canMute,
  canSchedule,
  type Edit,
  type Group,
  groupsOf,
  startOfDay,
  withEdits,
  withMuted,
  withScheduled,
  withUndone,
} from '../../data/messages/message-groups.ts';
import { changeReport, sendAgain } from '../../data/messages/send.ts';
import { type Phone, phoneContext } from '../../data/phone/phone-context.ts';
import { shared } from '../../design/styles.ts';
import { AppElement, said } from '../../elements/app-element.ts';
import type { GroupAsked } from '../../elements/messages/message-group.ts';
import type { Notice } from '../../elements/toasts.ts';
import type { Whereabouts } from '../../words/message-words.ts';
import { t } from '../../words/words.ts';
import '../../elements/messages/message-group.ts';
import '../../elements/messages/message-row.ts';

/**
 * The messages of a report: what was answered at once, and what is planned, which a person may silence, bring back and
 * change by group.
 */
@customElement('report-messages')
export class ReportMessages extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: grid; gap: 1.5rem; }
      section { display: grid; gap: 0.625rem; }
      .card { overflow: hidden; }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      .card > * + * { border-block-start: 1px solid var(--line); }
    `,
  ];

  @consume({ context: phoneContext, subscribe: true })
  private phone!: Phone;
  @property({ attribute: false }) report!: Report;
  @property() where: Whereabouts = 'there';
  @state() private editing: Group | undefined;
  /** The group that is to be scheduled though the person is muted. */
  @state() private doubtful: Group | undefined;

  protected override render() {
    const { report, where } = this;
    const { clock, people } = this.phone;
    const now = clock();
    const { tasks = [] } = report;
    const groups = groupsOf(report);
    const mayChange = this.phone.programme.may('can_edit');
    const repeatable = this.repeatable();
    const author = report.kujua_message ? (people.get(report.contact?._id ?? '')?.name ?? report.sent_by ?? '') : '';
    return html`
      ${
        tasks.length > 0
          ? html`<section>
              <h2>${t(report.kujua_message ? 'messages.title' : 'report.replies')}</h2><div
                class="card">${tasks.map(
                  task => html`<message-row .task=${task} .now=${now} .where=${where}
                .author=${author} .what=${this.toWhom(task)}
                ?repeatable=${mayChange && repeatable.has(task.messages?.[0]?.uuid ?? '')}
                @again=${this.again}></message-row>`,
                )}</div>
            </section>`
          : nothing
      }
      ${
        groups.length > 0
          ? html`<section @group-asked=${this.asked} @again=${this.again}>
              <h2>${t('report.scheduled')}</h2>${groups.map(
                group => html`<message-group class="card" .group=${group}
                .now=${now} .where=${where} .repeatable=${repeatable}
                .toWhom=${(task: ScheduledTask) => this.toWhom(task)} ?mayChange=${mayChange}></message-group>`,
              )}
            </section>`
          : nothing
      }
      ${this.doubtful ? this.sure(this.doubtful) : nothing}
      ${
        this.editing
          ? html`<group-dialog .group=${this.editing} .now=${now} .limit=${this.phone.programme.smsLimit()}
            @edited=${this.edited} @closed=${() => (this.editing = undefined)}></group-dialog>`
          : nothing
      }
    `;
  }

  /** Uuids of the messages that failed and were not sent again. */
  private repeatable(): Set<string> {
    const { report } = this;
    const failed = [...(report.tasks ?? []), ...(report.scheduled_tasks ?? [])].filter(
      ({ state }) => state === 'failed',
    );
    const uuids = failed.flatMap(({ messages }) => (messages ?? []).map(({ uuid }) => uuid));
    return new Set(uuids.filter(uuid => !wasSentAgain(report, uuid)));
  }

  private toWhom({ messages }: ScheduledTask): string {
    const [message] = messages ?? [];
    if (!message?.to) return t('report.message');
    const { people, messages: all } = this.phone;
    const person = people.get(message.contact?._id ?? '') ?? all.ownerOf(message.to);
    return t('message.to', { to: person?.name || message.to });
  }

  /** Whether the one whom the report is about is muted, alone or with a place above. */
  private get silent(): boolean {
    const { people } = this.phone;
    const whom = people.get(reportSubject(people, this.report));
    return !!whom && people.silent(whom);
  }

  private sure(group: Group) {
    return html`<wa-dialog open label=${t('group.muted_subject')} @wa-after-hide=${() => (this.doubtful = undefined)}>
      <p>${t('group.muted_subject.text')}</p>
      <div slot="footer" class="buttons">
        <wa-button appearance="outlined" @click=${() => (this.doubtful = undefined)}>${t('app.cancel')}</wa-button>
        <wa-button variant="brand" @click=${() => this.act('schedule', group)}>${t('group.schedule_all_the_same')}</wa-button>
      </div>
    </wa-dialog>`;
  }

  private async asked({ detail: { what, group } }: CustomEvent<GroupAsked>): Promise<void> {
    if (what === 'edit') {
      await import('../../elements/messages/group-dialog.ts');
      this.editing = group;
      return;
    }
    if (what === 'schedule' && this.silent) {
      this.doubtful = group;
      return;
    }
    await this.act(what, group);
  }

  private async act(what: 'mute' | 'schedule', group: Group): Promise<void> {
    this.doubtful = undefined;
    const today = startOfDay(this.phone.clock());
    const places = group.messages
      .filter(one => (what === 'mute' ? canMute(one) : canSchedule(one, today)))
      .map(({ at }) => at);
    const by = this.by();
    await this.change(
      group,
      report => (what === 'mute' ? withMuted(report, places, by) : withScheduled(report, places, by)),
      count => t(what === 'mute' ? 'group.muted' : 'group.scheduled', { count }),
    );
  }

  private async edited({ detail }: CustomEvent<Edit[]>): Promise<void> {
    const group = this.editing;
    const by = this.by();
    if (group)
      await this.change(
        group,
        report => withEdits(report, detail, by),
        count => t('group.edited', { count }),
      );
  }

  private by() {
    return { user: this.phone.user.name, at: new Date(this.phone.clock()).toISOString() };
  }

  /** Changes a group, says how many of its messages changed, and offers to undo it. */
  private async change(
    group: Group,
    change: (report: Report) => Report,
    words: (count: number) => string,
  ): Promise<void> {
    let after: ScheduledTask[] = [];
    const id = this.report._id;
    try {
      await changeReport(this.phone, id, report => {
        const next = change(report);
        after = group.messages.map(({ at }) => next.scheduled_tasks?.[at] ?? group.messages[0]!.task);
        return next;
      });
    } catch (error) {
      return this.failed(error);
    }
    const count = group.messages.filter(({ task }, n) => JSON.stringify(after[n]) !== JSON.stringify(task)).length;
    if (count === 0) return this.say({ text: t('group.unchanged') });
    const undo = async (): Promise<Notice> => {
      try {
        await changeReport(this.phone, id, report => withUndone(report, group.messages, after, this.by()));
        return { text: t('group.undone') };
      } catch (error) {
        console.error(error);
        return { text: t('form.not_saved') };
      }
    };
    this.say({ text: words(count), stay: 12_000, action: { label: t('form.undo'), run: undo } });
  }

  private async again({ detail }: CustomEvent<ScheduledTask>): Promise<void> {
    const uuid = detail.messages?.[0]?.uuid;
    if (!uuid) return;
    try {
      await sendAgain(this.phone, this.report._id, uuid);
      this.say({ text: t('message.sent_again') });
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    console.error(error);
    this.say({ text: t('form.not_saved') });
  }

  private say(notice: Notice): void {
    this.dispatchEvent(said<Notice>('notice', notice));
  }
}
