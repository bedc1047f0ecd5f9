import type { ScheduledTask } from '@rounds/ddocs/documents/reports.ts';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { canEdit, canMute, canSchedule, type Group, startOfDay } from '../../data/messages/message-groups.ts';
import type { IconName } from '../../design/icons.ts';
import { shared } from '../../design/styles.ts';
import { scheduleName } from '../../words/labels.ts';
import type { Whereabouts } from '../../words/message-words.ts';
import { t } from '../../words/words.ts';
import { AppElement, said } from '../app-element.ts';
import '../app-icon.ts';
import './message-row.ts';

/** What a person may ask of a group. */
export interface GroupAsked {
  what: 'mute' | 'schedule' | 'edit';
  group: Group;
}

/**
 * The scheduled messages of one group, and what can be done to all of them at once (`group-asked`).
 */
@customElement('message-group')
export class MessageGroup extends AppElement {
  static override styles = [
    shared,
    css`
      :host { display: block; overflow: hidden; }
      header {
        display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 0.75rem;
        padding-block: 0.625rem; padding-inline: 1rem 0.625rem;
      }
      h3 { color: var(--ink); font-size: 1rem; }
      h3 span { font-weight: 500; color: var(--ink-soft); }
      .acts { display: flex; flex-wrap: wrap; gap: 0.375rem; }
      .acts button {
        display: inline-flex; align-items: center; gap: 0.4375rem; min-block-size: 44px; padding-inline: 0.75rem;
        border-radius: 99px; background: var(--brand-soft); color: var(--brand-ink); font-weight: 620;
        font-size: 0.9375rem;
      }
      .acts button:focus-visible { border-radius: 99px; }
      message-row { border-block-start: 1px solid var(--line); }
    `,
  ];

  @property({ attribute: false }) group!: Group;
  /** Now, in ms. */
  @property({ type: Number }) now = 0;
  @property() where: Whereabouts = 'there';
  /** Whether the user may change anything. */
  @property({ type: Boolean }) mayChange = false;
  /** Says whom a message goes to. */
  @property({ attribute: false }) toWhom: (task: ScheduledTask) => string = () => '';
  /** Which messages can be sent again, by their uuid. */
  @property({ attribute: false }) repeatable: ReadonlySet<string> = new Set();

  protected override render() {
    const { messages, type, group } = this.group;
    const name = scheduleName(type);
    const act = (what: GroupAsked['what'], icon: IconName, on: boolean) =>
      on
        ? html`<button class="plain" aria-label=${t('group.of', { action: t(`group.${what}`), name: this.title_ })}
          @click=${() => this.ask(what)}>
            <app-icon name=${icon}></app-icon>${t(`group.${what}`)}
          </button>`
        : nothing;
    const today = startOfDay(this.now);
    return html`
      <header>
        <h3>${name}${group ? html` <span>${t('group.name', { group })}</span>` : nothing}</h3>
        ${
          this.mayChange
            ? html`<div class="acts">
              ${act('mute', 'bell-off', messages.some(canMute))}
              ${act(
                'schedule',
                'bell',
                messages.some(one => canSchedule(one, today)),
              )}
              ${act('edit', 'pencil', messages.some(canEdit))}
            </div>`
            : nothing
        }
      </header>
      ${messages.map(
        ({ task }) =>
          html`<message-row .task=${task} .now=${this.now} .where=${this.where} .what=${this.toWhom(task)}
            ?repeatable=${this.mayChange && this.repeatable.has(task.messages?.[0]?.uuid ?? '')}></message-row>`,
      )}
    `;
  }

  private get title_(): string {
    const { type, group } = this.group;
    return [scheduleName(type), group ? t('group.name', { group }) : ''].filter(Boolean).join(', ');
  }

  private ask(what: GroupAsked['what']): void {
    this.dispatchEvent(said<GroupAsked>('group-asked', { what, group: this.group }));
  }
}
